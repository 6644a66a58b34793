//! The VPC, its blocks, its gateways to the internet, and its subnets.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Graph, Many};
use tfplugin::model::{Named, Out};

use super::{Address, Anchor, Base, OfVpc, blocks, ipv6, once, owner, tags};
use crate::network::block::Block;
use crate::parts::ec2::dhcp_options::{DhcpOptions, DhcpOptionsWant};
use crate::parts::ec2::egress_only_internet_gateway::{EgressOnlyInternetGateway, EgressOnlyInternetGatewayWant};
use crate::parts::ec2::internet_gateway::{InternetGateway, InternetGatewayWant};
use crate::parts::ec2::subnet::{Subnet, SubnetSeen, SubnetWant};
use crate::parts::ec2::vpc::{Vpc, VpcKey, VpcSeen, VpcWant};
use crate::parts::ec2::vpc_cidr::VpcCidrBlock;
use crate::parts::ec2::vpc_ipv6_cidr_block::{VpcIpv6CidrBlock, VpcIpv6CidrBlockSeen};
use crate::resources::env_vpc::shape::{Inputs, Shape};
use crate::resources::env_vpc::tier::{EKS_CLUSTER, eks_tags};
use crate::resources::env_vpc::{EnvVpc, cidr, dhcp};

/// What other parts stand on.
#[derive(Clone, Copy)]
pub(in super::super) struct Network {
    pub(in super::super) subnet: Many<Subnet>,
    pub(in super::super) internet_gateway: Many<InternetGateway>,
    pub(in super::super) egress_only: Many<EgressOnlyInternetGateway>,
}

/// The VPC itself: the anchor.
fn vpc(g: &mut Graph<EnvVpc>) -> Anchor {
    let f = EnvVpc::fields();
    let common = f.common.global;
    let address = Address { cidr_block: f.cidr_block, pool: f.ipam_pool_id, netmask_length: f.netmask_length };
    let switches = (f.instance_tenancy, f.enable_dns_hostnames, f.enable_dns_support);
    let vpc = g
        .part::<Vpc>("vpc")
        .key(f.name, |name| VpcKey { name })
        .want((address, switches, common.tags_all), |(cidr, switches, all)| {
            let (instance_tenancy, enable_dns_hostnames, enable_dns_support) = switches;
            VpcWant { cidr, instance_tenancy, enable_dns_hostnames, enable_dns_support, tags: tags(all) }
        })
        .fill(f.vpc_id, |seen| Some(Out::known(seen.vpc_id.clone())))
        .fill(f.vpc_arn, |seen| Some(Out::known(seen.arn.clone())))
        .fill(f.cidr_block, |seen| Some(Out::known(seen.cidr_block.clone())))
        .fill(f.instance_tenancy, |seen| Some(seen.instance_tenancy.clone()))
        .fill(f.enable_dns_hostnames, |seen| Some(seen.enable_dns_hostnames))
        .fill(f.enable_dns_support, |seen| Some(seen.enable_dns_support))
        .fill(common.tags_all, |seen| Some(Out::known(seen.tags.clone())))
        .at(f.cidr_block)
        .add();
    let filling = |read: fn(&VpcSeen) -> Option<String>, field| -> OfVpc { vpc.filling(field, read) };
    Anchor {
        shape: (f.kind, f.tiers, f.availability_zone_ids, f.nat_gateways, f.ipv6),
        vpc,
        vpc_id: filling(|seen| Some(seen.vpc_id.clone()), f.vpc_id),
        cidr_block: filling(|seen| Some(seen.cidr_block.clone()), f.cidr_block),
        tags: common.tags_all,
    }
}

/// The VPC, and the IPv6 block that it may have.
pub(in super::super) fn base(g: &mut Graph<EnvVpc>) -> Base {
    let f = EnvVpc::fields();
    let Anchor { shape, vpc, vpc_id, cidr_block, tags } = vpc(g);
    let block = g
        .parts::<VpcIpv6CidrBlock>("ipv6_cidr_block")
        .names(f.ipv6, |is_on| once(VpcIpv6CidrBlock::NAME, is_on))
        .owner(vpc, owner)
        .want((), |_, ()| Some(()))
        .fill(f.ipv6, (), |all, ()| !all.is_empty())
        .at(f.ipv6, false)
        .add();
    let read: fn(&VpcIpv6CidrBlockSeen) -> Option<String> = |seen| Some(seen.ipv6_cidr_block.clone());
    let own = block.maybe(f.ipv6, |_, is_on: bool| is_on.then(|| VpcIpv6CidrBlock::NAME.to_owned()));
    g.lasting(f.ipv6_cidr_block, own, |block| Out(block.map(|block| block.ipv6_cidr_block)));
    let ipv6_cidr_block = (f.ipv6, block.filling(VpcIpv6CidrBlock::NAME, f.ipv6_cidr_block, read));
    Base { shape, vpc, vpc_id, cidr_block, ipv6_cidr_block, tags }
}

