//! Log groups.

use super::Object;
use crate::aws::Account;
use crate::aws::xml::Element;
use crate::ensure;
use crate::error::Result;
use serde_json::{Value, json};

/// Every log group in one region of an account, with its tags.
pub(super) async fn objects(account: &Account, region: &str) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    let answer = account.json_now("logs", region, "Logs_20140328.DescribeLogGroups", &json!({})).await?;
    ensure!(answer["nextToken"].is_null(), "{} has more than one page of log groups", account.id);
    for group in answer["logGroups"].as_array().into_iter().flatten() {
        let text = |name: &str| group[name].as_str().unwrap_or_default().to_owned();
        // Some answers end the ARN with `:*`, which is no part of it.
        let arn = text("arn").trim_end_matches(":*").to_owned();
        let request = json!({ "resourceArn": arn });
        let tags = account.json_now("logs", region, "Logs_20140328.ListTagsForResource", &request).await?;
        let (retention, key) = (&group["retentionInDays"], &group["kmsKeyId"]);
        let look = format!("retention {retention}, key {key}, tags {}", sorted(&tags["tags"]));
        objects.push(Object {
            kind: "log group",
            id: text("logGroupName"),
            birth: format!("{arn} of {}", group["creationTime"]),
            is_by_aws: false,
            look: Element {
                name: "look".to_owned(),
                text: format!("{}: {look}", text("logGroupName")),
                ..Element::default()
            },
        });
    }
    Ok(objects)
}

fn sorted(tags: &Value) -> String {
    let mut tags: Vec<_> =
        tags.as_object().into_iter().flatten().map(|(key, value)| format!("{key}={value}")).collect();
    tags.sort();
    tags.join(", ")
}
