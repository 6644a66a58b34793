//! The parts of a VPC, group by group.

pub(super) mod acls;
pub(super) mod defaults;
pub(super) mod endpoints;
pub(super) mod logging;
pub(super) mod network;
pub(super) mod routing;

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Filling, Handle};
use tfplugin::model::{Field, Out};

use super::EnvVpc;
use super::tier::Tier;
use crate::parts::ec2::VpcOwner;
use crate::parts::ec2::vpc::{Vpc, VpcSeen};

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

/// What most parts are wired to.
#[derive(Clone, Copy)]
pub(super) struct Base {
    pub(super) shape: ShapeWires,
    pub(super) vpc: Handle<Vpc>,
    pub(super) vpc_id: OfVpc,
    pub(super) cidr_block: OfVpc,
    pub(super) ipv6_cidr_block: OfVpc,
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

/// The names of a part that is there or not.
fn once(name: &str, is_there: bool) -> BTreeSet<String> {
    is_there.then(|| name.to_owned()).into_iter().collect()
}

fn tags(tags: Out<BTreeMap<String, String>>) -> BTreeMap<String, String> {
    tags.0.unwrap_or_default()
}