/// What the VPC has beside its subnets, and the subnets.
pub(in super::super) fn inside(g: &mut Graph<EnvVpc>, base: Base) -> Network {
    let f = EnvVpc::fields();
    let further = g
        .parts::<VpcCidrBlock>("secondary_cidr_block")
        .names(f.secondary_cidr_blocks, Option::unwrap_or_default)
        .owner(base.vpc, owner)
        .want((), |_, ()| Some(()))
        .fill(f.secondary_cidr_blocks, (), |all, ()| Some(all.into_keys().collect()))
        .at(f.secondary_cidr_blocks, false)
        .add();

    g.parts::<DhcpOptions>("dhcp_options")
        .names(f.dhcp_options, |options| once(DhcpOptions::NAME, options.is_some()))
        .owner(base.vpc, owner)
        .want((base.vpc_id, f.dhcp_options, base.tags), |_, (vpc_id, options, all)| {
            let options = options?.options();
            Some(DhcpOptionsWant { vpc_id: vpc_id.unwrap_or_default(), options, tags: tags(all) })
        })
        .fill(f.dhcp_options, f.dhcp_options, |all, now| {
            now.or_else(|| all.into_values().next().map(|seen| dhcp::DhcpOptions::of(&seen.options)))
        })
        .at(f.dhcp_options, false)
        .add();

    let internet_gateway = g
        .parts::<InternetGateway>("internet_gateway")
        .names(base.shape, |shape| once(InternetGateway::NAME, Shape::of(shape).has_internet()))
        .owner(base.vpc, owner)
        .want((base.vpc_id, base.tags), |_, (vpc_id, all)| {
            Some(InternetGatewayWant { vpc_id: vpc_id.unwrap_or_default(), tags: tags(all) })
        })
        .add();

    let egress_only = g
        .parts::<EgressOnlyInternetGateway>("egress_only_internet_gateway")
        .names(base.shape, |shape| once(EgressOnlyInternetGateway::NAME, Shape::of(shape).has_egress_only()))
        .owner(base.vpc, owner)
        .want(base.tags, |_, all| Some(EgressOnlyInternetGatewayWant { tags: tags(all) }))
        .add();

    // A subnet in a further block needs that block first.
    let block = further.maybe((base.shape, base.cidr_block, f.secondary_cidr_blocks), |name, (shape, primary, more)| {
        further_block(name, shape, primary, more)
    });
    let subnet = g
        .parts::<Subnet>("subnet")
        .names(base.shape, |shape| Shape::of(shape).subnets())
        .owner(base.vpc, owner)
        .want(
            (base.shape, base.cidr_block, base.ipv6_cidr_block, block, f.eks_cluster_names, base.tags),
            |name, (shape, primary, block, _, clusters, all)| {
                let block = ipv6(block);
                let primary: Block = primary?.parse().ok()?;
                let shape = Shape::of(shape);
                let (tier_name, tier, zone) = shape.tier_and_zone(name)?;
                let slot = tier.ipv6_slot(tier_name, primary.prefix());
                let mut wanted = tags(all);
                wanted.extend(eks_tags(&clusters.unwrap_or_default(), tier.way(tier_name)));
                wanted.extend(tier.tags.clone().unwrap_or_default());
                Some(SubnetWant {
                    cidr_block: shape.block(primary, name).ok()?.to_string(),
                    availability_zone_id: zone.to_owned(),
                    ipv6_cidr_block: block.and_then(|block| cidr::ipv6_subnet(&block, zone, slot?)),
                    map_public_ip_on_launch: tier.map_public_ip_on_launch,
                    tags: wanted,
                })
            },
        )
        .fill(f.eks_cluster_names, f.eks_cluster_names, |all, now| now.or_else(|| eks_clusters(&all)))
        .at(f.tiers, false)
        .add();
    Network { subnet, internet_gateway, egress_only }
}

/// The clusters that subnets' tags name.
fn eks_clusters(subnets: &BTreeMap<String, SubnetSeen>) -> Option<BTreeSet<String>> {
    let keys = subnets.values().flat_map(|subnet| subnet.tags.keys());
    let clusters: BTreeSet<String> = keys.filter_map(|key| key.strip_prefix(EKS_CLUSTER)).map(str::to_owned).collect();
    (!clusters.is_empty()).then_some(clusters)
}

/// The further block that a subnet is in.
fn further_block(
    subnet: &str,
    shape: Inputs,
    primary: Option<String>,
    further: Option<BTreeSet<String>>,
) -> Option<String> {
    let vpc: Block = primary?.parse().ok()?;
    let own = Shape::of(shape).block(vpc, subnet).ok()?;
    let further = blocks(None, further);
    further.into_iter().find(|text| text.parse::<Block>().is_ok_and(|block| block.contains(own)))
}
