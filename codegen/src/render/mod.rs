//! From units to files: Terragrunt units, Terragrunt stacks or plain Terraform roots, with the same state keys.
//!
//! A [`Unit`] says what is deployed without saying in which flavour. [`files`] writes a whole repo of them, as a pure function.

mod repo;
mod runbook;
mod stacks;
mod terraform;
mod terragrunt;
mod unit;

pub use repo::{Account, Flavour, Repo, files};
pub use unit::{Dependency, Input, Mock, Phase, Unit};
