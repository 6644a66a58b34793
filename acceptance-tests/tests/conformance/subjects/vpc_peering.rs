//! `plinth_vpc_peering`.

use crate::subject::{Change, Hand, Harm, Piece, Place, Size, Subject, as_first};
use acceptance_tests::aws::{Account, Organization, REGION};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub(crate) const SUBJECT: Subject = Subject {
    type_name: "plinth_vpc_peering",
    place,
    first,
    second,
    reads: |size| if size == Size::Full { 9 } else { 6 },
    importable: as_first,
    imported: |_, _| json!({}),
    hand,
    changes,
    broken_runs: 72,
};

/// Where the accepter of the full one is.
const FAR: &str = "eu-west-1";

/// Two VPCs: in one account and region, or in two of each.
fn place(emulator: &Emulator, size: Size) -> Result<Place> {
    let (caller, accounts) = match size {
        Size::Minimal => {
            let caller = emulator.account()?;
            (caller.clone(), vec![("HOME", caller)])
        }
        Size::Full => {
            let mut organization = Organization::create(emulator, 2)?;
            let caller = organization.management;
            let (home, other) = (organization.members.remove(0), organization.members.remove(0));
            (caller, vec![("HOME", home), ("OTHER", other)])
        }
    };
    let regions = if size == Size::Full { vec![REGION, FAR] } else { vec![REGION] };
    let mut place = Place { caller, accounts, regions, facts: BTreeMap::new() };
    let home = place.account("HOME")?.clone();
    let (other, far) = if size == Size::Full { (place.account("OTHER")?.clone(), FAR) } else { (home.clone(), REGION) };
    let facts = &mut place.facts;
    vpc(&home, REGION, "10.1.0.0/16", ["REQUESTER", "REQUESTER_TABLE_1", "REQUESTER_TABLE_2"], facts)?;
    vpc(&other, far, "10.2.0.0/16", ["ACCEPTER", "ACCEPTER_TABLE_1", "ACCEPTER_TABLE_2"], facts)?;
    Ok(place)
}

/// A VPC with DNS and two route tables, each under a word.
fn vpc(
    account: &Account,
    region: &str,
    block: &str,
    words: [&'static str; 3],
    facts: &mut BTreeMap<&'static str, String>,
) -> Result<()> {
    let ec2 = |action: &str, parameters: &[(&str, &str)]| account.query("ec2", region, action, parameters);
    let [vpc_word, first, second] = words;
    let vpc = ec2("CreateVpc", &[("CidrBlock", block)])?.text(&["vpc", "vpcId"]).to_owned();
    ec2("ModifyVpcAttribute", &[("VpcId", &vpc), ("EnableDnsHostnames.Value", "true")])?;
    for word in [first, second] {
        let table = ec2("CreateRouteTable", &[("VpcId", &vpc)])?;
        facts.insert(word, table.text(&["routeTable", "routeTableId"]).to_owned());
    }
    facts.insert(vpc_word, vpc);
    Ok(())
}

fn first(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({
            "name": "pair",
            "requester_vpc_id": place.id("REQUESTER"),
            "accepter_vpc_id": place.id("ACCEPTER"),
        }),
        Size::Full => json!({
            "account_id": place.id("HOME"),
            "name": "pair",
            "requester_vpc_id": place.id("REQUESTER"),
            "requester_route_table_ids": [place.id("REQUESTER_TABLE_1")],
            "accepter_vpc_id": place.id("ACCEPTER"),
            "accepter_account_id": place.id("OTHER"),
            "accepter_region": FAR,
            "accepter_route_table_ids": [place.id("ACCEPTER_TABLE_1")],
            "tags": { "Team": "network" },
        }),
    }
}

