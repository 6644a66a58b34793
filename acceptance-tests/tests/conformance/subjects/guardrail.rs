//! `plinth_guardrail`.

use crate::subject::{Change, Hand, Harm, Piece, Place, Size, Subject, as_first};
use acceptance_tests::aws::{ACCESS_ROLE, Account, Organization, REGION};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub(crate) const SUBJECT: Subject = Subject {
    type_name: "plinth_guardrail",
    place,
    first,
    second,
    reads: |_| 4,
    importable: as_first,
    imported,
    hand,
    changes,
    broken_runs: 60,
};

/// An organization whose policies are enabled; the full one has units and an account, and beside it there is another
/// organization.
fn place(emulator: &Emulator, size: Size) -> Result<Place> {
    let organization = Organization::create(emulator, usize::from(size == Size::Full))?;
    let home = organization.management;
    let roots = organizations(&home, "ListRoots", json!({}))?;
    let root = text(&roots["Roots"][0]["Id"]);
    for kind in ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", "DECLARATIVE_POLICY_EC2"] {
        organizations(&home, "EnablePolicyType", json!({ "RootId": root, "PolicyType": kind }))?;
    }
    let mut accounts = vec![("HOME", home.clone())];
    let mut facts = BTreeMap::new();
    if size == Size::Full {
        for (word, name) in [("WORKLOADS", "Workloads"), ("SANDBOX", "Sandbox")] {
            let unit = json!({ "ParentId": root, "Name": name });
            let unit = organizations(&home, "CreateOrganizationalUnit", unit)?;
            facts.insert(word, text(&unit["OrganizationalUnit"]["Id"]));
        }
        facts.insert("MEMBER", organization.members.first().context("there is no member")?.id.clone());
        let other = Organization::create(emulator, 0)?.management;
        let trust = json!({
            "Version": "2012-10-17",
            "Statement": { "Effect": "Allow", "Principal": { "AWS": home.id }, "Action": "sts:AssumeRole" },
        });
        let role = ("RoleName", ACCESS_ROLE);
        let document = ("AssumeRolePolicyDocument", &*trust.to_string());
        other.query("iam", REGION, "CreateRole", &[role, document])?;
        let admin = ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess");
        other.query("iam", REGION, "AttachRolePolicy", &[role, admin])?;
        accounts.push(("OTHER", other));
    }
    facts.insert("ROOT", root);
    Ok(Place { caller: home, accounts, regions: vec![REGION], facts })
}

fn first(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({
            "name": "stay",
            "preset": "deny_leaving_organization",
            "targets": ["Root"],
        }),
        Size::Full => json!({
            "account_id": place.id("HOME"),
            "name": "buckets",
            "description": "Buckets stay",
            "policy": policy(&["s3:DeleteBucket"], None),
            "targets": ["Root", "Workloads", place.id("MEMBER")],
            "except_principals": [ADMIN],
            "tags": { "Team": "security", "Stage": "test" },
        }),
    }
}

fn second(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({ "name": "remain", "preset": "deny_root_user", "description": "No root" }),
        Size::Full => json!({
            "description": null,
            "policy": policy(&["s3:DeleteBucket", "s3:PutBucketPolicy"], None),
            "targets": ["Sandbox", place.id("MEMBER")],
            "tags": { "Team": "audit", "Owner": "platform" },
        }),
    }
}

/// No policy says which preset it was, nor whom its conditions leave out by an argument; targets go by their ids.
fn imported(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => {
            let statement = json!({
                "Sid": "DenyLeavingOrganization",
                "Effect": "Deny",
                "Action": "organizations:LeaveOrganization",
                "Resource": "*",
            });
            let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
            json!({ "preset": null, "policy": policy.to_string(), "targets": [place.id("ROOT")] })
        }
        Size::Full => json!({
            "policy": policy(&["s3:DeleteBucket"], Some(ADMIN)),
            "except_principals": null,
            "targets": [place.id("ROOT"), place.id("WORKLOADS"), place.id("MEMBER")],
        }),
    }
}

fn hand(place: &Place, piece: &Piece<'_>, harm: Harm) -> Result<Hand> {
    let home = place.account("HOME")?;
    let policy_id = piece.all.get("policy").context("there is no policy")?;
    let detach = |target: &str| {
        organizations(home, "DetachPolicy", json!({ "PolicyId": policy_id, "TargetId": target })).map(|_| Hand::Done)
    };
    match (piece.split(), harm) {
        (("policy", _), Harm::Removed) => {
            for target in piece.all.keys().filter_map(|address| address.strip_prefix("attachment/")) {
                detach(target)?;
            }
            organizations(home, "DeletePolicy", json!({ "PolicyId": policy_id })).map(|_| Hand::Done)
        }
        (("policy", _), Harm::Changed) => {
            let change = json!({ "PolicyId": policy_id, "Description": "Mine", "Content": policy(&["s3:*"], None) });
            organizations(home, "UpdatePolicy", change).map(|_| Hand::Done)
        }
        (("attachment", target), Harm::Removed) => detach(target),
        (("attachment", _), Harm::Changed) => Ok(Hand::Impossible("it has nothing to change")),
        ((kind, _), _) => None.context(format!("nobody has said how to harm a {kind}")),
    }
}

fn changes(place: &Place) -> Vec<Change> {
    let regions = |regions: &[&str]| json!({ "preset": "deny_regions", "parameters": { "regions": regions } });
    let own = |actions: &[&str]| json!({ "preset": null, "policy": policy(actions, None) });
    vec![
        Change::new("name", json!("remain")),
        Change::new("description", json!("Nobody leaves")),
        Change::new("type", json!("declarative_policy_ec2")).given(json!({ "preset": "require_imdsv2" })),
        Change::new("preset", json!("deny_root_user")),
        Change::new("parameters", regions(&["eu-west-1"])["parameters"].clone()).given(regions(&["us-east-1"])),
        Change::new("policy", json!(policy(&["s3:*"], None))).given(own(&["s3:Get*"])),
        Change::new("targets", json!([])),
        Change::new("targets", json!(["Nowhere/At/All"])).refused("There is no target `Nowhere/At/All`"),
        Change::new("except_principals", json!([ADMIN])),
        Change::new("allow_lockout", json!(true)),
        Change::new("account_id", json!(place.id("OTHER"))).of(Size::Full).given(json!({ "targets": null })),
        Change::new("tags", json!({ "Team": "security" })),
    ]
}

const ADMIN: &str = "arn:aws:iam::*:role/admin";

/// A policy that denies these actions, to all but one.
fn policy(actions: &[&str], except: Option<&str>) -> String {
    let mut statement = json!({ "Effect": "Deny", "Action": actions, "Resource": "*" });
    if let Some(except) = except {
        statement["Condition"] = json!({ "ArnNotLike": { "aws:PrincipalArn": except } });
    }
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}

fn organizations(account: &Account, action: &str, body: Json) -> Result<Json> {
    account.json("organizations", REGION, &format!("AWSOrganizationsV20161128.{action}"), &body)
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
