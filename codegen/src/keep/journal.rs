//! What a run is about to do, and what one that was killed has done.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::bases::Bases;
use super::disk::Seen;
use super::error::KeepError;
use super::lock::{LOCK, Lock};
use super::moves::Move;
use super::paths::{self, Folders, is_inside};
use super::{hash, is_record};

/// Where new texts wait for their place.
pub(super) const STAGING: &str = ".plinth/staging";
/// Written when all of them are there.
pub(super) const JOURNAL: &str = ".plinth/staging/journal.json";
const FORMAT: u32 = 1;

/// All that a run is about to do, in order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journal {
    pub(super) version: u32,
    pub(super) moves: Vec<Move>,
    pub(super) steps: Vec<Change>,
}

/// One file that is written or deleted. Its new text is staged under the number that it has in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    pub(super) path: String,
    /// Hash of its bytes before; `None` where nothing was.
    pub(super) before: Option<String>,
    /// Hash of its bytes afterwards; `None` when it is deleted.
    pub(super) after: Option<String>,
    /// Of a file that is deleted: where its text went to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) moved: Option<String>,
}

/// Where a new text waits.
pub(super) fn staged(number: usize) -> String {
    format!("{STAGING}/{number}")
}

/// Where an old text is kept until all is done.
pub(super) fn replaced(number: usize) -> String {
    format!("{STAGING}/{number}.old")
}

/// What a run that was killed left behind.
#[derive(Debug)]
pub struct Recovered {
    pub(super) lock: Lock,
    pub(super) bases: Bases,
    /// The moves that it was about to make.
    pub moves: Vec<Move>,
}

/// Reads what a run that was killed has done; `None` when there was none. Nothing is written.
///
/// # Errors
/// The journal or what it names cannot be read.
pub fn recovered(root: &Path) -> Result<Option<Recovered>, KeepError> {
    Folders::default().check(root, JOURNAL)?;
    let text = match fs::read_to_string(root.join(JOURNAL)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(KeepError::system("read", JOURNAL)(error)),
    };
    let damaged = |reason: String| KeepError::Damaged { path: JOURNAL.to_owned(), reason };
    let journal: Journal = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
    if journal.version != FORMAT {
        return Err(KeepError::Format { path: JOURNAL.to_owned(), found: journal.version, known: FORMAT });
    }
    let mut folders = Folders::default();
    for Change { path, .. } in &journal.steps {
        if !is_inside(path) {
            let from = "it stands in .plinth/staging/journal.json: delete that file, and see what `git status` shows";
            return Err(KeepError::Outside { path: path.clone(), from });
        }
        folders.check(root, path)?;
    }
    let mut lock = Lock::read(root)?;
    let mut bases = Bases::default();
    let at = journal.steps.iter().position(|step| step.path == LOCK);
    let at = at.ok_or_else(|| damaged("it does not name the lock".to_owned()))?;
    // The lock comes last: when it is in its place, all is.
    let waiting = match fs::read_to_string(root.join(staged(at))) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(Some(Recovered { lock, bases, moves: Vec::new() }));
        }
        Err(error) => return Err(KeepError::system("read", staged(at))(error)),
    };
    let next = Lock::parse(&staged(at), &waiting)?;
    lock.plinth = lock.plinth.or_else(|| next.plinth.clone());
    for (number, step) in journal.steps.iter().enumerate() {
        if is_record(&step.path) {
            bases_of(root, number, step, &mut bases)?;
            continue;
        }
        if is_done(root, number, step)? {
            match next.files.get(&step.path) {
                Some(entry) => lock.files.insert(step.path.clone(), entry.clone()),
                None => lock.files.remove(&step.path),
            };
        }
    }
    // What went to another place and is still here too: nothing in it is lost when it goes.
    for (number, step) in journal.steps.iter().enumerate() {
        let Some(to) = &step.moved else { continue };
        let went = lock.files.get(to) == next.files.get(to) && !is_done(root, number, step)?;
        let Ok(bytes) = fs::read(root.join(&step.path)) else { continue };
        if let (true, true, Some(entry)) = (went, step.before == Some(hash(&bytes)), lock.files.get_mut(&step.path)) {
            entry.base = Seen::new(bytes).hash;
        }
    }
    Ok(Some(Recovered { lock, bases, moves: journal.moves }))
}

/// The texts of staged bases: those that are in their place are found there.
fn bases_of(root: &Path, number: usize, step: &Change, bases: &mut Bases) -> Result<(), KeepError> {
    let is_bases = step.path.starts_with(super::bases::BASES) && step.after.is_some();
    if is_bases { bases.read(&root.join(staged(number)), &staged(number)) } else { Ok(()) }
}

/// Whether a step was taken. The witness tells, whatever somebody made of the file since; but for a text that was
/// replaced while the run was taking its steps back, when the new text has both names for a moment.
fn is_done(root: &Path, number: usize, step: &Change) -> Result<bool, KeepError> {
    let is_there = |path: String| fs::symlink_metadata(root.join(path)).is_ok();
    let Some(after) = &step.after else { return Ok(is_there(replaced(number))) };
    if !is_there(staged(number)) {
        return Ok(true);
    }
    match fs::symlink_metadata(root.join(&step.path)) {
        Ok(found) if !found.is_file() => Err(paths::in_the_way(&step.path, &found)),
        Ok(_) => {
            let now = fs::read(root.join(&step.path)).map_err(KeepError::system("read", step.path.as_str()))?;
            Ok(hash(&now) == *after)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(KeepError::system("looked at", step.path.as_str())(error)),
    }
}

impl Journal {
    pub(super) fn new(moves: Vec<Move>, steps: Vec<Change>) -> Self {
        Self { version: FORMAT, moves, steps }
    }
}
