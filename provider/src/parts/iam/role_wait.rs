//! Until a new role can be used.

use std::time::Duration;

use tfplugin::composite::{Context, Fault, FaultKind};

use super::role_calls as calls;
use crate::aws::{Aws, Ended, Poll};
use crate::policy::{Admission, Policy, admits};

/// A new role is visible within seconds and assumable everywhere soon after; AWS gives no bound:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency>
const USABLE: Poll =
    Poll { first: Duration::from_millis(500), longest: Duration::from_secs(5), limit: Duration::from_secs(30) };

/// Waits until IAM shows the role, and until STS gives it out where the provider itself is let in. Anybody else's way in
/// cannot be tried from here.
pub(super) async fn until_usable(
    cx: &Context<'_, Aws>,
    account_id: &str,
    name: &str,
    arn: &str,
    trust: &Policy,
) -> Result<Vec<String>, Fault> {
    let mut wait = USABLE.begin();
    while calls::get(cx.cloud, account_id, name).await?.is_none() {
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("IAM role {name} to be visible"))),
            Err(Ended::Late) => return Ok(vec![late(name, "IAM does not show it")]),
        }
    }
    let caller = cx.cloud.caller().await?;
    let Some(Admission { external_id }) = admits(trust, &caller.arn) else { return Ok(Vec::new()) };
    let mut wait = USABLE.begin();
    while let Err(fault) = cx.cloud.try_assume(arn, external_id.as_deref()).await {
        if !is_passing(&fault) {
            // The role stands; that it could not be tried is no reason to fail.
            return Ok(vec![format!("Whether IAM role {name} can be assumed could not be tried: {fault}.")]);
        }
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("IAM role {name} to be assumable"))),
            Err(Ended::Late) => return Ok(vec![late(name, "STS does not give it out")]),
        }
    }
    Ok(Vec::new())
}

/// Before a role has spread, STS answers as if it did not exist, which it says as a refusal.
fn is_passing(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Denied | FaultKind::NotFound | FaultKind::Throttled | FaultKind::Uncertain)
}

fn late(name: &str, state: &str) -> String {
    format!(
        "IAM role {name} could not be confirmed: {state} {} seconds after it was made. New roles usually take a few; if \
         it stays so, the caller may lack the permission `sts:AssumeRole`.",
        USABLE.limit.as_secs(),
    )
}
