//! `plinth_cross_account_role`.

use crate::subject::{Change, Hand, Harm, Piece, Place, Size, Subject, as_first};
use acceptance_tests::aws::{Organization, REGION};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub(crate) const SUBJECT: Subject = Subject {
    type_name: "plinth_cross_account_role",
    place,
    first,
    second,
    reads: |size| if size == Size::Full { 7 } else { 4 },
    importable: as_first,
    imported: |_, _| json!({}),
    hand,
    changes,
    broken_runs: 60,
};

/// Where the role lives, and an account that it trusts.
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
    let mut accounts = vec![("HOME", home)];
    if size == Size::Full {
        accounts.push(("CALLER", caller.clone()));
    }
    Ok(Place { caller, accounts, regions: vec![REGION], facts: BTreeMap::from([("PARTNER", partner)]) })
}

fn first(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({
            "name": "auditor",
            "trusted_accounts": [place.id("PARTNER")],
            "access": "read_only",
        }),
        Size::Full => json!({
            "account_id": place.id("HOME"),
            "name": "auditor",
            "trusted_accounts": [place.id("PARTNER")],
            "access": "custom",
            "description": "Audits",
            "external_id": "agreed-with-partner",
            "policies": [aws_policy("SecurityAudit"), aws_policy("job-function/ViewOnlyAccess")],
            "inline_policies": { "logs": policy("logs:Get*"), "tables": policy("dynamodb:Get*") },
            "permissions_boundary": aws_policy("PowerUserAccess"),
            "tags": { "Team": "security", "Stage": "test" },
        }),
    }
}

fn second(_: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({ "access": "support", "description": "Helps" }),
        Size::Full => json!({
            "description": "Audits twice",
            "external_id": "agreed-again",
            "max_session_duration": 7200,
            // None of a preset: an import would take that for the preset.
            "policies": [aws_policy("SecurityAudit"), aws_policy("IAMReadOnlyAccess")],
            "inline_policies": { "logs": policy("logs:List*"), "queues": policy("sqs:Get*") },
            "permissions_boundary": null,
            "tags": { "Team": "audit", "Owner": "platform" },
        }),
    }
}

fn hand(place: &Place, piece: &Piece<'_>, harm: Harm) -> Result<Hand> {
    const ROLE: &str = "auditor";
    let home = place.account("HOME")?;
    let call = |action: &str, parameters: &[(&str, &str)]| {
        let role = [("RoleName", ROLE)];
        home.query("iam", REGION, action, &[&role, parameters].concat()).map(|_| Hand::Done)
    };
    match (piece.split(), harm) {
        (("role", _), Harm::Removed) => home.delete_role(ROLE).map(|()| Hand::Done),
        (("role", _), Harm::Changed) => call("UpdateRole", &[("MaxSessionDuration", "5400"), ("Description", "Mine")]),
        (("attached_policy", arn), Harm::Removed) => call("DetachRolePolicy", &[("PolicyArn", arn)]),
        (("attached_policy", _), Harm::Changed) => Ok(Hand::Impossible("it has nothing to change")),
        (("inline_policy", name), Harm::Removed) => call("DeleteRolePolicy", &[("PolicyName", name)]),
        (("inline_policy", name), Harm::Changed) => {
            call("PutRolePolicy", &[("PolicyName", name), ("PolicyDocument", &policy("s3:*"))])
        }
        ((kind, _), _) => None.context(format!("nobody has said how to harm a {kind}")),
    }
}

fn changes(place: &Place) -> Vec<Change> {
    let admin = format!("arn:aws:iam::{}:user/admin", place.id("HOME"));
    let oidc = |subject: &str| json!({ "provider": "ci.example.com", "subjects": [subject] });
    vec![
        Change::new("name", json!("reviewer")),
        Change::new("access", json!("billing")),
        Change::new("description", json!("For auditors")),
        Change::new("trusted_accounts", json!([place.id("HOME")])),
        Change::new("trusted_principals", json!([admin])),
        Change::new("oidc", oidc("repo:acme/live:*")).prepared(oidc_provider),
        Change::new("require_mfa", json!(false)),
        Change::new("mfa_max_age", json!(3600)),
        Change::new("external_id", json!("another")),
        Change::new("allowed_services", json!(["s3", "sqs"]))
            .given(json!({ "access": "developer", "allowed_services": ["s3"] })),
        Change::new("policies", json!([aws_policy("SecurityAudit")])),
        Change::new("inline_policies", json!({ "list": policy("s3:List*") })),
        Change::new("permissions_boundary", json!(aws_policy("PowerUserAccess"))),
        Change::new("path", json!("/people/")),
        Change::new("max_session_duration", json!(7200)),
        Change::new("account_id", json!(place.id("CALLER"))).of(Size::Full),
        Change::new("tags", json!({ "Team": "security" })),
    ]
}

/// What `oidc` names must exist in the role's account.
fn oidc_provider(place: &mut Place) -> Result<()> {
    let parameters = [("Url", "https://ci.example.com"), ("ClientIDList.member.1", "sts.amazonaws.com")];
    let home = place.account("HOME")?;
    home.query("iam", REGION, "CreateOpenIDConnectProvider", &parameters).map(|_| ())
}

fn aws_policy(name: &str) -> String {
    format!("arn:aws:iam::aws:policy/{name}")
}

fn policy(action: &str) -> String {
    let statement = json!({ "Effect": "Allow", "Action": action, "Resource": "*" });
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}
