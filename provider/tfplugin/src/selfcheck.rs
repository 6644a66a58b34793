//! Terraform's own tests of what a provider says, run here before Terraform sees it.
//!
//! Terraform tests every planned and every applied object and blames the provider by name. These are the same rules,
//! written from their description: a test fails on a violation, a released provider logs it and goes on, since Terraform
//! has the last word. Nothing here changes a value; that is for `plan` and `wire::conform`.

mod applied;
mod message;
mod nested;
mod plan;
mod refinements;
mod schema;

use crate::diagnostic::Path;

pub use applied::applied;
pub use plan::plan;
pub use schema::{data_source as data_source_schema, provider as provider_schema, resource as schema};

/// A rule that is not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", place(.path))]
pub struct Violation {
    /// Where; it stops at a set.
    pub path: Path,
    /// The rule and what was found. Values of sensitive attributes are not in it.
    pub message: String,
}

impl Violation {
    fn new(path: &Path, message: impl Into<String>) -> Violation {
        Violation { path: path.clone(), message: message.into() }
    }
}

fn place(path: &Path) -> String {
    if path.0.is_empty() { "the value itself".to_owned() } else { path.to_string() }
}

#[cfg(test)]
mod tests;
