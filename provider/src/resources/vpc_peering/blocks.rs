//! The CIDR blocks of both VPCs: which routes they need, and whether they overlap.

use std::collections::BTreeSet;

use tfplugin::composite::{Input, Scene, Source, Wires};
use tfplugin::model::{AttributeValue, Field, Mismatch, Out};

use super::VpcPeering;
use crate::network::block::Block;
use crate::parts::ec2::vpc_peering_route::VpcPeeringRoute;

/// A computed attribute as a wire that is not known until something fills it.
pub(super) struct Filled<T>(pub(super) Field<VpcPeering, Out<T>>);

impl<T> Clone for Filled<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Filled<T> {}

impl<T: AttributeValue> Wires<VpcPeering> for Filled<T> {
    type Values = T;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        self.0.sources(visit);
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<T>, Mismatch> {
        Ok(match self.0.read(scene)? {
            Input::Known(Out(Some(value))) => Input::Known(value),
            Input::Known(Out(None)) | Input::Unknown => Input::Unknown,
        })
    }
}

/// The names of the routes of one side: one to each block of the other side in each table. IPv6 needs IPv6 on both sides.
pub(super) fn routes(
    tables: Option<BTreeSet<String>>,
    own: &BTreeSet<String>,
    other: &BTreeSet<String>,
) -> BTreeSet<String> {
    let has_ipv6 = own.iter().any(|block| is_ipv6(block));
    let other: Vec<&String> = other.iter().filter(|block| has_ipv6 || !is_ipv6(block)).collect();
    let tables = tables.unwrap_or_default();
    tables.iter().flat_map(|table| other.iter().map(move |block| VpcPeeringRoute::name(table, block))).collect()
}

/// Pairs of IPv4 blocks that overlap, the own one first. IPv6 blocks of VPCs are unique.
pub(super) fn overlaps(own: &BTreeSet<String>, other: &BTreeSet<String>) -> Vec<(Block, Block)> {
    let ipv4 = |blocks: &BTreeSet<String>| blocks.iter().filter_map(|block| block.parse().ok()).collect::<Vec<Block>>();
    let other = ipv4(other);
    let pairs = ipv4(own).into_iter().flat_map(|own| other.iter().map(move |other| (own, *other)));
    pairs.filter(|(own, other)| own.overlaps(*other)).collect()
}

fn is_ipv6(block: &str) -> bool {
    block.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(items: &[&str]) -> BTreeSet<String> {
        items.iter().map(|item| (*item).to_owned()).collect()
    }

    #[test]
    fn each_table_leads_to_each_block() {
        let (own, other) = (set(&["10.0.0.0/16"]), set(&["10.1.0.0/16", "100.64.0.0/16", "2001:db8::/56"]));
        let tables = Some(set(&["rtb-1", "rtb-2"]));
        let expected =
            ["rtb-1|10.1.0.0/16", "rtb-1|100.64.0.0/16", "rtb-2|10.1.0.0/16", "rtb-2|100.64.0.0/16"];
        assert_eq!(routes(tables.clone(), &own, &other), set(&expected));
        assert_eq!(routes(None, &own, &other), set(&[]));
        // With IPv6 on both sides there are routes for it, too.
        let own = set(&["10.0.0.0/16", "2001:db8:1::/56"]);
        assert!(routes(tables, &own, &other).contains("rtb-1|2001:db8::/56"));
    }

    #[test]
    fn any_pair_of_blocks_may_overlap() {
        let words = |own: &[&str], other: &[&str]| {
            let pairs = overlaps(&set(own), &set(other));
            pairs.iter().map(|(own, other)| format!("{own} {other}")).collect::<Vec<String>>()
        };
        assert_eq!(words(&["10.0.0.0/16"], &["10.1.0.0/16", "2001:db8::/56"]), [""; 0]);
        assert_eq!(words(&["10.0.0.0/8", "100.64.0.0/16"], &["10.1.0.0/16"]), ["10.0.0.0/8 10.1.0.0/16"]);
        assert_eq!(words(&["100.64.1.0/24"], &["10.1.0.0/16", "100.64.0.0/16"]), ["100.64.1.0/24 100.64.0.0/16"]);
    }
}
