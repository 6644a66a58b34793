//! What a run would do to every file. Nothing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::bases::{self, Bases};
use super::decide::{Decided, Decision, Known, Orphan, decide, orphan};
use super::disk::{self, Seen};
use super::error::KeepError;
use super::journal::{Change, Recovered};
use super::lock::{Entry, LOCK, Lock};
use super::moves::{self, Move};
use super::{hash, is_record};
use crate::tree::{File, Ownership, Tree};

/// What a run is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Version of Plinth that the files are written by, for the lock.
    pub version: String,
    /// Files to write again that somebody deleted: none, all for an empty list, or those below these paths.
    pub restore: Option<Vec<String>>,
    /// Folders that were renamed.
    pub moves: Vec<Move>,
    /// Plinth's own records below `.plinth/`, written before all else.
    pub records: BTreeMap<String, String>,
}

/// A file that a person must decide about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Blocked {
    /// Its path.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// A file that is merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflicts {
    /// Its path.
    pub path: String,
    /// How many conflicts are marked in it.
    pub conflicts: usize,
}

/// A file that goes to another place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Its path before.
    pub from: String,
    /// Its path now.
    pub to: String,
}

/// What becomes of each file, by path, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Files that are not there, and are written.
    pub create: Vec<String>,
    /// Files that nobody edited, and that are written again because the layout means something else.
    pub update: Vec<String>,
    /// Files that were edited and that the layout means to change: both changes are in them afterwards.
    pub merge: Vec<Conflicts>,
    /// Files that go to another place with what was edited in them.
    pub moved: Vec<Moved>,
    /// Files that nobody edited and that the layout means no more: they are deleted.
    pub delete: Vec<String>,
    /// Files that say what the layout means.
    pub unchanged: usize,
    /// Files that are their owner's, whatever they say.
    pub yours: Vec<String>,
    /// Files that somebody edited, and about which the layout means nothing new: left as they are.
    pub edited: Vec<String>,
    /// Files that somebody deleted, and that stay deleted.
    pub deleted: Vec<String>,
    /// Files that somebody edited and that the layout means no more: left as they are.
    pub orphans: Vec<String>,
    /// Files with conflicts that an earlier run marked and nobody resolved.
    pub unresolved: Vec<String>,
    /// Files that a person must decide about before anything is written.
    pub blocked: Vec<Blocked>,
}

/// What each path says now, and what it is to say; `None` where no file is.
pub type Texts = BTreeMap<String, (Option<Vec<u8>>, Option<Vec<u8>>)>;

/// What is to be done, and how to remember it.
#[derive(Debug)]
pub struct Plan {
    /// What becomes of each file.
    pub report: Report,
    /// Files that hold edits and are changed: what should be in a commit before.
    pub touched: Vec<String>,
    /// What each path says now and is to say, for those that are written; for showing it.
    pub texts: Texts,
    /// The version of Plinth that wrote the repo last.
    pub written_by: Option<String>,
    pub(super) root: PathBuf,
    pub(super) steps: Vec<Step>,
    pub(super) moves: Vec<Move>,
    /// The lock and the bases of a run that was killed, to be written before this one begins.
    pub(super) recovered: Option<(Lock, BTreeMap<String, Option<String>>)>,
}

/// One file to write or delete.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) change: Change,
    pub(super) text: Option<Vec<u8>>,
    pub(super) executable: bool,
}

impl Plan {
    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether a file would be written, deleted or moved. Records alone are no change.
    pub fn changes_files(&self) -> bool {
        self.steps.iter().any(|step| !is_record(&step.change.path))
    }
}

impl Step {
    fn write(path: &str, seen: Option<&Seen>, text: Vec<u8>, executable: bool) -> Self {
        let (before, after) = (seen.map(|seen| seen.raw.clone()), Some(hash(&text)));
        let change = Change { path: path.to_owned(), before, after, moved: None };
        Self { change, text: Some(text), executable }
    }

    fn delete(path: &str, seen: &Seen, moved: Option<String>) -> Self {
        let change = Change { path: path.to_owned(), before: Some(seen.raw.clone()), after: None, moved };
        Self { change, text: None, executable: false }
    }
}

