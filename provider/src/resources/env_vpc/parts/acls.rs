//! Network ACLs.

use tfplugin::composite::Graph;
use tfplugin::model::Named;

use super::network::Network;
use super::{Base, blocks, ipv6, owner, tags};
use crate::parts::ec2::network_acl::{NetworkAcl, NetworkAclWant};
use crate::parts::ec2::network_acl_association::{NetworkAclAssociation, NetworkAclAssociationWant};
use crate::resources::env_vpc::EnvVpc;
use crate::resources::env_vpc::network_acls::default_rules;
use crate::resources::env_vpc::shape::Shape;

pub(in super::super) fn declare(g: &mut Graph<EnvVpc>, base: Base, network: Network) {
    let f = EnvVpc::fields();
    let addresses = (base.cidr_block, f.secondary_cidr_blocks, base.ipv6_cidr_block);
    let network_acl = g
        .parts::<NetworkAcl>("network_acl")
        .names(base.shape, |shape| Shape::of(shape).tiers.into_keys().collect())
        .owner(base.vpc, owner)
        .want(
            (base.shape, f.network_acls, addresses, f.gateway_endpoints, base.tags),
            |name, (shape, own, (primary, further, block), gateway_endpoints, all)| {
                let own = own.unwrap_or_default();
                let shape = Shape::of(shape);
                let rules = match own.get(name) {
                    Some(own) => own.rules(),
                    None => default_rules(
                        shape.tiers.get(name)?.way(name),
                        &blocks(primary, further),
                        ipv6(block).as_deref(),
                        !gateway_endpoints.is_empty(),
                    ),
                };
                Some(NetworkAclWant { rules, tags: tags(all) })
            },
        )
        .at(f.network_acls, true)
        .add();

    let acl = network_acl.at((), |name, ()| name.split('/').next().unwrap_or_default().to_owned());
    g.parts::<NetworkAclAssociation>("network_acl_association")
        .names(base.shape, |shape| Shape::of(shape).subnets())
        .owner(base.vpc, owner)
        .want((network.subnet.same(), acl), |_, (subnet, acl)| {
            Some(NetworkAclAssociationWant { subnet_id: subnet.subnet_id, network_acl_id: acl.network_acl_id })
        })
        .add();
    g.ids(f.network_acl_ids, network_acl, (), |ids, ()| tfplugin::value::Value::Map(ids));
}
