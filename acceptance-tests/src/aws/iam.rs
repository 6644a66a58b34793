//! Roles, read and changed out of band.

use super::Account;
use crate::error::{Context as _, Result};
use aws_sdk_iam::Error;
use aws_sdk_iam::types::{Role, Tag};

impl Account {
    /// Names of all roles, sorted, without those that AWS and Organizations make.
    pub fn roles(&self) -> Result<Vec<String>> {
        crate::runtime().block_on(async {
            let answer = self.iam().list_roles().send().await.map_err(Error::from).context("ListRoles")?;
            let mut names: Vec<_> = answer
                .roles()
                .iter()
                .filter(|role| !role.path().starts_with("/aws-service-role/"))
                .map(|role| role.role_name().to_owned())
                .filter(|name| name != super::ACCESS_ROLE)
                .collect();
            names.sort();
            Ok(names)
        })
    }

    /// A role, if there is one of this name.
    pub fn role(&self, name: &str) -> Result<Option<Role>> {
        crate::runtime().block_on(async {
            match self.iam().get_role().role_name(name).send().await.map_err(Error::from) {
                Ok(answer) => Ok(answer.role().cloned()),
                Err(Error::NoSuchEntityException(_)) => Ok(None),
                Err(error) => Err(error).context("GetRole"),
            }
        })
    }

    /// ARNs of a role's attached policies, sorted.
    pub fn attached_policies(&self, role: &str) -> Result<Vec<String>> {
        crate::runtime().block_on(async {
            let answer = self.iam().list_attached_role_policies().role_name(role).send().await.map_err(Error::from);
            let answer = answer.context("ListAttachedRolePolicies")?;
            let mut arns: Vec<_> =
                answer.attached_policies().iter().filter_map(|policy| policy.policy_arn()).map(str::to_owned).collect();
            arns.sort();
            Ok(arns)
        })
    }

    /// Names of a role's inline policies, sorted.
    pub fn inline_policies(&self, role: &str) -> Result<Vec<String>> {
        crate::runtime().block_on(async {
            let answer = self.iam().list_role_policies().role_name(role).send().await.map_err(Error::from);
            let mut names = answer.context("ListRolePolicies")?.policy_names().to_vec();
            names.sort();
            Ok(names)
        })
    }

    /// Value of a role's tag.
    pub fn role_tag(&self, role: &str, key: &str) -> Result<Option<String>> {
        crate::runtime().block_on(async {
            let answer = self.iam().list_role_tags().role_name(role).send().await.map_err(Error::from);
            let answer = answer.context("ListRoleTags")?;
            Ok(answer.tags().iter().find(|tag| tag.key() == key).map(|tag| tag.value().to_owned()))
        })
    }

    /// Value of a role's tag, also when there is no such role.
    pub fn role_tag_if_there(&self, role: &str, key: &str) -> Result<Option<String>> {
        match self.role(role)? {
            Some(_) => self.role_tag(role, key),
            None => Ok(None),
        }
    }

    /// Somebody else tags the role.
    pub fn tag_role(&self, role: &str, key: &str, value: &str) -> Result<()> {
        let tag = Tag::builder().key(key).value(value).build().context("a tag")?;
        crate::runtime().block_on(async {
            let answer = self.iam().tag_role().role_name(role).tags(tag).send().await.map_err(Error::from);
            answer.map(|_| ()).context("TagRole")
        })
    }

    /// Somebody else changes how long sessions last.
    pub fn set_session_duration(&self, role: &str, seconds: i32) -> Result<()> {
        crate::runtime().block_on(async {
            let update = self.iam().update_role().role_name(role).max_session_duration(seconds);
            update.send().await.map_err(Error::from).map(|_| ()).context("UpdateRole")
        })
    }

    /// Somebody else replaces the trust policy.
    pub fn set_trust(&self, role: &str, policy: &str) -> Result<()> {
        crate::runtime().block_on(async {
            let update = self.iam().update_assume_role_policy().role_name(role).policy_document(policy);
            update.send().await.map_err(Error::from).map(|_| ()).context("UpdateAssumeRolePolicy")
        })
    }

    /// Somebody else detaches a policy.
    pub fn detach(&self, role: &str, policy_arn: &str) -> Result<()> {
        crate::runtime().block_on(async {
            let detach = self.iam().detach_role_policy().role_name(role).policy_arn(policy_arn);
            detach.send().await.map_err(Error::from).map(|_| ()).context("DetachRolePolicy")
        })
    }

    /// Somebody else deletes the role, with all its policies.
    pub fn delete_role(&self, role: &str) -> Result<()> {
        for arn in self.attached_policies(role)? {
            self.detach(role, &arn)?;
        }
        for name in self.inline_policies(role)? {
            crate::runtime().block_on(async {
                let delete = self.iam().delete_role_policy().role_name(role).policy_name(name);
                delete.send().await.map_err(Error::from).context("DeleteRolePolicy")
            })?;
        }
        crate::runtime().block_on(async {
            let answer = self.iam().delete_role().role_name(role).send().await.map_err(Error::from);
            answer.map(|_| ()).context("DeleteRole")
        })
    }
}
