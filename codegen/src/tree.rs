//! What is generated: files by their path, each with its ownership.

use std::collections::{BTreeMap, BTreeSet};

/// Who may write a file, and what regeneration does when both did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ownership {
    /// Written by Plinth alone: overwritten, and refused when somebody edited it.
    Managed,
    /// Written by both: a three-way merge against what was generated last; conflicts are marked, never resolved silently.
    Merged,
    /// Written once, then the user's.
    Seeded,
    /// A marked section of Plinth's in a file of the user's.
    Block,
}

/// One generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Who may write it.
    pub ownership: Ownership,
    /// The whole text; of a [`Ownership::Block`] the section's, without its markers.
    pub text: String,
    /// Whether it may be executed.
    pub executable: bool,
}

/// All files of a repo, by their path from its root, with `/` between the parts, never absolute, never with `..`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The files.
    pub files: BTreeMap<String, File>,
    /// The module of `modules/` that each unit is of, by the unit's folder.
    pub modules: BTreeMap<String, &'static str>,
}

impl Tree {
    /// Modules that units are of and the tree does not have.
    pub fn missing_modules(&self) -> BTreeSet<String> {
        let is_missing = |module: &&&str| !self.files.contains_key(&format!("modules/{module}/main.tf"));
        self.modules.values().filter(is_missing).map(|module| (*module).to_owned()).collect()
    }
}
