//! `.plinth/lock.json`: who may write each file, and which text it was generated from.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::KeepError;
use super::paths::{self, is_inside};
use crate::tree::Ownership;

/// Where it is.
pub(super) const LOCK: &str = ".plinth/lock.json";

/// The version of its format.
const FORMAT: u32 = 2;

/// What became of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is generated.
    #[default]
    Generated,
    /// Somebody deleted it, and it stays deleted.
    Deleted,
    /// Somebody made it their own by `plinth eject`.
    Ejected,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_generated(state: &State) -> bool {
    *state == State::Generated
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Who may write it.
    pub class: Ownership,
    /// Hash of the text that was generated last; of a block, of the section.
    pub base: String,
    /// What became of it.
    #[serde(default, skip_serializing_if = "is_generated")]
    pub state: State,
}

/// What is remembered of all files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The version of Plinth whose templates they were written from; `None` before the first run of `generate`.
    pub plinth: Option<String>,
    /// The files by path.
    pub files: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "version")]
    _version: u32,
    plinth: String,
    files: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl Lock {
    /// The lock of a repo; an empty one before the first run.
    ///
    /// # Errors
    /// The file cannot be read, is only half there, has a format of another version, or names a path outside of the repo.
    pub fn read(root: &Path) -> Result<Self, KeepError> {
        let path = root.join(LOCK);
        match fs::symlink_metadata(&path) {
            Ok(found) if !found.is_file() => return Err(paths::in_the_way(LOCK, &found)),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(KeepError::system("looked at", LOCK)(error)),
            Ok(_) => {}
        }
        let text = fs::read_to_string(&path).map_err(KeepError::system("read", LOCK))?;
        Self::parse(LOCK, &text)
    }

    pub(super) fn parse(path: &str, text: &str) -> Result<Self, KeepError> {
        let damaged =
            |error: serde_json::Error| KeepError::Damaged { path: path.to_owned(), reason: error.to_string() };
        let Version { version } = serde_json::from_str(text).map_err(damaged)?;
        if version != FORMAT {
            return Err(KeepError::Format { path: path.to_owned(), found: version, known: FORMAT });
        }
        let written: Written = serde_json::from_str(text).map_err(damaged)?;
        if let Some(outside) = written.files.keys().find(|name| !is_inside(name)) {
            let from = "it stands in .plinth/lock.json: take that file back from version control";
            return Err(KeepError::Outside { path: outside.clone(), from });
        }
        let plinth = Some(written.plinth).filter(|version| !version.is_empty());
        Ok(Self { plinth, files: written.files })
    }

    /// As it is written: one line for each file, so that version control merges and shows it well.
    pub(super) fn text(&self) -> Result<String, KeepError> {
        let failed = |error: serde_json::Error| KeepError::Damaged { path: LOCK.to_owned(), reason: error.to_string() };
        let quoted = |text: &str| serde_json::to_string(text).map_err(failed);
        let mut lines = Vec::with_capacity(self.files.len());
        for (path, entry) in &self.files {
            lines.push(format!("    {}: {}", quoted(path)?, serde_json::to_string(entry).map_err(failed)?));
        }
        let plinth = quoted(self.plinth.as_deref().unwrap_or_default())?;
        let files = if lines.is_empty() { "{}".to_owned() } else { format!("{{\n{}\n  }}", lines.join(",\n")) };
        Ok(format!("{{\n  \"version\": {FORMAT},\n  \"plinth\": {plinth},\n  \"files\": {files}\n}}\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock() -> Lock {
        let entry = |class, state| Entry { class, base: "00".to_owned(), state };
        Lock {
            plinth: Some("0.1.0".to_owned()),
            files: BTreeMap::from([
                ("a/\"b".to_owned(), entry(Ownership::Merged, State::Deleted)),
                ("root.hcl".to_owned(), entry(Ownership::Managed, State::Generated)),
            ]),
        }
    }

    #[test]
    fn it_is_read_as_it_was_written_one_line_for_each_file() {
        let text = lock().text().unwrap();
        assert_eq!(Lock::parse(LOCK, &text).unwrap(), lock());
        assert_eq!(text.lines().filter(|line| line.contains("class")).count(), 2, "{text}");
        assert!(text.contains("    \"root.hcl\": {\"class\":\"managed\",\"base\":\"00\"}\n"), "{text}");
        let empty = Lock::default();
        assert_eq!(Lock::parse(LOCK, &empty.text().unwrap()).unwrap(), empty);
    }

    #[test]
    fn half_of_it_is_damaged_wherever_it_was_cut() {
        let text = lock().text().unwrap();
        for end in 0..text.len() - 2 {
            let error = Lock::parse(LOCK, &text[..end]).unwrap_err();
            assert!(matches!(error, KeepError::Damaged { .. }), "{error}");
        }
    }

    #[test]
    fn another_format_and_a_path_outside_are_refused() {
        let text = lock().text().unwrap();
        let other = text.replace("\"version\": 2", "\"version\": 3");
        assert!(matches!(Lock::parse(LOCK, &other), Err(KeepError::Format { found: 3, .. })));
        let outside = text.replace("root.hcl", "../root.hcl");
        assert!(matches!(Lock::parse(LOCK, &outside), Err(KeepError::Outside { .. })));
    }
}
