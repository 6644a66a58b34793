//! A policy written into a role.

use futures_util::future::try_join_all;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Part, RepeatedPart};

use super::attached_policy::RoleOwner;
use super::{document, found, split_id};
use crate::aws::{Aws, OrFault};
use crate::policy::{Kind, Policy, limits};

/// A policy of a role's own. Its id is `account/role/name`. It takes no tags, so it has no mark.
pub struct InlinePolicy;

/// One inline policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlinePolicyKey {
    /// Name of the role, without path.
    pub role_name: String,
    /// Name of the policy.
    pub policy_name: String,
}

impl InlinePolicy {
    /// What is wrong with all inline policies of a role together. AWS counts them as one.
    pub fn check_total<'a>(policies: impl IntoIterator<Item = (&'a str, &'a Policy)>) -> Option<String> {
        let sizes: Vec<(&str, usize)> = policies.into_iter().map(|(name, policy)| (name, policy.size())).collect();
        let total: usize = sizes.iter().map(|(_, size)| size).sum();
        if total <= limits::ROLE_INLINE {
            return None;
        }
        let each: Vec<String> = sizes.iter().map(|(name, size)| format!("{name} {size}")).collect();
        Some(format!(
            "The inline policies of the role have {total} characters together, without white space; AWS takes {}. They \
             are: {}. Make a managed policy of the largest.",
            limits::ROLE_INLINE,
            each.join(", ")
        ))
    }
}

impl Part for InlinePolicy {
    type Cloud = Aws;
    type Key = InlinePolicyKey;
    type Want = Policy;
    type Seen = Policy;

    const KIND: &'static str = "inline IAM policy";
    const MARKED: bool = false;

    fn check(want: &Policy) -> Vec<String> {
        let mut problems = want.problems(Kind::Identity);
        let size = want.size();
        if size > limits::ROLE_INLINE {
            problems.push(format!(
                "It has {size} characters without white space; AWS takes {} in all inline policies of a role together.",
                limits::ROLE_INLINE
            ));
        }
        problems
    }

    fn expect(_: &InlinePolicyKey, want: &Policy) -> Option<Policy> {
        Some(want.clone())
    }

    fn differences(want: &Policy, seen: &Policy) -> Vec<String> {
        if want == seen { Vec::new() } else { vec![format!("policy is {seen}, should be {want}")] }
    }

    async fn find(cx: &Context<'_, Aws>, key: &InlinePolicyKey) -> Result<Option<Found<Policy>>, Fault> {
        let account_id = &cx.place.account_id;
        let seen = get(cx.cloud, account_id, &key.role_name, &key.policy_name).await?;
        Ok(seen.map(|seen| Found { id: id(account_id, &key.role_name, &key.policy_name), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InlinePolicyKey, want: &Policy) -> Result<String, Fault> {
        let account_id = &cx.place.account_id;
        let (role_name, policy_name) = (&key.role_name, &key.policy_name);
        // The call overwrites, and would take away what somebody else wrote.
        match get(cx.cloud, account_id, role_name, policy_name).await? {
            Some(seen) if seen == *want => {}
            Some(_) => {
                let message =
                    format!("role {role_name} already has an inline policy {policy_name} with other contents");
                return Err(Fault::new(FaultKind::AlreadyExists, message));
            }
            None => put(cx.cloud, account_id, role_name, policy_name, want).await?,
        }
        Ok(id(account_id, role_name, policy_name))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<Policy>, Fault> {
        let (account_id, role_name, policy_name) = split_id(id)?;
        get(cx.cloud, account_id, role_name, policy_name).await
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &Policy, want: &Policy) -> Result<(), Fault> {
        if seen == want {
            return Ok(());
        }
        let (account_id, role_name, policy_name) = split_id(id)?;
        put(cx.cloud, account_id, role_name, policy_name, want).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let (account_id, role_name, policy_name) = split_id(id)?;
        let iam = cx.cloud.iam(account_id).await?;
        let call = iam.delete_role_policy().role_name(role_name).policy_name(policy_name).send().await;
        found(call.or_fault("iam:DeleteRolePolicy")).map(drop)
    }
}

impl RepeatedPart for InlinePolicy {
    type Owner = RoleOwner;

    fn key(owner: &RoleOwner, name: &str) -> InlinePolicyKey {
        InlinePolicyKey { role_name: owner.role_name.clone(), policy_name: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &RoleOwner) -> Result<Vec<(String, Found<Policy>)>, Fault> {
        let (account_id, role_name) = (cx.place.account_id.as_str(), owner.role_name.as_str());
        let iam = cx.cloud.iam(account_id).await?;
        let pages = iam.list_role_policies().role_name(role_name).into_paginator().items().send();
        let names = pages.collect::<Result<Vec<_>, _>>().await.or_fault("iam:ListRolePolicies");
        let names = found(names)?.unwrap_or_default();
        let policies = names.into_iter().map(async |name| {
            let seen = get(cx.cloud, account_id, role_name, &name).await?;
            Ok(seen.map(|seen| (name.clone(), Found { id: id(account_id, role_name, &name), seen, mark: None })))
        });
        Ok(try_join_all(policies).await?.into_iter().flatten().collect())
    }
}

async fn get(aws: &Aws, account_id: &str, role_name: &str, policy_name: &str) -> Result<Option<Policy>, Fault> {
    let iam = aws.iam(account_id).await?;
    let call = iam.get_role_policy().role_name(role_name).policy_name(policy_name).send().await;
    Ok(found(call.or_fault("iam:GetRolePolicy"))?.map(|answer| document(&answer.policy_document)))
}

async fn put(aws: &Aws, account_id: &str, role_name: &str, policy_name: &str, policy: &Policy) -> Result<(), Fault> {
    let iam = aws.iam(account_id).await?;
    let call = iam.put_role_policy().role_name(role_name).policy_name(policy_name);
    call.policy_document(policy.minified()).send().await.or_fault("iam:PutRolePolicy").map(drop)
}

fn id(account_id: &str, role_name: &str, policy_name: &str) -> String {
    format!("{account_id}/{role_name}/{policy_name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Statement;

    fn policy(actions: usize) -> Policy {
        let actions = (0..actions).map(|n| format!("service:Action{n:03}"));
        Policy::new([Statement::allow().actions(actions).resources(["*"])])
    }

    #[test]
    fn a_policy_is_measured_alone_and_together() {
        assert_eq!(InlinePolicy::check(&policy(400)), [""; 0]);
        assert_eq!(InlinePolicy::check(&policy(600)).len(), 1);
        let (a, b) = (policy(250), policy(300));
        assert_eq!(InlinePolicy::check_total([("a", &a)]), None);
        let message = InlinePolicy::check_total([("a", &a), ("b", &b)]).unwrap();
        assert!(message.contains("They are: a 5"), "{message}");
    }

    #[test]
    fn what_is_no_policy_is_said() {
        assert!(InlinePolicy::check(&Policy::of("{"))[0].starts_with("It is not JSON: "));
    }

    #[test]
    fn the_same_in_other_clothes_is_no_difference() {
        let seen =
            Policy::of(r#"{"Statement":{"Resource":"*","Effect":"Allow","Action":"a:b"},"Version":"2012-10-17"}"#);
        let want = Policy::new([Statement::allow().actions(["A:B"]).resources(["*"])]);
        assert_eq!(InlinePolicy::differences(&want, &seen), [""; 0]);
    }
}
