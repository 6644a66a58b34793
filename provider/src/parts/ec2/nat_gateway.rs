//! A NAT gateway.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_ec2::types::{ConnectivityType, NatGateway as Answer, NatGatewayState, ResourceType};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::when_shown;
use super::{Differences, InVpc, Object, SETTLE, VpcOwner, filter, first, found, id_in, named, ours, tags, token};
use crate::aws::{Aws, Ended, OrFault, Poll};

/// A public NAT gateway with one address.
pub struct NatGateway;

/// How a NAT gateway should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatGatewayWant {
    /// The public subnet that it is in. It never changes.
    pub subnet_id: String,
    /// `eipalloc-…`. It never changes.
    pub allocation_id: String,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a NAT gateway looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatGatewaySeen {
    /// `nat-…`
    pub nat_gateway_id: String,
    /// The subnet that it is in.
    pub subnet_id: String,
    /// `eipalloc-…`
    pub allocation_id: Option<String>,
    /// The address that the internet sees; not there while the gateway is being made.
    pub public_ip: Option<String>,
    /// Why it could not be made, when it could not.
    pub failure: Option<String>,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

/// Minutes as a rule, for either; AWS gives no bound.
const STATES: Poll =
    Poll { first: Duration::from_secs(1), longest: Duration::from_secs(10), limit: Duration::from_mins(20) };

impl Part for NatGateway {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = NatGatewayWant;
    type Seen = NatGatewaySeen;

    const KIND: &'static str = "NAT gateway";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;
    // It stays in its subnet and keeps its address.
    const FOLLOWS: bool = true;

    fn check(want: &NatGatewayWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn differences(want: &NatGatewayWant, seen: &NatGatewaySeen) -> Vec<String> {
        let mut differences = fixed_differences(want, seen);
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    fn replaces(before: &NatGatewayWant, want: &NatGatewayWant) -> bool {
        (&before.subnet_id, &before.allocation_id) != (&want.subnet_id, &want.allocation_id)
    }

    fn fixed(want: &NatGatewayWant, seen: &NatGatewaySeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<NatGatewaySeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, _: &InVpc, want: &NatGatewayWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateNatGateway";
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2
            .create_nat_gateway()
            .connectivity_type(ConnectivityType::Public)
            .subnet_id(&want.subnet_id)
            .allocation_id(&want.allocation_id)
            .set_client_token(token(cx))
            .tag_specifications(tags::specification(cx, ResourceType::Natgateway, &want.tags));
        let answer = when_shown(cx, OPERATION, || call.clone().send()).await?;
        id_in(OPERATION, answer.nat_gateway.and_then(|gateway| gateway.nat_gateway_id))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<NatGatewaySeen>, Fault> {
        Ok(get(cx, id).await?.filter(|gateway| !is_going(gateway)).map(|gateway| object(gateway).seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &NatGatewaySeen,
        want: &NatGatewayWant,
    ) -> Result<(), Fault> {
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        found(ec2.delete_nat_gateway().nat_gateway_id(id).send().await.or_fault("ec2:DeleteNatGateway"))?;
        // Until then it keeps its subnet, its address and the internet gateway.
        let is_gone = |gateway: Option<&Answer>| {
            Ok(gateway.is_none_or(|gateway| gateway.state == Some(NatGatewayState::Deleted)))
        };
        until(cx, id, "deleted", is_gone).await
    }

    async fn wait(cx: &Context<'_, Aws>, id: &str, _: &NatGatewayWant) -> Result<Vec<String>, Fault> {
        let is_available = |gateway: Option<&Answer>| match gateway {
            Some(answer) if answer.state == Some(NatGatewayState::Failed) => Err(failed(id, answer)),
            Some(answer) if is_going(answer) => {
                Err(Fault::new(FaultKind::NotFound, format!("NAT gateway {id} was deleted")))
            }
            Some(answer) => Ok(answer.state == Some(NatGatewayState::Available)),
            None => Ok(false),
        };
        until(cx, id, "available", is_available).await.map(|()| Vec::new())
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

impl RepeatedPart for NatGateway {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<NatGatewaySeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

/// Those that work, or soon will. EC2 shows deleted ones for an hour, and deletes those that could not be made by itself
/// after about an hour, so both are as good as gone:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html#nat-gateway-troubleshooting-failed>
async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<NatGatewaySeen>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let gateways = ec2.describe_nat_gateways().filter(filter("vpc-id", vpc_id)).into_paginator().items().send();
    let gateways = gateways.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeNatGateways")?;
    let lasting = gateways.into_iter().filter(|it| !is_going(it) && it.state != Some(NatGatewayState::Failed));
    Ok(ours(cx, lasting.map(object)))
}

pub(super) async fn get(cx: &Context<'_, Aws>, id: &str) -> Result<Option<Answer>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.describe_nat_gateways().nat_gateway_ids(id).send().await;
    Ok(found(call.or_fault("ec2:DescribeNatGateways"))?.and_then(|answer| first(answer.nat_gateways)))
}

/// Why a NAT gateway could not be made.
pub(super) fn failed(id: &str, gateway: &Answer) -> Fault {
    let reason = failure(gateway).unwrap_or_else(|| "AWS gave no reason".to_owned());
    Fault::new(FaultKind::Invalid, format!("NAT gateway {id} could not be made: {reason}"))
}

fn failure(gateway: &Answer) -> Option<String> {
    let (code, message) = (gateway.failure_code.as_deref(), gateway.failure_message.as_deref());
    match (code, message) {
        (None, None) => (gateway.state == Some(NatGatewayState::Failed)).then(|| "AWS gave no reason".to_owned()),
        (code, message) => Some([code, message].into_iter().flatten().collect::<Vec<_>>().join(": ")),
    }
}

fn is_going(gateway: &Answer) -> bool {
    matches!(gateway.state, Some(NatGatewayState::Deleting | NatGatewayState::Deleted))
}

fn object(gateway: Answer) -> Object<NatGatewaySeen> {
    let failure = failure(&gateway);
    let (tagged, tags) = tags::take(gateway.tags);
    let id = gateway.nat_gateway_id.unwrap_or_default();
    let addresses = gateway.nat_gateway_addresses.unwrap_or_default();
    // One is primary; where nothing says which, it is the only one.
    let primary = addresses.iter().find(|address| address.is_primary == Some(true)).or(addresses.first());
    let seen = NatGatewaySeen {
        nat_gateway_id: id.clone(),
        subnet_id: gateway.subnet_id.unwrap_or_default(),
        allocation_id: primary.and_then(|address| address.allocation_id.clone()),
        public_ip: primary.and_then(|address| address.public_ip.clone()),
        failure,
        tags,
    };
    Object { id, seen, tagged }
}

/// What no call changes.
fn fixed_differences(want: &NatGatewayWant, seen: &NatGatewaySeen) -> Differences {
    let mut differences = Differences::new();
    if let Some(failure) = &seen.failure {
        differences.push(format!("it could not be made: {failure}"));
    }
    differences.compare("subnet_id", &seen.subnet_id, &want.subnet_id);
    // A gateway that could not be made has given its address back.
    if seen.failure.is_none() {
        differences.compare_option("allocation_id", seen.allocation_id.as_deref(), Some(&want.allocation_id));
    }
    differences
}

async fn until(
    cx: &Context<'_, Aws>,
    id: &str,
    state: &str,
    is_so: impl Fn(Option<&Answer>) -> Result<bool, Fault>,
) -> Result<(), Fault> {
    let mut wait = STATES.begin();
    loop {
        let gateway = get(cx, id).await?;
        if is_so(gateway.as_ref())? {
            return Ok(());
        }
        let now = gateway.as_ref().and_then(|gateway| gateway.state()).map_or("not shown", NatGatewayState::as_str);
        tracing::info!(id, state = now, wanted = state, "waiting for a NAT gateway");
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("NAT gateway {id} to be {state}"))),
            Err(Ended::Late) => {
                let minutes = STATES.limit.as_secs() / 60;
                let message = format!("NAT gateway {id} is still {now} after {minutes} minutes, should be {state}");
                return Err(Fault::new(FaultKind::Conflict, message).hint("Run the same command again"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_gateway_says_why() {
        let answer = Answer::builder()
            .nat_gateway_id("nat-1")
            .subnet_id("subnet-1")
            .state(NatGatewayState::Failed)
            .failure_code("Gateway.NotAttached")
            .failure_message("Network vpc-1 has no Internet gateway attached");
        let answer = answer.build();
        assert_eq!(
            failed("nat-1", &answer).message,
            "NAT gateway nat-1 could not be made: Gateway.NotAttached: Network vpc-1 has no Internet gateway attached"
        );
        let want = NatGatewayWant {
            subnet_id: "subnet-1".to_owned(),
            allocation_id: "eipalloc-1".to_owned(),
            tags: BTreeMap::new(),
        };
        let differences = NatGateway::differences(&want, &object(answer).seen);
        assert_eq!(differences.len(), 1, "{differences:?}");
        assert!(differences[0].starts_with("it could not be made: Gateway.NotAttached"));
    }
}
