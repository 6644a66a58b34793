//! The lines that the provider writes to `PLINTH_EVENTS`.

use crate::error::{Context as _, Result};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// Names the folder in which the events of each walk are kept, numbered, for whoever wants to know where time goes.
const KEEP: &str = "BENCH_EVENTS";

/// A file for events, which goes away with this value.
pub(super) struct Events {
    _folder: TempDir,
    path: &'static str,
    taken: AtomicUsize,
}

impl Events {
    pub(super) fn new() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("plinth-").tempdir().context("a temporary directory")?;
        let path: PathBuf = folder.path().join("events.jsonl");
        // A provider's environment outlives whoever made it. One path for each program costs nothing.
        let path = path.to_str().context("the temporary directory's name is no text")?.to_owned().leak();
        Ok(Self { _folder: folder, path, taken: AtomicUsize::new(0) })
    }

    pub(super) fn path(&self) -> &'static str {
        self.path
    }

    /// The events since the last time.
    pub(super) fn take(&self) -> Result<Vec<Value>> {
        let text = match std::fs::read_to_string(self.path) {
            Ok(text) => text,
            // Nobody has told anything.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error).context("the provider's events"),
        };
        match std::env::var_os(KEEP) {
            None => std::fs::remove_file(self.path).context("the provider's events")?,
            Some(folder) => self.keep(&PathBuf::from(folder))?,
        }
        text.lines().map(|line| serde_json::from_str(line).context(format!("an event: {line}"))).collect()
    }

    fn keep(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder).context("the folder for events")?;
        let number = self.taken.fetch_add(1, Ordering::Relaxed);
        let kept = folder.join(format!("{number:03}.jsonl"));
        std::fs::copy(self.path, &kept).context(format!("could not keep the events in {}", kept.display()))?;
        std::fs::remove_file(self.path).context("the provider's events")
    }
}
