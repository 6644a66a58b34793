//! Endpoints, and what lets traffic into them.

use tfplugin::composite::Graph;
use tfplugin::model::Named;
use tfplugin::value::Value;

use super::network::Network;
use super::routing::Routing;
use super::{Base, blocks, ipv6, once, owner, tags};
use crate::parts::ec2::security_group::{SecurityGroup, SecurityGroupWant, SecurityRules};
use crate::parts::ec2::vpc_endpoint::{EndpointKind, VpcEndpoint, VpcEndpointWant};
use crate::resources::env_vpc::EnvVpc;
use crate::resources::env_vpc::endpoints::{ingress, service_name};
use crate::resources::env_vpc::shape::Shape;

/// The name of the one security group.
const GROUP: &str = "interface_endpoints";

pub(in super::super) fn declare(g: &mut Graph<EnvVpc>, base: Base, network: Network, routing: Routing) {
    let f = EnvVpc::fields();
    let gateway = g
        .parts::<VpcEndpoint>("gateway_endpoint")
        .names(f.gateway_endpoints, |services| services)
        .owner(base.vpc, owner)
        .want((routing.route_table.all(), f.common.region, base.tags), |service, (tables, region, all)| {
            let route_table_ids = tables.into_values().map(|table| table.route_table_id).collect();
            Some(VpcEndpointWant {
                service_name: service_name(service, &region.0.unwrap_or_default()),
                kind: EndpointKind::Gateway { route_table_ids },
                policy: None,
                tags: tags(all),
            })
        })
        .at(f.gateway_endpoints, false)
        .add();

    let addresses = (base.cidr_block, f.secondary_cidr_blocks, base.ipv6_cidr_block);
    let group = g
        .parts::<SecurityGroup>("security_group")
        .names(f.interface_endpoints, |endpoints| once(GROUP, endpoints.is_some()))
        .owner(base.vpc, owner)
        .want((addresses, base.tags), |_, ((primary, further, block), all)| {
            Some(SecurityGroupWant {
                description: "HTTPS from the VPC to its interface endpoints".to_owned(),
                ingress: ingress(&blocks(primary, further), ipv6(block).as_deref()),
                egress: SecurityRules::new(),
                tags: tags(all),
            })
        })
        .at(f.interface_endpoints, false)
        .add();

    let group = group.at((), |_, ()| GROUP.to_owned());
    let settings = (base.shape, f.interface_endpoints, f.common.region, base.tags);
    let interface = g
        .parts::<VpcEndpoint>("interface_endpoint")
        .names(f.interface_endpoints, |endpoints| endpoints.map(|endpoints| endpoints.services).unwrap_or_default())
        .owner(base.vpc, owner)
        .want((settings, network.subnet.all(), group), |service, ((shape, endpoints, region, all), subnets, group)| {
            let (shape, endpoints) = (Shape::of(shape), endpoints?);
            let tier = format!("{}/", endpoints.tier(&shape)?);
            let subnets = subnets.into_iter().filter(|(name, _)| name.starts_with(&tier));
            Some(VpcEndpointWant {
                service_name: service_name(service, &region.0.unwrap_or_default()),
                kind: EndpointKind::Interface {
                    subnet_ids: subnets.map(|(_, subnet)| subnet.subnet_id).collect(),
                    security_group_ids: [group.security_group_id].into(),
                    private_dns_enabled: endpoints.private_dns_enabled,
                },
                policy: None,
                tags: tags(all),
            })
        })
        .at(f.interface_endpoints, false)
        .add();
    g.ids(f.gateway_endpoint_ids, gateway, (), |ids, ()| Value::Map(ids));
    g.ids(f.interface_endpoint_ids, interface, (), |ids, ()| Value::Map(ids));
}
