//! Roles with their policies, without those that AWS and Organizations make.

use super::Object;
use crate::aws::xml::Element;
use crate::aws::{ACCESS_ROLE, Account};
use crate::error::{Context as _, Result};
use aws_sdk_iam::Error;
use aws_sdk_iam::types::Role;

/// Every role of an account, each policy of one an object of its own.
pub(super) async fn objects(account: &Account) -> Result<Vec<Object>> {
    let iam = account.iam();
    let mut objects = Vec::new();
    let roles = iam.list_roles().into_paginator().items().send();
    let roles = roles.collect::<std::result::Result<Vec<_>, _>>().await.map_err(Error::from);
    for role in roles.context("ListRoles")? {
        let name = role.role_name();
        if role.path().starts_with("/aws-service-role/") || name == ACCESS_ROLE {
            continue;
        }
        // The list shows neither tags nor boundary.
        let role = iam.get_role().role_name(name).send().await.map_err(Error::from).context("GetRole")?;
        let role = role.role().context("GetRole answered no role")?;
        objects.push(object("role", role.arn(), role.role_id(), &look(role)));
        policies(account, role, &mut objects).await?;
    }
    Ok(objects)
}

async fn policies(account: &Account, role: &Role, objects: &mut Vec<Object>) -> Result<()> {
    let (iam, name) = (account.iam(), role.role_name());
    // A policy of a role that is made again is another one.
    let mut push = |kind, policy: &str, look: &str| {
        let birth = format!("{}/{policy}", role.role_id());
        objects.push(object(kind, &format!("{}/{name}/{policy}", account.id), &birth, look));
    };
    let attached = iam.list_attached_role_policies().role_name(name).into_paginator().items().send();
    let attached = attached.collect::<std::result::Result<Vec<_>, _>>().await.map_err(Error::from);
    for policy in attached.context("ListAttachedRolePolicies")? {
        push("attached policy", policy.policy_arn().unwrap_or_default(), "attached");
    }
    let inline = iam.list_role_policies().role_name(name).into_paginator().items().send();
    let inline = inline.collect::<std::result::Result<Vec<_>, _>>().await.map_err(Error::from);
    for policy in inline.context("ListRolePolicies")? {
        let get = iam.get_role_policy().role_name(name).policy_name(&policy).send().await.map_err(Error::from);
        push("inline policy", &policy, get.context("GetRolePolicy")?.policy_document());
    }
    Ok(())
}

fn object(kind: &'static str, id: &str, birth: &str, look: &str) -> Object {
    let look = Element { name: "look".to_owned(), text: format!("{id}: {look}"), ..Element::default() };
    Object { kind, id: id.to_owned(), birth: birth.to_owned(), is_by_aws: false, look }
}

fn look(role: &Role) -> String {
    let mut tags: Vec<_> = role.tags().iter().map(|tag| format!("{}={}", tag.key(), tag.value())).collect();
    tags.sort();
    format!(
        "description {:?}, session {:?}, boundary {:?}, tags [{}], trust {}",
        role.description().unwrap_or_default(),
        role.max_session_duration(),
        role.permissions_boundary().and_then(|boundary| boundary.permissions_boundary_arn()),
        tags.join(", "),
        role.assume_role_policy_document().unwrap_or_default(),
    )
}
