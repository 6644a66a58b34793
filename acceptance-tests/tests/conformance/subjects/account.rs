//! `plinth_account`.

use crate::subject::{Change, Hand, Harm, Piece, Place, Size, Subject, as_first};
use acceptance_tests::aws::{ACCESS_ROLE, Account, Organization, REGION};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub(crate) const SUBJECT: Subject = Subject {
    type_name: "plinth_account",
    place,
    first,
    second,
    reads: |size| if size == Size::Full { 14 } else { 9 },
    importable: as_first,
    imported,
    hand,
    changes,
    broken_runs: 60,
};

/// An organization with some units. The accounts that the resource makes are found through its management account.
fn place(emulator: &Emulator, _: Size) -> Result<Place> {
    let management = Organization::create(emulator, 0)?.management;
    let roots = organizations(&management, "ListRoots", &json!({}))?;
    let root = text(&roots["Roots"][0]["Id"]);
    let workloads = unit(&management, &root, "Workloads")?;
    unit(&management, &workloads, "Prod")?;
    let security = unit(&management, &root, "Security")?;
    unit(&management, &root, "Suspended")?;
    let other = emulator.account()?.id;
    let facts = BTreeMap::from([("ROOT", root), ("SECURITY", security), ("OTHER", other)]);
    Ok(Place { caller: management.clone(), accounts: vec![("MANAGEMENT", management)], regions: Vec::new(), facts })
}

fn organizations(account: &Account, action: &str, request: &Json) -> Result<Json> {
    account.json("organizations", REGION, &format!("AWSOrganizationsV20161128.{action}"), request)
}

fn unit(management: &Account, parent: &str, name: &str) -> Result<String> {
    let answer = organizations(management, "CreateOrganizationalUnit", &json!({ "ParentId": parent, "Name": name }))?;
    Ok(text(&answer["OrganizationalUnit"]["Id"]))
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// An address that no other case has.
fn email(place: &Place, name: &str) -> String {
    format!("aws+{name}-{}@example.com", place.id("MANAGEMENT"))
}

fn contact(name: &str) -> Json {
    json!({
        "name": name,
        "title": "Team",
        "email_address": format!("{}@example.com", name.to_lowercase()),
        "phone_number": "+1 206 555 0100",
    })
}

fn first(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({
            "name": "sandbox",
            "email": email(place, "sandbox"),
            "organizational_unit": "Workloads",
            "close_on_deletion": true,
        }),
        Size::Full => json!({
            "name": "prod",
            "email": email(place, "prod"),
            "organizational_unit": "Workloads/Prod",
            "iam_user_access_to_billing": "DENY",
            "alias": format!("prod-{}", place.id("MANAGEMENT")),
            "alternate_contacts": { "billing": contact("Bills"), "security": contact("Guards") },
            "opt_in_regions": ["af-south-1"],
            "close_on_deletion": true,
            "organizational_unit_on_close": "Suspended",
            "tags": { "Team": "platform", "Stage": "prod" },
        }),
    }
}

fn second(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({ "name": "playground", "tags": { "Team": "platform" } }),
        Size::Full => json!({
            "name": "production",
            "organizational_unit": place.id("SECURITY"),
            "alias": format!("production-{}", place.id("MANAGEMENT")),
            "alternate_contacts": { "operations": contact("Runners"), "security": contact("Watchers") },
            "opt_in_regions": ["me-south-1"],
            "tags": { "Team": "security", "Owner": "ciso" },
        }),
    }
}

/// What AWS does not show of an account.
fn imported(_: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({ "close_on_deletion": null }),
        Size::Full => json!({
            "close_on_deletion": null,
            "organizational_unit_on_close": null,
            "iam_user_access_to_billing": null,
        }),
    }
}

fn hand(place: &Place, piece: &Piece<'_>, harm: Harm) -> Result<Hand> {
    let management = place.account("MANAGEMENT")?;
    let id = piece.all.get("account").context("there is no account")?;
    let account = management.assume(&format!("arn:aws:iam::{id}:role/{ACCESS_ROLE}"), None)?;
    let iam = |action: &str, alias: &str| {
        account.query("iam", REGION, action, &[("AccountAlias", alias)]).map(|_| Hand::Done)
    };
    let own = |path: &str, request: &Json| {
        let (status, answer) = account.rest("account", REGION, "POST", path, &request.to_string())?;
        ensure!(status == 200, "{path}: {status} {answer}");
        Ok(Hand::Done)
    };
    let contact = |harm| {
        let (kind, _) = piece.split();
        let kind = kind.trim_end_matches("_contact").to_uppercase();
        if harm == Harm::Removed {
            return own("/deleteAlternateContact", &json!({ "AlternateContactType": kind }));
        }
        let call = json!({
            "AlternateContactType": kind,
            "Name": "Somebody",
            "Title": "Else",
            "EmailAddress": "else@example.com",
            "PhoneNumber": "1",
        });
        own("/putAlternateContact", &call)
    };
    let alias = format!("prod-{}", place.id("MANAGEMENT"));
    match (piece.split(), harm) {
        (("account", _), Harm::Removed) => {
            Ok(Hand::Impossible("a closed account keeps its address, so there can be no other"))
        }
        (("account", _), Harm::Changed) => own("/putAccountName", &json!({ "AccountName": "renamed" })),
        (("placement", _), Harm::Removed) => Ok(Hand::Impossible("an account is always somewhere")),
        (("placement", _), Harm::Changed) => {
            let parents = organizations(management, "ListParents", &json!({ "ChildId": id }))?;
            let from = text(&parents["Parents"][0]["Id"]);
            let call = json!({ "AccountId": id, "SourceParentId": from, "DestinationParentId": place.id("ROOT") });
            organizations(management, "MoveAccount", &call).map(|_| Hand::Done)
        }
        (("readiness", _), _) => Ok(Hand::Impossible("it is no object")),
        (("alias", _), Harm::Removed) => iam("DeleteAccountAlias", &alias),
        (("alias", _), Harm::Changed) => iam("CreateAccountAlias", &format!("{alias}-mine")),
        (("billing_contact" | "operations_contact" | "security_contact", _), harm) => contact(harm),
        (("opt_in_region", region), Harm::Removed) => own("/disableRegion", &json!({ "RegionName": region })),
        (("opt_in_region", _), Harm::Changed) => Ok(Hand::Impossible("it has nothing to change")),
        ((kind, _), _) => None.context(format!("nobody has said how to harm a {kind}")),
    }
}

fn changes(place: &Place) -> Vec<Change> {
    let alias = format!("sandbox-{}", place.id("MANAGEMENT"));
    vec![
        Change::new("name", json!("Sandbox 2")),
        Change::new("email", json!(email(place, "another"))).refused("start-primary-email-update"),
        Change::new("organizational_unit", json!("Root")),
        Change::new("role_name", json!("Admin")).refused("has no role `Admin`"),
        Change::new("iam_user_access_to_billing", json!("ALLOW")),
        Change::new("alias", json!(alias)),
        Change::new("alternate_contacts", json!({ "operations": contact("Runners") })),
        Change::new("opt_in_regions", json!(["ap-east-1", "eu-south-2"])),
        Change::new("wait_for_ready", json!(false)),
        Change::new("adopt", json!(true)),
        Change::new("close_on_deletion", json!(false)),
        Change::new("organizational_unit_on_close", json!("Suspended")),
        Change::new("management_account_id", json!(place.id("OTHER"))).refused("does not change its organization"),
        Change::new("tags", json!({ "Team": "platform" })),
    ]
}
