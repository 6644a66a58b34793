//! Harm by hand to what records, and to what tells of it: Config, the trail, its log group and alarms.

use super::hands::{Address, text};
use crate::subject::{Hand, Place};
use acceptance_tests::aws::{Account, REGION};
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};

const RECORDER: &str = "default";
const GROUP: &str = "/cloudtrail/plinth";

/// The role of a part, which has no region.
fn role(address: &Address<'_>) -> String {
    if address.kind.starts_with("config") {
        "plinth-config-aggregator-organization".to_owned()
    } else {
        format!("cloudtrail-plinth-{REGION}")
    }
}

fn json(home: &Account, service: &str, region: &str, action: &str, body: &Json) -> Result<Hand> {
    let prefix = match service {
        "config" => "StarlingDoveService",
        "logs" => "Logs_20140328",
        _ => "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
    };
    home.json(service, region, &format!("{prefix}.{action}"), body).map(|_| Hand::Done)
}

fn iam(home: &Account, action: &str, role: &str, parameters: &[(&str, &str)]) -> Result<Hand> {
    let parameters = [&[("RoleName", role)], parameters].concat();
    home.query("iam", REGION, action, &parameters).map(|_| Hand::Done)
}

fn topic(home: &Account, address: &Address<'_>) -> String {
    format!("arn:aws:sns:{}:{}:{}", address.region, home.id, address.name)
}

/// The last word of a name with slashes.
fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

pub(super) fn removed(home: &Account, address: &Address<'_>) -> Result<Hand> {
    let Address { kind, region, name } = *address;
    let config = |action: &str, body: Json| json(home, "config", region, action, &body);
    let query = |service: &str, action: &str, parameters: &[(&str, &str)]| {
        home.query(service, region, action, parameters).map(|_| Hand::Done)
    };
    match kind {
        "config_role" => Ok(Hand::Impossible("the recorder uses it")),
        "config_recorder" => config("DeleteConfigurationRecorder", json!({ "ConfigurationRecorderName": RECORDER })),
        "config_recording" => Ok(Hand::Impossible("it goes with the recorder")),
        "config_delivery_channel" => {
            // A recorder that records needs it.
            config("StopConfigurationRecorder", json!({ "ConfigurationRecorderName": RECORDER }))?;
            config("DeleteDeliveryChannel", json!({ "DeliveryChannelName": RECORDER }))
        }
        "config_rule" => config("DeleteConfigRule", json!({ "ConfigRuleName": name })),
        "config_conformance_pack" => config("DeleteConformancePack", json!({ "ConformancePackName": name })),
        "config_aggregator" => {
            config("DeleteConfigurationAggregator", json!({ "ConfigurationAggregatorName": name }))
        }
        "config_aggregator_role" | "cloudtrail_role" => home.delete_role(&role(address)).map(|()| Hand::Done),
        "config_aggregator_policy" | "cloudtrail_policy" => {
            // The name of a policy is all that its address has.
            iam(home, "DeleteRolePolicy", &role(address), &[("PolicyName", region)])
        }
        "cloudtrail_log_group" => json(home, "logs", REGION, "DeleteLogGroup", &json!({ "logGroupName": GROUP })),
        "cloudtrail_trail" => {
            let arn = trail(home, region, name)?;
            json(home, "cloudtrail", region, "DeleteTrail", &json!({ "Name": arn }))
        }
        "cis_alarms" => query("monitoring", "DeleteAlarms", &[("AlarmNames.member.1", name)]),
        "cis_alarms_metric_filter" => {
            let filter = json!({ "logGroupName": GROUP, "filterName": last(name) });
            json(home, "logs", region, "DeleteMetricFilter", &filter)
        }
        "cis_alarms_topic" => query("sns", "DeleteTopic", &[("TopicArn", &topic(home, address))]),
        "cis_alarms_subscription" => Ok(Hand::Impossible("what nobody confirmed cannot be taken back")),
        other => None.context(format!("nobody has said how to remove {other}")),
    }
}

