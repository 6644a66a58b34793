//! How calls and time grow with tiers, availability zones and VPCs.

use super::{Cost, Run, Shape, World};
use crate::error::Result;

/// One size, and what it cost.
#[derive(Debug)]
pub struct Size {
    /// What it is a number of: `tiers`, `zones` or `vpcs`.
    pub of: &'static str,
    /// The number.
    pub number: usize,
    /// How many objects of AWS that is.
    pub parts: usize,
    /// From nothing.
    pub create: Cost,
    /// When nothing has changed.
    pub no_op_plan: Cost,
    /// To nothing.
    pub destroy: Cost,
}

/// Three zones with one to four tiers, three tiers in one to six zones, and several VPCs in one configuration.
pub fn grow(world: &World, vpcs: &[usize]) -> Result<Vec<Size>> {
    let shape = Shape::default();
    let mut sizes = Vec::new();
    for tiers in 1..=4 {
        sizes.push(size(world, "tiers", tiers, Shape { tiers, ..shape }, 1)?);
    }
    for zones in 1..=6 {
        sizes.push(size(world, "zones", zones, Shape { zones, ..shape }, 1)?);
    }
    for count in vpcs {
        sizes.push(size(world, "vpcs", *count, shape, *count)?);
    }
    Ok(sizes)
}

fn size(world: &World, of: &'static str, number: usize, shape: Shape, count: usize) -> Result<Size> {
    let mut run = Run::of(world, shape, count)?;
    let (planned, applied) = run.apply()?;
    let create = planned.then(&applied);
    let parts = run.parts();
    let no_op_plan = run.no_op_plan()?;
    let (planned, applied) = run.destroy()?;
    Ok(Size { of, number, parts, create, no_op_plan, destroy: planned.then(&applied) })
}
