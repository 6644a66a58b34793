//! What EC2 makes with a VPC, kept closed.

use tfplugin::composite::Graph;
use tfplugin::model::Named;
use tfplugin::value::Value;

use super::{Base, once, owner};
use crate::parts::ec2::default_network_acl::DefaultNetworkAcl;
use crate::parts::ec2::default_route_table::DefaultRouteTable;
use crate::parts::ec2::default_security_group::DefaultSecurityGroup;
use crate::resources::env_vpc::EnvVpc;

pub(in super::super) fn declare(g: &mut Graph<EnvVpc>, base: Base) {
    let f = EnvVpc::fields();
    let group = g
        .parts::<DefaultSecurityGroup>("default_security_group")
        .names(f.manage_default_security_group, |managed| once(DefaultSecurityGroup::NAME, managed))
        .owner(base.vpc, owner)
        .want((), |_, ()| Some(()))
        .at(f.manage_default_security_group, false)
        .add();
    g.parts::<DefaultNetworkAcl>("default_network_acl")
        .names(f.manage_default_network_acl, |managed| once(DefaultNetworkAcl::NAME, managed))
        .owner(base.vpc, owner)
        .want((), |_, ()| Some(()))
        .at(f.manage_default_network_acl, false)
        .add();
    g.parts::<DefaultRouteTable>("default_route_table")
        .names(f.manage_default_route_table, |managed| once(DefaultRouteTable::NAME, managed))
        .owner(base.vpc, owner)
        .want((), |_, ()| Some(()))
        .at(f.manage_default_route_table, false)
        .add();
    g.ids(f.default_security_group_id, group, (), |ids, ()| ids.into_values().next().unwrap_or(Value::Null));
}