/// Says what a run would do.
///
/// # Errors
/// The repo or its records cannot be read, or something is in the way.
pub fn plan(root: &Path, tree: &Tree, options: &Options, recovered: Option<Recovered>) -> Result<Plan, KeepError> {
    let old = Lock::read(root)?;
    let was_killed = recovered.is_some();
    let (lock, mut found, mut moves) = match recovered {
        Some(Recovered { lock, bases, moves }) => (lock, bases, moves),
        None => (old.clone(), Bases::default(), Vec::new()),
    };
    moves.extend(options.moves.iter().filter(|one| !moves.contains(one)).cloned().collect::<Vec<_>>());
    let settled = if was_killed { bases::changed(root, &mut found, &Lock::default(), &lock)? } else { BTreeMap::new() };
    let pairs = moves::pairs(&moves, &lock, tree);
    let paths: BTreeSet<&str> = tree.files.keys().chain(lock.files.keys()).map(String::as_str).collect();
    let paths: Vec<&str> = paths.into_iter().collect();
    let disk: BTreeMap<&str, Option<Seen>> = paths.iter().copied().zip(disk::read(root, &paths)?).collect();
    let mut work = Work {
        root,
        lock: &lock,
        disk: &disk,
        bases: &mut found,
        next: lock.files.clone(),
        report: Report::default(),
        steps: Vec::new(),
        touched: Vec::new(),
    };
    for (path, file) in &tree.files {
        let restore = options.restore.as_ref().is_some_and(|paths| {
            paths.is_empty() || paths.iter().any(|under| path == under || path.starts_with(&format!("{under}/")))
        });
        work.meant(path, file, pairs.get(path).map(String::as_str), restore)?;
    }
    let sources: BTreeSet<&str> = pairs.values().map(String::as_str).collect();
    for (path, entry) in &lock.files {
        if !tree.files.contains_key(path) && !sources.contains(path.as_str()) {
            work.orphan(path, entry);
        }
    }
    let Work { report, steps: files, touched, next, .. } = work;
    for (path, file) in &tree.files {
        if file.ownership == Ownership::Merged
            && next.get(path).is_some_and(|entry| entry.base == hash(file.text.as_bytes()))
        {
            found.add(&file.text);
        }
    }
    let next = Lock { plinth: Some(options.version.clone()), files: next };
    let mut steps = Vec::new();
    for (path, text) in &options.records {
        steps.extend(record(path, on_disk(root, path)?, Some(text.clone())));
    }
    let texts = texts(&files, &disk);
    steps.extend(files);
    for (path, text) in bases::changed(root, &mut found, &lock, &next)? {
        let seen = match settled.get(&path) {
            Some(settled) => settled.clone().map(|text| Seen::new(text.into_bytes())),
            None => on_disk(root, &path)?,
        };
        steps.extend(record(&path, seen, text));
    }
    if !steps.is_empty() || next != lock {
        let seen = if was_killed { Some(Seen::new(lock.text()?.into_bytes())) } else { on_disk(root, LOCK)? };
        steps.extend(record(LOCK, seen, Some(next.text()?)));
    }
    let recovered = was_killed.then_some((lock, settled));
    Ok(Plan { report, touched, texts, written_by: old.plinth, root: root.to_owned(), steps, moves, recovered })
}

fn texts(steps: &[Step], disk: &BTreeMap<&str, Option<Seen>>) -> Texts {
    let one = |step: &Step| {
        let now = disk.get(step.change.path.as_str()).and_then(Option::as_ref).map(|seen| seen.text.clone());
        (step.change.path.clone(), (now, step.text.clone()))
    };
    steps.iter().map(one).collect()
}

fn on_disk(root: &Path, path: &str) -> Result<Option<Seen>, KeepError> {
    Ok(disk::read(root, &[path])?.into_iter().next().flatten())
}

/// The step that makes a record say a text, if it does not.
fn record(path: &str, seen: Option<Seen>, text: Option<String>) -> Option<Step> {
    match (seen, text) {
        (None, None) => None,
        (Some(seen), None) => Some(Step::delete(path, &seen, None)),
        (Some(seen), Some(text)) if seen.raw == hash(text.as_bytes()) => None,
        (seen, Some(text)) => Some(Step::write(path, seen.as_ref(), text.into_bytes(), false)),
    }
}