fn second(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({
            "requester_allow_remote_vpc_dns_resolution": false,
            "tags": { "Team": "network" },
        }),
        Size::Full => json!({
            "requester_route_table_ids": [place.id("REQUESTER_TABLE_2")],
            "requester_allow_remote_vpc_dns_resolution": false,
            "accepter_route_table_ids": [place.id("ACCEPTER_TABLE_1"), place.id("ACCEPTER_TABLE_2")],
            "accepter_allow_remote_vpc_dns_resolution": false,
            "tags": { "Team": "platform" },
        }),
    }
}

fn hand(place: &Place, piece: &Piece<'_>, harm: Harm) -> Result<Hand> {
    let mut id = piece.id.splitn(4, '/');
    let mut next = || id.next().unwrap_or_default();
    let (account, region, connection, rest) = (next(), next(), next(), next());
    let here = if account == place.id("HOME") { "HOME" } else { "OTHER" };
    let call = |action: &str, parameters: &[(&str, &str)]| {
        place.account(here)?.query("ec2", region, action, parameters).map(|_| Hand::Done)
    };
    let (table, block) = rest.split_once('/').unwrap_or((rest, ""));
    let route = [("RouteTableId", table), ("DestinationCidrBlock", block)];
    match (piece.split().0, harm) {
        ("peering", Harm::Removed) => {
            call("DeleteVpcPeeringConnection", &[("VpcPeeringConnectionId", connection)])
        }
        ("peering" | "accepter", Harm::Changed) => {
            call("CreateTags", &[("ResourceId.1", connection), ("Tag.1.Key", "Team"), ("Tag.1.Value", "somebody")])
        }
        ("accepter" | "requester_options" | "accepter_options", Harm::Removed) => {
            Ok(Hand::Impossible("it ends with the connection"))
        }
        ("requester_options", Harm::Changed) => {
            let option = ("RequesterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc", "false");
            call("ModifyVpcPeeringConnectionOptions", &[("VpcPeeringConnectionId", connection), option])
        }
        ("accepter_options", Harm::Changed) => {
            let option = ("AccepterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc", "false");
            call("ModifyVpcPeeringConnectionOptions", &[("VpcPeeringConnectionId", connection), option])
        }
        ("requester_route" | "accepter_route", Harm::Removed) => call("DeleteRoute", &route),
        ("requester_route" | "accepter_route", Harm::Changed) => {
            Ok(Hand::Impossible("a route that leads elsewhere is somebody else's, and the apply says so"))
        }
        (kind, _) => None.context(format!("nobody has said how to harm a {kind}")),
    }
}

fn changes(place: &Place) -> Vec<Change> {
    // The VPC stays where it is.
    let elsewhere = "does not exist";
    vec![
        Change::new("name", json!("couple")),
        Change::new("requester_vpc_id", json!(place.id("SPARE"))).prepared(spare),
        Change::new("requester_route_table_ids", json!([place.id("REQUESTER_TABLE_1")])),
        Change::new("requester_allow_remote_vpc_dns_resolution", json!(false)),
        Change::new("accepter_vpc_id", json!(place.id("SPARE"))).prepared(spare),
        Change::new("accepter_account_id", json!(place.id("HOME"))).of(Size::Full).refused(elsewhere),
        Change::new("accepter_region", json!("us-west-2")).of(Size::Full).refused(elsewhere),
        Change::new("accepter_route_table_ids", json!([place.id("ACCEPTER_TABLE_1")])),
        Change::new("accepter_allow_remote_vpc_dns_resolution", json!(false)),
        Change::new("account_id", json!(place.id("OTHER"))).of(Size::Full).refused(elsewhere),
        Change::new("region", json!(FAR)).of(Size::Full).refused(elsewhere),
        Change::new("tags", json!({ "Team": "network" })),
    ]
}

/// A third VPC.
fn spare(place: &mut Place) -> Result<()> {
    let home = place.account("HOME")?.clone();
    let words = ["SPARE", "SPARE_TABLE_1", "SPARE_TABLE_2"];
    vpc(&home, REGION, "10.3.0.0/16", words, &mut place.facts)
}
