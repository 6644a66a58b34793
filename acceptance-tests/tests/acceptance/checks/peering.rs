//! Two sides of one resource: VPCs in two accounts and two regions, and the connection between them.

use crate::world::{Case, World};
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::Result;
use serde_json::{Value, json};

const PEERING: &str = "plinth_vpc_peering.link";

/// The calls that make and change a connection, with how many of each one create makes.
const WRITES: [(&str, usize); 4] = [
    ("CreateVpcPeeringConnection", 1),
    ("AcceptVpcPeeringConnection", 1),
    ("ModifyVpcPeeringConnectionOptions", 2),
    ("CreateRoute", 3),
];

/// A small VPC; `more` are further arguments.
fn vpc(name: &str, block: &str, more: &str) -> String {
    format!(
        "  name                   = \"{name}\"\n  cidr_block             = \"{block}\"\n  num_availability_zones = 2\n  \
         nat_gateways           = \"none\"\n  gateway_endpoints      = []\n  \
         tiers                  = {{ private_app = {{ route = \"none\" }} }}\n{more}"
    )
}

/// All route tables of a VPC.
fn tables(vpc: &str) -> String {
    format!("toset(flatten([for tier in values(plinth_env_vpc.{vpc}.route_table_ids) : values(tier)]))")
}

/// Both VPCs: the requester's in the management account, and the accepter's in the member account and another region.
fn vpcs(case: &Case, block: &str, more: &str) -> Config {
    let place = format!("  account_id = \"{}\"\n  region     = \"eu-west-1\"\n{more}", case.member.id);
    Config::new().resource("plinth_env_vpc", "tools", &vpc("tools", "10.10.0.0/16", "")).resource(
        "plinth_env_vpc",
        "prod",
        &vpc("prod", block, &place),
    )
}

/// The connection with routes on both sides; `more` are further arguments.
fn link(more: &str) -> String {
    format!(
        "  name                      = \"tools-to-prod\"\n  requester_vpc_id          = plinth_env_vpc.tools.vpc_id\n  \
         requester_route_table_ids = {}\n  accepter_account_id       = plinth_env_vpc.prod.account_id\n  \
         accepter_region           = plinth_env_vpc.prod.region\n  accepter_vpc_id           = \
         plinth_env_vpc.prod.vpc_id\n  accepter_route_table_ids  = {}\n{more}",
        tables("tools"),
        tables("prod"),
    )
}

fn peered(case: &Case, more: &str) -> Config {
    vpcs(case, "10.11.0.0/16", SECONDARY).resource("plinth_vpc_peering", "link", &link(more))
}

/// A block that the accepter's VPC has beside its first one.
const SECONDARY: &str = "  secondary_cidr_blocks = [\"100.64.0.0/16\"]";

/// The names of the parts in the state, each without what differs with every run.
fn parts(values: &Value) -> Vec<String> {
    let names = values["parts"].as_object().into_iter().flatten().map(|(name, _)| name);
    let named = names.map(|name| match name.split_once('/') {
        Some((kind, route)) => format!("{kind} {}", route.split('|').next_back().unwrap_or_default()),
        None => name.clone(),
    });
    let mut named: Vec<String> = named.collect();
    named.sort();
    named
}

const PARTS: [&str; 7] = [
    "accepter",
    "accepter_options",
    "accepter_route 10.10.0.0/16",
    "peering",
    "requester_options",
    "requester_route 10.11.0.0/16",
    "requester_route 100.64.0.0/16",
];

pub(crate) fn scenario_vpcs_of_two_accounts_and_regions_are_peered(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.workdir.write(&peered(&case, ""))?;
    case.workdir.apply()?;
    for (action, times) in WRITES {
        let count = case.proxy.log().count("ec2", action);
        ensure!(count == times, "{count} {action}, not {times}:\n{}", case.proxy.log().text());
    }
    case.workdir.expect_empty_plan()?;
    let values = case.workdir.values(PEERING)?;
    ensure!(values["status"] == "active", "the connection is {}", values["status"]);
    ensure!(parts(&values) == PARTS, "the parts are {:?}", parts(&values));
    let accepter = values["parts"]["accepter"].as_str().unwrap_or_default();
    ensure!(accepter.starts_with(&format!("{}/eu-west-1/pcx-", case.member.id)), "the accepter is {accepter}");

    case.proxy.log().clear();
    case.workdir
        .write(&peered(&case, "  accepter_allow_remote_vpc_dns_resolution = false\n  tags = { team = \"a\" }"))?;
    let plan = case.workdir.plan()?;
    ensure!(plan.summary() == [format!("update {PEERING}")], "the plan is {:?}", plan.summary());
    case.workdir.run(&["apply", "plan"])?.success()?;
    let log = case.proxy.log();
    let counts = ["ModifyVpcPeeringConnectionOptions", "CreateTags"].map(|action| log.count("ec2", action));
    ensure!(counts == [1, 2], "an option and the tags of both sides took {counts:?} calls:\n{}", log.text());
    case.workdir.expect_empty_plan()?;
    gone(&case)
}

