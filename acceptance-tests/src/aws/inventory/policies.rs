//! Policies of an organization and what they are attached to, as its management account sees them.

use super::Object;
use crate::aws::xml::Element;
use crate::aws::{Account, REGION};
use crate::error::Result;
use plinth_provider::policy::organization::{POLICY_TYPES, PolicyType};
use serde_json::{Value, json};

/// Every policy but AWS's own, with each of its attachments; nothing of an account that manages no organization.
pub(super) async fn objects(account: &Account) -> Result<Vec<Object>> {
    let mut objects = Vec::new();
    let organization = match ask(account, "DescribeOrganization", json!({})).await {
        Ok(answer) => answer,
        Err(error) if error.to_string().contains("AWSOrganizationsNotInUseException") => return Ok(objects),
        Err(error) => return Err(error),
    };
    if organization["Organization"]["MasterAccountId"] != account.id.as_str() {
        return Ok(objects);
    }
    for kind in POLICY_TYPES.iter().map(PolicyType::aws_name) {
        for policy in all(account, "ListPolicies", "Policies", json!({ "Filter": kind })).await? {
            if policy["AwsManaged"] == json!(true) {
                continue;
            }
            let (id, name) = (text(&policy["Id"]), text(&policy["Name"]));
            let content = ask(account, "DescribePolicy", json!({ "PolicyId": id })).await?;
            let tags = all(account, "ListTagsForResource", "Tags", json!({ "ResourceId": id })).await?;
            let mut tags: Vec<_> =
                tags.iter().map(|tag| format!("{}={}", text(&tag["Key"]), text(&tag["Value"]))).collect();
            tags.sort();
            let look = format!(
                "{kind} {name}: {:?}, tags [{}], {}",
                text(&policy["Description"]),
                tags.join(", "),
                text(&content["Policy"]["Content"])
            );
            objects.push(object("organization policy", id.clone(), look));
            for target in all(account, "ListTargetsForPolicy", "Targets", json!({ "PolicyId": id })).await? {
                let look = format!("{name} on {} {}", text(&target["Type"]), text(&target["Name"]));
                objects.push(object("policy attachment", format!("{id}/{}", text(&target["TargetId"])), look));
            }
        }
    }
    Ok(objects)
}

fn object(kind: &'static str, id: String, look: String) -> Object {
    let look = Element { name: "look".to_owned(), text: look, ..Element::default() };
    Object { kind, birth: id.clone(), id, is_by_aws: false, look }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

async fn ask(account: &Account, action: &str, body: Value) -> Result<Value> {
    account.json_now("organizations", REGION, &format!("AWSOrganizationsV20161128.{action}"), &body).await
}

/// All pages of a list.
async fn all(account: &Account, action: &str, key: &str, mut body: Value) -> Result<Vec<Value>> {
    let mut items = Vec::new();
    loop {
        let mut answer = ask(account, action, body.clone()).await?;
        items.extend(answer[key].take().as_array().into_iter().flatten().cloned());
        match answer["NextToken"].take() {
            Value::Null => return Ok(items),
            token => body["NextToken"] = token,
        }
    }
}
