//! The life of one VPC: create, no-op plan, updates, destroy.

use super::shape::{public_addresses, tag};
use super::{Cost, Run, Shape, World};
use crate::error::Result;

/// One command of Terraform's, and what it cost.
#[derive(Debug)]
pub struct Operation {
    /// What was done.
    pub name: &'static str,
    /// All of it.
    pub cost: Cost,
}

/// Names of the operations, for whoever looks one up.
pub const NO_OP_PLAN: &str = "no-op plan";

/// Takes one VPC through its life. Also answers of how many objects it is made.
pub fn live(world: &World, shape: Shape) -> Result<(usize, Vec<Operation>)> {
    let mut run = Run::of(world, shape, 1)?;
    let whole = |name, (planned, applied): (Cost, Cost)| Operation { name, cost: planned.then(&applied) };
    let created = whole("create", run.apply()?);
    let parts = run.parts();
    let unchanged = Operation { name: NO_OP_PLAN, cost: run.no_op_plan()? };
    run.change(tag);
    let tagged = whole("update: a tag of everything", run.apply()?);
    run.change(public_addresses);
    let changed = whole("update: an attribute of a tier", run.apply()?);
    let destroyed = whole("destroy", run.destroy()?);
    Ok((parts, vec![created, unchanged, tagged, changed, destroyed]))
}
