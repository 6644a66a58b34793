//! `plinth_log_archive`.

use crate::subject::{Change, Hand, Harm, Piece, Place, Size, Subject, as_first};
use acceptance_tests::aws::{Account, Element, Organization, REGION};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub(crate) const SUBJECT: Subject = Subject {
    type_name: "plinth_log_archive",
    place,
    first,
    second,
    // The bucket and its eight settings, the key, its policy, its rotation and its tags, and where the alias leads; who the
    // caller is; of the full one also a session, and which organization it is in, since that is configured.
    reads: |size| if size == Size::Full { 17 } else { 15 },
    importable: as_first,
    imported: |_, _| json!({}),
    hand,
    changes,
    broken_runs: 81,
};

/// Where the full one lives.
const FAR: &str = "eu-west-1";

/// An organization: the archive is in the account that manages it, or in a member.
fn place(emulator: &Emulator, size: Size) -> Result<Place> {
    let mut organization = Organization::create(emulator, if size == Size::Full { 2 } else { 0 })?;
    let caller = organization.management;
    let home = if size == Size::Full { organization.members.remove(0) } else { caller.clone() };
    let region = if size == Size::Full { FAR } else { REGION };
    let described = caller.json("organizations", REGION, "AWSOrganizationsV20161128.DescribeOrganization", &json!({}))?;
    let id = described["Organization"]["Id"].as_str().context("DescribeOrganization answered no id")?.to_owned();
    let spare = kms(&home, region, "CreateKey", &json!({ "Description": "Somebody else's" }))?;
    let spare = spare["KeyMetadata"].clone();
    let text = |name: &str| spare[name].as_str().unwrap_or_default().to_owned();
    let mut facts = BTreeMap::from([("ORGANIZATION", id), ("SPARE", text("KeyId")), ("SPARE_ARN", text("Arn"))]);
    // Names of buckets are unique in all of AWS, and an account's id is.
    let logs = format!("access-logs-{}", home.id);
    target(&home, region, &logs)?;
    facts.insert("TARGET", logs);
    facts.insert("LOGS", format!("logs-{}", home.id));
    facts.insert("OTHER_LOGS", format!("other-logs-{}", home.id));
    let mut accounts = vec![("HOME", home)];
    if size == Size::Full {
        facts.insert("PARTNER", organization.members.remove(0).id);
        accounts.push(("CALLER", caller.clone()));
    }
    Ok(Place { caller, accounts, regions: vec![REGION, FAR], facts })
}

/// A bucket that takes access logs.
fn target(home: &Account, region: &str, bucket: &str) -> Result<()> {
    let constraint = if region == REGION {
        String::new()
    } else {
        format!("<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>")
    };
    s3(home, region, "PUT", &format!("/{bucket}"), &constraint)?;
    let principal = json!({ "Service": "logging.s3.amazonaws.com" });
    let resource = format!("arn:aws:s3:::{bucket}/*");
    let statement = json!({ "Effect": "Allow", "Principal": principal, "Action": "s3:PutObject", "Resource": resource });
    let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
    s3(home, region, "PUT", &format!("/{bucket}?policy"), &policy.to_string()).map(|_| ())
}

fn kms(account: &Account, region: &str, action: &str, body: &Json) -> Result<Json> {
    account.json("kms", region, &format!("TrentService.{action}"), body)
}

fn s3(account: &Account, region: &str, method: &str, path: &str, body: &str) -> Result<String> {
    let (status, text) = account.rest("s3", region, method, path, body)?;
    ensure!((200..300).contains(&status), "{method} {path}: {text}");
    Ok(text)
}

fn first(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({}),
        Size::Full => json!({
            "account_id": place.id("HOME"),
            "region": FAR,
            "bucket": place.id("LOGS"),
            "organization_id": place.id("ORGANIZATION"),
            "sources": ["cloudtrail", "config"],
            "readers": [place.id("PARTNER"), format!("arn:aws:iam::{}:user/admin", place.id("CALLER"))],
            "deletion_window_in_days": 7,
            "retention": {
                "transitions": { "STANDARD_IA": 30, "GLACIER": 90 },
                "expiration_days": 365,
                "noncurrent_version_expiration_days": 30,
            },
            "object_lock": { "mode": "GOVERNANCE", "days": 1 },
            "access_logging": { "bucket": place.id("TARGET"), "prefix": "archive/" },
            "force_destroy": true,
            "tags": { "Team": "security", "Stage": "test" },
        }),
    }
}

fn second(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({ "retention": { "expiration_days": 400 }, "versioning": false }),
        Size::Full => json!({
            "sources": ["config", "vpc_flow_logs"],
            "readers": [place.id("PARTNER")],
            "sse_algorithm": "AES256",
            "deletion_window_in_days": null,
            "retention": { "transitions": { "GLACIER": 60 } },
            "object_lock": { "mode": "COMPLIANCE", "days": 2 },
            "access_logging": null,
            "force_destroy": false,
            "tags": { "Team": "audit" },
        }),
    }
}

