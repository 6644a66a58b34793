//! From an estate to files: Terragrunt units, Terragrunt stacks or plain Terraform roots, with the same state keys.
//!
//! [`render`] is a pure function: the same estate always gives the same bytes.

mod docs;
mod inputs;
mod repo;
mod stacks;
mod terraform;
mod terragrunt;
mod unit;

pub use repo::render;
