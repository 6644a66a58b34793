//! `plinth_account_baseline`: the security services, which are all off until somebody turns them on.

mod hands;
mod place;
mod records;

use crate::subject::{Change, Place, Size, Subject, merged};
use acceptance_tests::aws::REGION;
use place::FAR;
use serde_json::{Value as Json, json};

pub(crate) const SUBJECT: Subject = Subject {
    type_name: "plinth_account_baseline",
    place: place::place,
    first,
    second,
    reads: |size| if size == Size::Full { 71 } else { 4 },
    importable,
    imported,
    hand: hands::hand,
    changes,
    broken_runs: 117,
};

/// The settings, which are another subject's.
const SETTINGS: [&str; 8] = [
    "ami_public_access",
    "default_security_groups",
    "ebs_encryption",
    "ebs_snapshot_public_access",
    "imds",
    "password_policy",
    "s3_public_access_block",
    "ssm_document_public_sharing",
];

/// Rules of the template are as they are.
const TEMPLATE: &str = "\
Resources:
  Keys:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: root-keys
      Source: { Owner: AWS, SourceIdentifier: IAM_ROOT_ACCESS_KEY_CHECK }
";

fn with_settings_left(mut written: Json) -> Json {
    if let Some(arguments) = written.as_object_mut() {
        arguments.extend(SETTINGS.map(|name| (name.to_owned(), json!({ "mode": "unmanaged" }))));
        arguments.insert("default_vpcs".to_owned(), json!({ "action": "keep" }));
    }
    written
}

/// An import finds the settings, which are managed unless somebody says otherwise.
fn importable(_: &Place, _: Size) -> Json {
    nulls(SETTINGS.into_iter().chain(["default_vpcs"]))
}

/// Services, and what they alone need, are nobody's until somebody writes them.
fn imported(_: &Place, size: Size) -> Json {
    let services = ["access_analyzer", "guardduty"];
    let more = ["cis_alarms", "cloudtrail", "config", "inspector", "macie", "security_hub"];
    let needed = ["home_region", "log_bucket", "log_kms_key_arn", "log_prefix", "management_account_id", "tags"];
    let left = match size {
        Size::Minimal => nulls(services),
        Size::Full => nulls(services.into_iter().chain(more).chain(needed)),
    };
    merged(left, json!({ "on_destroy": "keep" }))
}

fn nulls(names: impl IntoIterator<Item = &'static str>) -> Json {
    names.into_iter().map(|name| (name.to_owned(), Json::Null)).collect()
}

fn first(place: &Place, size: Size) -> Json {
    with_settings_left(match size {
        Size::Minimal => json!({
            "regions": [REGION],
            "on_destroy": "reset",
            "guardduty": {},
            "access_analyzer": {},
        }),
        Size::Full => json!({
            "account_id": place.id("HOME"),
            "regions": [REGION, FAR],
            "home_region": REGION,
            "management_account_id": place.id("CALLER"),
            "on_destroy": "reset",
            "log_bucket": place.id("LOGS"),
            "log_prefix": "org",
            "log_kms_key_arn": place.id("KEY"),
            "guardduty": guardduty("NEW"),
            "access_analyzer": { "zone_of_trust": "organization", "unused_access_age": 90 },
            "config": {
                "rules": { "keys": rule("90") },
                "conformance_packs": { "root": { "template_body": TEMPLATE } },
                "aggregator": {},
            },
            "cloudtrail": { "organization_trail": true, "insights": ["ApiCallRateInsight"] },
            "cis_alarms": { "emails": ["security@example.com"], "without": all_but(&["4.1", "4.3"]) },
            "security_hub": {
                "disabled_controls": { "IAM.6": "Root users of members have no credentials" },
                "aggregate_findings": true,
                "organization": {},
            },
            "inspector": { "organization": {} },
            "macie": { "export": export(place), "organization": {} },
            "tags": { "Team": "security" },
        }),
    })
}

