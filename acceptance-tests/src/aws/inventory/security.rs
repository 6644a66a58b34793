//! Security services: what is on in an account and region, and whom a service made administrator.

use super::Object;
use crate::aws::Account;
use crate::aws::xml::Element;
use crate::error::Result;
use serde_json::Value;

/// Questions to services whose calls have paths, with the service's signing name and a body where there is one. What they
/// answer is how it looks; an error says that it is off, or that the account may not be asked.
const PATHS: [(&str, &str, &str, &str); 16] = [
    ("guardduty", "GET", "/admin", ""),
    ("securityhub", "GET", "/accounts", ""),
    ("securityhub", "GET", "/associations?SecurityControlId=IAM.6", ""),
    ("securityhub", "GET", AGGREGATORS, ""),
    ("securityhub", "GET", "/organization/admin", ""),
    ("securityhub", "GET", "/organization/configuration", ""),
    ("securityhub", "POST", "/standards/get", "{}"),
    ("inspector2", "POST", "/status/batch/get", "{}"),
    ("inspector2", "POST", "/delegatedadminaccounts/list", "{}"),
    ("inspector2", "POST", "/organizationconfiguration/describe", "{}"),
    ("macie2", "GET", "/macie", ""),
    ("macie2", "GET", "/admin", ""),
    ("macie2", "GET", "/admin/configuration", ""),
    ("macie2", "GET", "/classification-export-configuration", ""),
    ("access-analyzer", "GET", "/analyzer", ""),
    ("guardduty", "GET", "/detector", ""),
];

/// The list of what collects findings, which has only ARNs.
const AGGREGATORS: &str = "/findingAggregator/list";

/// Questions to services that are asked by a target.
const TARGETS: [(&str, &str, &str); 10] = [
    ("cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails", "{}"),
    ("cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.GetTrailStatus", TRAIL),
    ("cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.GetInsightSelectors", SELECTORS),
    ("config", "StarlingDoveService.DescribeConfigurationRecorders", "{}"),
    ("config", "StarlingDoveService.DescribeConfigurationRecorderStatus", "{}"),
    ("config", "StarlingDoveService.DescribeDeliveryChannels", "{}"),
    ("config", "StarlingDoveService.DescribeConfigRules", "{}"),
    ("config", "StarlingDoveService.DescribeConformancePacks", "{}"),
    ("config", "StarlingDoveService.DescribeConfigurationAggregators", "{}"),
    ("logs", "Logs_20140328.DescribeMetricFilters", "{}"),
];

/// The trail that is asked about.
const TRAIL: &str = r#"{"Name":"plinth"}"#;
const SELECTORS: &str = r#"{"TrailName":"plinth"}"#;

/// Names of fields whose values are of the moment or differ each time, and are of no meaning here.
const PASSING: [&str; 23] = [
    "ConfigRuleArn",
    "ConfigRuleId",
    "ConfigurationAggregatorArn",
    "ConformancePackArn",
    "ConformancePackId",
    "FindingAggregatorArn",
    "StartLoggingTime",
    "StopLoggingTime",
    "TimeLoggingStarted",
    "TimeLoggingStopped",
    "InvitedAt",
    "CreatedAt",
    "SubscribedAt",
    "createdAt",
    "creationTime",
    "lastStartTime",
    "lastStatusChangeTime",
    "lastStopTime",
    "LastUpdateRequestedTime",
    "CreationTime",
    "LastUpdatedTime",
    "updatedAt",
    "UpdatedAt",
];