struct Work<'a> {
    root: &'a Path,
    lock: &'a Lock,
    disk: &'a BTreeMap<&'a str, Option<Seen>>,
    bases: &'a mut Bases,
    next: BTreeMap<String, Entry>,
    report: Report,
    steps: Vec<Step>,
    touched: Vec<String>,
}

impl<'a> Work<'a> {
    fn seen(&self, path: &str) -> Option<&'a Seen> {
        self.disk.get(path).and_then(Option::as_ref)
    }

    /// A path that the layout means; `from` is where its file was before a move.
    fn meant(&mut self, path: &str, file: &File, from: Option<&str>, restore: bool) -> Result<(), KeepError> {
        let entry = self.lock.files.get(from.unwrap_or(path));
        let (here, there) = (self.seen(path), from.and_then(|from| self.seen(from)));
        if let (Some(from), Some(here), Some(there)) = (from, here, there)
            && here.hash != there.hash
        {
            let reason = format!("{from} goes here, and something is here already");
            self.report.blocked.push(Blocked { path: path.to_owned(), reason });
            return Ok(());
        }
        let seen = there.or(here);
        let known = Known { path, entry, seen, restore };
        let bases = &mut *self.bases;
        let Decided { decision, entry, unresolved } = decide(&known, file, |base| {
            bases.get(self.root, from.unwrap_or(path), base).map(|text| text.map(str::to_owned))
        })?;
        let edited = matches!(decision, Decision::Merge { .. } | Decision::Edited | Decision::Yours);
        let text = self.note(path, decision);
        if unresolved && self.report.blocked.last().is_none_or(|blocked| blocked.path != path) {
            self.report.unresolved.push(path.to_owned());
        }
        match entry {
            Some(entry) => self.next.insert(path.to_owned(), entry),
            None => self.next.remove(path),
        };
        let Some((from, there)) = from.zip(there) else {
            if let Some(from) = from {
                self.next.remove(from);
            }
            if let Some(text) = text {
                if edited {
                    self.touched.push(path.to_owned());
                }
                self.steps.push(Step::write(path, here, text, file.executable));
            }
            return Ok(());
        };
        self.next.remove(from);
        self.report.moved.push(Moved { from: from.to_owned(), to: path.to_owned() });
        if edited {
            self.touched.push(from.to_owned());
        }
        let text = text.unwrap_or_else(|| there.text.clone());
        if here.is_none_or(|here| here.raw != hash(&text)) {
            self.steps.push(Step::write(path, here, text, file.executable));
        }
        self.steps.push(Step::delete(from, there, Some(path.to_owned())));
        Ok(())
    }

    /// Takes a decision into the report, and says what is to be written.
    fn note(&mut self, path: &str, decision: Decision) -> Option<Vec<u8>> {
        let path = path.to_owned();
        let report = &mut self.report;
        match decision {
            Decision::Unchanged => report.unchanged += 1,
            Decision::Create(text) => {
                report.create.push(path);
                return Some(text);
            }
            Decision::Replace(text) => {
                report.update.push(path);
                return Some(text);
            }
            Decision::Merge { text, conflicts } => {
                report.merge.push(Conflicts { path, conflicts });
                return Some(text);
            }
            Decision::Yours => report.yours.push(path),
            Decision::Edited => report.edited.push(path),
            Decision::Deleted => report.deleted.push(path),
            Decision::Blocked(reason) => report.blocked.push(Blocked { path, reason: reason.to_owned() }),
        }
        None
    }

    /// A path that the layout means no more.
    fn orphan(&mut self, path: &str, entry: &Entry) {
        let seen = self.seen(path);
        let step = match (orphan(path, entry, seen), seen) {
            (Orphan::Forget, _) | (_, None) => None,
            (Orphan::Keep, _) => {
                self.report.orphans.push(path.to_owned());
                return;
            }
            (Orphan::Delete, Some(seen)) => {
                self.report.delete.push(path.to_owned());
                Some(Step::delete(path, seen, None))
            }
            (Orphan::Replace(text), seen) => {
                self.report.update.push(path.to_owned());
                Some(Step::write(path, seen, text, false))
            }
        };
        self.steps.extend(step);
        self.next.remove(path);
    }
}

impl Report {
    /// Whether files have conflicts after the run.
    pub fn has_conflicts(&self) -> bool {
        !self.unresolved.is_empty() || self.merge.iter().any(|merged| merged.conflicts > 0)
    }
}
