//! Which block a subnet gets: a fixed place for each pair of tier and availability zone.
//!
//! A VPC is cut into eight equal parts, one for each zone number; a zone's part is cut by tiers. Where a subnet lies
//! depends on the VPC's block, the tier's own layout and the zone's id, and on nothing else, so adding or removing a tier
//! or a zone never moves a block. The unused parts are the price, and they stay free for growth.
//!
//! Zones go by their ids, `use1-az1`, because names like `us-east-1a` mean another zone in each account:
//! <https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html>.

use std::collections::BTreeMap;

use super::block::Block;

/// Bits that tell the zones apart: eight of them.
pub const ZONE_BITS: u8 = 3;

/// Where a tier lies in the part of each zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Bits by which its block is smaller than the zone's part: 1 is half of it.
    pub bits: u8,
    /// Which of the blocks of that size it is, from 0.
    pub slot: u32,
}

/// The layouts that Plinth knows: half of a zone for applications, a quarter for data, an eighth for what faces the
/// internet, a sixteenth for transit. The last sixteenth is left for tiers of one's own.
pub const LAYOUTS: [(&str, Layout); 4] = [
    ("private_app", Layout { bits: 1, slot: 0 }),
    ("private_persistence", Layout { bits: 2, slot: 2 }),
    ("public", Layout { bits: 3, slot: 6 }),
    ("transit", Layout { bits: 4, slot: 14 }),
];

/// The layout of a tier that Plinth knows by name.
pub fn layout(tier: &str) -> Option<Layout> {
    LAYOUTS.iter().find(|(name, _)| *name == tier).map(|(_, layout)| *layout)
}

/// The number in a zone's id: 1 for `use1-az1`.
pub fn zone_number(zone_id: &str) -> Option<u32> {
    zone_id.rsplit_once("-az")?.1.parse().ok().filter(|number| *number > 0)
}

/// The block of a tier in a zone. An error is a sentence that says why there is none.
pub fn subnet(vpc: Block, tier: &str, layout: Layout, zone_id: &str) -> Result<Block, String> {
    let zones = 1 << ZONE_BITS;
    let number = zone_number(zone_id)
        .ok_or_else(|| format!("`{zone_id}` is not the id of an availability zone, such as `use1-az1`"))?;
    if number > zones {
        return Err(format!("`{zone_id}` has the number {number}, and a VPC has room for {zones} zones"));
    }
    let prefix = vpc.prefix().saturating_add(ZONE_BITS).saturating_add(layout.bits);
    // Sizes of a subnet: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
    if prefix > 28 {
        return Err(format!(
            "a subnet of tier `{tier}` in {vpc} would be a /{prefix}, and EC2 makes none smaller than /28; take a larger \
             block for the VPC, or give the tier blocks of its own"
        ));
    }
    let zone = vpc.part(vpc.prefix() + ZONE_BITS, number - 1);
    let block = zone.and_then(|zone| zone.part(prefix, layout.slot));
    block.ok_or_else(|| format!("slot {} of tier `{tier}` is not inside a zone's part of {vpc}", layout.slot))
}

/// The blocks of all tiers in all zones, tier by tier, or everything that is wrong with them.
pub fn plan(
    vpc: Block,
    tiers: &BTreeMap<String, Layout>,
    zone_ids: &[String],
) -> Result<BTreeMap<String, BTreeMap<String, Block>>, Vec<String>> {
    let mut plan: BTreeMap<String, BTreeMap<String, Block>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (tier, layout) in tiers {
        for zone_id in zone_ids {
            match subnet(vpc, tier, *layout, zone_id) {
                Ok(block) => {
                    plan.entry(tier.clone()).or_default().insert(zone_id.clone(), block);
                }
                Err(why) => wrong.push(why),
            }
        }
    }
    wrong.extend(overlaps(&plan));
    if wrong.is_empty() { Ok(plan) } else { Err(wrong) }
}

