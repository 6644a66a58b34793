//! Blocks for VPCs: allocated once, recorded, and never moved.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;

/// Blocks by place; a place is the path of a VPC's unit. Blocks of places that are gone stay, so that nobody gets them anew.
pub type Blocks = BTreeMap<String, Ipv4Net>;

/// The supernet has no room left.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{supernet} has no free block of /{netmask} left for {place}")]
pub struct Exhausted {
    /// Where blocks come from.
    pub supernet: Ipv4Net,
    /// Length of the prefix that was asked for.
    pub netmask: u8,
    /// Who asked.
    pub place: String,
}

/// Ranges of addresses that are in use, inclusive, by their first address; neighbours are one.
#[derive(Clone, Debug, Default)]
pub struct Used(BTreeMap<u32, u32>);

impl Used {
    /// Marks a block as used.
    pub fn add(&mut self, block: Ipv4Net) {
        let (mut first, mut last) = (u32::from(block.network()), u32::from(block.broadcast()));
        let reach = last.saturating_add(1);
        let touching: Vec<(u32, u32)> = self
            .0
            .range(..=reach)
            .rev()
            .map(|(a, b)| (*a, *b))
            .take_while(|(_, b)| b.saturating_add(1) >= first)
            .collect();
        for (a, b) in touching {
            self.0.remove(&a);
            first = first.min(a);
            last = last.max(b);
        }
        self.0.insert(first, last);
    }

    /// The last address of a range that has some address of the block.
    fn overlap(&self, first: u32, last: u32) -> Option<u32> {
        self.0.range(..=last).next_back().filter(|(_, end)| **end >= first).map(|(_, end)| *end)
    }

    /// The first free block of that size in the supernet.
    pub fn free(&self, supernet: Ipv4Net, netmask: u8) -> Option<Ipv4Net> {
        if netmask < supernet.prefix_len() || netmask > 32 {
            return None;
        }
        let size = 1_u64 << (32 - netmask);
        let end = u64::from(u32::from(supernet.broadcast()));
        let mut start = u64::from(u32::from(supernet.network()));
        while start + size - 1 <= end {
            let (first, last) = (u32::try_from(start).ok()?, u32::try_from(start + size - 1).ok()?);
            match self.overlap(first, last) {
                Some(taken) => start = (u64::from(taken) + 1).next_multiple_of(size),
                None => return Ipv4Net::new(first.into(), netmask).ok(),
            }
        }
        None
    }
}

/// The recorded blocks, and one for each request that has none, in the order of the requests.
///
/// # Errors
/// When the supernet has no room left.
pub fn allocate(
    recorded: &Blocks,
    used: &mut Used,
    supernet: Ipv4Net,
    requests: &[(String, u8)],
) -> Result<Blocks, Exhausted> {
    let mut blocks = recorded.clone();
    for block in recorded.values() {
        used.add(*block);
    }
    for (place, netmask) in requests {
        if blocks.contains_key(place) {
            continue;
        }
        let block = used.free(supernet, *netmask);
        let block = block.ok_or_else(|| Exhausted { supernet, netmask: *netmask, place: place.clone() })?;
        used.add(block);
        blocks.insert(place.clone(), block);
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn net(text: &str) -> Ipv4Net {
        text.parse().unwrap()
    }

    #[test]
    fn blocks_are_aligned_and_do_not_touch_what_is_used() {
        let mut used = Used::default();
        used.add(net("10.0.0.0/20"));
        let requests = [("a".to_owned(), 16), ("b".to_owned(), 20), ("c".to_owned(), 18)];
        let blocks = allocate(&Blocks::new(), &mut used, net("10.0.0.0/8"), &requests).unwrap();
        assert_eq!(blocks["a"], net("10.1.0.0/16"));
        assert_eq!(blocks["b"], net("10.0.16.0/20"));
        assert_eq!(blocks["c"], net("10.0.64.0/18"));
    }

    #[test]
    fn a_full_supernet_says_who_got_nothing() {
        let requests: Vec<_> = (0..3).map(|n| (format!("p{n}"), 17)).collect();
        let error = allocate(&Blocks::new(), &mut Used::default(), net("10.0.0.0/16"), &requests).unwrap_err();
        assert_eq!(error.to_string(), "10.0.0.0/16 has no free block of /17 left for p2");
    }

    proptest! {
        #[test]
        fn what_is_added_later_never_moves_a_block(
            rounds in prop::collection::vec(prop::collection::btree_map("[a-e]/[x-z]/[m-p]", 16_u8..=24, 1..12), 1..6),
        ) {
            let supernet = net("10.0.0.0/8");
            let mut recorded = Blocks::new();
            for round in rounds {
                let requests: Vec<_> = round.into_iter().collect();
                let after = allocate(&recorded, &mut Used::default(), supernet, &requests).unwrap();
                for (place, block) in &recorded {
                    prop_assert_eq!(after.get(place), Some(block));
                }
                let all: Vec<_> = after.values().collect();
                for (n, one) in all.iter().enumerate() {
                    prop_assert!(supernet.contains(*one));
                    for other in &all[n + 1..] {
                        prop_assert!(!one.contains(*other) && !other.contains(*one), "{one} {other}");
                    }
                }
                recorded = after;
            }
        }
    }
}