fn hand(place: &Place, piece: &Piece<'_>, harm: Harm) -> Result<Hand> {
    let home = place.account("HOME")?;
    let bucket = place.id("LOGS");
    let call = |method: &str, path: &str, body: &str| {
        s3(home, FAR, method, &format!("/{bucket}{path}"), body).map(|_| Hand::Done)
    };
    let key = |action: &str, body: Json| kms(home, FAR, action, &body).map(|_| Hand::Done);
    let alias = format!("alias/{bucket}");
    match (piece.split().0, harm) {
        ("key", Harm::Removed) => key("ScheduleKeyDeletion", json!({ "KeyId": piece.id })),
        ("key", Harm::Changed) => key("DisableKeyRotation", json!({ "KeyId": piece.id })),
        ("key_alias", Harm::Removed) => key("DeleteAlias", json!({ "AliasName": alias })),
        ("key_alias", Harm::Changed) => {
            key("UpdateAlias", json!({ "AliasName": alias, "TargetKeyId": place.id("SPARE") }))
        }
        ("bucket", Harm::Removed) => call("DELETE", "", ""),
        ("bucket", Harm::Changed) => {
            let tags = Element::parse(&s3(home, FAR, "GET", &format!("/{bucket}?tagging"), "")?)?;
            let tag = |key: &str, value: &str| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>");
            let kept = tags.items("TagSet").iter().filter(|one| one.text(&["Key"]) != "Team");
            let kept: String = kept.map(|one| tag(one.text(&["Key"]), one.text(&["Value"]))).collect();
            call("PUT", "?tagging", &format!("<Tagging><TagSet>{kept}{}</TagSet></Tagging>", tag("Team", "somebody")))
        }
        ("versioning", Harm::Changed) => Ok(Hand::Impossible("object lock needs it")),
        ("public_access_block", Harm::Removed) => call("DELETE", "?publicAccessBlock", ""),
        ("public_access_block", Harm::Changed) => {
            let block = "<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>\
                         <BlockPublicPolicy>false</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets>";
            let block = format!("<PublicAccessBlockConfiguration>{block}</PublicAccessBlockConfiguration>");
            call("PUT", "?publicAccessBlock", &block)
        }
        ("ownership_controls", Harm::Removed) => call("DELETE", "?ownershipControls", ""),
        ("ownership_controls", Harm::Changed) => {
            let rule = "<Rule><ObjectOwnership>BucketOwnerPreferred</ObjectOwnership></Rule>";
            call("PUT", "?ownershipControls", &format!("<OwnershipControls>{rule}</OwnershipControls>"))
        }
        ("encryption", Harm::Removed) => call("DELETE", "?encryption", ""),
        ("encryption", Harm::Changed) => {
            let (arn, end) = (place.id("SPARE_ARN"), "</ApplyServerSideEncryptionByDefault>");
            let default = "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>";
            let rule = format!("<Rule>{default}<KMSMasterKeyID>{arn}</KMSMasterKeyID>{end}</Rule>");
            let body = format!("<ServerSideEncryptionConfiguration>{rule}</ServerSideEncryptionConfiguration>");
            call("PUT", "?encryption", &body)
        }
        ("object_lock", Harm::Changed) => {
            let enabled = "<ObjectLockEnabled>Enabled</ObjectLockEnabled>";
            call("PUT", "?object-lock", &format!("<ObjectLockConfiguration>{enabled}</ObjectLockConfiguration>"))
        }
        ("lifecycle", Harm::Removed) => call("DELETE", "?lifecycle", ""),
        ("lifecycle", Harm::Changed) => {
            let rule = "<Rule><ID>mine</ID><Status>Enabled</Status><Filter><Prefix>x/</Prefix></Filter>\
                        <Expiration><Days>1</Days></Expiration></Rule>";
            call("PUT", "?lifecycle", &format!("<LifecycleConfiguration>{rule}</LifecycleConfiguration>"))
        }
        ("policy", Harm::Removed) => call("DELETE", "?policy", ""),
        ("policy", Harm::Changed) => {
            let principal = json!({ "AWS": format!("arn:aws:iam::{}:root", home.id) });
            let (action, resource) = ("s3:*", format!("arn:aws:s3:::{bucket}/*"));
            let statement = json!({ "Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource });
            call("PUT", "?policy", &json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string())
        }
        ("access_logging", Harm::Changed) => {
            call("PUT", "?logging", "<BucketLoggingStatus xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>")
        }
        ("versioning" | "object_lock" | "access_logging", Harm::Removed) => {
            Ok(Hand::Impossible("it ends with the bucket"))
        }
        (kind, _) => None.context(format!("nobody has said how to harm a {kind}")),
    }
}

fn changes(place: &Place) -> Vec<Change> {
    vec![
        Change::new("bucket", json!(place.id("OTHER_LOGS"))).given(json!({ "bucket": place.id("LOGS") })),
        Change::new("organization_id", json!("o-somebodyelse")).refused("is in another organization"),
        Change::new("sources", json!(["cloudtrail"])),
        Change::new("readers", json!([format!("arn:aws:iam::{}:user/admin", place.id("HOME"))])),
        Change::new("sse_algorithm", json!("AES256")),
        Change::new("kms_master_key_arn", json!(place.id("SPARE_ARN"))),
        Change::new("deletion_window_in_days", json!(7)),
        Change::new("versioning", json!(false)),
        Change::new("retention", json!({ "transitions": { "GLACIER_IR": 10 }, "expiration_days": 100 })),
        Change::new("object_lock", json!({ "mode": "GOVERNANCE", "days": 3 })),
        Change::new("access_logging", json!({ "bucket": place.id("TARGET") })),
        Change::new("force_destroy", json!(true)),
        // Access logs stay in their account.
        Change::new("account_id", json!(place.id("CALLER"))).of(Size::Full).given(json!({ "access_logging": null })),
        Change::new("region", json!(FAR)),
        Change::new("tags", json!({ "Team": "security" })),
    ]
}
