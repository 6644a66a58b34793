//! Which objects a VPC is made of, by name: subnets, tables, routes, gateways. Pure, so a plan has it too.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::model::Out;

use super::tier::{Route, Tier, default_tiers};
use crate::network::block::Block;
use crate::network::slots;
use crate::parts::ec2::route;

/// The attributes that decide on the shape: kind, tiers, zones, NAT gateways, IPv6.
pub(super) type Inputs = (String, Option<BTreeMap<String, Tier>>, Out<Vec<String>>, String, bool);

/// Tiers, zones and ways out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shape {
    /// By name.
    pub(super) tiers: BTreeMap<String, Tier>,
    /// Ids of zones, in the order of their coming. NAT gateways are in the first ones, so what is appended moves nothing.
    pub(super) zones: Vec<String>,
    /// How many NAT gateways there are.
    nat_gateways: usize,
    ipv6: bool,
}

/// Where a default route leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Via {
    InternetGateway,
    /// The gateway in this zone.
    NatGateway(String),
    EgressOnly,
}

/// Everything, in IPv4.
pub(super) const ALL_IPV4: &str = "0.0.0.0/0";
/// Everything, in IPv6.
pub(super) const ALL_IPV6: &str = "::/0";

impl Shape {
    pub(super) fn of((kind, tiers, zones, nat_gateways, ipv6): Inputs) -> Shape {
        let zones = zones.0.unwrap_or_default();
        let mut shape = Shape {
            tiers: tiers.unwrap_or_else(|| default_tiers(&kind)),
            nat_gateways: nat_count(&nat_gateways, zones.len()),
            zones,
            ipv6,
        };
        if shape.nat_tier().is_none() || !shape.any(Route::Nat) {
            shape.nat_gateways = 0;
        }
        shape
    }

    fn any(&self, way: Route) -> bool {
        self.tiers.iter().any(|(name, tier)| tier.way(name) == way)
    }

    /// Whether anything faces the internet.
    pub(super) fn has_internet(&self) -> bool {
        self.any(Route::Internet)
    }

    /// Whether anything goes out by IPv6 only outwards.
    pub(super) fn has_egress_only(&self) -> bool {
        self.ipv6 && self.any(Route::Nat)
    }

    /// The tier whose subnets NAT gateways are in: `public`, or the first one that faces the internet.
    pub(super) fn nat_tier(&self) -> Option<&str> {
        let faces = |name: &&String| self.tiers.get(*name).is_some_and(|tier| tier.way(name) == Route::Internet);
        let public = self.tiers.keys().find(|name| *name == "public").filter(faces);
        public.or_else(|| self.tiers.keys().find(faces)).map(String::as_str)
    }

    /// The zones that have a NAT gateway.
    pub(super) fn nat_zones(&self) -> BTreeSet<String> {
        self.zones.iter().take(self.nat_gateways).cloned().collect()
    }

    /// The zone whose NAT gateway serves a zone: its own, or else one of the others in turn.
    fn nat_zone(&self, zone: &str) -> Option<&String> {
        let place = self.zones.iter().position(|other| other == zone)?;
        self.zones.get(place.checked_rem(self.nat_gateways)?)
    }

    /// The names of the subnets: `public/use1-az1`.
    pub(super) fn subnets(&self) -> BTreeSet<String> {
        let names = self.tiers.keys().flat_map(|tier| self.zones.iter().map(move |zone| format!("{tier}/{zone}")));
        names.collect()
    }

    /// The tier and the zone of a subnet's name.
    pub(super) fn tier_and_zone<'a>(&'a self, subnet: &'a str) -> Option<(&'a str, &'a Tier, &'a str)> {
        let (tier, zone) = subnet.split_once('/')?;
        Some((tier, self.tiers.get(tier)?, zone))
    }

    /// The name of a subnet's route table. Tiers with NAT have one in each zone, since each zone may have its own
    /// gateway; the others have one for all.
    pub(super) fn table(&self, subnet: &str) -> Option<String> {
        let (name, tier, zone) = self.tier_and_zone(subnet)?;
        Some(if tier.way(name) == Route::Nat { format!("{name}/{zone}") } else { name.to_owned() })
    }

    /// The names of all route tables.
    pub(super) fn tables(&self) -> BTreeSet<String> {
        self.subnets().iter().filter_map(|subnet| self.table(subnet)).collect()
    }

    /// The default routes, by name.
    pub(super) fn routes(&self) -> BTreeMap<String, (String, &'static str, Via)> {
        let mut routes = BTreeMap::new();
        let mut add = |table: &str, destination: &'static str, via: Via| {
            routes.insert(route::Route::name(table, destination), (table.to_owned(), destination, via));
        };
        for subnet in self.subnets() {
            let (Some(table), Some((name, tier, zone))) = (self.table(&subnet), self.tier_and_zone(&subnet)) else {
                continue;
            };
            match tier.way(name) {
                Route::Internet => {
                    add(&table, ALL_IPV4, Via::InternetGateway);
                    if self.ipv6 {
                        add(&table, ALL_IPV6, Via::InternetGateway);
                    }
                }
                Route::Nat => {
                    if let Some(zone) = self.nat_zone(zone) {
                        add(&table, ALL_IPV4, Via::NatGateway(zone.clone()));
                    }
                    if self.ipv6 {
                        add(&table, ALL_IPV6, Via::EgressOnly);
                    }
                }
                Route::None => {}
            }
        }
        routes
    }

    /// The block of a subnet in a VPC of that block. An error is a sentence.
    pub(super) fn block(&self, vpc: Block, subnet: &str) -> Result<Block, String> {
        let (name, tier, zone) = self.tier_and_zone(subnet).ok_or_else(|| format!("There is no subnet `{subnet}`."))?;
        if let Some(blocks) = &tier.cidr_blocks {
            let text = blocks.get(zone).ok_or_else(|| format!("Tier `{name}` has no block for zone `{zone}`."))?;
            return text.parse().map_err(|why| format!("`{text}` is no IPv4 block: {why}."));
        }
        let layout = tier.layout(name, vpc.prefix())?;
        slots::subnet(vpc, name, layout, zone).map_err(|why| format!("Tier `{name}`: {why}."))
    }
}

