//! `plinth_account_baseline`.
//!
//! The regions have no default VPC, as in an account that has a baseline already: what is deleted there stays away. They
//! have a VPC of somebody's, whose default security group is open.

use crate::subject::{Change, Hand, Harm, Piece, Place, SETTINGS, Size, Subject, as_first};
use acceptance_tests::aws::{Account, Organization, REGION};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub(crate) const SUBJECT: Subject = Subject {
    type_name: "plinth_account_baseline",
    place,
    first,
    second,
    // Two of the account and eight of each region, after who the caller is and a session.
    reads: |size| if size == Size::Full { 2 + 2 + 2 * 8 } else { 1 + 2 + 8 },
    importable: as_first,
    // Nothing of the account tells them.
    imported: |_, _| json!({ "on_destroy": "keep", "tags": null }),
    hand,
    changes,
    broken_runs: 82,
};

/// The other region of the full one.
const FAR: &str = "eu-west-1";

fn place(emulator: &Emulator, size: Size) -> Result<Place> {
    let mut facts = BTreeMap::from([(SETTINGS, SETTINGS.to_owned())]);
    let (caller, home, regions) = match size {
        Size::Minimal => {
            let caller = emulator.account()?;
            (caller.clone(), caller, vec![REGION])
        }
        Size::Full => {
            let mut organization = Organization::create(emulator, 1)?;
            facts.insert("MANAGEMENT", organization.management.id.clone());
            (organization.management, organization.members.remove(0), vec![REGION, FAR])
        }
    };
    // An alias is no other account's.
    facts.insert("ALIAS", format!("plinth-{}", home.id));
    for region in &regions {
        delete_default_vpc(&home, region)?;
        home.query("ec2", region, "CreateVpc", &[("CidrBlock", "10.0.0.0/16")])?;
    }
    Ok(Place { caller, accounts: vec![("HOME", home)], regions, facts })
}

pub(super) fn delete_default_vpc(account: &Account, region: &str) -> Result<()> {
    let ec2 = |action: &str, parameters: &[(&str, &str)]| account.query("ec2", region, action, parameters);
    let default = ec2("DescribeVpcs", &[("Filter.1.Name", "is-default"), ("Filter.1.Value.1", "true")])?;
    let vpc = default.items("vpcSet").first().context("there is no default VPC")?.text(&["vpcId"]).to_owned();
    let attached = ("Filter.1.Name", "attachment.vpc-id");
    for gateway in ec2("DescribeInternetGateways", &[attached, ("Filter.1.Value.1", &vpc)])?.items("internetGatewaySet") {
        let id = ("InternetGatewayId", gateway.text(&["internetGatewayId"]));
        ec2("DetachInternetGateway", &[id, ("VpcId", &vpc)])?;
        ec2("DeleteInternetGateway", &[id])?;
    }
    for subnet in ec2("DescribeSubnets", &[("Filter.1.Name", "vpc-id"), ("Filter.1.Value.1", &vpc)])?.items("subnetSet") {
        ec2("DeleteSubnet", &[("SubnetId", subnet.text(&["subnetId"]))])?;
    }
    ec2("DeleteVpc", &[("VpcId", &vpc)]).map(drop)
}

fn first(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({ "regions": [REGION], "on_destroy": "reset" }),
        Size::Full => json!({
            "account_id": place.id("HOME"),
            "regions": [REGION, FAR],
            "on_destroy": "reset",
            "tags": { "Team": "security" },
        }),
    }
}

fn second(place: &Place, size: Size) -> Json {
    let unmanaged = json!({ "mode": "unmanaged" });
    match size {
        Size::Minimal => json!({ "password_policy": { "minimum_password_length": 20 }, "imds": unmanaged }),
        Size::Full => json!({
            "regions": [REGION],
            "ebs_encryption": { "kms_key_arns": { REGION: KEY } },
            "ebs_snapshot_public_access": { "state": "block-new-sharing" },
            "ami_public_access": unmanaged,
            "imds": { "http_put_response_hop_limit": 1 },
            "ssm_document_public_sharing": unmanaged,
            "password_policy": { "max_password_age": 0, "hard_expiry": true },
            "s3_public_access_block": { "restrict_public_buckets": false },
            "default_vpcs": { "action": "keep" },
            "default_security_groups": unmanaged,
            "alias": { "name": place.id("ALIAS") },
            "alternate_contacts": { "operations": contact() },
            "budgets": { "monthly": budget() },
            "cost_anomaly_detection": { "email_addresses": ["costs@example.com"] },
        }),
    }
}

