//! A security group.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_ec2::types::{ResourceType, SecurityGroup as Answer};
use tfplugin::composite::{Context, Fault, Found, Listed, Part, RepeatedPart};

use super::security_group_rules::{self as rules, Direction};
use super::{Differences, InVpc, Object, SETTLE, VpcOwner, filter, first, found, half_made, id_in, in_the_way};
use super::{named, ours, tags, when_shown};
use crate::aws::{Aws, OrFault};

pub use super::security_group_rules::{SecurityRule, SecurityRules};

/// A security group with its rules. EC2 wants its name to be unique in the VPC; it is made of the resource's name and the
/// part's address.
pub struct SecurityGroup;

/// How a security group should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroupWant {
    /// What it is for; up to 255 characters. It never changes.
    pub description: String,
    /// What it lets in.
    pub ingress: SecurityRules,
    /// What it lets out.
    pub egress: SecurityRules,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a security group looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroupSeen {
    /// `sg-…`
    pub security_group_id: String,
    /// Its name in the VPC.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it lets in.
    pub ingress: SecurityRules,
    /// What it lets out.
    pub egress: SecurityRules,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Part for SecurityGroup {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = SecurityGroupWant;
    type Seen = SecurityGroupSeen;

    const KIND: &'static str = "security group";
    const MARKED: bool = true;
    const SETTLE: Option<&'static str> = SETTLE;

    fn check(want: &SecurityGroupWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn differences(want: &SecurityGroupWant, seen: &SecurityGroupSeen) -> Vec<String> {
        let mut differences = fixed_differences(want, seen);
        rules::compare(&mut differences, "ingress", &seen.ingress, &want.ingress);
        rules::compare(&mut differences, "egress", &seen.egress, &want.egress);
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    fn replaces(before: &SecurityGroupWant, want: &SecurityGroupWant) -> bool {
        before.description != want.description
    }

    fn fixed(want: &SecurityGroupWant, seen: &SecurityGroupSeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<SecurityGroupSeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, want: &SecurityGroupWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateSecurityGroup";
        let ec2 = cx.cloud.ec2_once(cx.place).await?;
        let call = ec2
            .create_security_group()
            .vpc_id(&key.vpc_id)
            .group_name(tags::default_name(cx.mark, cx.part))
            .description(&want.description)
            .tag_specifications(tags::specification(cx, ResourceType::SecurityGroup, &want.tags));
        let answer = when_shown(cx, OPERATION, || call.clone().send()).await?;
        let id = id_in(OPERATION, answer.group_id)?;
        half_made(fill(cx, &id, want).await)?;
        Ok(id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<SecurityGroupSeen>, Fault> {
        Ok(get(cx, id).await?.map(|group| object(group).seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &SecurityGroupSeen,
        want: &SecurityGroupWant,
    ) -> Result<(), Fault> {
        rules::update(cx, id, Direction::Ingress, &seen.ingress, &want.ingress).await?;
        rules::update(cx, id, Direction::Egress, &seen.egress, &want.egress).await?;
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        match found(ec2.delete_security_group().group_id(id).send().await.or_fault("ec2:DeleteSecurityGroup")) {
            Ok(_) => Ok(()),
            Err(fault) => {
                let what = format!("security group {id}");
                Err(in_the_way::interfaces(cx, fault, &what, vec![filter("group-id", id)]).await)
            }
        }
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

impl RepeatedPart for SecurityGroup {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<SecurityGroupSeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<SecurityGroupSeen>, Fault> {
    Ok(ours(cx, all(cx, vpc_id).await?.iter().cloned().map(object)))
}

/// All security groups of a VPC, whoever made them.
pub(super) async fn all(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Arc<Vec<Answer>>, Fault> {
    let ask = async || {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let groups = ec2.describe_security_groups().filters(filter("vpc-id", vpc_id)).into_paginator().items().send();
        groups.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeSecurityGroups")
    };
    cx.once(&format!("ec2:DescribeSecurityGroups {vpc_id}"), ask).await
}

pub(super) async fn get(cx: &Context<'_, Aws>, id: &str) -> Result<Option<Answer>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.describe_security_groups().group_ids(id).send().await;
    Ok(found(call.or_fault("ec2:DescribeSecurityGroups"))?.and_then(|answer| first(answer.security_groups)))
}

/// Gives a new group its rules. What EC2 gives it on its own, a rule that lets everything out, is taken unless wanted.
async fn fill(cx: &Context<'_, Aws>, id: &str, want: &SecurityGroupWant) -> Result<(), Fault> {
    rules::update(cx, id, Direction::Ingress, &SecurityRules::new(), &want.ingress).await?;
    let everything =
        SecurityRule { protocol: "-1".to_owned(), from_port: None, to_port: None, peer: "0.0.0.0/0".to_owned() };
    rules::update(cx, id, Direction::Egress, &[everything].into(), &want.egress).await
}

fn object(group: Answer) -> Object<SecurityGroupSeen> {
    let (tagged, tags) = tags::take(group.tags);
    let id = group.group_id.unwrap_or_default();
    let seen = SecurityGroupSeen {
        security_group_id: id.clone(),
        name: group.group_name.unwrap_or_default(),
        description: group.description.unwrap_or_default(),
        ingress: rules::seen(group.ip_permissions.unwrap_or_default()),
        egress: rules::seen(group.ip_permissions_egress.unwrap_or_default()),
        tags,
    };
    Object { id, seen, tagged }
}

/// What no call changes.
fn fixed_differences(want: &SecurityGroupWant, seen: &SecurityGroupSeen) -> Differences {
    let mut differences = Differences::new();
    differences.compare("description", format!("{:?}", seen.description), format!("{:?}", want.description));
    differences
}
