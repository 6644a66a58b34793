//! What Inspector scans in an account and region.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_inspector2::types::{ResourceScanType, ResourceState, State, Status};
use tfplugin::composite::{Context, Fault, FaultKind};

use crate::aws::error::unsuccessful;
use crate::aws::{Aws, Ended, OrFault, Poll};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// The kinds of resource that are scanned: `EC2`, `ECR`, `LAMBDA`, `LAMBDA_CODE`, `CODE_REPOSITORY`. Exactly these.
pub struct Scanning;

/// The kinds that the region has, each on, off or on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanningSeen {
    /// States by kind.
    pub kinds: BTreeMap<String, Status>,
}

const ENABLE: &str = "inspector2:Enable";

/// AWS switches kinds within a few minutes.
const SWITCHED: Poll =
    Poll { first: Duration::from_millis(500), longest: Duration::from_secs(10), limit: Duration::from_mins(10) };

impl Regional for Scanning {
    type Want = BTreeSet<String>;
    type Seen = ScanningSeen;

    const KIND: &'static str = "Inspector";

    fn differences(want: &BTreeSet<String>, seen: &ScanningSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare_sets("scanned", &seen.on(), want);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<ScanningSeen>, Fault> {
        const OPERATION: &str = "inspector2:BatchGetAccountStatus";
        let inspector = cx.cloud.inspector2(cx.place).await?;
        let call = inspector.batch_get_account_status().account_ids(&cx.place.account_id).send().await;
        let answer = call.or_fault(OPERATION)?;
        if let Some(failed) = answer.failed_accounts.unwrap_or_default().into_iter().next() {
            return Err(unsuccessful(OPERATION, Some(failed.error_code.as_str()), Some(&failed.error_message)));
        }
        let state = answer.accounts.into_iter().next().and_then(|account| account.resource_state);
        let kinds = state.map(kinds).unwrap_or_default();
        let is_off = kinds.values().all(|status| matches!(status, Status::Disabled | Status::Disabling));
        Ok(Some(ScanningSeen { kinds }).filter(|_| !is_off))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        name: &str,
        seen: Option<&ScanningSeen>,
        want: &BTreeSet<String>,
    ) -> Result<(), Fault> {
        let on = seen.map(ScanningSeen::on).unwrap_or_default();
        disable(cx, name, on.difference(want)).await?;
        let missing: Vec<_> = want.difference(&on).map(|kind| ResourceScanType::from(kind.as_str())).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let inspector = cx.cloud.inspector2(cx.place).await?;
        let call = inspector
            .enable()
            .account_ids(&cx.place.account_id)
            .set_resource_types(Some(missing))
            .set_client_token(Some(cx.token.to_owned()).filter(|token| !token.is_empty()));
        let failed = call.send().await.or_fault(ENABLE)?.failed_accounts.unwrap_or_default();
        if let Some(failed) = failed.into_iter().next() {
            return Err(unsuccessful(ENABLE, Some(failed.error_code.as_str()), Some(&failed.error_message)));
        }
        until(cx, name, |now| want.iter().all(|kind| now.get(kind) == Some(&Status::Enabled))).await
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let on = Self::get(cx, name).await?.map(|seen| seen.on()).unwrap_or_default();
        disable(cx, name, on.iter()).await
    }
}

impl ScanningSeen {
    /// The kinds that are on, or will be.
    fn on(&self) -> BTreeSet<String> {
        let on = self.kinds.iter().filter(|(_, status)| matches!(status, Status::Enabled | Status::Enabling));
        on.map(|(kind, _)| kind.clone()).collect()
    }
}

async fn disable(cx: &Context<'_, Aws>, name: &str, kinds: impl Iterator<Item = &String>) -> Result<(), Fault> {
    const OPERATION: &str = "inspector2:Disable";
    let kinds: BTreeSet<&String> = kinds.collect();
    if kinds.is_empty() {
        return Ok(());
    }
    let types = kinds.iter().map(|kind| ResourceScanType::from(kind.as_str())).collect();
    let inspector = cx.cloud.inspector2(cx.place).await?;
    let call = inspector.disable().account_ids(&cx.place.account_id).set_resource_types(Some(types)).send().await;
    let failed = call.or_fault(OPERATION)?.failed_accounts.unwrap_or_default();
    if let Some(failed) = failed.into_iter().next() {
        return Err(unsuccessful(OPERATION, Some(failed.error_code.as_str()), Some(&failed.error_message)));
    }
    let is_off = |status: Option<&Status>| status.is_none_or(|status| *status == Status::Disabled);
    until(cx, name, |now| kinds.iter().all(|kind| is_off(now.get(*kind)))).await
}

async fn until(
    cx: &Context<'_, Aws>,
    name: &str,
    is_done: impl Fn(&BTreeMap<String, Status>) -> bool,
) -> Result<(), Fault> {
    let mut wait = SWITCHED.begin();
    loop {
        let kinds = Scanning::get(cx, name).await?.map(|seen| seen.kinds).unwrap_or_default();
        if is_done(&kinds) {
            return Ok(());
        }
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled("Inspector's scans to be switched")),
            Err(Ended::Late) => {
                let states: Vec<_> = kinds.iter().map(|(kind, status)| format!("{kind} is {status}")).collect();
                let waited = SWITCHED.limit.as_secs();
                let message = format!("after {waited} s the scans have not changed: {}", states.join(", "));
                return Err(Fault::new(FaultKind::Uncertain, message));
            }
        }
    }
}

fn kinds(state: ResourceState) -> BTreeMap<String, Status> {
    let named = [
        ("EC2", state.ec2),
        ("ECR", state.ecr),
        ("LAMBDA", state.lambda),
        ("LAMBDA_CODE", state.lambda_code),
        ("CODE_REPOSITORY", state.code_repository),
    ];
    let known = named.into_iter().filter_map(|(name, state): (&str, Option<State>)| Some((name, state?.status)));
    known.map(|(name, status)| (name.to_owned(), status)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_its_way_counts() {
        let kinds = [("EC2", Status::Enabling), ("ECR", Status::Disabling), ("LAMBDA", Status::Enabled)];
        let seen = ScanningSeen { kinds: kinds.map(|(kind, status)| (kind.to_owned(), status)).into() };
        let want = ["EC2".to_owned(), "ECR".to_owned()].into();
        assert_eq!(Scanning::differences(&want, &seen), ["scanned lacks ECR", "scanned has LAMBDA, should not"]);
    }
}
