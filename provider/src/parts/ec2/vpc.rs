//! A VPC.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_sdk_ec2::types::{
    AttributeBooleanValue, ResourceType, Tenancy, VpcAttributeName, VpcCidrBlockState, VpcCidrBlockStateCode, VpcState,
    VpcTenancy,
};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Mark, Part, Place};

use super::{Differences, Object, SETTLE, SHOWN, filter, first, found, half_made, id_in, in_the_way, marked, ours};
use super::{tags, when_shown};
use crate::aws::arn::partition_of;
use crate::aws::{Aws, Ended, OrFault};

/// A VPC. It is found by its mark: EC2 has no names.
pub struct Vpc;

/// Which VPC of the resource's it is; the resource's own name stands in the mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcKey {
    /// The resource's name.
    pub name: String,
}

/// Where the primary IPv4 block comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VpcCidr {
    /// `10.0.0.0/16`
    Block(String),
    /// Whatever a pool of IP Address Manager gives.
    Ipam {
        /// `ipam-pool-…`
        pool_id: String,
        /// 16 to 28.
        netmask_length: i32,
    },
}

/// How a VPC should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcWant {
    /// The primary IPv4 block. It never changes.
    pub cidr: VpcCidr,
    /// `default` or `dedicated`. It changes from dedicated to default only.
    pub instance_tenancy: String,
    /// Whether instances get public DNS names.
    pub enable_dns_hostnames: bool,
    /// Whether Amazon's resolver answers.
    pub enable_dns_support: bool,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a VPC looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcSeen {
    /// `vpc-…`
    pub vpc_id: String,
    /// `arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-…`
    pub arn: String,
    /// The account's id.
    pub owner_id: String,
    /// The primary IPv4 block.
    pub cidr_block: String,
    /// Its IPv6 block, a part of its own.
    pub ipv6_cidr_block: Option<String>,
    /// `default` or `dedicated`.
    pub instance_tenancy: String,
    /// Whether instances get public DNS names.
    pub enable_dns_hostnames: bool,
    /// Whether Amazon's resolver answers.
    pub enable_dns_support: bool,
    /// `dopt-…`, or `default` for none.
    pub dhcp_options_id: String,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

impl Part for Vpc {
    type Cloud = Aws;
    type Key = VpcKey;
    type Want = VpcWant;
    type Seen = VpcSeen;

    const KIND: &'static str = "VPC";
    const MARKED: bool = true;
    const KEYED: bool = false;
    const SETTLE: Option<&'static str> = SETTLE;

    fn check(want: &VpcWant) -> Vec<String> {
        let mut problems = tags::check(&want.tags);
        if want.enable_dns_hostnames && !want.enable_dns_support {
            // https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html#vpc-dns-support
            problems.push("`enable_dns_hostnames` needs `enable_dns_support`.".to_owned());
        }
        problems
    }

    fn differences(want: &VpcWant, seen: &VpcSeen) -> Vec<String> {
        let mut differences = fixed_differences(want, seen);
        if !is_dedicated_too_late(&seen.instance_tenancy, want) {
            differences.compare("instance_tenancy", &seen.instance_tenancy, &want.instance_tenancy);
        }
        differences.compare("enable_dns_support", seen.enable_dns_support, want.enable_dns_support);
        differences.compare("enable_dns_hostnames", seen.enable_dns_hostnames, want.enable_dns_hostnames);
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    fn replaces(before: &VpcWant, want: &VpcWant) -> bool {
        before.cidr != want.cidr || is_dedicated_too_late(&before.instance_tenancy, want)
    }

    fn fixed(want: &VpcWant, seen: &VpcSeen) -> Vec<String> {
        fixed_differences(want, seen).into()
    }

    async fn find(cx: &Context<'_, Aws>, _: &VpcKey) -> Result<Option<Found<VpcSeen>>, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let part = filter(&format!("tag:{}", Mark::PART_TAG), cx.part);
        let call = ec2.describe_vpcs().filters(marked(cx)).filters(part);
        let vpcs = call.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await;
        let vpcs = vpcs.or_fault("ec2:DescribeVpcs")?.into_iter().map(|vpc| object(cx, vpc));
        let Some((_, mut found)) = ours(cx, vpcs).into_iter().next() else { return Ok(None) };
        let Some((support, hostnames)) = dns(cx, &found.id).await? else { return Ok(None) };
        (found.seen.enable_dns_support, found.seen.enable_dns_hostnames) = (support, hostnames);
        Ok(Some(found))
    }

    async fn create(cx: &Context<'_, Aws>, _: &VpcKey, want: &VpcWant) -> Result<String, Fault> {
        const OPERATION: &str = "ec2:CreateVpc";
        let ec2 = cx.cloud.ec2_once(cx.place).await?;
        let call = ec2
            .create_vpc()
            .instance_tenancy(Tenancy::from(want.instance_tenancy.as_str()))
            .tag_specifications(tags::specification(cx, ResourceType::Vpc, &want.tags));
        let call = match &want.cidr {
            VpcCidr::Block(block) => call.cidr_block(block),
            VpcCidr::Ipam { pool_id, netmask_length } => {
                call.ipv4_ipam_pool_id(pool_id).ipv4_netmask_length(*netmask_length)
            }
        };
        let answer = call.send().await.or_fault(OPERATION)?;
        let id = id_in(OPERATION, answer.vpc.and_then(|vpc| vpc.vpc_id))?;
        half_made(until_usable(cx, &id).await)?;
        // What EC2 gives a VPC that nothing was said about:
        // https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html#vpc-dns-support
        half_made(set_dns(cx, &id, (true, false), want).await)?;
        Ok(id)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<VpcSeen>, Fault> {
        let (vpc, dns) = tokio::try_join!(get(cx, id), dns(cx, id))?;
        let (Some(vpc), Some((enable_dns_support, enable_dns_hostnames))) = (vpc.as_ref().clone(), dns) else {
            return Ok(None);
        };
        Ok(Some(VpcSeen { enable_dns_hostnames, enable_dns_support, ..object(cx, vpc).seen }))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &VpcSeen, want: &VpcWant) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2_once(cx.place).await?;
        if seen.instance_tenancy != want.instance_tenancy {
            let call = ec2.modify_vpc_tenancy().vpc_id(id).instance_tenancy(VpcTenancy::Default);
            call.send().await.or_fault("ec2:ModifyVpcTenancy")?;
        }
        set_dns(cx, id, (seen.enable_dns_support, seen.enable_dns_hostnames), want).await?;
        tags::update(cx, id, &seen.tags, &want.tags).await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        match found(ec2.delete_vpc().vpc_id(id).send().await.or_fault("ec2:DeleteVpc")) {
            Ok(_) => Ok(()),
            Err(fault) => Err(Box::pin(in_the_way::in_vpc(cx, fault, id)).await),
        }
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        tags::settle(cx, ids).await
    }
}

/// What no call changes.
fn fixed_differences(want: &VpcWant, seen: &VpcSeen) -> Differences {
    let mut differences = Differences::new();
    match &want.cidr {
        VpcCidr::Block(block) => differences.compare("cidr_block", &seen.cidr_block, block),
        VpcCidr::Ipam { netmask_length, .. } => {
            let length = seen.cidr_block.rsplit('/').next().unwrap_or_default();
            differences.compare("netmask_length", length, netmask_length);
        }
    }
    if is_dedicated_too_late(&seen.instance_tenancy, want) {
        differences.compare("instance_tenancy", &seen.instance_tenancy, &want.instance_tenancy);
    }
    differences
}

/// A VPC is dedicated from its first moment on, or never:
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcTenancy.html>
fn is_dedicated_too_late(is: &str, want: &VpcWant) -> bool {
    want.instance_tenancy != "default" && is != want.instance_tenancy
}

/// One VPC, as it is described.
pub(super) async fn get(cx: &Context<'_, Aws>, id: &str) -> Result<Arc<Option<aws_sdk_ec2::types::Vpc>>, Fault> {
    cx.once(&format!("ec2:DescribeVpcs {id}"), || ask(cx.cloud, cx.place, id)).await
}

/// The same outside of any part.
pub(super) async fn ask(cloud: &Aws, place: &Place, id: &str) -> Result<Option<aws_sdk_ec2::types::Vpc>, Fault> {
    let ec2 = cloud.ec2(place).await?;
    let answer = found(ec2.describe_vpcs().vpc_ids(id).send().await.or_fault("ec2:DescribeVpcs"))?;
    Ok(answer.and_then(|answer| first(answer.vpcs)))
}

/// All blocks of a VPC, IPv4 and IPv6, but those that it gave back.
pub(super) fn blocks(vpc: &aws_sdk_ec2::types::Vpc) -> BTreeSet<String> {
    let lasts = |state: Option<&VpcCidrBlockState>| {
        let state = state.and_then(|state| state.state.as_ref());
        matches!(state, Some(VpcCidrBlockStateCode::Associated | VpcCidrBlockStateCode::Associating))
    };
    let ipv4 = vpc.cidr_block_association_set().iter().filter(|block| lasts(block.cidr_block_state()));
    let ipv6 = vpc.ipv6_cidr_block_association_set().iter().filter(|block| lasts(block.ipv6_cidr_block_state()));
    let ipv4 = ipv4.filter_map(|block| block.cidr_block.clone());
    ipv4.chain(ipv6.filter_map(|block| block.ipv6_cidr_block.clone())).filter(|block| !block.is_empty()).collect()
}

/// A VPC as it is described, without what only its attributes say.
fn object(cx: &Context<'_, Aws>, vpc: aws_sdk_ec2::types::Vpc) -> Object<VpcSeen> {
    let (tagged, tags) = tags::take(vpc.tags);
    let id = vpc.vpc_id.unwrap_or_default();
    let owner_id = vpc.owner_id.unwrap_or_else(|| cx.place.account_id.clone());
    let region = &cx.place.region;
    // A block that was given back is shown for a while.
    let ipv6 = vpc.ipv6_cidr_block_association_set.unwrap_or_default().into_iter().find(|block| {
        let state = block.ipv6_cidr_block_state.as_ref().and_then(|state| state.state.as_ref());
        matches!(state, Some(VpcCidrBlockStateCode::Associated | VpcCidrBlockStateCode::Associating))
    });
    let seen = VpcSeen {
        arn: format!("arn:{}:ec2:{region}:{owner_id}:vpc/{id}", partition_of(region)),
        vpc_id: id.clone(),
        owner_id,
        cidr_block: vpc.cidr_block.unwrap_or_default(),
        ipv6_cidr_block: ipv6.and_then(|block| block.ipv6_cidr_block).filter(|block| !block.is_empty()),
        instance_tenancy: vpc.instance_tenancy.map_or_else(|| "default".to_owned(), |it| it.as_str().to_owned()),
        enable_dns_hostnames: false,
        enable_dns_support: true,
        dhcp_options_id: vpc.dhcp_options_id.unwrap_or_default(),
        tags,
    };
    Object { id, seen, tagged }
}

/// What a description does not say: whether Amazon's resolver answers, and whether instances get public names. `None`: the
/// VPC is not there.
async fn dns(cx: &Context<'_, Aws>, id: &str) -> Result<Option<(bool, bool)>, Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let ask = async |name| {
        let call = ec2.describe_vpc_attribute().vpc_id(id).attribute(name).send().await;
        found(call.or_fault("ec2:DescribeVpcAttribute"))
    };
    let (support, hostnames) =
        tokio::try_join!(ask(VpcAttributeName::EnableDnsSupport), ask(VpcAttributeName::EnableDnsHostnames))?;
    let (Some(support), Some(hostnames)) = (support, hostnames) else { return Ok(None) };
    let support = support.enable_dns_support.and_then(|attribute| attribute.value);
    let hostnames = hostnames.enable_dns_hostnames.and_then(|attribute| attribute.value);
    Ok(Some((support.unwrap_or(true), hostnames.unwrap_or(false))))
}

/// Sets what differs. EC2 takes one attribute at a time; names need the resolver, so they go last on and first off.
async fn set_dns(cx: &Context<'_, Aws>, id: &str, is: (bool, bool), want: &VpcWant) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let value = |value| AttributeBooleanValue::builder().value(value).build();
    let (support, hostnames) = (want.enable_dns_support, want.enable_dns_hostnames);
    let call = ec2.modify_vpc_attribute().vpc_id(id);
    let set_support = (is.0 != support).then(|| call.clone().enable_dns_support(value(support)));
    let set_hostnames = (is.1 != hostnames).then(|| call.enable_dns_hostnames(value(hostnames)));
    let calls = if support { [set_support, set_hostnames] } else { [set_hostnames, set_support] };
    for call in calls.into_iter().flatten() {
        when_shown(cx, "ec2:ModifyVpcAttribute", || call.clone().send()).await?;
    }
    Ok(())
}

/// Until a new VPC can be used.
async fn until_usable(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
    let mut wait = SHOWN.begin();
    loop {
        let vpc = get(cx, id).await?;
        if vpc.as_ref().as_ref().is_some_and(|vpc| vpc.state == Some(VpcState::Available)) {
            return Ok(());
        }
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("VPC {id} to be available"))),
            Err(Ended::Late) => {
                let message = format!("VPC {id} was not available after {} seconds", SHOWN.limit.as_secs());
                return Err(Fault::new(FaultKind::Uncertain, message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want() -> VpcWant {
        VpcWant {
            cidr: VpcCidr::Block("10.0.0.0/16".to_owned()),
            instance_tenancy: "default".to_owned(),
            enable_dns_hostnames: true,
            enable_dns_support: true,
            tags: BTreeMap::new(),
        }
    }

    fn seen() -> VpcSeen {
        VpcSeen {
            vpc_id: "vpc-1".to_owned(),
            arn: String::new(),
            owner_id: String::new(),
            cidr_block: "10.0.0.0/16".to_owned(),
            ipv6_cidr_block: None,
            instance_tenancy: "default".to_owned(),
            enable_dns_hostnames: true,
            enable_dns_support: true,
            dhcp_options_id: "default".to_owned(),
            tags: BTreeMap::new(),
        }
    }

    #[test]
    fn a_vpc_as_wanted_has_no_difference() {
        assert_eq!(Vpc::differences(&want(), &seen()), [""; 0]);
        let pool = VpcCidr::Ipam { pool_id: "ipam-pool-1".to_owned(), netmask_length: 16 };
        assert_eq!(Vpc::differences(&VpcWant { cidr: pool, ..want() }, &seen()), [""; 0]);
    }

    #[test]
    fn each_difference_is_named() {
        let seen = VpcSeen { enable_dns_hostnames: false, ..seen() };
        let want = VpcWant { cidr: VpcCidr::Block("10.1.0.0/16".to_owned()), ..want() };
        assert_eq!(
            Vpc::differences(&want, &seen),
            ["cidr_block is 10.0.0.0/16, should be 10.1.0.0/16", "enable_dns_hostnames is false, should be true",]
        );
    }

    #[test]
    fn names_need_the_resolver() {
        assert_eq!(Vpc::check(&VpcWant { enable_dns_support: false, ..want() }).len(), 1);
        assert_eq!(Vpc::check(&want()), [""; 0]);
    }
}
