//! Does what a plan says, or nothing.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::commit::commit;
use super::error::KeepError;
use super::journal::STAGING;
use super::lock::{LOCK, Lock};
use super::plan::Plan;
use super::stage::{self, stage};

/// A kind of write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Beside the repo's files: nothing has changed yet.
    Stage,
    /// In the repo.
    Commit,
    /// Taking a step of the commit back.
    Undo,
    /// Removing what is no longer needed.
    Clean,
}

/// Asked before every write.
pub trait Gate: Sync {
    /// Lets a write happen, or makes it fail. [`io::ErrorKind::Interrupted`] while staging ends the run without a change.
    fn pass(&self, step: Step, path: &str) -> io::Result<()>;

    /// How many of the writes are staged.
    fn progress(&self, _done: usize, _of: usize) {}
}

/// Does what a plan says.
///
/// # Errors
/// Files are blocked, or the system refuses. The error says whether anything was changed; see the module for what a
/// process that is killed leaves.
pub fn apply(plan: &Plan, gate: &dyn Gate) -> Result<(), KeepError> {
    if !plan.report.blocked.is_empty() {
        return Err(KeepError::Blocked(plan.report.blocked.clone()));
    }
    if let Some((lock, bases)) = &plan.recovered {
        settle(&plan.root, lock, bases, gate)?;
    }
    if plan.is_empty() {
        return Ok(());
    }
    stage(plan, gate)?;
    commit(plan, gate)
}

/// Records what a run that was killed has done, and removes its journal. Each write is whole or not there, and until
/// the journal is gone it says the same again.
pub(super) fn settle(
    root: &Path,
    lock: &Lock,
    bases: &BTreeMap<String, Option<String>>,
    gate: &dyn Gate,
) -> Result<(), KeepError> {
    let write = |path: &str, text: &str| {
        let done = gate.pass(Step::Stage, path).and_then(|()| stage::whole(root, path, text.as_bytes(), gate));
        done.map_err(stage::failed(path))
    };
    for (path, text) in bases {
        if let Some(text) = text {
            write(path, text)?;
        }
    }
    write(LOCK, &lock.text()?)?;
    let clear = gate.pass(Step::Clean, STAGING).and_then(|()| stage::clear(root));
    clear.map_err(KeepError::system("removed", STAGING))
}