/// Each pair of blocks that share addresses, as a sentence.
pub fn overlaps(plan: &BTreeMap<String, BTreeMap<String, Block>>) -> Vec<String> {
    let flat = |(tier, zones): (&String, &BTreeMap<String, Block>)| {
        zones.iter().map(|(zone, block)| (*block, format!("`{tier}` in `{zone}`"))).collect::<Vec<_>>()
    };
    let mut blocks: Vec<(Block, String)> = plan.iter().flat_map(flat).collect();
    blocks.sort();
    // Sorted by first address and then by size, a block that overlaps any overlaps the last one that reaches furthest.
    let mut wrong = Vec::new();
    let mut furthest: Option<&(Block, String)> = None;
    for current in &blocks {
        match furthest {
            Some(before) if before.0.overlaps(current.0) => {
                wrong.push(format!("{} ({}) overlaps {} ({})", current.0, current.1, before.0, before.1));
            }
            _ => furthest = Some(current),
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn block(text: &str) -> Block {
        text.parse().expect("a block")
    }

    fn known() -> BTreeMap<String, Layout> {
        LAYOUTS.iter().map(|(name, layout)| ((*name).to_owned(), *layout)).collect()
    }

    fn zones(numbers: &[u32]) -> Vec<String> {
        numbers.iter().map(|number| format!("use1-az{number}")).collect()
    }

    #[test]
    fn a_sixteen_has_room_for_eight_zones() {
        let plan = plan(block("10.0.0.0/16"), &known(), &zones(&[1, 2, 8])).expect("a plan");
        let of = |tier: &str, zone: &str| plan[tier][zone].to_string();
        assert_eq!(of("private_app", "use1-az1"), "10.0.0.0/20");
        assert_eq!(of("private_persistence", "use1-az1"), "10.0.16.0/21");
        assert_eq!(of("public", "use1-az1"), "10.0.24.0/22");
        assert_eq!(of("transit", "use1-az1"), "10.0.28.0/23");
        assert_eq!(of("private_app", "use1-az2"), "10.0.32.0/20");
        assert_eq!(of("public", "use1-az8"), "10.0.248.0/22");
    }

    #[test]
    fn what_cannot_be_says_why() {
        let one = |vpc: &str, zone: &str| subnet(block(vpc), "public", Layout { bits: 3, slot: 6 }, zone);
        assert!(one("10.0.0.0/22", "use1-az1").is_ok());
        assert!(one("10.0.0.0/23", "use1-az1").is_err_and(|why| why.contains("/29")));
        assert!(one("10.0.0.0/16", "use1-az9").is_err_and(|why| why.contains("room for 8")));
        assert!(one("10.0.0.0/16", "us-east-1a").is_err_and(|why| why.contains("use1-az1")));
        assert!(subnet(block("10.0.0.0/16"), "own", Layout { bits: 1, slot: 2 }, "use1-az1").is_err());
    }

    #[test]
    fn tiers_of_ones_own_must_not_overlap() {
        let mut tiers = known();
        tiers.insert("cache".to_owned(), Layout { bits: 4, slot: 15 });
        assert!(plan(block("10.0.0.0/16"), &tiers, &zones(&[1, 2])).is_ok());
        tiers.insert("cache".to_owned(), Layout { bits: 4, slot: 13 });
        let wrong = plan(block("10.0.0.0/16"), &tiers, &zones(&[1])).expect_err("an overlap");
        assert_eq!(wrong, ["10.0.26.0/23 (`cache` in `use1-az1`) overlaps 10.0.24.0/22 (`public` in `use1-az1`)"]);
    }

    proptest! {
        /// Whatever is added and removed in whatever order, no block that remains moves, and none overlap.
        #[test]
        fn no_remaining_block_ever_moves(
            prefix in 16_u8..=20,
            steps in prop::collection::vec((prop::collection::btree_set(0_usize..4, 1..=4), prop::collection::btree_set(1_u32..=8, 1..=8)), 1..12),
        ) {
            let vpc = Block::around(std::net::Ipv4Addr::new(10, 64, 0, 0), prefix).expect("a block");
            let mut seen: BTreeMap<(String, String), Block> = BTreeMap::new();
            for (tiers, numbers) in steps {
                let tiers = tiers.into_iter().map(|index| (LAYOUTS[index].0.to_owned(), LAYOUTS[index].1)).collect();
                let zones = zones(&numbers.into_iter().collect::<Vec<_>>());
                let plan = plan(vpc, &tiers, &zones).expect("a plan");
                for (tier, zones) in plan {
                    for (zone, block) in zones {
                        prop_assert!(vpc.contains(block));
                        let before = seen.insert((tier.clone(), zone), block);
                        prop_assert!(before.is_none_or(|before| before == block));
                    }
                }
            }
            let all: Vec<Block> = seen.into_values().collect();
            for (index, one) in all.iter().enumerate() {
                prop_assert!(all[index + 1..].iter().all(|other| !one.overlaps(*other)));
            }
        }
    }
}