/// Every answer, as an object that has always been there.
pub(super) async fn objects(account: &Account, region: &str) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    for (service, method, path, body) in PATHS {
        let (status, answer) = account.rest_now(service, region, method, path, body).await?;
        let look = if status == 200 { answer } else { format!("status {status}") };
        if path == "/detector" {
            objects.extend(detectors(account, region, &look).await?);
        } else if path == AGGREGATORS {
            objects.extend(aggregators(account, region, &look).await?);
        } else {
            objects.push(object(account, region, &format!("{service} {path}"), &look));
        }
    }
    for (service, target, body) in TARGETS {
        // An account that is in no organization, or manages none, is told so.
        let look = match account.json_now(service, region, target, &request(body)).await {
            Ok(answer) => answer.to_string(),
            Err(_) => "refused".to_owned(),
        };
        objects.push(object(account, region, &format!("{target} {body}"), &look));
    }
    for (service, action) in [("monitoring", "DescribeAlarms"), ("sns", "ListTopics"), ("sns", "ListSubscriptions")] {
        let mut answer = account.query_now(service, region, action, &[]).await?;
        let result = answer.elements.iter().position(|element| element.name.ends_with("Result"));
        let look = result.map(|at| answer.elements.swap_remove(at)).unwrap_or_default();
        let alarms = without(look, &["AlarmConfigurationUpdatedTimestamp", "StateUpdatedTimestamp", "StateReasonData"]);
        objects.push(named(account, region, action, alarms));
    }
    let topic = format!("arn:aws:sns:{region}:{}:plinth-cis-alarms", account.id);
    let look = match account.query_now("sns", region, "GetTopicAttributes", &[("TopicArn", &topic)]).await {
        Ok(answer) => answer.get("GetTopicAttributesResult").cloned().unwrap_or_default(),
        Err(_) => Element::default(),
    };
    objects.push(named(account, region, "topic", look));
    Ok(objects)
}

fn request(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_default()
}

/// How detectors look, and what the organization gets of them; their ids are their own.
async fn detectors(account: &Account, region: &str, list: &str) -> Result<Vec<Object>> {
    let list: Value = serde_json::from_str(list).unwrap_or_default();
    let mut objects = Vec::new();
    for id in list["detectorIds"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        for (path, name) in [("", "guardduty detector"), ("/admin", "guardduty organization")] {
            let path = format!("/detector/{id}{path}");
            let (status, answer) = account.rest_now("guardduty", region, "GET", &path, "").await?;
            let look = if status == 200 { answer } else { format!("status {status}") };
            objects.push(object(account, region, name, &look));
        }
    }
    Ok(objects)
}

/// How the account's aggregator looks, if it has one; its id is its own.
async fn aggregators(account: &Account, region: &str, list: &str) -> Result<Vec<Object>> {
    let list: Value = serde_json::from_str(list).unwrap_or_default();
    let mut objects = Vec::new();
    for each in list["FindingAggregators"].as_array().into_iter().flatten() {
        let path = format!("/findingAggregator/get/{}", each["FindingAggregatorArn"].as_str().unwrap_or_default());
        let (status, answer) = account.rest_now("securityhub", region, "GET", &path, "").await?;
        let look = if status == 200 { answer } else { format!("status {status}") };
        objects.push(object(account, region, "securityhub aggregator", &look));
    }
    Ok(objects)
}

fn object(account: &Account, region: &str, name: &str, look: &str) -> Object {
    let look = match serde_json::from_str::<Value>(look) {
        Ok(answer) => element("answer", &answer),
        Err(_) => Element { name: "answer".to_owned(), text: look.to_owned(), ..Element::default() },
    };
    named(account, region, name, look)
}

fn named(account: &Account, region: &str, name: &str, look: Element) -> Object {
    let id = format!("{}/{region}/{name}", account.id);
    let named = Element { name: format!("{region}/{name}"), elements: vec![look], ..Element::default() };
    Object { kind: "security service", birth: id.clone(), id, is_by_aws: true, look: named }
}

/// JSON as a tree of elements, lists in an order that does not depend on ids.
fn element(name: &str, value: &Value) -> Element {
    let mut element = Element { name: name.to_owned(), ..Element::default() };
    match value {
        Value::Object(fields) => {
            let lasting = fields.iter().filter(|(name, _)| !PASSING.contains(&name.as_str()));
            element.elements = lasting.map(|(name, value)| self::element(name, value)).collect();
        }
        Value::Array(items) => {
            // Rules of a conformance pack come with a name of its own, and go with it.
            let is_packed =
                |item: &&Value| item["ConfigRuleName"].as_str().is_some_and(|name| name.contains("-conformance-pack-"));
            element.elements =
                items.iter().filter(|item| !is_packed(item)).map(|item| self::element("item", item)).collect();
            element.elements.sort_by_cached_key(|item| format!("{item:?}"));
        }
        Value::String(text) => element.text.clone_from(text),
        other => element.text = other.to_string(),
    }
    element
}

/// The same tree without elements of these names.
fn without(mut element: Element, names: &[&str]) -> Element {
    element.elements.retain(|child| !names.contains(&child.name.as_str()));
    element.elements = element.elements.into_iter().map(|child| without(child, names)).collect();
    element
}
