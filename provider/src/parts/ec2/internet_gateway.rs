//! A VPC's way to and from the internet.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{AttachmentStatus, InternetGateway as Answer, ResourceType};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Differences, InVpc, Object, SETTLE, VpcOwner, first, found, half_made, id_in, in_the_way, marked, named};
use super::{ours, tags, when_shown};
use crate::aws::{Aws, OrFault};

/// An internet gateway, attached to its VPC. A VPC has one at most; its name is [`InternetGateway::NAME`].
pub struct InternetGateway;

impl InternetGateway {
    /// The name of the only one.
    pub const NAME: &'static str = "main";
}

/// How an internet gateway should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InternetGatewayWant {
    /// The VPC that it is attached to.
    pub vpc_id: String,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How an internet gateway looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InternetGatewaySeen {
    /// `igw-…`
    pub internet_gateway_id: String,
    /// The VPC that it is attached to.
    pub vpc_id: Option<String>,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Part for InternetGateway {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = InternetGatewayWant;
    type Seen = InternetGatewaySeen;

    const KIND: &'static str = "internet gateway";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;

    fn check(want: &InternetGatewayWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn differences(want: &InternetGatewayWant, seen: &InternetGatewaySeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare_option("attached VPC", seen.vpc_id.as_deref(), Some(&want.vpc_id));
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<InternetGatewaySeen>>, Fault> {
        Ok(named(list(cx).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, _: &InVpc, want: &InternetGatewayWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateInternetGateway";
        let ec2 = cx.cloud.ec2_once(cx.place).await?;
        let tags = tags::specification(cx, ResourceType::InternetGateway, &want.tags);
        let answer = ec2.create_internet_gateway().tag_specifications(tags).send().await.or_fault(OPERATION)?;
        let id = id_in(OPERATION, answer.internet_gateway.and_then(|gateway| gateway.internet_gateway_id))?;
        half_made(attach(cx, &id, &want.vpc_id).await)?;
        Ok(id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<InternetGatewaySeen>, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.describe_internet_gateways().internet_gateway_ids(id).send().await;
        let answer = found(call.or_fault("ec2:DescribeInternetGateways"))?;
        Ok(answer.and_then(|answer| first(answer.internet_gateways)).map(|gateway| object(gateway).seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &InternetGatewaySeen,
        want: &InternetGatewayWant,
    ) -> Result<(), Fault> {
        if seen.vpc_id.as_ref() != Some(&want.vpc_id) {
            if let Some(other) = &seen.vpc_id {
                detach(cx, id, other).await?;
            }
            attach(cx, id, &want.vpc_id).await?;
        }
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let Some(seen) = Self::read(cx, id).await? else { return Ok(()) };
        if let Some(vpc_id) = &seen.vpc_id {
            detach(cx, id, vpc_id).await?;
        }
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.delete_internet_gateway().internet_gateway_id(id).send().await;
        found(call.or_fault("ec2:DeleteInternetGateway")).map(drop)
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

impl RepeatedPart for InternetGateway {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, _: &VpcOwner) -> Result<Listed<InternetGatewaySeen>, Fault> {
        list(cx).await
    }
}

/// By the mark alone: one that is not attached yet is in no VPC.
async fn list(cx: &Context<'_, Aws>) -> Result<Listed<InternetGatewaySeen>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let gateways = ec2.describe_internet_gateways().filters(marked(cx)).into_paginator().items().send();
    let gateways = gateways.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeInternetGateways")?;
    Ok(ours(cx, gateways.into_iter().map(object)))
}

fn object(gateway: Answer) -> Object<InternetGatewaySeen> {
    let (tagged, tags) = tags::take(gateway.tags);
    let id = gateway.internet_gateway_id.unwrap_or_default();
    // EC2 says `available` of the attachment of an internet gateway; the SDK knows that word as any other one.
    let attachments = gateway.attachments.unwrap_or_default().into_iter();
    let gone = [AttachmentStatus::Detaching, AttachmentStatus::Detached];
    let attachment = attachments.into_iter().find(|one| one.state.as_ref().is_none_or(|state| !gone.contains(state)));
    let vpc_id = attachment.and_then(|attachment| attachment.vpc_id);
    Object { seen: InternetGatewaySeen { internet_gateway_id: id.clone(), vpc_id, tags }, id, tagged }
}

async fn attach(cx: &Context<'_, Aws>, id: &str, vpc_id: &str) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.attach_internet_gateway().internet_gateway_id(id).vpc_id(vpc_id);
    match when_shown(cx, "ec2:AttachInternetGateway", || call.clone().send()).await {
        // Attached to this very VPC by a call whose answer was lost, or to another one.
        Err(fault) if fault.kind == FaultKind::Conflict => {
            let seen = InternetGateway::read(cx, id).await?;
            if seen.and_then(|seen| seen.vpc_id).as_deref() == Some(vpc_id) { Ok(()) } else { Err(fault) }
        }
        end => end.map(drop),
    }
}

async fn detach(cx: &Context<'_, Aws>, id: &str, vpc_id: &str) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.detach_internet_gateway().internet_gateway_id(id).vpc_id(vpc_id).send().await;
    match found(call.or_fault("ec2:DetachInternetGateway")) {
        Ok(_) => Ok(()),
        // What has a public address keeps the gateway.
        Err(fault) => Err(in_the_way::public_interfaces(cx, fault, &format!("internet gateway {id}"), vpc_id).await),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::InternetGatewayAttachment;

    use super::*;

    #[test]
    fn a_gateway_that_is_attached_elsewhere_differs() {
        let attachment = |state: &str| {
            InternetGatewayAttachment::builder().vpc_id("vpc-1").state(AttachmentStatus::from(state)).build()
        };
        let want = InternetGatewayWant { vpc_id: "vpc-1".to_owned(), tags: BTreeMap::new() };
        let seen = |state: &str| object(Answer::builder().attachments(attachment(state)).build()).seen;
        assert_eq!(InternetGateway::differences(&want, &seen("available")), [""; 0]);
        assert_eq!(InternetGateway::differences(&want, &seen("detached")), ["attached VPC is none, should be vpc-1"]);
    }
}
