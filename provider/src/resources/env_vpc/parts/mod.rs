//! The parts of a VPC, group by group.

pub(super) mod acls;
pub(super) mod defaults;
pub(super) mod endpoints;
pub(super) mod logging;
pub(super) mod network;
pub(super) mod routing;

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Filling, Handle, Input, Scene, Source, Wires};
use tfplugin::model::{Field, Mismatch, Out};

use super::EnvVpc;
use super::tier::Tier;
use crate::parts::ec2::VpcOwner;
use crate::parts::ec2::vpc::{Vpc, VpcCidr, VpcSeen};
use crate::parts::ec2::vpc_ipv6_cidr_block::{VpcIpv6CidrBlock, VpcIpv6CidrBlockSeen};

/// The wires that decide on the shape: see [`super::shape::Inputs`].
pub(super) type ShapeWires = (
    Field<EnvVpc, String>,
    Field<EnvVpc, Option<BTreeMap<String, Tier>>>,
    Field<EnvVpc, Out<Vec<String>>>,
    Field<EnvVpc, String>,
    Field<EnvVpc, bool>,
);

/// A text that the VPC fills in.
pub(super) type OfVpc = Filling<EnvVpc, Vpc, String, fn(&VpcSeen) -> Option<String>>;

/// The IPv6 block, while the VPC is to have one.
pub(super) type OfIpv6 = Filling<EnvVpc, VpcIpv6CidrBlock, String, fn(&VpcIpv6CidrBlockSeen) -> Option<String>>;

/// Where the primary block comes from: of a pool's block nobody knows before it is there, and nobody needs to.
#[derive(Clone, Copy)]
struct Address {
    cidr_block: Field<EnvVpc, Out<String>>,
    pool: Field<EnvVpc, Option<String>>,
    netmask_length: Field<EnvVpc, Option<i64>>,
}

impl Wires<EnvVpc> for Address {
    type Values = VpcCidr;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        (self.cidr_block, self.pool, self.netmask_length).sources(visit);
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<VpcCidr>, Mismatch> {
        Ok(match (self.pool, self.netmask_length).read(scene)? {
            Input::Known((Some(pool_id), length)) => {
                let netmask_length = length.and_then(|length| i32::try_from(length).ok()).unwrap_or_default();
                Input::Known(VpcCidr::Ipam { pool_id, netmask_length })
            }
            Input::Known((None, _)) => match self.cidr_block.read(scene)? {
                Input::Known(Out(Some(block))) => Input::Known(VpcCidr::Block(block)),
                _ => Input::Unknown,
            },
            Input::Unknown => Input::Unknown,
        })
    }
}

/// What the VPC alone decides.
#[derive(Clone, Copy)]
pub(super) struct Anchor {
    pub(super) shape: ShapeWires,
    pub(super) vpc: Handle<Vpc>,
    pub(super) vpc_id: OfVpc,
    pub(super) cidr_block: OfVpc,
    pub(super) tags: Field<EnvVpc, Out<BTreeMap<String, String>>>,
}

/// What most parts are wired to.
#[derive(Clone, Copy)]
pub(super) struct Base {
    pub(super) shape: ShapeWires,
    pub(super) vpc: Handle<Vpc>,
    pub(super) vpc_id: OfVpc,
    pub(super) cidr_block: OfVpc,
    /// Whether there is one, and which.
    pub(super) ipv6_cidr_block: (Field<EnvVpc, bool>, OfIpv6),
    pub(super) tags: Field<EnvVpc, Out<BTreeMap<String, String>>>,
}

/// What stands in the VPC belongs to it.
fn owner(vpc: VpcSeen) -> VpcOwner {
    VpcOwner { vpc_id: vpc.vpc_id }
}

/// The VPC's IPv4 blocks.
fn blocks(primary: Option<String>, secondary: Option<BTreeSet<String>>) -> Vec<String> {
    primary.into_iter().chain(secondary.unwrap_or_default()).collect()
}

/// The IPv6 block, where there is to be one.
fn ipv6((is_on, block): (bool, Option<String>)) -> Option<String> {
    block.filter(|_| is_on)
}

/// The names of a part that is there or not.
fn once(name: &str, is_there: bool) -> BTreeSet<String> {
    is_there.then(|| name.to_owned()).into_iter().collect()
}

fn tags(tags: Out<BTreeMap<String, String>>) -> BTreeMap<String, String> {
    tags.0.unwrap_or_default()
}
