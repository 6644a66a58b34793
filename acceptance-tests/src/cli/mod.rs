//! Real Terraform and real OpenTofu, each run in a directory of its own.

mod binary;
pub(crate) mod environment;
mod output;
mod plan;
mod process;
mod terragrunt;
mod workdir;

pub use binary::{Cli, Tool};
pub use output::Output;
pub use plan::{Change, Plan};
pub use process::{Running, Signal};
pub use terragrunt::Terragrunt;
pub use workdir::Workdir;
