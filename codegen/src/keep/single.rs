//! Commands about single files: what was edited, leaving a file to its editor, taking it back.

use std::path::Path;

use super::apply::{Gate, settle};
use super::bases::{self, Bases};
use super::block::{self, Found};
use super::disk::{self, Seen};
use super::error::KeepError;
use super::hash;
use super::journal::{self, Recovered};
use super::lock::{Entry, LOCK, Lock, State};
use super::stage::whole;
use crate::tree::{Ownership, Tree};

/// A file that does not say what it was generated as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Its path.
    pub path: String,
    /// What it was generated as; of a block, the section. `None` when that text is not kept: files that only Plinth
    /// writes have no base, and the layout means another text now.
    pub before: Option<String>,
    /// What it says; `None` when it is not there, or is no UTF-8 text.
    pub now: Option<String>,
}

/// The files of a repo that were edited or deleted since they were generated; all, or those at or below some paths.
///
/// # Errors
/// A record or a file cannot be read.
pub fn edits(root: &Path, tree: &Tree, paths: &[String]) -> Result<Vec<Edit>, KeepError> {
    let recovered = journal::recovered(root)?;
    let (lock, mut bases) = match recovered {
        Some(recovered) => (recovered.lock, recovered.bases),
        None => (Lock::read(root)?, Bases::default()),
    };
    let asked = |path: &&String| paths.is_empty() || paths.iter().any(|under| at_or_below(path, under));
    let known: Vec<&str> = lock.files.keys().filter(asked).map(String::as_str).collect();
    let mut edits = Vec::new();
    for (path, seen) in known.iter().zip(disk::read(root, &known)?) {
        let Some(entry) = lock.files.get(*path) else { continue };
        if entry.state != State::Generated || entry.class == Ownership::Seeded {
            continue;
        }
        let now = seen.as_ref().and_then(|seen| said(path, entry.class, seen));
        if now.as_ref().is_some_and(|now| hash(now.as_bytes()) == entry.base) {
            continue;
        }
        let wanted = tree.files.get(*path).map(|file| &file.text);
        let wanted = wanted.filter(|text| hash(text.as_bytes()) == entry.base).cloned();
        let before = match wanted {
            None => bases.get(root, path, &entry.base)?.map(str::to_owned),
            wanted => wanted,
        };
        edits.push(Edit { path: (*path).to_owned(), before, now });
    }
    Ok(edits)
}

/// What of a file is Plinth's: all of it, or the section.
fn said(path: &str, class: Ownership, seen: &Seen) -> Option<String> {
    let text = seen.str()?;
    if class != Ownership::Block {
        return Some(text.to_owned());
    }
    match block::find(path, text) {
        Found::Section { inner, .. } => text.get(inner).map(str::to_owned),
        _ => None,
    }
}

fn at_or_below(path: &str, under: &str) -> bool {
    let under = under.trim_end_matches('/');
    path == under || path.strip_prefix(under).is_some_and(|rest| rest.starts_with('/'))
}

/// Paths as they are in the lock: without `./` before and `/` after them.
fn tidy(paths: &[String]) -> Vec<String> {
    paths.iter().map(|path| path.trim_start_matches("./").trim_end_matches('/').to_owned()).collect()
}

/// Leaves files to their editor: Plinth writes them no more. A path of a folder means all files below it. Returns which
/// they are.
///
/// # Errors
/// Plinth does not write such a file, or a record cannot be read or written.
pub fn eject(root: &Path, paths: &[String], gate: &dyn Gate) -> Result<Vec<String>, KeepError> {
    let mut lock = settled(root, gate)?;
    let mut ejected = Vec::new();
    for under in tidy(paths) {
        let below =
            lock.files.iter_mut().filter(|(path, entry)| at_or_below(path, &under) && entry.state != State::Ejected);
        let before = ejected.len();
        for (path, entry) in below {
            entry.state = State::Ejected;
            ejected.push(path.clone());
        }
        if ejected.len() == before {
            let help = "`plinth plan` names the files that it writes";
            return Err(KeepError::Path { path: under, reason: "Plinth writes nothing there", help });
        }
    }
    keep(root, &lock, gate)?;
    Ok(ejected)
}

