//! A VPC's way out to the internet for IPv6.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{EgressOnlyInternetGateway as Answer, ResourceType};
use tfplugin::composite::{Context, Fault, Found, Listed, Part, RepeatedPart};

use super::when_shown;
use super::{Differences, InVpc, Object, SETTLE, VpcOwner, first, found, id_in, marked, named, ours, tags, token};
use crate::aws::{Aws, OrFault};

/// An egress-only internet gateway. A VPC has one at most.
pub struct EgressOnlyInternetGateway;

impl EgressOnlyInternetGateway {
    /// The name of the only one.
    pub const NAME: &'static str = "main";
}

/// How an egress-only internet gateway should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EgressOnlyInternetGatewayWant {
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How an egress-only internet gateway looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EgressOnlyInternetGatewaySeen {
    /// `eigw-…`
    pub egress_only_internet_gateway_id: String,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Part for EgressOnlyInternetGateway {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = EgressOnlyInternetGatewayWant;
    type Seen = EgressOnlyInternetGatewaySeen;

    const KIND: &'static str = "egress-only internet gateway";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;

    fn check(want: &EgressOnlyInternetGatewayWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn differences(want: &EgressOnlyInternetGatewayWant, seen: &EgressOnlyInternetGatewaySeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<EgressOnlyInternetGatewaySeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, want: &EgressOnlyInternetGatewayWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateEgressOnlyInternetGateway";
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2
            .create_egress_only_internet_gateway()
            .vpc_id(&key.vpc_id)
            .set_client_token(token(cx))
            .tag_specifications(tags::specification(cx, ResourceType::EgressOnlyInternetGateway, &want.tags));
        let answer = when_shown(cx, OPERATION, || call.clone().send()).await?;
        let gateway = answer.egress_only_internet_gateway;
        id_in(OPERATION, gateway.and_then(|gateway| gateway.egress_only_internet_gateway_id))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<EgressOnlyInternetGatewaySeen>, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.describe_egress_only_internet_gateways().egress_only_internet_gateway_ids(id).send().await;
        let answer = found(call.or_fault("ec2:DescribeEgressOnlyInternetGateways"))?;
        Ok(answer.and_then(|answer| first(answer.egress_only_internet_gateways)).map(|gateway| object(gateway).seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &EgressOnlyInternetGatewaySeen,
        want: &EgressOnlyInternetGatewayWant,
    ) -> Result<(), Fault> {
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.delete_egress_only_internet_gateway().egress_only_internet_gateway_id(id).send().await;
        found(call.or_fault("ec2:DeleteEgressOnlyInternetGateway")).map(drop)
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

impl RepeatedPart for EgressOnlyInternetGateway {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<EgressOnlyInternetGatewaySeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

/// By the mark: this list has filters for tags alone.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeEgressOnlyInternetGateways.html>
async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<EgressOnlyInternetGatewaySeen>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let gateways = ec2.describe_egress_only_internet_gateways().filters(marked(cx)).into_paginator().items().send();
    let gateways = gateways.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeEgressOnlyInternetGateways")?;
    let in_vpc = |gateway: &Answer| gateway.attachments().iter().any(|one| one.vpc_id.as_deref() == Some(vpc_id));
    Ok(ours(cx, gateways.into_iter().filter(in_vpc).map(object)))
}

fn object(gateway: Answer) -> Object<EgressOnlyInternetGatewaySeen> {
    let (tagged, tags) = tags::take(gateway.tags);
    let id = gateway.egress_only_internet_gateway_id.unwrap_or_default();
    Object { seen: EgressOnlyInternetGatewaySeen { egress_only_internet_gateway_id: id.clone(), tags }, id, tagged }
}