pub(crate) fn scenario_a_peering_is_imported_with_both_sides(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let config = peered(&case, "  requester_allow_remote_vpc_dns_resolution = false\n  tags = { team = \"a\" }");
    case.workdir.write(&config)?;
    case.workdir.apply()?;
    let before = case.workdir.values(PEERING)?;
    let id = format!("{}/{}/tools-to-prod", case.management.id, acceptance_tests::aws::REGION);
    ensure!(before["id"] == id.as_str(), "the id is {}", before["id"]);
    case.workdir.run(&["state", "rm", PEERING])?.success()?;
    case.workdir.run(&["import", PEERING, &id])?.success()?;
    let imported = case.workdir.values(PEERING)?;
    for (name, value) in before.as_object().into_iter().flatten() {
        ensure!(imported[name] == *value, "after import {name} is {}, not {value}", imported[name]);
    }
    case.workdir.expect_empty_plan()?;
    gone(&case)
}

pub(crate) fn scenario_a_peering_leads_to_a_block_that_is_added_later(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let narrow = vpcs(&case, "10.11.0.0/16", "").resource("plinth_vpc_peering", "link", &link(""));
    case.workdir.write(&narrow)?;
    case.workdir.apply()?;
    let before = case.workdir.values(PEERING)?["vpc_peering_connection_id"].clone();

    // The VPC gets its block with this apply, and the connection learns of it with the next refresh.
    case.workdir.write(&peered(&case, ""))?;
    case.workdir.apply()?;
    let plan = case.workdir.plan()?;
    ensure!(plan.summary() == [format!("update {PEERING}")], "the plan is {:?}", plan.summary());
    case.workdir.run(&["apply", "plan"])?.success()?;
    case.workdir.expect_empty_plan()?;
    let values = case.workdir.values(PEERING)?;
    ensure!(parts(&values) == PARTS, "the parts are {:?}", parts(&values));
    ensure!(values["vpc_peering_connection_id"] == before, "the connection was made again");
    gone(&case)
}

pub(crate) fn scenario_vpcs_that_share_addresses_are_refused_in_the_plan(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let overlapping = vpcs(&case, "10.10.0.0/17", "");
    case.workdir.write(&overlapping)?;
    case.workdir.apply()?;
    case.workdir.write(&overlapping.clone().resource("plinth_vpc_peering", "link", &link("")))?;
    case.workdir
        .run(&["plan"])?
        .failure()?
        .says("CIDR blocks of the two VPCs overlap")?
        .says("10.10.0.0/16 and 10.10.0.0/17")?;
    ensure!(case.proxy.log().count("ec2", "CreateVpcPeeringConnection") == 0, "a connection was asked for");
    // Even a destroy plans what the configuration says.
    case.workdir.write(&overlapping)?;
    case.workdir.destroy().map(drop)
}

pub(crate) fn scenario_a_peering_that_nobody_accepts_in_time_says_so(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let expired = json!({ "account_id": case.management.id, "vpc_peering_expiry_seconds": 0.0 });
    world.emulator.settings(&expired)?;
    case.workdir.write(&peered(&case, ""))?;
    case.workdir.run(&["apply", "-auto-approve"])?.failure()?.says("expired: nobody accepted it within seven days")?;
    world.emulator.settings(&json!({ "account_id": case.management.id, "vpc_peering_expiry_seconds": 604_800.0 }))?;
    // What was asked for in vain is no object of the state, so the next apply asks again.
    case.workdir.apply()?;
    case.workdir.expect_empty_plan()?;
    gone(&case)
}

/// Destroys everything. A VPC cannot be deleted with what stands in it, so nothing is left when both are gone.
fn gone(case: &Case) -> Result<()> {
    case.proxy.log().clear();
    case.workdir.destroy()?;
    let log = case.proxy.log();
    let counts = ["DeleteVpcPeeringConnection", "DeleteRoute", "DeleteVpc"].map(|action| log.count("ec2", action));
    ensure!(counts[0] == 1 && counts[1] >= 2 && counts[2] == 2, "destroy made {counts:?} calls:\n{}", log.text());
    ensure!(case.workdir.addresses()?.is_empty(), "the state has {:?}", case.workdir.addresses()?);
    Ok(())
}
