//! `plinth diff`, `eject` and `adopt`: single files.

use std::path::Path;

use diffy::DiffOptions;
use serde::Serialize;

use super::generate::{failures, rendered};
use super::writes::Writes;
use super::{Done, Failure, project};
use crate::keep::{self, Edit, Guard};

#[derive(Serialize)]
struct Difference {
    path: String,
    /// The unified diff from what was generated to what is there; `null` when what was generated is not known any more.
    diff: Option<String>,
}

/// What was edited since it was generated.
pub(super) fn diff(directory: &Path, paths: &[String], json: bool) -> Result<Done, Vec<Failure>> {
    let tree = rendered(&project::read(directory)?).map_err(|failure| vec![failure])?;
    let edits = keep::edits(directory, &tree, paths).map_err(failures)?;
    let one = |edit: Edit| {
        let Edit { path, before, now } = edit;
        let diff = before.map(|before| unified(&path, Some(&before), now.as_deref()));
        Difference { path, diff }
    };
    let differences: Vec<Difference> = edits.into_iter().map(one).collect();
    if json {
        return Ok(Done::text(super::json(&differences)?));
    }
    let text = |difference: &Difference| {
        let unknown = || {
            format!("{} was edited, and the layout means another text now than it was generated as\n", difference.path)
        };
        difference.diff.clone().unwrap_or_else(unknown)
    };
    Ok(Done::text(differences.iter().map(text).collect()))
}

/// A unified diff; of a file that is not there on one side, as `git` writes it.
pub(super) fn unified(path: &str, before: Option<&str>, after: Option<&str>) -> String {
    let name = |side: &str, text: Option<&str>| text.map_or("/dev/null".to_owned(), |_| format!("{side}/{path}"));
    let mut options = DiffOptions::new();
    options.set_original_filename(name("a", before)).set_modified_filename(name("b", after));
    options.create_patch(before.unwrap_or_default(), after.unwrap_or_default()).to_string()
}

/// Leaves files to their editor.
pub(super) fn eject(directory: &Path, paths: &[String], json: bool) -> Result<Done, Vec<Failure>> {
    let writes = Writes::begin().map_err(|failure| vec![failure])?;
    let _guard = Guard::take(directory).map_err(failures)?;
    let ejected = keep::eject(directory, paths, &writes).map_err(failures)?;
    told(&ejected, json, "is yours now: Plinth writes it no more")
}

/// Takes files under management.
pub(super) fn adopt(directory: &Path, paths: &[String], json: bool) -> Result<Done, Vec<Failure>> {
    let writes = Writes::begin().map_err(|failure| vec![failure])?;
    let _guard = Guard::take(directory).map_err(failures)?;
    let tree = rendered(&project::read(directory)?).map_err(|failure| vec![failure])?;
    let adopted = keep::adopt(directory, &tree, paths, &writes).map_err(failures)?;
    told(&adopted, json, "is under management, with what it says")
}

fn told(paths: &[String], json: bool, what: &str) -> Result<Done, Vec<Failure>> {
    let text = |path: &String| format!("{path} {what}\n");
    Ok(Done::text(if json { super::json(&paths)? } else { paths.iter().map(text).collect() }))
}
