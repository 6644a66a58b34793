//! A network ACL.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_ec2::types::{NetworkAcl as Answer, ResourceType};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Differences, InVpc, Object, SETTLE, VpcOwner, filter, first, found, half_made, id_in, in_the_way, named};
use super::{network_acl_rules as rules, ours, tags, token, when_shown};
use crate::aws::{Aws, OrFault};

pub use super::network_acl_rules::{Rule, Rules};

/// A network ACL with its entries.
pub struct NetworkAcl;

/// How a network ACL should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkAclWant {
    /// Entries; what none lets through is refused.
    pub rules: Rules,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a network ACL looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkAclSeen {
    /// `acl-…`
    pub network_acl_id: String,
    /// Entries, without the last one of each direction, which nobody can change.
    pub rules: Rules,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

/// Entries per direction that a quota lets through, and up to which it can be raised:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls>
const ENTRIES: (usize, usize) = (20, 40);

impl Part for NetworkAcl {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = NetworkAclWant;
    type Seen = NetworkAclSeen;

    const KIND: &'static str = "network ACL";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;

    fn check(want: &NetworkAclWant) -> Vec<String> {
        let mut problems = tags::check(&want.tags);
        for (egress, count) in counts(want) {
            if count > ENTRIES.1 {
                problems.push(format!("It has {count} {} rules; AWS takes {}.", direction(egress), ENTRIES.1));
            }
        }
        problems
    }

    fn advise(want: &NetworkAclWant) -> Vec<String> {
        let crowded = counts(want).into_iter().filter(|(_, count)| (ENTRIES.0 + 1..=ENTRIES.1).contains(count));
        let warnings = crowded.map(|(egress, count)| {
            format!(
                "It has {count} {} rules; AWS takes {} unless the account's quota \"Rules per network ACL\" was raised, \
                 which goes up to {}.",
                direction(egress),
                ENTRIES.0,
                ENTRIES.1
            )
        });
        warnings.collect()
    }

    fn differences(want: &NetworkAclWant, seen: &NetworkAclSeen) -> Vec<String> {
        let mut differences = Differences::new();
        rules::compare(&mut differences, &seen.rules, &want.rules);
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<NetworkAclSeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InVpc, want: &NetworkAclWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateNetworkAcl";
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2
            .create_network_acl()
            .vpc_id(&key.vpc_id)
            .set_client_token(token(cx))
            .tag_specifications(tags::specification(cx, ResourceType::NetworkAcl, &want.tags));
        let answer = when_shown(cx, OPERATION, || call.clone().send()).await?;
        let id = id_in(OPERATION, answer.network_acl.and_then(|acl| acl.network_acl_id))?;
        half_made(rules::update(cx, &id, &Rules::new(), &want.rules).await)?;
        Ok(id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<NetworkAclSeen>, Fault> {
        Ok(get(cx, id).await?.map(|acl| object(acl).seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &NetworkAclSeen,
        want: &NetworkAclWant,
    ) -> Result<(), Fault> {
        rules::update(cx, id, &seen.rules, &want.rules).await?;
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        match found(ec2.delete_network_acl().network_acl_id(id).send().await.or_fault("ec2:DeleteNetworkAcl")) {
            Ok(_) => Ok(()),
            Err(fault) if fault.kind == FaultKind::Conflict => {
                let acl = get(cx, id).await.ok().flatten();
                let users = acl.iter().flat_map(Answer::associations).filter_map(|it| it.subnet_id.as_ref());
                let users = users.map(|id| format!("subnet {id}")).collect();
                Err(in_the_way::named(fault, &format!("network ACL {id}"), users))
            }
            Err(fault) => Err(fault),
        }
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

impl RepeatedPart for NetworkAcl {
    type Owner = VpcOwner;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<NetworkAclSeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<NetworkAclSeen>, Fault> {
    Ok(ours(cx, all(cx, vpc_id).await?.iter().cloned().map(object)))
}

/// All network ACLs of a VPC, whoever made them.
pub(super) async fn all(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Arc<Vec<Answer>>, Fault> {
    let ask = async || {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let acls = ec2.describe_network_acls().filters(filter("vpc-id", vpc_id)).into_paginator().items().send();
        acls.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeNetworkAcls")
    };
    cx.once(&format!("ec2:DescribeNetworkAcls {vpc_id}"), ask).await
}

pub(super) async fn get(cx: &Context<'_, Aws>, id: &str) -> Result<Option<Answer>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.describe_network_acls().network_acl_ids(id).send().await;
    Ok(found(call.or_fault("ec2:DescribeNetworkAcls"))?.and_then(|answer| first(answer.network_acls)))
}

fn object(acl: Answer) -> Object<NetworkAclSeen> {
    let (tagged, tags) = tags::take(acl.tags);
    let id = acl.network_acl_id.unwrap_or_default();
    let rules = rules::seen(acl.entries.unwrap_or_default());
    Object { seen: NetworkAclSeen { network_acl_id: id.clone(), rules, tags }, id, tagged }
}

fn counts(want: &NetworkAclWant) -> [(bool, usize); 2] {
    [false, true].map(|egress| (egress, want.rules.keys().filter(|(it, _)| *it == egress).count()))
}

fn direction(egress: bool) -> &'static str {
    if egress { "egress" } else { "ingress" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_a_quota_and_a_limit() {
        let rule =
            Rule { allow: true, protocol: "all".to_owned(), ports: None, icmp: None, cidr: "0.0.0.0/0".to_owned() };
        let want = |count: i32| NetworkAclWant {
            rules: (1..=count).map(|number| ((false, number), rule.clone())).collect(),
            tags: BTreeMap::new(),
        };
        let both = |count| (NetworkAcl::check(&want(count)).len(), NetworkAcl::advise(&want(count)).len());
        assert_eq!((both(20), both(21), both(41)), ((0, 0), (0, 1), (1, 0)));
    }
}
