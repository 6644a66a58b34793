//! Keys and aliases, without those of AWS's own. A key that waits for its deletion is gone.

use super::Object;
use crate::aws::Account;
use crate::aws::xml::Element;
use crate::ensure;
use crate::error::{Context as _, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Every key in one region of an account, and every alias of one.
pub(super) async fn objects(account: &Account, region: &str) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    let mut names = BTreeMap::new();
    for key in list(account, region, "ListKeys", "Keys").await? {
        let request = json!({ "KeyId": key["KeyId"] });
        let metadata = call(account, region, "DescribeKey", &request).await?["KeyMetadata"].clone();
        if metadata["KeyManager"] == "AWS" || metadata["KeyState"] == "PendingDeletion" {
            continue;
        }
        let request_policy = json!({ "KeyId": key["KeyId"], "PolicyName": "default" });
        let policy = call(account, region, "GetKeyPolicy", &request_policy).await?;
        let policy = policy["Policy"].as_str().unwrap_or_default();
        let rotation = call(account, region, "GetKeyRotationStatus", &request).await?;
        let tags = sorted(&call(account, region, "ListResourceTags", &request).await?["Tags"]);
        let arn = metadata["Arn"].as_str().unwrap_or_default().to_owned();
        let (state, description, multi) = (&metadata["KeyState"], &metadata["Description"], &metadata["MultiRegion"]);
        let (on, period) = (&rotation["KeyRotationEnabled"], &rotation["RotationPeriodInDays"]);
        let look = format!(
            "{state} {description} multi-region {multi}, rotates {on} {period}, tags [{tags}], policy {policy}"
        );
        // Ids of keys differ each time, so an alias is said to lead to a key of these tags.
        names.insert(key["KeyId"].as_str().unwrap_or_default().to_owned(), tags);
        objects.push(object("key", arn.clone(), arn, look));
    }
    for alias in list(account, region, "ListAliases", "Aliases").await? {
        let text = |name: &str| alias[name].as_str().unwrap_or_default().to_owned();
        if text("AliasName").starts_with("alias/aws/") {
            continue;
        }
        let target = names.get(&text("TargetKeyId")).map_or("a key that is gone", String::as_str);
        let birth = format!("{} to {}", text("AliasArn"), text("TargetKeyId"));
        objects.push(object("alias", text("AliasArn"), birth, format!("{} to [{target}]", text("AliasName"))));
    }
    Ok(objects)
}

/// What people call a key, by its ARN.
pub(super) async fn description(account: &Account, arn: &str) -> Result<String> {
    let region = arn.split(':').nth(3).context(format!("{arn} is no key's ARN"))?;
    let metadata = call(account, region, "DescribeKey", &json!({ "KeyId": arn })).await?;
    Ok(metadata["KeyMetadata"]["Description"].as_str().unwrap_or_default().to_owned())
}

fn object(kind: &'static str, id: String, birth: String, look: String) -> Object {
    let look = Element { name: "look".to_owned(), text: look, ..Element::default() };
    Object { kind, id, birth, is_by_aws: false, look }
}

async fn list(account: &Account, region: &str, action: &str, items: &str) -> Result<Vec<Value>> {
    let answer = call(account, region, action, &json!({})).await?;
    ensure!(answer["Truncated"] != json!(true), "{action} of {} has more than one page", account.id);
    Ok(answer[items].as_array().context(action)?.clone())
}

async fn call(account: &Account, region: &str, action: &str, body: &Value) -> Result<Value> {
    account.json_now("kms", region, &format!("TrentService.{action}"), body).await
}

fn sorted(tags: &Value) -> String {
    let text = |tag: &Value, name: &str| tag[name].as_str().unwrap_or_default().to_owned();
    let tags = tags.as_array().into_iter().flatten();
    let mut tags: Vec<String> = tags.map(|tag| format!("{}={}", text(tag, "TagKey"), text(tag, "TagValue"))).collect();
    tags.sort();
    tags.join(", ")
}