/// Takes files under management with what they say. Returns which they are.
///
/// A file that was ejected is merged against what it was generated from; one that Plinth did not write counts as edited
/// from what the layout means now. A file that only Plinth writes can only be taken as it should be.
///
/// # Errors
/// The layout means no such file, it is not there, or it holds edits that would be lost.
pub fn adopt(root: &Path, tree: &Tree, paths: &[String], gate: &dyn Gate) -> Result<Vec<String>, KeepError> {
    let old = settled(root, gate)?;
    let (mut lock, mut bases) = (old.clone(), Bases::default());
    let mut adopted = Vec::new();
    for under in tidy(paths) {
        let below: Vec<(&String, &crate::tree::File)> =
            tree.files.iter().filter(|(path, _)| at_or_below(path, &under)).collect();
        if below.is_empty() {
            let help = "`plinth plan` names the files that the layout means";
            return Err(KeepError::Path { path: under, reason: "the layout means no such file", help });
        }
        for (path, file) in below {
            let refused = |reason, help| KeepError::Path { path: path.clone(), reason, help };
            let entry = lock.files.get(path);
            let is_lost = match entry {
                Some(entry) if entry.class == Ownership::Merged => bases.get(root, path, &entry.base)?.is_none(),
                _ => false,
            };
            if entry.is_some_and(|entry| entry.state == State::Generated) && !is_lost {
                continue;
            }
            let Some(seen) = disk::read(root, &[path])?.into_iter().next().flatten() else {
                if *path != under {
                    continue;
                }
                return Err(refused("it is not there", "`plinth generate --restore <path>` writes it again"));
            };
            let new = Entry { class: file.ownership, base: hash(file.text.as_bytes()), state: State::Generated };
            let now = said(path, file.ownership, &seen).map(|text| hash(text.as_bytes()));
            let entry = match (entry, file.ownership) {
                (Some(entry), Ownership::Merged | Ownership::Seeded) if !is_lost => {
                    Entry { class: file.ownership, state: State::Generated, ..entry.clone() }
                }
                (_, Ownership::Merged) => {
                    bases.add(&file.text);
                    new
                }
                (None, Ownership::Block) if now.is_none() => {
                    return Err(refused("it has no section of Plinth's", "`plinth generate` adds one"));
                }
                (_, Ownership::Seeded) => new,
                (Some(entry), _) if now.as_deref() == Some(entry.base.as_str()) => {
                    Entry { class: file.ownership, state: State::Generated, ..entry.clone() }
                }
                _ if now.as_deref() == Some(new.base.as_str()) => new,
                _ => {
                    let help = "`plinth diff` shows the edits: put them elsewhere, move the file away, \
                                and run `plinth generate --restore <path>`";
                    return Err(refused("it was edited, and Plinth alone writes it", help));
                }
            };
            lock.files.insert(path.clone(), entry);
            adopted.push(path.clone());
        }
    }
    if adopted.is_empty() {
        let (path, help) = (paths.join(", "), "nothing is to be done");
        return Err(KeepError::Path { path, reason: "Plinth writes it already", help });
    }
    for (pack, text) in bases::changed(root, &mut bases, &old, &lock)? {
        if let Some(text) = text {
            whole(root, &pack, text.as_bytes(), gate).map_err(KeepError::system("written", pack))?;
        }
    }
    keep(root, &lock, gate)?;
    Ok(adopted)
}

/// Remembers that Plinth itself wrote a file, if nobody had edited it before: `before` is what it said.
///
/// # Errors
/// The lock cannot be read or written.
pub fn wrote(root: &Path, path: &str, before: Option<&str>, now: &str, gate: &dyn Gate) -> Result<(), KeepError> {
    let mut lock = settled(root, gate)?;
    let base = hash(now.as_bytes());
    match (lock.files.get_mut(path), before) {
        (Some(entry), Some(before)) if entry.base == hash(before.as_bytes()) => entry.base = base,
        (None, None) => {
            lock.files.insert(path.to_owned(), Entry { class: Ownership::Managed, base, state: State::Generated });
        }
        _ => return Ok(()),
    }
    keep(root, &lock, gate)
}

/// The lock. What a run that was killed has done is recorded first.
fn settled(root: &Path, gate: &dyn Gate) -> Result<Lock, KeepError> {
    let Some(Recovered { lock, mut bases, .. }) = journal::recovered(root)? else { return Lock::read(root) };
    let packs = bases::changed(root, &mut bases, &Lock::default(), &lock)?;
    settle(root, &lock, &packs, gate)?;
    Ok(lock)
}

fn keep(root: &Path, lock: &Lock, gate: &dyn Gate) -> Result<(), KeepError> {
    whole(root, LOCK, lock.text()?.as_bytes(), gate).map_err(KeepError::system("written", LOCK))
}
