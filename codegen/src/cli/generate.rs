//! `plinth generate` and `plinth plan`: the files that a layout means, and those that a folder has.
//!
//! A file is replaced only while it is, byte for byte, what an earlier run wrote. An edited one stays as it is while the
//! layout means nothing new about it; when it does, the whole run is refused before anything is written, unless the file is its owner's from
//! the start. A file that somebody deleted stays deleted.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use miette::miette;
use serde::Serialize;

use super::written::Written;
use super::{Failure, project};
use crate::resolve::Resolved;
use crate::tree::{File, Ownership, Tree};

/// How many paths one message names.
const NAMED: usize = 20;

/// What becomes of each file, by path, in order.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Outcome {
    /// Files that are not there.
    pub(super) create: Vec<String>,
    /// Files that are as an earlier run wrote them, and that the layout now means to say something else.
    pub(super) update: Vec<String>,
    /// Files that say what the layout means.
    pub(super) unchanged: usize,
    /// Files that are their owner's, whatever they say.
    pub(super) kept: Vec<String>,
    /// Files that somebody edited, and about which the layout means nothing new: left as they are.
    pub(super) edited: Vec<String>,
    /// Files that somebody deleted, and that stay deleted.
    pub(super) deleted: Vec<String>,
    /// Files that an earlier run wrote and the layout means no more: to be deleted by hand.
    pub(super) orphans: Vec<String>,
    /// Files that somebody edited and that the layout means to say something else: why nothing is written.
    pub(super) differ: Vec<String>,
    /// Modules that units use and this version does not have: those units cannot be applied yet.
    pub(super) missing_modules: BTreeSet<String>,
}

impl Outcome {
    /// For people.
    pub(super) fn text(&self) -> String {
        let mut lines: Vec<String> = self.create.iter().map(|path| format!("+ {path}")).collect();
        lines.extend(self.update.iter().map(|path| format!("~ {path}")));
        lines.extend(self.kept.iter().map(|path| format!("  {path} is yours, and is left as it is")));
        lines.extend(self.edited.iter().map(|path| format!("  {path} was edited, and is left as it is")));
        lines.extend(self.deleted.iter().map(|path| format!("  {path} was deleted, and stays so")));
        lines.extend(self.differ.iter().map(|path| format!("! {path} was edited, and should say something else")));
        let (create, update, differ) = (self.create.len(), self.update.len(), self.differ.len());
        lines.push(format!(
            "{create} to create, {update} to replace, {} unchanged, {differ} in the way",
            self.unchanged
        ));
        lines.join("\n") + "\n" + &self.warning()
    }

    /// What is left to do by hand, and what cannot be applied yet; empty when there is neither.
    pub(super) fn warning(&self) -> String {
        let mut lines = Vec::new();
        if !self.orphans.is_empty() {
            let names = self.orphans.join("\n  ");
            lines.push(format!(
                "The layout means these no more. Destroy what they made, then delete them:\n  {names}\n"
            ));
        }
        if !self.missing_modules.is_empty() {
            let names: Vec<&str> = self.missing_modules.iter().map(String::as_str).collect();
            let names = names.join(", ");
            lines.push(format!(
                "Units of these modules cannot be applied yet, since this version does not have them: {names}\n"
            ));
        }
        lines.concat()
    }
}

/// What `generate` would do.
pub(super) fn plan(directory: &Path, restore: bool) -> Result<Outcome, Vec<Failure>> {
    let resolved = project::read(directory)?;
    let one = |failure| vec![failure];
    let tree = rendered(&resolved).map_err(one)?;
    let written = Written::read(directory).map_err(one)?;
    outcome(directory, &tree, &written, restore).map_err(one)
}

/// Writes every file that is not there, or is not as the layout means it; with `restore`, deleted ones too. When it is
/// interrupted, the next run writes what is left.
pub(super) fn write(directory: &Path, restore: bool) -> Result<Outcome, Vec<Failure>> {
    let resolved = project::read(directory)?;
    let one = |failure| vec![failure];
    let tree = rendered(&resolved).map_err(one)?;
    let mut written = Written::read(directory).map_err(one)?;
    let outcome = outcome(directory, &tree, &written, restore).map_err(one)?;
    if !outcome.differ.is_empty() {
        return Err(one(refused(&outcome.differ)));
    }
    // Before any file that names a block: what was handed out once must never go to somebody else.
    project::record(directory, &resolved.blocks).map_err(one)?;
    for (path, file) in &tree.files {
        let is_new = outcome.create.contains(path);
        if is_new || outcome.update.contains(path) {
            put(directory, path, file, is_new).map_err(one)?;
        }
        if ![&outcome.kept, &outcome.edited, &outcome.deleted].iter().any(|left| left.contains(path)) {
            written.note(path, &file.text);
        }
    }
    // Last: until then, what was written says by itself that it is as it should be.
    written.keep(directory).map_err(one)?;
    Ok(outcome)
}

