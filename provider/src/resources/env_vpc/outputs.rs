//! Attributes computed from others and from the ids of parts.

use std::collections::BTreeMap;

use tfplugin::composite::Graph;
use tfplugin::model::{Field, Named, Out};
use tfplugin::value::Value;

use super::EnvVpc;
use super::parts::network::Network;
use super::parts::routing::Routing;
use super::parts::{Base, ShapeWires};
use super::shape::Shape;
use crate::network::block::Block;

/// What follows from attributes alone.
pub(super) fn of_attributes(g: &mut Graph<EnvVpc>) {
    let f = EnvVpc::fields();
    let text = |value: Out<String>| value.0.unwrap_or_default();
    let place = (f.common.global.account_id, f.common.region, f.name);
    g.output(f.common.global.id, place, move |(account, region, name)| {
        format!("{}/{}/{name}", text(account), text(region))
    });
}

/// What follows from parts.
pub(super) fn of_parts(g: &mut Graph<EnvVpc>, base: Base, network: Network, routing: Routing) {
    let f = EnvVpc::fields();
    g.lasting(f.availability_zones, (f.availability_zone_ids, network.subnet.all()), |(_, subnets)| {
        let zones = subnets.into_values().map(|subnet| (subnet.availability_zone_id, subnet.availability_zone));
        zones.collect::<BTreeMap<_, _>>()
    });
    g.lasting(f.subnet_cidr_blocks, (base.shape, base.cidr_block), |(shape, block)| {
        let (shape, block) = (Shape::of(shape), block.and_then(|block| block.parse::<Block>().ok()));
        let mut blocks: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for name in shape.subnets() {
            if let (Some((tier, _, zone)), Some(Ok(own))) =
                (shape.tier_and_zone(&name), block.map(|block| shape.block(block, &name)))
            {
                blocks.entry(tier.to_owned()).or_default().insert(zone.to_owned(), own.to_string());
            }
        }
        blocks
    });
    g.ids(f.subnet_ids, network.subnet, (), |ids, ()| nested(ids));
    g.ids(f.route_table_ids, routing.route_table, base.shape, |ids, shape| {
        let shape = Shape::of(shape);
        let subnets = shape.subnets();
        let of = |subnet: &String| Some((subnet.clone(), ids.get(&shape.table(subnet)?)?.clone()));
        nested(subnets.iter().filter_map(of).collect())
    });
    let lists = [
        (f.public_subnet_ids, "public"),
        (f.private_app_subnet_ids, "private_app"),
        (f.private_persistence_subnet_ids, "private_persistence"),
    ];
    for (field, tier) in lists {
        in_order(g, field, tier, base.shape, network);
    }
    g.ids(f.nat_gateway_ids, routing.nat_gateway, (), |ids, ()| Value::Map(ids));
    g.lasting(f.nat_gateway_public_ips, (base.shape, routing.elastic_ip.all()), |(_, addresses)| {
        addresses.into_iter().map(|(zone, address)| (zone, address.public_ip)).collect::<BTreeMap<_, _>>()
    });
    let only = |ids: BTreeMap<String, Value>, ()| ids.into_values().next().unwrap_or(Value::Null);
    g.ids(f.internet_gateway_id, network.internet_gateway, (), only);
    g.ids(f.egress_only_internet_gateway_id, network.egress_only, (), only);
}

/// The subnets of one tier, in the order of the zones.
fn in_order(g: &mut Graph<EnvVpc>, field: Field<EnvVpc, Out<Vec<String>>>, tier: &'static str, shape: ShapeWires, network: Network) {
    g.ids(field, network.subnet, shape, move |ids, shape| {
        let zones = Shape::of(shape).zones.into_iter();
        Value::List(zones.filter_map(|zone| ids.get(&format!("{tier}/{zone}")).cloned()).collect())
    });
}

/// Values by `tier/zone`, taken apart.
fn nested(values: BTreeMap<String, Value>) -> Value {
    let mut tiers: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for (name, value) in values {
        if let Some((tier, zone)) = name.split_once('/') {
            tiers.entry(tier.to_owned()).or_default().insert(zone.to_owned(), value);
        }
    }
    Value::Map(tiers.into_iter().map(|(tier, zones)| (tier, Value::Map(zones))).collect())
}