pub(super) fn changed(place: &Place, home: &Account, address: &Address<'_>) -> Result<Hand> {
    let Address { kind, region, name } = *address;
    let config = |action: &str, body: Json| json(home, "config", region, action, &body);
    let query = |service: &str, action: &str, parameters: &[(&str, &str)]| {
        home.query(service, region, action, parameters).map(|_| Hand::Done)
    };
    match kind {
        "config_role" => Ok(Hand::Impossible("only the service changes it")),
        "config_recorder" => {
            let linked = "role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig";
            let recorder = json!({
                "name": RECORDER,
                "roleARN": format!("arn:aws:iam::{}:{linked}", home.id),
                "recordingGroup": { "allSupported": true, "includeGlobalResourceTypes": false },
                "recordingMode": { "recordingFrequency": "DAILY" },
            });
            config("PutConfigurationRecorder", json!({ "ConfigurationRecorder": recorder }))
        }
        "config_recording" => config("StopConfigurationRecorder", json!({ "ConfigurationRecorderName": RECORDER })),
        "config_delivery_channel" => {
            let channel = json!({ "name": RECORDER, "s3BucketName": place.id("OTHER_LOGS") });
            config("PutDeliveryChannel", json!({ "DeliveryChannel": channel }))
        }
        "config_rule" => {
            let rule = json!({
                "ConfigRuleName": name,
                "Source": { "Owner": "AWS", "SourceIdentifier": "ACCESS_KEYS_ROTATED" },
                "InputParameters": r#"{"maxAccessKeyAge":"7"}"#,
            });
            config("PutConfigRule", json!({ "ConfigRule": rule }))
        }
        "config_conformance_pack" => {
            let parameters = json!([{ "ParameterName": "Mine", "ParameterValue": "1" }]);
            let (body, pack) = (super::TEMPLATE, "ConformancePackInputParameters");
            config(
                "PutConformancePack",
                json!({ "ConformancePackName": name, "TemplateBody": body, pack: parameters }),
            )
        }
        "config_aggregator" => {
            let role = format!("arn:aws:iam::{}:role/{}", home.id, role(address));
            let source = json!({ "RoleArn": role, "AllAwsRegions": false, "AwsRegions": [REGION] });
            let request = json!({ "ConfigurationAggregatorName": name, "OrganizationAggregationSource": source });
            config("PutConfigurationAggregator", request)
        }
        "config_aggregator_role" | "cloudtrail_role" => {
            iam(home, "UpdateRole", &role(address), &[("MaxSessionDuration", "7200"), ("Description", "Mine")])
        }
        "config_aggregator_policy" | "cloudtrail_policy" => {
            let statement = json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "*" });
            let policy = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
            let parameters = [("PolicyName", region), ("PolicyDocument", policy.as_str())];
            iam(home, "PutRolePolicy", &role(address), &parameters)
        }
        "cloudtrail_log_group" => {
            let request = json!({ "logGroupName": GROUP, "retentionInDays": 1 });
            json(home, "logs", REGION, "PutRetentionPolicy", &request)
        }
        "cloudtrail_trail" => {
            let arn = trail(home, region, name)?;
            json(home, "cloudtrail", region, "StopLogging", &json!({ "Name": arn }))
        }
        "cis_alarms" => query("monitoring", "DisableAlarmActions", &[("AlarmNames.member.1", name)]),
        "cis_alarms_metric_filter" => {
            let metric = json!({ "metricNamespace": "Mine", "metricName": "Mine", "metricValue": "1" });
            let filter = json!({
                "logGroupName": GROUP,
                "filterName": last(name),
                "filterPattern": "nothing",
                "metricTransformations": [metric],
            });
            json(home, "logs", region, "PutMetricFilter", &filter)
        }
        "cis_alarms_topic" => {
            let key = [("AttributeName", "KmsMasterKeyId"), ("AttributeValue", "alias/aws/sns")];
            query("sns", "SetTopicAttributes", &[&[("TopicArn", topic(home, address).as_str())], &key[..]].concat())
        }
        "cis_alarms_subscription" => Ok(Hand::Impossible("it has nothing to change")),
        other => None.context(format!("nobody has said how to change {other}")),
    }
}

/// The ARN of a trail, which is the management account's.
fn trail(home: &Account, region: &str, name: &str) -> Result<String> {
    let target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.GetTrail";
    let found = home.json("cloudtrail", region, target, &json!({ "Name": name }))?;
    text(&found, "/Trail/TrailARN")
}
