//! Route tables and where they lead.

use std::collections::BTreeSet;

use tfplugin::composite::{Graph, Many};
use tfplugin::model::Named;

use super::network::Network;
use super::{Base, owner, tags};
use crate::parts::ec2::elastic_ip::{ElasticIp, ElasticIpWant};
use crate::parts::ec2::internet_gateway::InternetGateway;
use crate::parts::ec2::egress_only_internet_gateway::EgressOnlyInternetGateway;
use crate::parts::ec2::nat_gateway::{NatGateway, NatGatewayWant};
use crate::parts::ec2::route::{Route, RouteOwner, RouteWant, Target};
use crate::parts::ec2::route_table::{RouteTable, RouteTableWant};
use crate::parts::ec2::route_table_association::{RouteTableAssociation, RouteTableAssociationWant};
use crate::resources::env_vpc::EnvVpc;
use crate::resources::env_vpc::shape::{ALL_IPV4, ALL_IPV6, Inputs, Shape, Via};

/// What other parts are wired to.
#[derive(Clone, Copy)]
pub(in super::super) struct Routing {
    pub(in super::super) elastic_ip: Many<ElasticIp>,
    pub(in super::super) nat_gateway: Many<NatGateway>,
    pub(in super::super) route_table: Many<RouteTable>,
}

pub(in super::super) fn declare(g: &mut Graph<EnvVpc>, base: Base, network: Network) -> Routing {
    let f = EnvVpc::fields();
    let elastic_ip = g
        .parts::<ElasticIp>("elastic_ip")
        .names(base.shape, |shape| Shape::of(shape).nat_zones())
        .owner((), |()| ())
        .want(base.tags, |_, all| Some(ElasticIpWant { tags: tags(all) }))
        .at(f.nat_gateways, false)
        .add();

    // Without the internet gateway EC2 makes a NAT gateway that fails.
    let way_out = network.internet_gateway.maybe((), |_, ()| Some(InternetGateway::NAME.to_owned()));
    let subnet = network.subnet.at(base.shape, |zone, shape| {
        format!("{}/{zone}", Shape::of(shape).nat_tier().unwrap_or_default())
    });
    let nat_gateway = g
        .parts::<NatGateway>("nat_gateway")
        .names(base.shape, |shape| Shape::of(shape).nat_zones())
        .owner(base.vpc, owner)
        .want((subnet, elastic_ip.same(), way_out, base.tags), |_, (subnet, address, _, all)| {
            Some(NatGatewayWant {
                subnet_id: subnet.subnet_id,
                allocation_id: address.allocation_id,
                tags: tags(all),
            })
        })
        .at(f.nat_gateways, false)
        .add();

    let route_table = g
        .parts::<RouteTable>("route_table")
        .names(base.shape, |shape| Shape::of(shape).tables())
        .owner(base.vpc, owner)
        .want(base.tags, |_, all| Some(RouteTableWant { tags: tags(all) }))
        .add();

    let table = route_table.at(base.shape, |name, shape| Shape::of(shape).table(name).unwrap_or_default());
    g.parts::<RouteTableAssociation>("route_table_association")
        .names(base.shape, |shape| Shape::of(shape).subnets())
        .owner(base.vpc, owner)
        .want((network.subnet.same(), table), |_, (subnet, table)| {
            Some(RouteTableAssociationWant { subnet_id: subnet.subnet_id, route_table_id: table.route_table_id })
        })
        .add();

    let table = route_table.at(base.shape, |name, shape| route(name, shape).map(|(table, ..)| table).unwrap_or_default());
    let internet = network.internet_gateway.maybe(base.shape, |name, shape| match route(name, shape)?.2 {
        Via::InternetGateway => Some(InternetGateway::NAME.to_owned()),
        _ => None,
    });
    let egress_only = network.egress_only.maybe(base.shape, |name, shape| match route(name, shape)?.2 {
        Via::EgressOnly => Some(EgressOnlyInternetGateway::NAME.to_owned()),
        _ => None,
    });
    let nat = nat_gateway.maybe(base.shape, |name, shape| match route(name, shape)?.2 {
        Via::NatGateway(zone) => Some(zone),
        _ => None,
    });
    g.parts::<Route>("route")
        .names(base.shape, |shape| Shape::of(shape).routes().into_keys().collect())
        .owner(base.vpc, |vpc| RouteOwner {
            vpc_id: vpc.vpc_id,
            destinations: BTreeSet::from([ALL_IPV4.to_owned(), ALL_IPV6.to_owned()]),
        })
        .want((base.shape, table, internet, egress_only, nat), |name, (shape, table, internet, egress_only, nat)| {
            let (_, destination, _) = route(name, shape)?;
            let internet = internet.map(|gateway| Target::InternetGateway(gateway.internet_gateway_id));
            let egress = egress_only.map(|gateway| Target::EgressOnly(gateway.egress_only_internet_gateway_id));
            let nat = nat.map(|gateway| Target::NatGateway(gateway.nat_gateway_id));
            Some(RouteWant {
                route_table_id: table.route_table_id,
                destination: destination.to_owned(),
                target: internet.or(egress).or(nat)?,
            })
        })
        .add();
    Routing { elastic_ip, nat_gateway, route_table }
}

fn route(name: &str, shape: Inputs) -> Option<(String, &'static str, Via)> {
    Shape::of(shape).routes().remove(name)
}
