//! The texts that files which people edit were generated from: `.plinth/bases/<folder>.json`, one for each top-level
//! folder.
//!
//! The lock says which text is a file's base, by its hash; here is where the text is found. A few files for a whole
//! repo are faster than one for each base, and two people who change different accounts do not meet in one.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::error::KeepError;
use super::hash;
use super::lock::Lock;
use super::paths;
use crate::tree::Ownership;

/// Where they are.
pub(super) const BASES: &str = ".plinth/bases";

/// Bases that were read, by their hash, so that a text that is not what the lock means is never taken for it.
#[derive(Debug, Default)]
pub(super) struct Bases {
    texts: HashMap<String, String>,
    packs: HashMap<String, bool>,
}

/// The file that a path's base is in.
pub(super) fn pack(path: &str) -> String {
    let folder = path.split_once('/').map_or("", |(folder, _)| folder);
    format!("{BASES}/{folder}.json")
}

impl Bases {
    /// The base of a file.
    pub(super) fn get(&mut self, root: &Path, path: &str, base: &str) -> Result<Option<&str>, KeepError> {
        if !self.texts.contains_key(base) {
            let pack = pack(path);
            if self.packs.insert(pack.clone(), true).is_none() {
                self.read(&root.join(&pack), &pack)?;
            }
        }
        Ok(self.texts.get(base).map(String::as_str))
    }

    /// Reads one file of bases, if it is there.
    pub(super) fn read(&mut self, at: &Path, name: &str) -> Result<(), KeepError> {
        match fs::symlink_metadata(at) {
            Ok(found) if !found.is_file() => return Err(paths::in_the_way(name, &found)),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(KeepError::system("looked at", name)(error)),
            Ok(_) => {}
        }
        let text = fs::read_to_string(at).map_err(KeepError::system("read", name))?;
        let damaged =
            |error: serde_json::Error| KeepError::Damaged { path: name.to_owned(), reason: error.to_string() };
        let texts: BTreeMap<String, String> = serde_json::from_str(&text).map_err(damaged)?;
        self.texts.extend(texts.into_values().map(|text| (hash(text.as_bytes()), text)));
        Ok(())
    }

    /// A base that is new.
    pub(super) fn add(&mut self, text: &str) {
        self.texts.insert(hash(text.as_bytes()), text.to_owned());
    }
}

/// Paths whose base is kept: those that a later merge may need.
fn kept(lock: &Lock) -> impl Iterator<Item = (&str, &str)> {
    let merged = lock.files.iter().filter(|(_, entry)| entry.class == Ownership::Merged);
    merged.map(|(path, entry)| (path.as_str(), entry.base.as_str()))
}

/// The files of bases that change from one lock to the next, with their new text; `None` for one that is to go.
pub(super) fn changed(
    root: &Path,
    bases: &mut Bases,
    old: &Lock,
    new: &Lock,
) -> Result<BTreeMap<String, Option<String>>, KeepError> {
    let by_pack = |lock: &Lock| {
        let mut packs: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (path, base) in kept(lock) {
            packs.entry(pack(path)).or_default().insert(path.to_owned(), base.to_owned());
        }
        packs
    };
    let (before, after) = (by_pack(old), by_pack(new));
    let mut changed = BTreeMap::new();
    for (name, paths) in &after {
        if before.get(name) == Some(paths) && root.join(name).exists() {
            continue;
        }
        let mut texts = BTreeMap::new();
        for (path, base) in paths {
            // A base that is lost already (somebody deleted the file) makes that one file's next merge impossible, and
            // no more.
            if let Some(text) = bases.get(root, path, base)? {
                texts.insert(path, text.to_owned());
            }
        }
        let failed = |error: serde_json::Error| KeepError::Damaged { path: name.clone(), reason: error.to_string() };
        changed.insert(name.clone(), Some(serde_json::to_string_pretty(&texts).map_err(failed)? + "\n"));
    }
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        changed.insert(name.clone(), None);
    }
    Ok(changed)
}
