//! The memory of one provider process that manages a VPC in each of many accounts and regions.

use super::{Cost, Run, Shape, World};
use crate::ensure;
use crate::error::Result;

/// The regions that every account has without opting in to them; last the one that new accounts have two zones in.
pub const REGIONS: [&str; 17] = [
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-west-1",
];

/// What one process held for so many accounts and regions.
#[derive(Debug)]
pub struct Held {
    /// Member accounts of one organization.
    pub accounts: usize,
    /// Regions of each.
    pub regions: usize,
    /// Which VPC is in each region of each account.
    pub shape: Shape,
    /// Objects of AWS in all.
    pub parts: usize,
    /// The walk that made them all.
    pub create: Cost,
    /// The walk that refreshed and planned them all.
    pub no_op_plan: Cost,
}

/// The smallest VPC: one public tier in one zone, without flow logs.
pub const SMALL: Shape = Shape { tiers: 1, zones: 1, flow_logs: false };

/// Makes a VPC in each region of each account, and plans them again in a new process. They are left where they are: the
/// emulator's accounts end with it.
pub fn hold(world: &World, shape: Shape, accounts: usize, regions: usize) -> Result<Held> {
    let chosen = REGIONS.get(..regions).unwrap_or(&REGIONS);
    ensure!(chosen.len() == regions, "{} regions are known", REGIONS.len());
    let mut run = Run::across(world, shape, accounts, chosen)?;
    let (_, create) = run.apply()?;
    let parts = run.parts();
    let no_op_plan = run.no_op_plan()?;
    Ok(Held { accounts, regions, shape, parts, create, no_op_plan })
}
