//! The security groups that EC2 makes with VPCs, all of a region.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{IpPermission, IpRange, SecurityGroup, UserIdGroupPair};
use futures_util::future::try_join_all;
use tfplugin::composite::{Context, Fault, FaultKind};

use super::security_group_rules::{self as rules, Direction, SecurityRules};
use super::{Differences, filter, found};
use crate::aws::{Aws, OrFault};
use crate::parts::setting::Setting;

/// That the default security groups of a region's VPCs let nothing in and nothing out. What names no group is in the
/// default one. AWS's default: its members reach each other, and they reach everywhere:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html>
pub struct DefaultSecurityGroups;

/// The default groups, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DefaultSecurityGroupsSeen {
    /// What each group lets in and out.
    pub groups: BTreeMap<String, Rules>,
}

/// What a group lets in and out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Its VPC.
    pub vpc_id: String,
    /// What it lets in.
    pub ingress: SecurityRules,
    /// What it lets out.
    pub egress: SecurityRules,
}

impl Rules {
    fn is_closed(&self) -> bool {
        self.ingress.is_empty() && self.egress.is_empty()
    }
}

impl Setting for DefaultSecurityGroups {
    type Want = ();
    type Seen = DefaultSecurityGroupsSeen;

    const KIND: &'static str = "closed default security groups";

    fn expect((): &()) -> Option<DefaultSecurityGroupsSeen> {
        // Which groups there are is not known.
        None
    }

    fn differences((): &(), seen: &DefaultSecurityGroupsSeen) -> Vec<String> {
        let mut all = Vec::new();
        for (id, group) in &seen.groups {
            let mut differences = Differences::new();
            rules::compare(&mut differences, "ingress", &group.ingress, &SecurityRules::new());
            rules::compare(&mut differences, "egress", &group.egress, &SecurityRules::new());
            let differences: Vec<String> = differences.into();
            all.extend(differences.into_iter().map(|difference| format!("{id} of {}: {difference}", group.vpc_id)));
        }
        all
    }

    async fn read(cx: &Context<'_, Aws>) -> Result<DefaultSecurityGroupsSeen, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        // EC2 gives this name to no other group.
        let pages = ec2.describe_security_groups().filters(filter("group-name", "default")).into_paginator().items();
        let groups = pages.send().collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeSecurityGroups")?;
        Ok(DefaultSecurityGroupsSeen { groups: groups.into_iter().map(seen).collect() })
    }

    async fn write(cx: &Context<'_, Aws>, seen: &DefaultSecurityGroupsSeen, (): &()) -> Result<(), Fault> {
        let open = seen.groups.iter().filter(|(_, group)| !group.is_closed());
        let close = open.map(async |(id, group)| {
            // A VPC that goes takes its group along, and that is no failure here.
            let (none, ingress, egress) = (SecurityRules::new(), Direction::Ingress, Direction::Egress);
            found(rules::update(cx, id, ingress, &group.ingress, &none).await)?;
            found(rules::update(cx, id, egress, &group.egress, &none).await).map(drop)
        });
        try_join_all(close).await.map(drop)
    }

    async fn reset(cx: &Context<'_, Aws>, seen: &DefaultSecurityGroupsSeen) -> Result<(), Fault> {
        // Each direction by itself: an interrupted reset has opened one of them.
        try_join_all(seen.groups.iter().map(|(id, group)| open(cx, id, group))).await.map(drop)
    }
}

fn seen(group: SecurityGroup) -> (String, Rules) {
    let rules = Rules {
        vpc_id: group.vpc_id.unwrap_or_default(),
        ingress: rules::seen(group.ip_permissions.unwrap_or_default()),
        egress: rules::seen(group.ip_permissions_egress.unwrap_or_default()),
    };
    (group.group_id.unwrap_or_default(), rules)
}

/// Gives a group the rules of a new one, in each direction in which it has none: its members reach each other, and everywhere.
/// Where a VPC has IPv6, EC2 gives a rule for that, too; here IPv4 is all.
async fn open(cx: &Context<'_, Aws>, id: &str, group: &Rules) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    if group.ingress.is_empty() {
        let members = UserIdGroupPair::builder().group_id(id).build();
        let ingress = IpPermission::builder().ip_protocol("-1").user_id_group_pairs(members).build();
        let call = ec2.authorize_security_group_ingress().group_id(id).ip_permissions(ingress).send().await;
        opened(call.or_fault("ec2:AuthorizeSecurityGroupIngress").map(drop))?;
    }
    if group.egress.is_empty() {
        let everywhere = IpRange::builder().cidr_ip("0.0.0.0/0").build();
        let egress = IpPermission::builder().ip_protocol("-1").ip_ranges(everywhere).build();
        let call = ec2.authorize_security_group_egress().group_id(id).ip_permissions(egress).send().await;
        opened(call.or_fault("ec2:AuthorizeSecurityGroupEgress").map(drop))?;
    }
    Ok(())
}

/// A group that is gone, with its VPC, and a rule that is there already, after a lost answer, are no failures.
fn opened(result: Result<(), Fault>) -> Result<(), Fault> {
    match result {
        Err(fault) if !matches!(fault.kind, FaultKind::NotFound | FaultKind::AlreadyExists) => Err(fault),
        _ => Ok(()),
    }
}
