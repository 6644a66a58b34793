//! What earlier runs wrote: a hash for each file, by which an edited one is told from one that is as it was.

use std::collections::BTreeMap;
use std::path::Path;

use miette::miette;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Failure, project};

/// Where it is recorded.
const LOCK: &str = ".plinth/lock.json";

/// The version of the record's format.
const VERSION: u32 = 1;

/// Files that were written, by path.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    version: u32,
    /// SHA-256 of the text, in hexadecimal digits.
    files: BTreeMap<String, String>,
}

impl Default for Written {
    fn default() -> Self {
        Self { version: VERSION, files: BTreeMap::new() }
    }
}

impl Written {
    /// The record of a folder; an empty one where nothing was written yet.
    pub(super) fn read(directory: &Path) -> Result<Self, Failure> {
        let written: Self = project::recorded(&directory.join(LOCK))?;
        if written.version != VERSION {
            return Err(miette!(
                help = "use the version of Plinth that wrote it, or a newer one",
                "{LOCK} has format {}, and this version of Plinth reads {VERSION}",
                written.version
            ));
        }
        Ok(written)
    }

    /// Whether a text is what was written to a path last.
    pub(super) fn is(&self, path: &str, text: &[u8]) -> bool {
        self.files.get(path).is_some_and(|written| *written == hash(text))
    }

    /// Whether anything was written to a path.
    pub(super) fn knows(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// All paths that something was written to.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Remembers what a path says now.
    pub(super) fn note(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_owned(), hash(text.as_bytes()));
    }

    /// Writes the record.
    pub(super) fn keep(&self, directory: &Path) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| miette!("{LOCK} could not be written, and is as it was: {error}"))?;
        project::replace(&directory.join(LOCK), &(text + "\n"))
    }
}

fn hash(text: &[u8]) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_told_from_what_was_written() {
        let mut written = Written::default();
        written.note("root.hcl", "a\n");
        assert!(written.is("root.hcl", b"a\n") && !written.is("root.hcl", b"a") && !written.is("other", b"a\n"));
        assert_eq!(hash(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
