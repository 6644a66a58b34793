//! A type of policies, enabled at the root.

use std::time::Duration;

use aws_sdk_organizations::types::PolicyType as Type;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::tree::tree;
use super::{Own, found, in_turn};
use crate::aws::{Aws, Ended, OrFault, Poll};

/// A type of policies that can be attached to the root and to what is under it. Its id is `r-…/SERVICE_CONTROL_POLICY`.
///
/// When a type is disabled, AWS takes all policies of the type off everything; the policies themselves stay:
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisablePolicyType.html>
pub struct PolicyType;

/// Where types are enabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyTypeOwner {
    /// `r-…`
    pub root_id: String,
    /// Which types are the resource's business.
    pub own: Own,
}

/// One type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyTypeKey {
    /// `r-…`
    pub root_id: String,
    /// `SERVICE_CONTROL_POLICY`
    pub policy_type: String,
}

/// The types that AWS has: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html>
pub const TYPES: &[&str] = &[
    "AISERVICES_OPT_OUT_POLICY",
    "BACKUP_POLICY",
    "BEDROCK_POLICY",
    "CHATBOT_POLICY",
    "DECLARATIVE_POLICY_EC2",
    "GUARDDUTY_POLICY",
    "INSPECTOR_POLICY",
    "NETWORK_SECURITY_DIRECTOR_POLICY",
    "RESOURCE_CONTROL_POLICY",
    "S3_POLICY",
    "SECURITYHUB_POLICY",
    "SERVICE_CONTROL_POLICY",
    "TAG_POLICY",
    "UPGRADE_ROLLOUT_POLICY",
];

/// "This is an asynchronous request that AWS performs in the background", and says no more about how long it takes:
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html>
const UNTIL_ENABLED: Poll =
    Poll { first: Duration::from_millis(500), longest: Duration::from_secs(5), limit: Duration::from_mins(10) };

/// A type that is on, or about to be.
fn is_on(state: &str) -> bool {
    matches!(state, "ENABLED" | "PENDING_ENABLE")
}

impl Part for PolicyType {
    type Cloud = Aws;
    type Key = PolicyTypeKey;
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "policy type";
    const MARKED: bool = false;
    // The list shows what the resource asked for.
    const OWN_ONLY: bool = true;

    fn expect(_: &PolicyTypeKey, (): &()) -> Option<()> {
        Some(())
    }

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, key: &PolicyTypeKey) -> Result<Option<Found<()>>, Fault> {
        let id = format!("{}/{}", key.root_id, key.policy_type);
        Ok(Self::read(cx, &id).await?.map(|seen| Found { id, seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &PolicyTypeKey, (): &()) -> Result<String, Fault> {
        let client = cx.cloud.organizations_once(&cx.place.account_id).await?;
        let policy_type = Type::from(key.policy_type.as_str());
        let call = client.enable_policy_type().root_id(&key.root_id).policy_type(policy_type);
        in_turn(cx, || async { call.clone().send().await.or_fault("organizations:EnablePolicyType") }).await?;
        Ok(format!("{}/{}", key.root_id, key.policy_type))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<()>, Fault> {
        let (_, policy_type) = split(id)?;
        let tree = found(tree(cx.cloud, &cx.place.account_id).await)?;
        let state = tree.as_ref().and_then(|tree| tree.root.policy_types.get(policy_type));
        Ok(state.is_some_and(|state| is_on(state)).then_some(()))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, (): &(), (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let (root_id, policy_type) = split(id)?;
        let client = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = client.disable_policy_type().root_id(root_id).policy_type(Type::from(policy_type));
        let end = in_turn(cx, || async { call.clone().send().await.or_fault("organizations:DisablePolicyType") }).await;
        found(end).map(drop)
    }

    async fn wait(cx: &Context<'_, Aws>, id: &str, (): &()) -> Result<Vec<String>, Fault> {
        let (_, policy_type) = split(id)?;
        let mut wait = UNTIL_ENABLED.begin();
        loop {
            // Each look is a new one: nothing that this process does ends the wait.
            let state = super::tree::policy_types(cx.cloud, &cx.place.account_id).await?.remove(policy_type);
            if state.as_deref() == Some("ENABLED") {
                return Ok(Vec::new());
            }
            match wait.pause(cx.cancel).await {
                Ok(()) => {}
                Err(Ended::Cancelled) => {
                    return Err(Fault::cancelled(format!("policy type {policy_type} to be enabled")));
                }
                Err(Ended::Late) => {
                    let state = state.unwrap_or_else(|| "not shown".to_owned());
                    return Ok(vec![format!("AWS is still enabling {policy_type}: it is {state}.")]);
                }
            }
        }
    }
}

impl RepeatedPart for PolicyType {
    type Owner = PolicyTypeOwner;

    fn key(owner: &PolicyTypeOwner, name: &str) -> PolicyTypeKey {
        PolicyTypeKey { root_id: owner.root_id.clone(), policy_type: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &PolicyTypeOwner) -> Result<Listed<()>, Fault> {
        let Some(tree) = found(tree(cx.cloud, &cx.place.account_id).await)? else { return Ok(Vec::new()) };
        let on = tree.root.policy_types.iter().filter(|(name, state)| is_on(state) && owner.own.has(name));
        let on = on.map(|(name, _)| {
            let found = Found { id: format!("{}/{name}", owner.root_id), seen: (), mark: None };
            (name.clone(), found)
        });
        Ok(on.collect())
    }
}

/// The root and the type in an id.
fn split(id: &str) -> Result<(&str, &str), Fault> {
    id.split_once('/').ok_or_else(|| Fault::new(FaultKind::Bug, format!("`{id}` is not of the form root/type")))
}
