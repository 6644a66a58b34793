//! The second half of a write: every staged file to its place, or all back.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::apply::{Gate, Step as Kind};
use super::error::KeepError;
use super::hash;
use super::journal::{Change, replaced, staged};
use super::plan::Plan;
use super::stage::clear;

/// Puts everything in its place.
///
/// # Errors
/// All that was done is undone, unless that fails too: then the journal stays, and the next run goes on from there.
pub(super) fn commit(plan: &Plan, gate: &dyn Gate) -> Result<(), KeepError> {
    let mut done = Done { root: &plan.root, steps: Vec::new(), folders: Vec::new(), there: None, gate };
    for (number, step) in plan.steps.iter().enumerate() {
        if let Err(error) = done.take(number, &step.change) {
            let (path, what) = (step.change.path.clone(), if step.text.is_some() { "written" } else { "deleted" });
            return Err(match (done.undo(), error) {
                (Ok(()), Failed::Meanwhile) => KeepError::Meanwhile(path),
                (Ok(()), Failed::System(source)) => KeepError::System { what, path, source },
                (Err(undo), Failed::System(source)) => {
                    KeepError::HalfWay { what, path, source, undo: undo.to_string() }
                }
                (Err(undo), Failed::Meanwhile) => {
                    let source = io::Error::other("somebody else changed it");
                    KeepError::HalfWay { what, path, source, undo: undo.to_string() }
                }
            });
        }
    }
    // All is in its place and recorded. What cannot be tidied up now is tidied up by the next run.
    if gate.pass(Kind::Clean, "").and_then(|()| clear(&plan.root)).is_ok() {
        for step in plan.steps.iter().filter(|step| step.text.is_none()) {
            remove_empty(&plan.root, &step.change.path);
        }
    }
    Ok(())
}

/// Removes the folders of a deleted file that nothing is in any more. A folder that has something in it refuses, which
/// is the end of it.
fn remove_empty(root: &Path, path: &str) {
    let mut folder = path;
    while let Some((above, _)) = folder.rsplit_once('/') {
        if fs::remove_dir(root.join(above)).is_err() {
            break;
        }
        folder = above;
    }
}

enum Failed {
    Meanwhile,
    System(io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

struct Done<'a> {
    root: &'a Path,
    steps: Vec<(usize, &'a Change)>,
    folders: Vec<PathBuf>,
    /// The folder of the file before, which is there: steps are in the order of their paths.
    there: Option<PathBuf>,
    gate: &'a dyn Gate,
}

impl<'a> Done<'a> {
    fn take(&mut self, number: usize, change: &'a Change) -> Result<(), Failed> {
        self.gate.pass(Kind::Commit, &change.path)?;
        let target = self.root.join(&change.path);
        let now = match fs::symlink_metadata(&target) {
            Ok(found) if found.is_file() => Some(hash(&fs::read(&target)?)),
            Ok(_) => return Err(Failed::Meanwhile),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        if now != change.before {
            return Err(Failed::Meanwhile);
        }
        let old = self.root.join(replaced(number));
        if change.after.is_none() {
            fs::rename(&target, &old)?;
        } else {
            match &now {
                Some(_) => keep(&target, &old)?,
                None => self.folder(&target)?,
            }
            self.gate.pass(Kind::Commit, &change.path)?;
            fs::rename(self.root.join(staged(number)), &target)?;
        }
        self.steps.push((number, change));
        Ok(())
    }

    /// Makes the folder of a file, and remembers which folders are new.
    fn folder(&mut self, target: &Path) -> io::Result<()> {
        let Some(folder) = target.parent().filter(|folder| self.there.as_deref() != Some(*folder)) else {
            return Ok(());
        };
        let mut missing: Vec<&Path> = folder.ancestors().take_while(|above| !above.exists()).collect();
        while let Some(folder) = missing.pop() {
            self.gate.pass(Kind::Commit, &folder.to_string_lossy())?;
            fs::create_dir(folder)?;
            self.folders.push(folder.to_owned());
        }
        self.there = Some(folder.to_owned());
        Ok(())
    }

    /// Takes every step back, the last first.
    fn undo(mut self) -> io::Result<()> {
        while let Some((number, change)) = self.steps.pop() {
            self.gate.pass(Kind::Undo, &change.path)?;
            let target = self.root.join(&change.path);
            let (new, old) = (self.root.join(staged(number)), self.root.join(replaced(number)));
            if change.after.is_some() && change.before.is_some() {
                // At no moment is there no file: one that is not there would look as if somebody had deleted it.
                keep(&target, &new)?;
                self.gate.pass(Kind::Undo, &change.path)?;
            }
            match change.before {
                Some(_) => fs::rename(&old, &target)?,
                None => fs::rename(&target, &new)?,
            }
        }
        self.gate.pass(Kind::Undo, "")?;
        for folder in self.folders.iter().rev() {
            match fs::remove_dir(folder) {
                // Somebody put something in it, or took it away.
                Err(error) if matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::NotFound) => {}
                other => other?,
            }
        }
        clear(self.root)
    }
}

/// A second name for a file, or a copy where the file system has no links.
fn keep(file: &Path, name: &Path) -> io::Result<()> {
    match fs::hard_link(file, name) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fs::remove_file(name)?;
            fs::hard_link(file, name)
        }
        Err(_) => fs::copy(file, name).map(drop),
    }
}