/// How many NAT gateways the attribute means.
fn nat_count(text: &str, zones: usize) -> usize {
    match text {
        "one_per_az" => zones,
        "single" => zones.min(1),
        "none" => 0,
        number => number.parse::<usize>().unwrap_or_default().min(zones),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(zones: &[&str], nat: &str) -> Shape {
        let zones = zones.iter().map(|zone| (*zone).to_owned()).collect();
        Shape::of(("application".to_owned(), None, Out::known(zones), nat.to_owned(), false))
    }

    fn routes(shape: &Shape) -> Vec<String> {
        let via = |via: &Via| match via {
            Via::InternetGateway => "internet".to_owned(),
            Via::NatGateway(zone) => zone.clone(),
            Via::EgressOnly => "egress only".to_owned(),
        };
        shape.routes().iter().map(|(name, (_, _, way))| format!("{name} {}", via(way))).collect()
    }

    #[test]
    fn each_zone_goes_out_by_its_own_gateway() {
        let shape = shape(&["use1-az1", "use1-az2"], "one_per_az");
        assert_eq!(
            routes(&shape),
            [
                "private_app/use1-az1|0.0.0.0/0 use1-az1",
                "private_app/use1-az2|0.0.0.0/0 use1-az2",
                "public|0.0.0.0/0 internet",
            ]
        );
        assert_eq!(shape.tables().len(), 4);
        assert_eq!(shape.subnets().len(), 6);
    }

    #[test]
    fn what_is_appended_moves_no_gateway_and_no_route() {
        for nat in ["single", "2", "one_per_az"] {
            let (before, after) = (shape(&["use1-az4", "use1-az6"], nat), shape(&["use1-az4", "use1-az6", "use1-az1"], nat));
            assert!(after.nat_zones().is_superset(&before.nat_zones()), "{nat}");
            let kept = after.routes();
            assert!(before.routes().iter().all(|(name, route)| kept.get(name) == Some(route)), "{nat}");
        }
    }

    #[test]
    fn without_gateways_nothing_goes_out() {
        assert_eq!(routes(&shape(&["use1-az1"], "none")), ["public|0.0.0.0/0 internet"]);
        assert!(shape(&["use1-az1"], "none").nat_zones().is_empty());
    }

    #[test]
    fn ipv6_goes_out_by_a_gateway_of_its_own() {
        let zones = Out::known(vec!["use1-az1".to_owned()]);
        let shape = Shape::of(("management".to_owned(), None, zones, "none".to_owned(), true));
        assert_eq!(
            routes(&shape),
            ["private_app/use1-az1|::/0 egress only", "public|0.0.0.0/0 internet", "public|::/0 internet"]
        );
        assert!(shape.has_egress_only());
    }

    #[test]
    fn blocks_of_ones_own_win() {
        let mut shape = shape(&["use1-az1"], "none");
        let blocks = [("use1-az1".to_owned(), "100.64.0.0/24".to_owned())];
        shape.tiers.insert("pods".to_owned(), Tier { cidr_blocks: Some(blocks.into()), ..Tier::default() });
        let vpc: Block = "10.0.0.0/16".parse().expect("a block");
        assert_eq!(shape.block(vpc, "pods/use1-az1").map(|block| block.to_string()), Ok("100.64.0.0/24".to_owned()));
        assert!(shape.block(vpc, "pods/use1-az2").is_err_and(|why| why.contains("no block for zone")));
        assert_eq!(shape.block(vpc, "public/use1-az1").map(|block| block.to_string()), Ok("10.0.24.0/22".to_owned()));
    }
}
