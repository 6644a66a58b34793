//! Checks a live repo as it is, without Terraform, Terragrunt or AWS: what is written against the layout, every unit
//! against its module, what units say of each other, and the blocks of networks.
//!
//! Only what is said literally is checked. An input that is computed, a module that is somewhere else, a path that an
//! expression makes: those are left to the tools that know.

mod blocks;
mod files;
mod graph;
mod module;
mod read;
mod stacks;
mod terraform;
mod terragrunt;
mod unit;
mod units;

use std::path::Path;

use serde::Serialize;

use crate::estate::{Estate, Flavour};
use crate::keep::{KeepError, Plan};
use crate::tree::Tree;

/// Something that is wrong, or that a person should know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The file or folder, from the repo's root.
    pub path: String,
    /// The line, from 1; 0 where it is about the whole file.
    pub line: usize,
    /// Whether it is only to be known.
    pub warning: bool,
    /// What it is.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Finding {
    pub(crate) fn new(path: &str, line: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, warning: false, message: message.into(), help: help.into() }
    }

    pub(crate) fn warning(self) -> Self {
        Self { warning: true, ..self }
    }
}

/// Everything that is to be said about a repo, by path and line.
///
/// # Errors
/// The repo cannot be read. What is wrong in a file of it is a finding.
pub fn verify(root: &Path, estate: &Estate, tree: &Tree, plan: &Plan) -> Result<Vec<Finding>, KeepError> {
    let mut findings = files::check(plan, tree);
    let mut units = match estate.flavour {
        Flavour::Terragrunt => terragrunt::units(root, &mut findings)?,
        Flavour::TerragruntStacks => stacks::units(root, &mut findings)?,
        Flavour::Terraform => terraform::units(root, &mut findings)?,
    };
    units.sort_by(|one, other| one.path.cmp(&other.path));
    units::check(root, &units, tree, &mut findings)?;
    graph::check(&units, estate, &mut findings);
    blocks::check(&units, estate, &mut findings);
    findings.sort();
    findings.dedup();
    Ok(findings)
}