fn rendered(resolved: &Resolved) -> Result<Tree, Failure> {
    crate::render::render(&resolved.estate)
        .map_err(|error| miette!("the layout could not be rendered, and nothing was written: {error}"))
}

fn outcome(directory: &Path, tree: &Tree, written: &Written, restore: bool) -> Result<Outcome, Failure> {
    let mut outcome = Outcome { missing_modules: missing_modules(tree), ..Outcome::default() };
    let orphans = written.paths().filter(|path| !tree.files.contains_key(*path) && directory.join(path).exists());
    outcome.orphans = orphans.map(str::to_owned).collect();
    for (path, file) in &tree.files {
        stays_inside(directory, path)?;
        match fs::read(directory.join(path)) {
            Ok(text) if text == file.text.as_bytes() => outcome.unchanged += 1,
            Ok(_) if file.ownership == Ownership::Seeded => outcome.kept.push(path.clone()),
            Ok(text) if written.is(path, &text) => outcome.update.push(path.clone()),
            Ok(_) if written.is(path, file.text.as_bytes()) => outcome.edited.push(path.clone()),
            Ok(_) => outcome.differ.push(path.clone()),
            Err(error) if error.kind() == ErrorKind::NotFound && written.knows(path) && !restore => {
                outcome.deleted.push(path.clone());
            }
            Err(error) if error.kind() == ErrorKind::NotFound => outcome.create.push(path.clone()),
            Err(error) => return Err(miette!("{path} could not be read, and nothing was written: {error}")),
        }
    }
    Ok(outcome)
}

/// Modules of the repo's own that files name and the repo does not have.
fn missing_modules(tree: &Tree) -> BTreeSet<String> {
    const FOLDER: &str = "modules/";
    let extension = |path: &str| path.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_owned());
    let configuration = tree.files.iter().filter(|(path, _)| matches!(extension(path).as_str(), "hcl" | "tf"));
    let sources =
        configuration.flat_map(|(_, file)| file.text.lines().filter(|line| line.trim_start().starts_with("source")));
    let names = sources.filter_map(|line| line.split_once(FOLDER)?.1.split(['"', '?']).next());
    names.filter(|name| !tree.files.contains_key(&format!("{FOLDER}{name}/main.tf"))).map(str::to_owned).collect()
}

/// Refuses a path that leads out of the repo, or through something that is no folder.
fn stays_inside(directory: &Path, path: &str) -> Result<(), Failure> {
    let mut at = directory.to_owned();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
        at.push(folder);
        match at.symlink_metadata() {
            Ok(found) if found.is_dir() => {}
            Ok(_) => {
                let help = "move it away: Plinth writes through no link, and replaces nothing";
                return Err(miette!(help = help, "{} is in the way of {path}; nothing was written", at.display()));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(miette!("{} could not be looked at: {error}", at.display())),
        }
    }
    match at.join(name).symlink_metadata() {
        Ok(found) if !found.is_file() => {
            let help = "move it away: Plinth writes through no link, and replaces nothing";
            Err(miette!(help = help, "{path} is no plain file; nothing was written"))
        }
        _ => Ok(()),
    }
}

/// A whole file or nothing.
fn put(directory: &Path, path: &str, file: &File, is_new: bool) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        let help = "what was written before it stays; the next `plinth generate` writes the rest";
        miette!(help = help, "{path} could not be written: {error}")
    };
    let target = directory.join(path);
    let folder = target.parent().unwrap_or(directory);
    fs::create_dir_all(folder).map_err(failed)?;
    let mut written = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    written.write_all(file.text.as_bytes()).map_err(failed)?;
    set_mode(written.as_file(), file.executable).map_err(failed)?;
    // Somebody may have made the file since it was looked for.
    let end = if is_new { written.persist_noclobber(&target) } else { written.persist(&target) };
    end.map(drop).map_err(|error| failed(error.error))
}

/// As an editor would leave it: readable by all; temporary files are not.
#[cfg(unix)]
fn set_mode(file: &fs::File, executable: bool) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(if executable { 0o755 } else { 0o644 }))
}

#[cfg(not(unix))]
fn set_mode(_: &fs::File, _: bool) -> std::io::Result<()> {
    Ok(())
}

fn refused(differ: &[String]) -> Failure {
    let mut named: Vec<&str> = differ.iter().take(NAMED).map(String::as_str).collect();
    let more = format!("and {} more", differ.len().saturating_sub(NAMED));
    if differ.len() > NAMED {
        named.push(&more);
    }
    let help = "this version of Plinth merges nothing: move these away, generate, and put your edits into the new ones";
    let count = differ.len();
    miette!(
        help = help,
        "{count} edited files would change with the layout; nothing was written:\n  {}",
        named.join("\n  ")
    )
}
