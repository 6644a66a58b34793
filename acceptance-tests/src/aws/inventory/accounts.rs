//! Accounts of an organization that are not searched themselves, and what belongs to them as accounts.

use super::Object;
use crate::aws::xml::Element;
use crate::aws::{ACCESS_ROLE, Account, REGION};
use crate::ensure;
use crate::error::{Context as _, Result};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The open accounts that this one manages, but itself and those of `searched`. A closed account is nothing that is left.
pub(super) async fn objects(account: &Account, searched: &BTreeSet<&str>) -> Result<Vec<Object>> {
    let organization = match organizations(account, "DescribeOrganization", &json!({})).await {
        Ok(organization) => organization,
        Err(error) if error.to_string().contains("AWSOrganizationsNotInUseException") => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut objects = Vec::new();
    if organization["Organization"]["MasterAccountId"] != account.id.as_str() {
        return Ok(objects);
    }
    let mut token = Value::Null;
    loop {
        let request = if token.is_null() { json!({}) } else { json!({ "NextToken": token }) };
        let page = organizations(account, "ListAccounts", &request).await?;
        for member in page["Accounts"].as_array().into_iter().flatten() {
            let id = member["Id"].as_str().unwrap_or_default();
            if member["Status"] == "ACTIVE" && id != account.id && !searched.contains(id) {
                objects.extend(member_objects(account, member).await?);
            }
        }
        token = page["NextToken"].clone();
        if token.is_null() {
            return Ok(objects);
        }
    }
}

async fn organizations(account: &Account, action: &str, request: &Value) -> Result<Value> {
    account.json_now("organizations", REGION, &format!("AWSOrganizationsV20161128.{action}"), request).await
}

/// An account, its alias, its alternate contacts and the regions that it opted in to.
async fn member_objects(management: &Account, member: &Value) -> Result<Vec<Object>> {
    let id = member["Id"].as_str().unwrap_or_default();
    let tags = organizations(management, "ListTagsForResource", &json!({ "ResourceId": id })).await?;
    let tags = tags["Tags"].as_array().into_iter().flatten();
    let mut tags: Vec<String> = tags.map(|tag| format!("{}={}", text(&tag["Key"]), text(&tag["Value"]))).collect();
    tags.sort();
    let (name, email) = (text(&member["Name"]), text(&member["Email"]));
    let unit = unit_of(management, id).await?;
    let mut objects = vec![object("account", id, "", &format!("{name}, {email}, in {unit}, tags {tags:?}"))];
    let inside = management.assume_now(&format!("arn:aws:iam::{id}:role/{ACCESS_ROLE}"), None).await?;
    let aliases = inside.query_now("iam", REGION, "ListAccountAliases", &[]).await?;
    let aliases = aliases.get("ListAccountAliasesResult").context("no aliases")?.items("AccountAliases");
    for alias in aliases {
        objects.push(object("account alias", id, &alias.text, &alias.text));
    }
    for kind in ["BILLING", "OPERATIONS", "SECURITY"] {
        let request = json!({ "AlternateContactType": kind }).to_string();
        let (status, answer) = inside.rest_now("account", REGION, "POST", "/getAlternateContact", &request).await?;
        ensure!(status == 200 || status == 404, "getAlternateContact: {status} {answer}");
        if status == 200 {
            objects.push(object("alternate contact", id, kind, &answer));
        }
    }
    let request = json!({ "RegionOptStatusContains": ["ENABLED", "ENABLING"] }).to_string();
    let (status, answer) = inside.rest_now("account", REGION, "POST", "/listRegions", &request).await?;
    ensure!(status == 200, "listRegions: {status} {answer}");
    let regions: Value = serde_json::from_str(&answer).context("listRegions")?;
    for region in regions["Regions"].as_array().into_iter().flatten() {
        let region = text(&region["RegionName"]);
        objects.push(object("opt-in region", id, &region, &region));
    }
    Ok(objects)
}

/// The name of the unit that an account is in.
async fn unit_of(management: &Account, id: &str) -> Result<String> {
    let parents = organizations(management, "ListParents", &json!({ "ChildId": id })).await?;
    let parent = parents["Parents"][0]["Id"].clone();
    if text(&parent).starts_with("r-") {
        return Ok("the root".to_owned());
    }
    let request = json!({ "OrganizationalUnitId": parent });
    let unit = organizations(management, "DescribeOrganizationalUnit", &request).await?;
    Ok(text(&unit["OrganizationalUnit"]["Name"]))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What belongs to an account goes by the account's id; what tells it apart makes it another object.
fn object(kind: &'static str, account_id: &str, name: &str, look: &str) -> Object {
    let look = Element { name: "look".to_owned(), text: look.to_owned(), ..Element::default() };
    let birth = format!("{kind} {name} of {account_id}");
    Object { kind, id: account_id.to_owned(), birth, is_by_aws: false, look }
}
