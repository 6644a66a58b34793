//! A subnet.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_ec2::operation::modify_subnet_attribute::builders::ModifySubnetAttributeFluentBuilder;
use aws_sdk_ec2::types::{AttributeBooleanValue, ResourceType, Subnet as Answer, SubnetCidrBlockStateCode};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Differences, InVpc, Object, SETTLE, SHOWN, VpcOwner, filter, first, found, half_made, id_in};
use super::{in_the_way, named, ours, tags, when_shown};
use crate::aws::{Aws, Ended, OrFault};

/// A subnet.
pub struct Subnet;

/// How a subnet should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubnetWant {
    /// `10.0.0.0/24`. It never changes.
    pub cidr_block: String,
    /// `use1-az1`. It never changes.
    pub availability_zone_id: String,
    /// A /64 of the VPC's IPv6 block. Network interfaces get an address of it.
    pub ipv6_cidr_block: Option<String>,
    /// Whether network interfaces get a public IPv4 address.
    pub map_public_ip_on_launch: bool,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a subnet looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubnetSeen {
    /// `subnet-…`
    pub subnet_id: String,
    /// `arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-…`
    pub arn: String,
    /// `10.0.0.0/24`
    pub cidr_block: String,
    /// `use1-az1`
    pub availability_zone_id: String,
    /// The account's own name of the zone: `us-east-1a`.
    pub availability_zone: String,
    /// Its IPv6 block.
    pub ipv6_cidr_block: Option<String>,
    /// What to give the IPv6 block back by.
    pub ipv6_association_id: Option<String>,
    /// Whether network interfaces get an IPv6 address.
    pub assign_ipv6_address_on_creation: bool,
    /// Whether network interfaces get a public IPv4 address.
    pub map_public_ip_on_launch: bool,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Part for Subnet {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = SubnetWant;
    type Seen = SubnetSeen;

    const KIND: &'static str = "subnet";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;

    fn check(want: &SubnetWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn differences(want: &SubnetWant, seen: &SubnetSeen) -> Vec<String> {
        let mut differences = fixed_differences(want, seen);
        let (seen_ipv6, want_ipv6) = (seen.ipv6_cidr_block.as_deref(), want.ipv6_cidr_block.as_deref());
        differences.compare_option("ipv6_cidr_block", seen_ipv6, want_ipv6);
        let assigns = want_ipv6.is_some();
        differences.compare("assign_ipv6_address_on_creation", seen.assign_ipv6_address_on_creation, assigns);
        differences.compare("map_public_ip_on_launch", seen.map_public_ip_on_launch, want.map_public_ip_on_launch);
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    fn replaces(before: &SubnetWant, want: &SubnetWant) -> bool {
        (&before.cidr_block, &before.availability_zone_id) != (&want.cidr_block, &want.availability_zone_id)
    }

    fn fixed(want: &SubnetWant, seen: &SubnetSeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<SubnetSeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, want: &SubnetWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateSubnet";
        let ec2 = cx.cloud.ec2_once(cx.place).await?;
        let call = ec2
            .create_subnet()
            .vpc_id(&key.vpc_id)
            .cidr_block(&want.cidr_block)
            .set_ipv6_cidr_block(want.ipv6_cidr_block.clone())
            .availability_zone_id(&want.availability_zone_id)
            .tag_specifications(tags::specification(cx, ResourceType::Subnet, &want.tags));
        let answer = when_shown(cx, OPERATION, || call.clone().send()).await?;
        let made = answer.subnet.map(object);
        let id = id_in(OPERATION, made.as_ref().map(|made| made.id.clone()))?;
        if let Some(made) = made {
            half_made(set(cx, &id, &made.seen, want).await)?;
        }
        Ok(id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<SubnetSeen>, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let answer = found(ec2.describe_subnets().subnet_ids(id).send().await.or_fault("ec2:DescribeSubnets"))?;
        Ok(answer.and_then(|answer| first(answer.subnets)).map(|subnet| object(subnet).seen))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &SubnetSeen, want: &SubnetWant) -> Result<(), Fault> {
        let mut seen = seen.clone();
        if seen.ipv6_cidr_block != want.ipv6_cidr_block {
            replace_ipv6(cx, id, &mut seen, want).await?;
        }
        set(cx, id, &seen, want).await?;
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        match found(ec2.delete_subnet().subnet_id(id).send().await.or_fault("ec2:DeleteSubnet")) {
            Ok(_) => Ok(()),
            Err(fault) => {
                Err(in_the_way::interfaces(cx, fault, &format!("subnet {id}"), vec![filter("subnet-id", id)]).await)
            }
        }
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

impl RepeatedPart for Subnet {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<SubnetSeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

/// The names of the resource's own subnets, whatever the kind of the part that asks, by their ids.
pub(super) async fn names(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<BTreeMap<String, String>, Fault> {
    let answers = answers(cx, vpc_id).await?;
    let subnets = answers.iter().cloned().map(object);
    let ours = subnets.filter(|subnet| subnet.tagged.mark.as_ref().is_some_and(|it| it.resource == cx.mark.resource));
    let named = ours.filter_map(|subnet| Some((subnet.id, subnet.tagged.part.split_once('/')?.1.to_owned())));
    Ok(named.collect())
}

/// All subnets of a VPC, whoever made them.
async fn answers(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Arc<Vec<Answer>>, Fault> {
    let ask = async || {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let subnets = ec2.describe_subnets().filters(filter("vpc-id", vpc_id)).into_paginator().items().send();
        subnets.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeSubnets")
    };
    cx.once(&format!("ec2:DescribeSubnets {vpc_id}"), ask).await
}

async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<SubnetSeen>, Fault> {
    Ok(ours(cx, answers(cx, vpc_id).await?.iter().cloned().map(object)))
}

fn object(subnet: Answer) -> Object<SubnetSeen> {
    let (tagged, tags) = tags::take(subnet.tags);
    let id = subnet.subnet_id.unwrap_or_default();
    // A block that was given back is shown for a while.
    let ipv6 = subnet.ipv6_cidr_block_association_set.unwrap_or_default().into_iter().find(|block| {
        let state = block.ipv6_cidr_block_state.as_ref().and_then(|state| state.state.as_ref());
        matches!(state, Some(SubnetCidrBlockStateCode::Associated | SubnetCidrBlockStateCode::Associating))
    });
    let (ipv6_cidr_block, ipv6_association_id) =
        ipv6.map_or((None, None), |block| (block.ipv6_cidr_block, block.association_id));
    let seen = SubnetSeen {
        subnet_id: id.clone(),
        arn: subnet.subnet_arn.unwrap_or_default(),
        cidr_block: subnet.cidr_block.unwrap_or_default(),
        availability_zone_id: subnet.availability_zone_id.unwrap_or_default(),
        availability_zone: subnet.availability_zone.unwrap_or_default(),
        ipv6_cidr_block,
        ipv6_association_id,
        assign_ipv6_address_on_creation: subnet.assign_ipv6_address_on_creation.unwrap_or_default(),
        map_public_ip_on_launch: subnet.map_public_ip_on_launch.unwrap_or_default(),
        tags,
    };
    Object { id, seen, tagged }
}

/// What no call changes.
fn fixed_differences(want: &SubnetWant, seen: &SubnetSeen) -> Differences {
    let mut differences = Differences::new();
    differences.compare("cidr_block", &seen.cidr_block, &want.cidr_block);
    differences.compare("availability_zone_id", &seen.availability_zone_id, &want.availability_zone_id);
    differences
}

/// Sets what differs. EC2 takes one attribute at a time.
async fn set(cx: &Context<'_, Aws>, id: &str, seen: &SubnetSeen, want: &SubnetWant) -> Result<(), Fault> {
    if seen.map_public_ip_on_launch != want.map_public_ip_on_launch {
        modify(cx, id, |call| call.map_public_ip_on_launch(flag(want.map_public_ip_on_launch))).await?;
    }
    if seen.assign_ipv6_address_on_creation != want.ipv6_cidr_block.is_some() {
        if want.ipv6_cidr_block.is_some() {
            until_associated(cx, id).await?;
        }
        modify(cx, id, |call| call.assign_ipv6_address_on_creation(flag(want.ipv6_cidr_block.is_some()))).await?;
    }
    Ok(())
}

async fn modify(
    cx: &Context<'_, Aws>,
    id: &str,
    what: impl Fn(ModifySubnetAttributeFluentBuilder) -> ModifySubnetAttributeFluentBuilder,
) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = what(ec2.modify_subnet_attribute().subnet_id(id));
    when_shown(cx, "ec2:ModifySubnetAttribute", || call.clone().send()).await.map(drop)
}

fn flag(value: bool) -> AttributeBooleanValue {
    AttributeBooleanValue::builder().value(value).build()
}

/// A subnet has one IPv6 block: the old one goes before the new one comes, and nobody may get an address of it.
async fn replace_ipv6(cx: &Context<'_, Aws>, id: &str, seen: &mut SubnetSeen, want: &SubnetWant) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2_once(cx.place).await?;
    if let Some(association) = &seen.ipv6_association_id {
        if seen.assign_ipv6_address_on_creation {
            modify(cx, id, |call| call.assign_ipv6_address_on_creation(flag(false))).await?;
            seen.assign_ipv6_address_on_creation = false;
        }
        let call = ec2.disassociate_subnet_cidr_block().association_id(association).send().await;
        found(call.or_fault("ec2:DisassociateSubnetCidrBlock"))?;
    }
    if let Some(block) = &want.ipv6_cidr_block {
        let call = ec2.associate_subnet_cidr_block().subnet_id(id).ipv6_cidr_block(block);
        call.send().await.or_fault("ec2:AssociateSubnetCidrBlock")?;
    }
    Ok(())
}

/// Until the subnet's IPv6 block is its own: before, nobody can be given an address of it.
async fn until_associated(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
    let mut wait = SHOWN.begin();
    loop {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let answer = found(ec2.describe_subnets().subnet_ids(id).send().await.or_fault("ec2:DescribeSubnets"))?;
        let subnet = answer.and_then(|answer| first(answer.subnets));
        let is_associated = subnet.is_some_and(|subnet| {
            subnet.ipv6_cidr_block_association_set().iter().any(|block| {
                let state = block.ipv6_cidr_block_state().and_then(|state| state.state());
                state == Some(&SubnetCidrBlockStateCode::Associated)
            })
        });
        if is_associated {
            return Ok(());
        }
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("the IPv6 block of subnet {id}"))),
            Err(Ended::Late) => {
                let message = format!("subnet {id} had no IPv6 block after {} seconds", SHOWN.limit.as_secs());
                return Err(Fault::new(FaultKind::Uncertain, message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_named() {
        let answer = Answer::builder()
            .subnet_id("subnet-1")
            .cidr_block("10.0.0.0/24")
            .availability_zone_id("use1-az1")
            .map_public_ip_on_launch(true);
        let seen = object(answer.build()).seen;
        let want = SubnetWant {
            cidr_block: "10.0.0.0/24".to_owned(),
            availability_zone_id: "use1-az1".to_owned(),
            ipv6_cidr_block: None,
            map_public_ip_on_launch: true,
            tags: BTreeMap::new(),
        };
        assert_eq!(Subnet::differences(&want, &seen), [""; 0]);
        let want = SubnetWant {
            ipv6_cidr_block: Some("2001:db8::/64".to_owned()),
            map_public_ip_on_launch: false,
            availability_zone_id: "use1-az2".to_owned(),
            ..want
        };
        assert_eq!(
            Subnet::differences(&want, &seen),
            [
                "availability_zone_id is use1-az1, should be use1-az2",
                "ipv6_cidr_block is none, should be 2001:db8::/64",
                "assign_ipv6_address_on_creation is false, should be true",
                "map_public_ip_on_launch is true, should be false",
            ]
        );
    }
}
