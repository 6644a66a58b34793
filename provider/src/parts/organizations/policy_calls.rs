//! The calls about policies of an organization.

use aws_sdk_organizations::types::{Policy as Answer, PolicySummary, PolicyType as SdkType};
use tfplugin::composite::{Context, Fault, FaultKind, Mark};

use super::policy::{OrganizationPolicySeen, OrganizationPolicyWant};
use super::{found, in_turn, tags, unsaid};
use crate::aws::{Aws, OrFault};
use crate::policy::Policy;
use crate::policy::organization::POLICY_TYPES;

/// A policy as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// `p-…`
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The policies of a type that are attached to a target itself.
///
/// # Errors
/// What AWS answers; `NotFound` when there is no such target.
pub async fn attached(aws: &Aws, account_id: &str, target_id: &str, kind: &str) -> Result<Vec<Listed>, Fault> {
    let client = aws.organizations(account_id).await?;
    let call = client.list_policies_for_target().target_id(target_id).filter(sdk_type(kind));
    let pages = call.into_paginator().send().collect::<Result<Vec<_>, _>>().await;
    let pages = pages.or_fault("organizations:ListPoliciesForTarget")?;
    Ok(pages.into_iter().flat_map(|page| page.policies.unwrap_or_default()).filter_map(listed).collect())
}

/// The id of the policy of a type, or of any, that has this name, or this id.
///
/// # Errors
/// What AWS answers.
pub async fn named(aws: &Aws, account_id: &str, kind: Option<&str>, name: &str) -> Result<Option<String>, Fault> {
    if kind.is_none() && is_id(name) && get(aws, account_id, name).await?.is_some() {
        return Ok(Some(name.to_owned()));
    }
    let client = aws.organizations(account_id).await?;
    for one in POLICY_TYPES.iter().filter(|one| kind.is_none_or(|kind| kind == one.name)) {
        let pages = client.list_policies().filter(sdk_type(one.name)).into_paginator().send();
        let pages = pages.collect::<Result<Vec<_>, _>>().await.or_fault("organizations:ListPolicies");
        let policies = found(pages)?.unwrap_or_default().into_iter().flat_map(|page| page.policies.unwrap_or_default());
        if let Some(policy) = policies.filter_map(listed).find(|policy| policy.name == name) {
            return Ok(Some(policy.id));
        }
    }
    Ok(None)
}

