//! Live repos: what `plinth` generates, applied as the people would who got it.
//!
//! | module | what it is |
//! |---|---|
//! | `repo` | a generated repo: the program, its phases, its units |
//! | `unit` | what is done with one unit: init, plan, apply, destroy |
//! | `terragrunt` | a Terragrunt unit as Terragrunt would hand it to Terraform |
//! | `evaluate` | as much of HCL's expressions as generated files have |

mod evaluate;
mod repo;
mod terragrunt;
mod unit;

pub use repo::{Flavour, LiveRepo, Phase, allow_destroy};
pub use unit::Unit;
