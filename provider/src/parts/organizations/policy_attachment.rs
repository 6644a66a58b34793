//! A policy on a root, an organizational unit or an account.

use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::policy_calls::{attached, targets};
use super::{found, in_turn};
use crate::aws::{Aws, OrFault};

/// A policy attached to a target. Its id is `policy/target`. It takes no tags, so it has no mark.
pub struct PolicyAttachment;

/// What is attached: a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentOwner {
    /// `p-…`
    pub policy_id: String,
}

/// One attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyAttachmentKey {
    /// `p-…`
    pub policy_id: String,
    /// `r-…`, `ou-…`, or the id of an account.
    pub target_id: String,
}

impl Part for PolicyAttachment {
    type Cloud = Aws;
    type Key = PolicyAttachmentKey;
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "policy attachment";
    const MARKED: bool = false;

    fn expect(_: &PolicyAttachmentKey, (): &()) -> Option<()> {
        Some(())
    }

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, key: &PolicyAttachmentKey) -> Result<Option<Found<()>>, Fault> {
        let there = targets(cx.cloud, &cx.place.account_id, &key.policy_id).await?.contains(&key.target_id);
        Ok(there.then(|| attachment(&key.policy_id, &key.target_id)))
    }

    async fn create(cx: &Context<'_, Aws>, key: &PolicyAttachmentKey, (): &()) -> Result<String, Fault> {
        let client = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = client.attach_policy().policy_id(&key.policy_id).target_id(&key.target_id);
        let made = in_turn(cx, || async { call.clone().send().await.or_fault("organizations:AttachPolicy") }).await;
        match made {
            Ok(_) => {}
            // What is attached already is the same attachment.
            Err(fault) if fault.kind == FaultKind::AlreadyExists => {}
            Err(fault) => return Err(explained(fault)),
        }
        Ok(id(&key.policy_id, &key.target_id))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<()>, Fault> {
        let (policy_id, target_id) = split(id)?;
        let targets = targets(cx.cloud, &cx.place.account_id, policy_id).await?;
        Ok(targets.iter().any(|target| target == target_id).then_some(()))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, (): &(), (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let (policy_id, target_id) = split(id)?;
        let client = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = client.detach_policy().policy_id(policy_id).target_id(target_id);
        let gone = in_turn(cx, || async { call.clone().send().await.or_fault("organizations:DetachPolicy") }).await;
        match found(gone) {
            Ok(_) => Ok(()),
            Err(fault) if fault.reason.as_deref() == Some("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED") => {
                Err(last_one(cx, target_id, fault).await)
            }
            Err(fault) => Err(fault),
        }
    }
}

impl RepeatedPart for PolicyAttachment {
    type Owner = AttachmentOwner;

    fn key(owner: &AttachmentOwner, name: &str) -> PolicyAttachmentKey {
        PolicyAttachmentKey { policy_id: owner.policy_id.clone(), target_id: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &AttachmentOwner) -> Result<Listed<()>, Fault> {
        let targets = targets(cx.cloud, &cx.place.account_id, &owner.policy_id).await?;
        Ok(targets.into_iter().map(|target| (target.clone(), attachment(&owner.policy_id, &target))).collect())
    }
}

/// The same fault with what to do about it.
fn explained(fault: Fault) -> Fault {
    match (fault.code.as_deref(), fault.reason.as_deref()) {
        (Some("PolicyTypeNotEnabledException"), _) => fault.hint(
            "Name the policy's type in `enabled_policy_types` of `plinth_organization`, and make the guardrail depend on it",
        ),
        (_, Some("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED")) => {
            fault.hint("Detach a policy of this type from the target, or attach this one to a unit above it")
        }
        _ => fault,
    }
}

/// The same fault, saying why the last service control policy of a target stays: without one nobody there may do anything.
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html>
async fn last_one(cx: &Context<'_, Aws>, target_id: &str, fault: Fault) -> Fault {
    const EVERYTHING: &str = "p-FullAWSAccess";
    let account_id = &cx.place.account_id;
    // What cannot be listed is left out: AWS's refusal is what matters.
    let there = attached(cx.cloud, account_id, target_id, "service_control_policy").await.unwrap_or_default();
    let names: Vec<String> = there.iter().map(|policy| format!("{} ({})", policy.name, policy.id)).collect();
    let message = format!(
        "{target_id} must keep one service control policy at least, and has only {}",
        if names.is_empty() { "this one".to_owned() } else { names.join(", ") }
    );
    let hint = format!(
        "Somebody detached AWS's own FullAWSAccess there, so that this one allows what may be done. Attach another that \
         allows it first, as `aws organizations attach-policy --policy-id {EVERYTHING} --target-id {target_id}` does"
    );
    Fault { message, ..fault }.hint(hint)
}

fn id(policy_id: &str, target_id: &str) -> String {
    format!("{policy_id}/{target_id}")
}

fn split(id: &str) -> Result<(&str, &str), Fault> {
    let wrong = || Fault::new(FaultKind::Bug, format!("`{id}` is not of the form policy/target"));
    id.split_once('/').ok_or_else(wrong)
}

fn attachment(policy_id: &str, target_id: &str) -> Found<()> {
    Found { id: id(policy_id, target_id), seen: (), mark: None }
}