/// Whether a text has the form of a policy's id:
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html>.
fn is_id(text: &str) -> bool {
    let rest = text.strip_prefix("p-").unwrap_or_default();
    (8..=128).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn listed(policy: PolicySummary) -> Option<Listed> {
    Some(Listed { id: policy.id?, name: policy.name? })
}

fn sdk_type(kind: &str) -> SdkType {
    SdkType::from(kind.to_uppercase().as_str())
}

/// A policy, and its mark; `None` when there is none of this id.
pub(super) async fn get(
    aws: &Aws,
    account_id: &str,
    id: &str,
) -> Result<Option<(OrganizationPolicySeen, Option<Mark>)>, Fault> {
    let client = aws.organizations(account_id).await?;
    let policy = async {
        let answer = client.describe_policy().policy_id(id).send().await;
        answer.or_fault("organizations:DescribePolicy")
    };
    let (policy, tags) = tokio::join!(policy, tags::of(aws, account_id, id));
    let Some(policy) = found(policy)?.and_then(|answer| answer.policy) else { return Ok(None) };
    // Deleted in between.
    let Some((tags, mark)) = found(tags)? else { return Ok(None) };
    let owner = mark.as_ref().map(|mark| mark.resource.clone());
    Ok(Some((OrganizationPolicySeen { owner, ..seen(policy, tags)? }, mark)))
}

fn seen(policy: Answer, tags: tags::Tags) -> Result<OrganizationPolicySeen, Fault> {
    const OPERATION: &str = "organizations:DescribePolicy";
    let summary = policy.policy_summary.ok_or_else(|| unsaid(OPERATION, "what the policy is called"))?;
    Ok(OrganizationPolicySeen {
        id: summary.id.ok_or_else(|| unsaid(OPERATION, "the policy's id"))?,
        arn: summary.arn.unwrap_or_default(),
        name: summary.name.unwrap_or_default(),
        kind: summary.r#type.map(|kind| kind.as_str().to_lowercase()).unwrap_or_default(),
        description: summary.description.unwrap_or_default(),
        document: Policy::of(&policy.content.unwrap_or_default()),
        tags,
        owner: None,
    })
}

pub(super) async fn create(cx: &Context<'_, Aws>, want: &OrganizationPolicyWant) -> Result<String, Fault> {
    const OPERATION: &str = "organizations:CreatePolicy";
    let client = cx.cloud.organizations_once(&cx.place.account_id).await?;
    let call = client
        .create_policy()
        .name(&want.name)
        .description(&want.description)
        .r#type(sdk_type(&want.kind))
        .content(want.document.minified())
        .set_tags(Some(tags::marked(cx, &want.tags)?));
    let answer = in_turn(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await?;
    let id = answer.policy.and_then(|policy| policy.policy_summary).and_then(|summary| summary.id);
    id.ok_or_else(|| unsaid(OPERATION, "the new policy's id"))
}

pub(super) async fn update(
    cx: &Context<'_, Aws>,
    id: &str,
    seen: &OrganizationPolicySeen,
    want: &OrganizationPolicyWant,
) -> Result<(), Fault> {
    let account_id = &cx.place.account_id;
    let renamed = seen.name != want.name;
    let changed = seen.document != want.document;
    if renamed || changed || seen.description != want.description {
        let client = cx.cloud.organizations(account_id).await?;
        let call = client
            .update_policy()
            .policy_id(id)
            .set_name(renamed.then(|| want.name.clone()))
            .description(&want.description)
            .set_content(changed.then(|| want.document.minified()));
        in_turn(cx, || async { call.clone().send().await.or_fault("organizations:UpdatePolicy") }).await?;
    }
    if seen.owner.as_ref().is_some_and(|owner| *owner != cx.mark.resource) {
        // The mark says the name, too, and an update that was killed after the new name left the old mark.
        tags::add(cx, account_id, id, &cx.mark.tags().into()).await?;
    }
    tags::change(cx, account_id, id, &seen.tags, &want.tags).await
}

pub(super) async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
    let account_id = &cx.place.account_id;
    let client = cx.cloud.organizations(account_id).await?;
    let call = client.delete_policy().policy_id(id);
    let deleted = in_turn(cx, || async { call.clone().send().await.or_fault("organizations:DeletePolicy") }).await;
    match found(deleted) {
        Ok(_) => Ok(()),
        Err(fault) if fault.kind == FaultKind::Conflict => {
            // What cannot be listed is left out: the conflict is what matters.
            let targets = targets(cx.cloud, account_id, id).await.unwrap_or_default();
            if targets.is_empty() {
                return Err(fault);
            }
            let message = format!("the policy is still attached to {}", targets.join(", "));
            Err(Fault { message, ..fault }.hint("Detach what somebody else attached, then destroy it again"))
        }
        Err(fault) => Err(fault),
    }
}

/// The ids of the roots, units and accounts that a policy is attached to; none when there is no such policy.
pub(super) async fn targets(aws: &Aws, account_id: &str, policy_id: &str) -> Result<Vec<String>, Fault> {
    let client = aws.organizations(account_id).await?;
    let pages = client.list_targets_for_policy().policy_id(policy_id).into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.or_fault("organizations:ListTargetsForPolicy");
    let targets = found(pages)?.unwrap_or_default().into_iter().flat_map(|page| page.targets.unwrap_or_default());
    Ok(targets.filter_map(|target| target.target_id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_a_form() {
        assert!(is_id("p-examplepolicyid111") && is_id("p-FullAWSAccess"));
        assert!(!is_id("p-short") && !is_id("deny-regions") && !is_id("p-deny-regions"));
    }
}
