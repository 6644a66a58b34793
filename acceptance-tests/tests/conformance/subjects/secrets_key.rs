//! `plinth_secrets_key`.

use crate::subject::{Change, Hand, Harm, Piece, Place, Size, Subject, as_first};
use acceptance_tests::aws::{Account, Organization, REGION};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub(crate) const SUBJECT: Subject = Subject {
    type_name: "plinth_secrets_key",
    place,
    first,
    second,
    // The key, its policy, its rotation and its tags, and where the alias leads; of the full one also who the caller is, and
    // a session.
    reads: |size| if size == Size::Full { 7 } else { 6 },
    importable: as_first,
    imported: |_, _| json!({}),
    hand,
    changes,
    broken_runs: 72,
};

/// Where the full one lives.
const FAR: &str = "eu-west-1";

/// Where the key lives, an account that may use it, and another key, which is nobody's business.
fn place(emulator: &Emulator, size: Size) -> Result<Place> {
    let partner = emulator.account()?.id;
    let (caller, home) = match size {
        Size::Minimal => {
            let caller = emulator.account()?;
            (caller.clone(), caller)
        }
        Size::Full => {
            let mut organization = Organization::create(emulator, 1)?;
            (organization.management, organization.members.remove(0))
        }
    };
    let region = if size == Size::Full { FAR } else { REGION };
    let spare = kms(&home, region, "CreateKey", &json!({ "Description": "Somebody else's" }))?;
    let mut accounts = vec![("HOME", home)];
    if size == Size::Full {
        accounts.push(("CALLER", caller.clone()));
    }
    let spare = spare["KeyMetadata"]["KeyId"].as_str().context("CreateKey answered no id")?.to_owned();
    Ok(Place { caller, accounts, regions: vec![REGION, FAR], facts: BTreeMap::from([("PARTNER", partner), ("SPARE", spare)]) })
}

fn kms(account: &Account, region: &str, action: &str, body: &Json) -> Result<Json> {
    account.json("kms", region, &format!("TrentService.{action}"), body)
}

/// The administrator of an account, as a principal.
fn admin(account_id: &str) -> String {
    format!("arn:aws:iam::{account_id}:user/admin")
}

/// The role by which the provider works in an account.
fn access_role(account_id: &str) -> String {
    format!("arn:aws:iam::{account_id}:role/OrganizationAccountAccessRole")
}

fn first(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({ "name": "prod", "encrypters": [place.id("PARTNER")] }),
        Size::Full => json!({
            "account_id": place.id("HOME"),
            "region": FAR,
            "name": "team/prod",
            "description": "Secrets of prod",
            "administrators": [access_role(place.id("HOME"))],
            "encrypters": [place.id("PARTNER"), admin(place.id("CALLER"))],
            "decrypters": [admin(place.id("CALLER"))],
            "iam_access": "none",
            "encryption_context": { "environment": "prod" },
            "rotation_period_in_days": 180,
            "multi_region": true,
            "deletion_window_in_days": 7,
            "tags": { "Team": "security", "Stage": "test" },
        }),
    }
}

fn second(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({ "decrypters": [place.id("PARTNER")], "deletion_window_in_days": 10 }),
        Size::Full => json!({
            "description": "Secrets",
            "encrypters": [admin(place.id("CALLER"))],
            "decrypters": null,
            "iam_access": "administration",
            "encryption_context": { "environment": "production", "team": "a" },
            "enable_key_rotation": false,
            "rotation_period_in_days": null,
            "deletion_window_in_days": 30,
            "tags": { "Team": "platform" },
        }),
    }
}

fn hand(place: &Place, piece: &Piece<'_>, harm: Harm) -> Result<Hand> {
    let home = place.account("HOME")?;
    let call = |action: &str, body: Json| kms(home, FAR, action, &body).map(|_| Hand::Done);
    let alias = "alias/team/prod";
    match (piece.address, harm) {
        ("key", Harm::Removed) => call("ScheduleKeyDeletion", json!({ "KeyId": piece.id })),
        ("key", Harm::Changed) => {
            let tag = json!({ "TagKey": "Team", "TagValue": "somebody" });
            call("TagResource", json!({ "KeyId": piece.id, "Tags": [tag] }))?;
            call("PutKeyPolicy", json!({ "KeyId": piece.id, "PolicyName": "default", "Policy": open(&home.id) }))?;
            call("DisableKeyRotation", json!({ "KeyId": piece.id }))?;
            call("DisableKey", json!({ "KeyId": piece.id }))
        }
        ("alias", Harm::Removed) => call("DeleteAlias", json!({ "AliasName": alias })),
        ("alias", Harm::Changed) => {
            call("UpdateAlias", json!({ "AliasName": alias, "TargetKeyId": place.id("SPARE") }))
        }
        (kind, _) => None.context(format!("nobody has said how to harm a {kind}")),
    }
}

/// A policy that somebody put.
fn open(account_id: &str) -> String {
    let principal = json!({ "AWS": format!("arn:aws:iam::{account_id}:root") });
    let statement = json!({ "Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*" });
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}

fn changes(place: &Place) -> Vec<Change> {
    vec![
        Change::new("name", json!("stage")),
        Change::new("description", json!("Secrets of prod")),
        Change::new("administrators", json!([admin(place.id("HOME"))])),
        Change::new("encrypters", json!([admin(place.id("HOME")), place.id("PARTNER")])),
        Change::new("decrypters", json!([place.id("PARTNER")])),
        Change::new("iam_access", json!("full")),
        Change::new("encryption_context", json!({ "environment": "prod" })),
        Change::new("enable_key_rotation", json!(false)),
        Change::new("rotation_period_in_days", json!(90)),
        Change::new("multi_region", json!(true)),
        Change::new("deletion_window_in_days", json!(7)),
        // There the policy names the role of this account, by which the provider would not work.
        Change::new("account_id", json!(place.id("CALLER"))).of(Size::Full).given(json!({ "iam_access": "full" })),
        Change::new("region", json!(FAR)),
        Change::new("tags", json!({ "Team": "security" })),
    ]
}
