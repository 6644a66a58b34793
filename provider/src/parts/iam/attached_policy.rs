//! A managed policy on a role.

use tfplugin::composite::{Context, Fault, Found, Part, RepeatedPart};

use super::{found, split_id};
use crate::aws::{Aws, OrFault};

/// A managed policy attached to a role. Its id is `account/role/policy-arn`. It takes no tags, so it has no mark.
pub struct AttachedPolicy;

/// What has policies: a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleOwner {
    /// Name of the role, without path.
    pub role_name: String,
}

/// One attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedPolicyKey {
    /// Name of the role, without path.
    pub role_name: String,
    /// ARN of the policy.
    pub policy_arn: String,
}

impl Part for AttachedPolicy {
    type Cloud = Aws;
    type Key = AttachedPolicyKey;
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "attached IAM policy";
    const MARKED: bool = false;

    fn expect(_: &AttachedPolicyKey, (): &()) -> Option<()> {
        Some(())
    }

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, key: &AttachedPolicyKey) -> Result<Option<Found<()>>, Fault> {
        let account_id = &cx.place.account_id;
        let there = arns(cx.cloud, account_id, &key.role_name).await?.contains(&key.policy_arn);
        Ok(there.then(|| attachment(account_id, &key.role_name, &key.policy_arn)))
    }

    async fn create(cx: &Context<'_, Aws>, key: &AttachedPolicyKey, (): &()) -> Result<String, Fault> {
        // Attaching what is attached succeeds, and is the same attachment.
        let iam = cx.cloud.iam(&cx.place.account_id).await?;
        let call = iam.attach_role_policy().role_name(&key.role_name).policy_arn(&key.policy_arn);
        call.send().await.or_fault("iam:AttachRolePolicy")?;
        Ok(id(&cx.place.account_id, &key.role_name, &key.policy_arn))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<()>, Fault> {
        let (account_id, role_name, policy_arn) = split_id(id)?;
        let arns = arns(cx.cloud, account_id, role_name).await?;
        Ok(arns.iter().any(|arn| arn == policy_arn).then_some(()))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, (): &(), (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let (account_id, role_name, policy_arn) = split_id(id)?;
        let iam = cx.cloud.iam(account_id).await?;
        let call = iam.detach_role_policy().role_name(role_name).policy_arn(policy_arn).send().await;
        found(call.or_fault("iam:DetachRolePolicy")).map(drop)
    }
}

impl RepeatedPart for AttachedPolicy {
    type Owner = RoleOwner;

    fn key(owner: &RoleOwner, name: &str) -> AttachedPolicyKey {
        AttachedPolicyKey { role_name: owner.role_name.clone(), policy_arn: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &RoleOwner) -> Result<Vec<(String, Found<()>)>, Fault> {
        let account_id = &cx.place.account_id;
        let arns = arns(cx.cloud, account_id, &owner.role_name).await?;
        Ok(arns.into_iter().map(|arn| (arn.clone(), attachment(account_id, &owner.role_name, &arn))).collect())
    }
}

/// What is attached to a role; nothing when there is no role.
async fn arns(aws: &Aws, account_id: &str, role_name: &str) -> Result<Vec<String>, Fault> {
    let iam = aws.iam(account_id).await?;
    let pages = iam.list_attached_role_policies().role_name(role_name).into_paginator().items().send();
    let policies = pages.collect::<Result<Vec<_>, _>>().await.or_fault("iam:ListAttachedRolePolicies");
    Ok(found(policies)?.unwrap_or_default().into_iter().filter_map(|policy| policy.policy_arn).collect())
}

fn id(account_id: &str, role_name: &str, policy_arn: &str) -> String {
    format!("{account_id}/{role_name}/{policy_arn}")
}

fn attachment(account_id: &str, role_name: &str, policy_arn: &str) -> Found<()> {
    Found { id: id(account_id, role_name, policy_arn), seen: (), mark: None }
}