fn budget() -> Json {
    json!({
        "limit_amount": "100",
        "actual_thresholds": [80],
        "forecasted_thresholds": [100],
        "email_addresses": ["costs@example.com"],
    })
}

fn contact() -> Json {
    json!({
        "name": "Duty",
        "title": "On call",
        "email_address": "duty@example.com",
        "phone_number": "+49 30 1234567",
    })
}

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

fn hand(place: &Place, piece: &Piece<'_>, harm: Harm) -> Result<Hand> {
    if harm == Harm::Removed {
        return Ok(Hand::Impossible("a setting is always there"));
    }
    let (guardrail, region) = piece.split();
    let home = place.account("HOME")?;
    let ec2 = |action: &str, parameters: &[(&str, &str)]| {
        home.query("ec2", region, action, parameters).map(|_| Hand::Done)
    };
    match guardrail {
        "ebs_encryption" => ec2("DisableEbsEncryptionByDefault", &[]),
        "ebs_snapshot_public_access" => ec2("DisableSnapshotBlockPublicAccess", &[]),
        "ami_public_access" => ec2("DisableImageBlockPublicAccess", &[]),
        "imds" => ec2("ModifyInstanceMetadataDefaults", &[("HttpTokens", "optional")]),
        "ssm_document_public_sharing" => {
            let setting = "/ssm/documents/console/public-sharing-permission";
            let request = json!({ "SettingId": setting, "SettingValue": "Enable" });
            home.json("ssm", region, "AmazonSSM.UpdateServiceSetting", &request).map(|_| Hand::Done)
        }
        "password_policy" => {
            let shorter = [("MinimumPasswordLength", "8")];
            home.query("iam", "us-east-1", "UpdateAccountPasswordPolicy", &shorter).map(|_| Hand::Done)
        }
        "s3_public_access_block" => {
            let path = "/v20180820/configuration/publicAccessBlock";
            home.rest("s3", "us-east-1", "DELETE", path, "").map(|_| Hand::Done)
        }
        "default_vpcs" => ec2("CreateDefaultVpc", &[]),
        "default_security_groups" => {
            let groups = [("Filter.1.Name", "group-name"), ("Filter.1.Value.1", "default")];
            let groups = home.query("ec2", region, "DescribeSecurityGroups", &groups)?;
            let group = groups.items("securityGroupInfo").first().context("there is no default group")?;
            let rule = [
                ("GroupId", group.text(&["groupId"])),
                ("IpPermissions.1.IpProtocol", "tcp"),
                ("IpPermissions.1.FromPort", "22"),
                ("IpPermissions.1.ToPort", "22"),
                ("IpPermissions.1.IpRanges.1.CidrIp", "0.0.0.0/0"),
            ];
            ec2("AuthorizeSecurityGroupIngress", &rule)
        }
        other => None.context(format!("nobody has said how to harm {other}")),
    }
}

fn changes(place: &Place) -> Vec<Change> {
    let unmanaged = || json!({ "mode": "unmanaged" });
    vec![
        Change::new("regions", json!([REGION])).of(Size::Full),
        Change::new("on_destroy", json!("keep")),
        Change::new("ebs_encryption", json!({ "kms_key_arns": { REGION: KEY } })),
        Change::new("ebs_snapshot_public_access", json!({ "state": "block-new-sharing" })),
        Change::new("ami_public_access", unmanaged()),
        Change::new("imds", json!({ "http_tokens": "optional" })),
        Change::new("ssm_document_public_sharing", unmanaged()),
        Change::new("password_policy", json!({ "require_symbols": false })),
        Change::new("s3_public_access_block", unmanaged()),
        Change::new("default_vpcs", json!({ "action": "keep" })),
        Change::new("default_security_groups", unmanaged()),
        Change::new("alias", json!({ "name": place.id("ALIAS") })),
        Change::new("alternate_contacts", json!({ "security": contact(), "billing": contact() })),
        Change::new("budgets", json!({ "monthly": budget() })),
        Change::new("cost_anomaly_detection", json!({ "email_addresses": ["costs@example.com"] })),
        Change::new("service_quotas", json!({ "vpc/L-F678F1CE": { "value": 10 } })),
        Change::new("account_id", json!(place.id("MANAGEMENT"))).of(Size::Full),
        Change::new("tags", json!({ "Team": "security" })),
    ]
}