fn second(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({
            "guardduty": { "finding_publishing_frequency": "SIX_HOURS", "features": ["S3_DATA_EVENTS"] },
            "access_analyzer": { "unused_access_age": 30 },
        }),
        // The far region goes, and everything at home changes.
        Size::Full => json!({
            "regions": [REGION],
            "log_bucket": place.id("OTHER_LOGS"),
            "log_prefix": null,
            "log_kms_key_arn": null,
            "guardduty": {
                "finding_publishing_frequency": "ONE_HOUR",
                "features": ["S3_DATA_EVENTS"],
                "organization": { "auto_enable": "NONE" },
            },
            "access_analyzer": { "zone_of_trust": "account", "unused_access_age": 30 },
            "config": {
                "recording_frequency": "DAILY",
                "excluded_resource_types": ["AWS::EC2::NetworkInterface"],
                "rules": { "keys": rule("30"), "mfa": { "identifier": "ROOT_ACCOUNT_MFA_ENABLED" } },
                "aggregator": { "regions": [REGION] },
            },
            "cloudtrail": { "organization_trail": true, "log_group_retention_days": 30 },
            "cis_alarms": { "topic": "alarms", "without": all_but(&["4.1", "4.5"]) },
            "security_hub": {
                "standards": ["aws-foundational-security-best-practices/v/1.0.0"],
                "control_finding_generator": "STANDARD_CONTROL",
                "organization": { "auto_enable": false, "auto_enable_standards": false },
            },
            "inspector": { "resource_types": ["EC2"], "organization": { "auto_enable": ["ECR"] } },
            "macie": { "finding_publishing_frequency": "ONE_HOUR" },
            "tags": { "Team": "audit", "Owner": "platform" },
        }),
    }
}

fn guardduty(members: &str) -> Json {
    json!({
        "features": ["RUNTIME_MONITORING", "S3_DATA_EVENTS"],
        "agents": ["EC2_AGENT_MANAGEMENT"],
        // With `ALL`, members keep the detectors that they get.
        "organization": { "auto_enable": members },
    })
}

fn rule(days: &str) -> Json {
    json!({ "identifier": "ACCESS_KEYS_ROTATED", "parameters": { "maxAccessKeyAge": days } })
}

fn export(place: &Place) -> Json {
    let keys = json!({ REGION: place.id("KEY"), FAR: place.id("FAR_KEY") });
    json!({ "bucket": place.id("LOGS"), "prefix": "macie", "kms_key_arns": keys })
}

/// All requirements that have alarms, but some: two alarms show what fifteen would.
fn all_but(wanted: &[&str]) -> Vec<String> {
    (1..=15).map(|n| format!("4.{n}")).filter(|id| !wanted.contains(&id.as_str())).collect()
}

fn changes(place: &Place) -> Vec<Change> {
    let full = |argument, value| Change::new(argument, value).of(Size::Full);
    vec![
        full("home_region", json!(FAR)),
        // Nothing of the minimal one lives there.
        Change::new("management_account_id", json!(place.id("HOME"))),
        full("log_bucket", json!(place.id("OTHER_LOGS"))),
        full("log_prefix", json!("logs")),
        full("log_kms_key_arn", json!(null)),
        Change::new("guardduty", json!({ "features": ["EKS_AUDIT_LOGS"], "finding_publishing_frequency": "ONE_HOUR" })),
        Change::new("access_analyzer", json!({ "unused_access_age": 60 })),
        full("config", json!({ "recording_frequency": "DAILY", "snapshot_frequency": "TwentyFour_Hours" })),
        full("cloudtrail", json!({ "name": "events", "multi_region": false, "log_file_validation": false })),
        full("cis_alarms", json!({ "topic": "alarms", "without": all_but(&["4.2"]) })),
        Change::new("security_hub", json!({ "disabled_controls": { "IAM.6": "Nobody has it" } })),
        Change::new("inspector", json!({ "resource_types": ["EC2", "LAMBDA", "LAMBDA_CODE"] })),
        Change::new("macie", json!({ "finding_publishing_frequency": "SIX_HOURS" })),
    ]
}
