//! What instances in a VPC learn by DHCP.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{DhcpOptions as Answer, NewDhcpConfiguration, ResourceType};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Differences, InVpc, Object, SETTLE, VpcOwner, filter, first, found, half_made, id_in, marked};
use super::{named, ours, tags, vpc, when_shown};
use crate::aws::{Aws, OrFault};

/// A set of DHCP options, and that the VPC uses it. A VPC has one at most. No set can be changed, so another one is made,
/// which the VPC uses before the old one goes:
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html>
pub struct DhcpOptions;

impl DhcpOptions {
    /// The name of the only one.
    pub const NAME: &'static str = "main";
}

/// How a set should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DhcpOptionsWant {
    /// The VPC that uses it.
    pub vpc_id: String,
    /// `domain-name`, `domain-name-servers`, `ntp-servers`, `netbios-name-servers`, `netbios-node-type`, … with their
    /// values, in order. They never change.
    pub options: BTreeMap<String, Vec<String>>,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a set looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DhcpOptionsSeen {
    /// `dopt-…`
    pub dhcp_options_id: String,
    /// The options with their values.
    pub options: BTreeMap<String, Vec<String>>,
    /// VPCs that use it: all of them when it was read by its id, else only the one that was asked about.
    pub vpc_ids: Vec<String>,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Part for DhcpOptions {
    type Cloud = Aws;
    type Key = InVpc;
    type Want = DhcpOptionsWant;
    type Seen = DhcpOptionsSeen;

    const KIND: &'static str = "DHCP options set";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;

    fn check(want: &DhcpOptionsWant) -> Vec<String> {
        tags::check(&want.tags)
    }

    fn differences(want: &DhcpOptionsWant, seen: &DhcpOptionsSeen) -> Vec<String> {
        let mut differences = fixed_differences(want, seen);
        if !seen.vpc_ids.contains(&want.vpc_id) {
            differences.push(format!("{} does not use it, should", want.vpc_id));
        }
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    fn replaces(before: &DhcpOptionsWant, want: &DhcpOptionsWant) -> bool {
        before.options != want.options
    }

    fn fixed(want: &DhcpOptionsWant, seen: &DhcpOptionsSeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &InVpc) -> Result<Option<Found<DhcpOptionsSeen>>, Fault> {
        Ok(named(list(cx, &key.vpc_id).await?, &key.name))
    }

    async fn create(cx: &Context<'_, Aws>, _: &InVpc, want: &DhcpOptionsWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateDhcpOptions";
        let ec2 = cx.cloud.ec2_once(cx.place).await?;
        let options = want
            .options
            .iter()
            .map(|(key, values)| NewDhcpConfiguration::builder().key(key).set_values(Some(values.clone())).build());
        let call = ec2
            .create_dhcp_options()
            .set_dhcp_configurations(Some(options.collect()))
            .tag_specifications(tags::specification(cx, ResourceType::DhcpOptions, &want.tags));
        let answer = call.send().await.or_fault(OPERATION)?;
        let id = id_in(OPERATION, answer.dhcp_options.and_then(|options| options.dhcp_options_id))?;
        half_made(associate(cx, &id, &want.vpc_id).await)?;
        Ok(id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<DhcpOptionsSeen>, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.describe_dhcp_options().dhcp_options_ids(id).send().await;
        let answer = found(call.or_fault("ec2:DescribeDhcpOptions"))?.and_then(|answer| first(answer.dhcp_options));
        let Some(mut seen) = answer.map(|options| object(options).seen) else { return Ok(None) };
        seen.vpc_ids = users(cx, id).await?;
        Ok(Some(seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &DhcpOptionsSeen,
        want: &DhcpOptionsWant,
    ) -> Result<(), Fault> {
        if !seen.vpc_ids.contains(&want.vpc_id) {
            associate(cx, id, &want.vpc_id).await?;
        }
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    /// Whether a VPC uses the set is learned from the delete itself: for some seconds after a VPC got another set, a list
    /// may still say that it uses this one.
    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.delete_dhcp_options().dhcp_options_id(id);
        let delete = async || found(call.clone().send().await.or_fault("ec2:DeleteDhcpOptions")).map(drop);
        let used = match delete().await {
            Err(fault) if fault.kind == FaultKind::Conflict => fault,
            end => return end,
        };
        let users = users(cx, id).await?;
        if users.is_empty() {
            return Err(used);
        }
        let other = regions_own(cx).await?;
        for vpc_id in users {
            associate(cx, &other, &vpc_id).await?;
        }
        delete().await
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

impl RepeatedPart for DhcpOptions {
    type Owner = VpcOwner;
    const CREATE_FIRST: bool = true;

    fn key(owner: &VpcOwner, name: &str) -> InVpc {
        InVpc::of(owner, name)
    }

    async fn list(cx: &Context<'_, Aws>, owner: &VpcOwner) -> Result<Listed<DhcpOptionsSeen>, Fault> {
        list(cx, &owner.vpc_id).await
    }
}

/// By the mark alone: a set is in no VPC. Of the VPCs that use it, the resource's own is the one that matters; the set that
/// it uses comes first.
async fn list(cx: &Context<'_, Aws>, vpc_id: &str) -> Result<Listed<DhcpOptionsSeen>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let sets = ec2.describe_dhcp_options().filters(marked(cx)).into_paginator().items().send();
    let sets = sets.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeDhcpOptions")?;
    let mut listed = ours(cx, sets.into_iter().map(object));
    if listed.is_empty() {
        return Ok(listed);
    }
    let vpc = vpc::get(cx, vpc_id).await?;
    let used = vpc.as_ref().as_ref().and_then(|vpc| vpc.dhcp_options_id.as_deref());
    for (_, found) in &mut listed {
        found.seen.vpc_ids = used.filter(|id| *id == found.id).map(|_| vpc_id.to_owned()).into_iter().collect();
    }
    listed.sort_by_key(|(_, found)| found.seen.vpc_ids.is_empty());
    Ok(listed)
}

fn object(set: Answer) -> Object<DhcpOptionsSeen> {
    let (tagged, tags) = tags::take(set.tags);
    let id = set.dhcp_options_id.unwrap_or_default();
    let options = set.dhcp_configurations.unwrap_or_default().into_iter().filter_map(|option| {
        let values = option.values.unwrap_or_default().into_iter().filter_map(|value| value.value);
        Some((option.key?, values.collect()))
    });
    let seen = DhcpOptionsSeen { dhcp_options_id: id.clone(), options: options.collect(), vpc_ids: Vec::new(), tags };
    Object { id, seen, tagged }
}

/// The VPCs that use a set.
async fn users(cx: &Context<'_, Aws>, id: &str) -> Result<Vec<String>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let vpcs = ec2.describe_vpcs().filters(filter("dhcp-options-id", id)).into_paginator().items().send();
    let vpcs = vpcs.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeVpcs")?;
    Ok(vpcs.into_iter().filter_map(|vpc| vpc.vpc_id).collect())
}

/// The set that AWS made for the region and gives to new VPCs: Amazon's resolver and the region's domain, nothing else.
/// Without it a VPC that loses its set would have no resolver at all, which is what EC2 understands by `default`:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html>
async fn regions_own(cx: &Context<'_, Aws>) -> Result<String, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let sets =
        ec2.describe_dhcp_options().filters(filter("value", "AmazonProvidedDNS")).into_paginator().items().send();
    let sets = sets.collect::<Result<Vec<_>, _>>().await.or_fault("ec2:DescribeDhcpOptions")?;
    let own = regions_options(&cx.place.region);
    let mut ids: Vec<String> = sets
        .into_iter()
        .map(object)
        .filter(|set| set.tagged.mark.is_none() && set.seen.options == own)
        .map(|set| set.id)
        .collect();
    ids.sort();
    Ok(ids.into_iter().next().unwrap_or_else(|| "default".to_owned()))
}

fn regions_options(region: &str) -> BTreeMap<String, Vec<String>> {
    let domain = if region == "us-east-1" { "ec2.internal".to_owned() } else { format!("{region}.compute.internal") };
    BTreeMap::from([
        ("domain-name".to_owned(), vec![domain]),
        ("domain-name-servers".to_owned(), vec!["AmazonProvidedDNS".to_owned()]),
    ])
}

async fn associate(cx: &Context<'_, Aws>, id: &str, vpc_id: &str) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.associate_dhcp_options().dhcp_options_id(id).vpc_id(vpc_id);
    when_shown(cx, "ec2:AssociateDhcpOptions", || call.clone().send()).await.map(drop)
}

/// What no call changes.
fn fixed_differences(want: &DhcpOptionsWant, seen: &DhcpOptionsSeen) -> Differences {
    let none = Vec::new();
    let mut differences = Differences::new();
    for key in want.options.keys().chain(seen.options.keys().filter(|key| !want.options.contains_key(*key))) {
        let value = |options: &BTreeMap<String, Vec<String>>| options.get(key).unwrap_or(&none).join(", ");
        differences.compare(key, format!("[{}]", value(&seen.options)), format!("[{}]", value(&want.options)));
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_named() {
        let seen = DhcpOptionsSeen {
            dhcp_options_id: "dopt-1".to_owned(),
            options: regions_options("eu-west-1"),
            vpc_ids: vec!["vpc-2".to_owned()],
            tags: BTreeMap::new(),
        };
        let want = DhcpOptionsWant {
            vpc_id: "vpc-1".to_owned(),
            options: [("domain-name".to_owned(), vec!["corp.example".to_owned()])].into(),
            tags: BTreeMap::new(),
        };
        assert_eq!(
            DhcpOptions::differences(&want, &seen),
            [
                "domain-name is [eu-west-1.compute.internal], should be [corp.example]",
                "domain-name-servers is [AmazonProvidedDNS], should be []",
                "vpc-1 does not use it, should",
            ]
        );
    }
}
