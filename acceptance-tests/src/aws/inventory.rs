//! All that a person may have made in an account, whoever remembers it.

use super::{ACCESS_ROLE, Account};
use crate::error::{Context as _, Result};
use aws_sdk_iam::Error;
use aws_sdk_iam::types::Role;
use std::collections::BTreeMap;

/// Objects by the ids that the provider gives them, each with how it looks.
pub type Inventory = BTreeMap<String, String>;

/// What is in IAM.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Objects with how they look, without what differs each time they are made.
    pub objects: Inventory,
    /// Those that AWS gives an id of their own, with it: the same name made again has another.
    pub births: Inventory,
}

impl Account {
    /// Every role with its policies, without those that AWS and Organizations make.
    pub fn inventory(&self) -> Result<Found> {
        crate::runtime().block_on(async {
            let mut found = Found::default();
            let roles = self.iam().list_roles().into_paginator().items().send();
            let roles = roles.collect::<std::result::Result<Vec<_>, _>>().await.map_err(Error::from);
            for role in roles.context("ListRoles")? {
                let name = role.role_name();
                if role.path().starts_with("/aws-service-role/") || name == ACCESS_ROLE {
                    continue;
                }
                // The list shows neither tags nor boundary.
                let role =
                    self.iam().get_role().role_name(name).send().await.map_err(Error::from).context("GetRole")?;
                let role = role.role().context("GetRole answered no role")?;
                found.births.insert(role.arn().to_owned(), role.role_id().to_owned());
                found.objects.insert(role.arn().to_owned(), look(role));
                self.policies(role.role_name(), &mut found.objects).await?;
            }
            Ok(found)
        })
    }

    async fn policies(&self, role: &str, objects: &mut Inventory) -> Result<()> {
        let attached = self.iam().list_attached_role_policies().role_name(role).into_paginator().items().send();
        let attached = attached.collect::<std::result::Result<Vec<_>, _>>().await.map_err(Error::from);
        for policy in attached.context("ListAttachedRolePolicies")? {
            let arn = policy.policy_arn().unwrap_or_default();
            objects.insert(format!("{}/{role}/{arn}", self.id), "attached".to_owned());
        }
        let inline = self.iam().list_role_policies().role_name(role).into_paginator().items().send();
        let inline = inline.collect::<std::result::Result<Vec<_>, _>>().await.map_err(Error::from);
        for name in inline.context("ListRolePolicies")? {
            let get = self.iam().get_role_policy().role_name(role).policy_name(&name).send().await.map_err(Error::from);
            let text = get.context("GetRolePolicy")?.policy_document().to_owned();
            objects.insert(format!("{}/{role}/{name}", self.id), text);
        }
        Ok(())
    }
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
