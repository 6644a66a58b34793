//! Organizations without their accounts and policies, as their management accounts see them.

use super::Object;
use crate::aws::xml::Element;
use crate::aws::{Account, REGION};
use crate::error::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Everything in the organization that an account manages.
pub(super) async fn objects(account: &Account) -> Result<Vec<Object>> {
    let found = match ask(account, "DescribeOrganization", &json!({})).await {
        Err(error) if error.to_string().contains("AWSOrganizationsNotInUseException") => return Ok(Vec::new()),
        answer => answer?["Organization"].clone(),
    };
    if text(&found, "MasterAccountId") != account.id {
        return Ok(Vec::new());
    }
    let mut objects = vec![object("organization", text(&found, "Id"), &format!("features {}", found["FeatureSet"]))];
    for root in list(account, "ListRoots", "Roots", json!({})).await? {
        let id = text(&root, "Id");
        let look = format!("tags [{}]", tags(account, id).await?);
        objects.push(Object { is_by_aws: true, ..object("root", id, &look) });
        for policy_type in root["PolicyTypes"].as_array().into_iter().flatten() {
            let id = format!("{id}/{}", text(policy_type, "Type"));
            objects.push(object("policy type", &id, text(policy_type, "Status")));
        }
        units(account, id, "", &mut objects).await?;
    }
    services(account, &mut objects).await?;
    root_access(account, &mut objects).await?;
    Ok(objects)
}

/// The units under a unit or the root. Accounts are listed elsewhere.
async fn units(account: &Account, parent: &str, path: &str, objects: &mut Vec<Object>) -> Result<()> {
    let parent_id = json!({ "ParentId": parent });
    for unit in list(account, "ListOrganizationalUnitsForParent", "OrganizationalUnits", parent_id).await? {
        let id = text(&unit, "Id");
        let path = format!("{path}/{}", text(&unit, "Name"));
        let look = format!("at {path:?} in {parent}, tags [{}]", tags(account, id).await?);
        objects.push(object("organizational unit", id, &look));
        Box::pin(units(account, id, &path, objects)).await?;
    }
    Ok(())
}

/// Trusted services and who administers them.
async fn services(account: &Account, objects: &mut Vec<Object>) -> Result<()> {
    let trusted = "ListAWSServiceAccessForOrganization";
    for service in list(account, trusted, "EnabledServicePrincipals", json!({})).await? {
        objects.push(object("trusted service", text(&service, "ServicePrincipal"), "trusted"));
    }
    for administrator in list(account, "ListDelegatedAdministrators", "DelegatedAdministrators", json!({})).await? {
        let id = text(&administrator, "Id");
        let of_account = json!({ "AccountId": id });
        for service in list(account, "ListDelegatedServicesForAccount", "DelegatedServices", of_account).await? {
            let id = format!("{}/{id}", text(&service, "ServicePrincipal"));
            objects.push(object("delegated administrator", &id, "registered"));
        }
    }
    Ok(())
}

/// Central root access, which IAM keeps.
async fn root_access(account: &Account, objects: &mut Vec<Object>) -> Result<()> {
    let answer = match account.query_now("iam", REGION, "ListOrganizationsFeatures", &[]).await {
        Err(error) if error.to_string().contains("ServiceAccessNotEnabledException") => return Ok(()),
        answer => answer?,
    };
    let features = answer.get("ListOrganizationsFeaturesResult").unwrap_or(&answer);
    for feature in features.items("EnabledFeatures") {
        objects.push(object("central root access", feature.text.trim(), "on"));
    }
    Ok(())
}

async fn tags(account: &Account, id: &str) -> Result<String> {
    let tags = list(account, "ListTagsForResource", "Tags", json!({ "ResourceId": id })).await?;
    let tags: BTreeMap<_, _> = tags.iter().map(|tag| (text(tag, "Key"), text(tag, "Value"))).collect();
    Ok(tags.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", "))
}

/// All pages of a list.
async fn list(account: &Account, action: &str, items: &str, mut body: Value) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    loop {
        let answer = ask(account, action, &body).await?;
        all.extend(answer[items].as_array().into_iter().flatten().cloned());
        match answer["NextToken"].as_str() {
            Some(token) => body["NextToken"] = json!(token),
            None => return Ok(all),
        }
    }
}

async fn ask(account: &Account, action: &str, body: &Value) -> Result<Value> {
    account.json_now("organizations", REGION, &format!("AWSOrganizationsV20161128.{action}"), body).await
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn object(kind: &'static str, id: &str, look: &str) -> Object {
    let look = Element { name: "look".to_owned(), text: format!("{id}: {look}"), ..Element::default() };
    Object { kind, id: id.to_owned(), birth: format!("{kind} {id}"), is_by_aws: false, look }
}
