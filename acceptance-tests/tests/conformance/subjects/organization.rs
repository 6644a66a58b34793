//! `plinth_organization`.

use crate::subject::{Change, Hand, Harm, Piece, Place, Size, Subject, as_first};
use acceptance_tests::aws::{Organization, REGION};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub(crate) const SUBJECT: Subject = Subject {
    type_name: "plinth_organization",
    place,
    first,
    second,
    reads: |size| if size == Size::Full { 15 } else { 7 },
    importable: as_first,
    // Nothing at AWS says what a destroy is to do.
    imported: |_, _| json!({ "on_destroy": "keep" }),
    hand,
    changes,
    broken_runs: 69,
};

/// A service that member accounts can administer.
const ANALYZER: &str = "access-analyzer.amazonaws.com";

/// An account without an organization, which is to be made; or one that manages an organization already, to be adopted.
fn place(emulator: &Emulator, size: Size) -> Result<Place> {
    let (caller, members) = match size {
        Size::Minimal => (emulator.account()?, Vec::new()),
        Size::Full => {
            let organization = Organization::create(emulator, 2)?;
            (organization.management, organization.members)
        }
    };
    let words = ["ONE", "TWO"].into_iter();
    let facts: BTreeMap<_, _> = words.zip(members).map(|(word, member)| (word, member.id)).collect();
    Ok(Place { caller: caller.clone(), accounts: vec![("HOME", caller)], regions: vec![REGION], facts })
}

fn first(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({
            "organizational_units": ["Security"],
            "on_destroy": "delete",
        }),
        Size::Full => json!({
            "enabled_policy_types": ["SERVICE_CONTROL_POLICY", "TAG_POLICY"],
            "trusted_services": [ANALYZER, "account.amazonaws.com", "iam.amazonaws.com"],
            "delegated_administrators": { ANALYZER: [place.id("ONE")] },
            "organizational_units": ["Security", "Workloads/Dev", "Workloads/Prod/EU"],
            "root_access_management": {},
            "on_destroy": "delete",
            "tags": { "Team": "platform", "Stage": "test" },
        }),
    }
}

fn second(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({
            "organizational_units": ["Security/Audit"],
            "trusted_services": ["sso.amazonaws.com"],
        }),
        Size::Full => json!({
            "enabled_policy_types": ["RESOURCE_CONTROL_POLICY", "TAG_POLICY"],
            "trusted_services": [ANALYZER, "iam.amazonaws.com", "sso.amazonaws.com"],
            "delegated_administrators": { ANALYZER: [place.id("TWO")], "iam.amazonaws.com": [place.id("ONE")] },
            "organizational_units": ["Security/Audit", "Workloads/Prod/US"],
            "root_access_management": { "root_sessions": false },
            "tags": { "Team": "cloud", "Owner": "platform" },
        }),
    }
}

fn hand(place: &Place, piece: &Piece<'_>, harm: Harm) -> Result<Hand> {
    let home = place.account("HOME")?;
    let call = |action: &str, body: Json| {
        let target = format!("AWSOrganizationsV20161128.{action}");
        home.json("organizations", REGION, &target, &body).map(|_| Hand::Done)
    };
    let pair = |id: &'_ str| id.split_once('/').map(|(one, other)| (one.to_owned(), other.to_owned()));
    let part = piece.split().0;
    match (part, harm) {
        ("organization", Harm::Removed) => Ok(Hand::Impossible("it has accounts")),
        ("organization", Harm::Changed) => Ok(Hand::Impossible("it has nothing to change")),
        ("root_tags", Harm::Removed) => call("UntagResource", json!({ "ResourceId": piece.id, "TagKeys": ["Team"] })),
        ("root_tags", Harm::Changed) => {
            call("TagResource", json!({ "ResourceId": piece.id, "Tags": [{ "Key": "Team", "Value": "somebody" }] }))
        }
        ("policy_type", Harm::Removed) => {
            let (root, name) = pair(piece.id).context("its id")?;
            call("DisablePolicyType", json!({ "RootId": root, "PolicyType": name }))
        }
        ("trusted_service", Harm::Removed) if [ANALYZER, "iam.amazonaws.com"].contains(&piece.id) => {
            Ok(Hand::Impossible("it has an administrator, or root access needs it"))
        }
        ("trusted_service", Harm::Removed) => {
            call("DisableAWSServiceAccess", json!({ "ServicePrincipal": piece.id }))
        }
        ("delegated_administrator", Harm::Removed) => {
            let (service, account) = pair(piece.id).context("its id")?;
            call("DeregisterDelegatedAdministrator", json!({ "ServicePrincipal": service, "AccountId": account }))
        }
        ("root_access", Harm::Removed) => {
            let action = match piece.id {
                "RootSessions" => "DisableOrganizationsRootSessions",
                _ => "DisableOrganizationsRootCredentialsManagement",
            };
            home.query("iam", REGION, action, &[]).map(|_| Hand::Done)
        }
        (units, Harm::Removed) if units.starts_with("organizational_unit") => {
            let path = format!("{}/", piece.split().1);
            if piece.all.keys().any(|other| other.contains(&path)) {
                return Ok(Hand::Impossible("there are units in it"));
            }
            call("DeleteOrganizationalUnit", json!({ "OrganizationalUnitId": piece.id }))
        }
        (units, Harm::Changed) if units.starts_with("organizational_unit") => {
            call("UpdateOrganizationalUnit", json!({ "OrganizationalUnitId": piece.id, "Name": "Renamed" }))
        }
        ("policy_type" | "trusted_service" | "delegated_administrator" | "root_access", Harm::Changed) => {
            Ok(Hand::Impossible("it is on or off"))
        }
        (kind, _) => None.context(format!("nobody has said how to harm a {kind}")),
    }
}

fn changes(place: &Place) -> Vec<Change> {
    let member = place.id("ONE");
    vec![
        Change::new("enabled_policy_types", json!(["BACKUP_POLICY", "SERVICE_CONTROL_POLICY"])),
        Change::new("trusted_services", json!([ANALYZER])),
        Change::new("delegated_administrators", json!({ ANALYZER: [member] }))
            .of(Size::Full)
            .given(json!({ "delegated_administrators": null })),
        Change::new("organizational_units", json!(["Security", "Workloads/Prod", "Workloads/Dev"])),
        Change::new("root_access_management", json!({ "root_credentials_management": false }))
            .given(json!({ "trusted_services": ["iam.amazonaws.com"] })),
        Change::new("on_destroy", json!("keep")),
        Change::new("account_id", json!(member)).of(Size::Full).refused("cannot be managed from here"),
        Change::new("tags", json!({ "Team": "security" })),
    ]
}
