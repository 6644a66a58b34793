//! Changing VPC endpoints, and waiting for them.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_ec2::types::{State, VpcEndpoint as Answer};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::vpc_endpoint::{self, EndpointKind};
use super::when_shown;
use crate::aws::{Aws, Ended, Poll};
use crate::policy::Policy;

/// Interfaces take a minute or two, and as long to go; AWS gives no bound.
const STATES: Poll =
    Poll { first: Duration::from_secs(1), longest: Duration::from_secs(10), limit: Duration::from_mins(20) };

/// An endpoint's state. The SDK knows the words as the API's reference writes them (`Available`); EC2 answers in lower
/// case: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html>
pub(super) fn state(endpoint: &Answer) -> Option<State> {
    let word = endpoint.state.as_ref()?.as_str();
    let known = State::values().iter().find(|known| known.eq_ignore_ascii_case(word));
    Some(State::from(known.copied().unwrap_or(word)))
}

/// A list for a call that takes none rather than an empty one.
pub(super) fn some(items: impl IntoIterator<Item = String>) -> Option<Vec<String>> {
    let items: Vec<String> = items.into_iter().collect();
    (!items.is_empty()).then_some(items)
}

/// Makes an endpoint as wanted, all with one call.
pub(super) async fn modify(
    cx: &Context<'_, Aws>,
    id: &str,
    seen: &EndpointKind,
    want: &EndpointKind,
    policy: Option<Policy>,
) -> Result<(), Fault> {
    if seen == want && policy.is_none() {
        return Ok(());
    }
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.modify_vpc_endpoint().vpc_endpoint_id(id);
    let call = call.set_policy_document(policy.as_ref().map(Policy::minified));
    let more = |seen: &BTreeSet<String>, want: &BTreeSet<String>| some(want.difference(seen).cloned());
    let call = match (seen, want) {
        (EndpointKind::Gateway { route_table_ids: seen }, EndpointKind::Gateway { route_table_ids: want }) => {
            call.set_add_route_table_ids(more(seen, want)).set_remove_route_table_ids(more(want, seen))
        }
        (
            EndpointKind::Interface { subnet_ids, security_group_ids, private_dns_enabled },
            EndpointKind::Interface {
                subnet_ids: want_subnets,
                security_group_ids: want_groups,
                private_dns_enabled: want_dns,
            },
        ) => call
            .set_add_subnet_ids(more(subnet_ids, want_subnets))
            .set_remove_subnet_ids(more(want_subnets, subnet_ids))
            .set_add_security_group_ids(more(security_group_ids, want_groups))
            .set_remove_security_group_ids(more(want_groups, security_group_ids))
            .set_private_dns_enabled((private_dns_enabled != want_dns).then_some(*want_dns)),
        _ => return Err(Fault::new(FaultKind::Bug, format!("VPC endpoint {id} is of another kind"))),
    };
    when_shown(cx, "ec2:ModifyVpcEndpoint", || call.clone().send()).await?;
    // What was added is being made; what stands on it, or is deleted next, needs it done.
    let is_settled = |endpoint: Option<&Answer>| {
        Ok(endpoint.is_none_or(|endpoint| !matches!(state(endpoint), Some(State::Pending | State::Deleting))))
    };
    until(cx, id, "changed", is_settled).await
}

/// Until an endpoint is in a state.
pub(super) async fn until(
    cx: &Context<'_, Aws>,
    id: &str,
    state: &str,
    is_so: impl Fn(Option<&Answer>) -> Result<bool, Fault>,
) -> Result<(), Fault> {
    let mut wait = STATES.begin();
    loop {
        let endpoint = vpc_endpoint::get(cx, id).await?;
        if is_so(endpoint.as_ref())? {
            return Ok(());
        }
        let now = endpoint.as_ref().and_then(Answer::state).map_or("not shown", State::as_str);
        tracing::info!(id, state = now, wanted = state, "waiting for a VPC endpoint");
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("VPC endpoint {id} to be {state}"))),
            Err(Ended::Late) => {
                let minutes = STATES.limit.as_secs() / 60;
                let message = format!("VPC endpoint {id} is still {now} after {minutes} minutes, should be {state}");
                return Err(Fault::new(FaultKind::Conflict, message).hint("Run the same command again"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_known_in_any_case() {
        let state = |word: &str| state(&Answer::builder().state(State::from(word)).build());
        assert_eq!(state("available"), Some(State::Available));
        assert_eq!(state("PendingAcceptance"), Some(State::PendingAcceptance));
        assert_eq!(state("pendingAcceptance"), Some(State::PendingAcceptance));
        assert_eq!(state("resting").as_ref().map(State::as_str), Some("resting"));
        assert_eq!(super::state(&Answer::builder().build()), None);
    }
}
