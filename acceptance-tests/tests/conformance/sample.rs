//! Which broken runs an ordinary run of the suite makes, of the many that there are.
//!
//! All of them are every fault at every call. A resource of a hundred calls has thousands, most of them alike: what breaks
//! differs by the kind of call (service and operation), so faults go round the calls of a kind. Every kind gets as many
//! faults as the subject is worth, at most all; of a subject that is worth fewer runs than it has kinds, every so many a
//! kind gets one. The same calls give the same sample.

use crate::broken::{Broken, Operation, Unbroken};
use crate::fault::{Target, Wrong};
use crate::subject::Size;
use std::collections::{BTreeMap, BTreeSet};

/// Unbroken runs, by what they are of.
pub(crate) type Runs = BTreeMap<(Size, Operation), Unbroken>;

/// A call of a run.
type Place<'a> = (Size, Operation, &'a Target);

/// Chosen runs, and what was chosen from.
pub(crate) struct Sample {
    pub(crate) chosen: Vec<Broken>,
    /// How many there are.
    pub(crate) of: usize,
    /// How many kinds of calls there are, how many of them are broken, and how many faults each of these gets at least.
    pub(crate) kinds: usize,
    pub(crate) broken: usize,
    pub(crate) faults: usize,
}

impl Sample {
    /// About `worth` runs, or all of them.
    pub(crate) fn of(runs: &Runs, worth: usize, all: bool) -> Self {
        let mut kinds: BTreeMap<(&str, &str), Vec<Place<'_>>> = BTreeMap::new();
        for (&(size, operation), unbroken) in runs {
            for target in &unbroken.calls {
                let kind = kinds.entry((&target.service, &target.action)).or_default();
                kind.push((size, operation, target));
            }
        }
        let calls: usize = kinds.values().map(Vec::len).sum();
        let faults = Wrong::ALL.len();
        let each = if all { faults } else { (worth / kinds.len().max(1)).clamp(1, faults) };
        let stride = if all { 1 } else { kinds.len().div_ceil(worth.max(1)).max(1) };
        let mut chosen = BTreeSet::new();
        for (index, (kind, places)) in kinds.values().enumerate().step_by(stride).enumerate() {
            // Faults go on where the kind before left off, so that each comes to all kinds in turn.
            let turns = if all { faults * places.len() } else { each };
            for turn in 0..turns {
                let place = turn % places.len();
                // A second round over the same calls begins with the next fault.
                let fault = if all { turn / places.len() } else { index * each + turn };
                chosen.insert((kind, place, fault % faults));
            }
        }
        let all_places: Vec<&Vec<Place<'_>>> = kinds.values().collect();
        let broken = |(kind, place, fault): &(usize, usize, usize)| {
            let &(size, operation, target) = all_places.get(*kind)?.get(*place)?;
            Some(Broken { size, operation, wrong: *Wrong::ALL.get(*fault)?, target: target.clone() })
        };
        Self {
            chosen: chosen.iter().filter_map(broken).collect(),
            of: calls * faults,
            kinds: kinds.len(),
            broken: kinds.len().div_ceil(stride),
            faults: each,
        }
    }
}
