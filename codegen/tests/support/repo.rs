//! A folder that trees are generated into, and writes that fail when they are told to.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

mod read;

use plinth::keep::{self, Gate, KeepError, Move, Options, Plan, Step};
use plinth::tree::{File, Ownership, Tree};

/// How the writes of a run go.
#[derive(Debug)]
pub(crate) struct Faults {
    /// The write that fails, counted from 0.
    pub(crate) at: usize,
    /// Whether all later ones fail too, as if the process had ended.
    killed: bool,
    error: io::ErrorKind,
    pub(crate) passed: AtomicUsize,
    /// The only kind of write that counts.
    pub(crate) only: Option<Step>,
}

impl Faults {
    pub(crate) fn none() -> Self {
        Self::once(usize::MAX, io::ErrorKind::Other)
    }

    pub(crate) fn once(at: usize, error: io::ErrorKind) -> Self {
        Self { at, killed: false, error, passed: AtomicUsize::new(0), only: None }
    }

    pub(crate) fn killed(at: usize) -> Self {
        Self { killed: true, ..Self::once(at, io::ErrorKind::Other) }
    }
}

impl Gate for Faults {
    fn pass(&self, step: Step, _: &str) -> io::Result<()> {
        if self.only.is_some_and(|only| only != step) {
            return Ok(());
        }
        let number = self.passed.fetch_add(1, Ordering::Relaxed);
        if number == self.at || (self.killed && number > self.at) { Err(self.error.into()) } else { Ok(()) }
    }
}

pub(crate) fn file(ownership: Ownership, text: &str) -> File {
    File { ownership, text: text.to_owned(), executable: false }
}

pub(crate) fn options(moves: &[(&str, &str)]) -> Options {
    let moves = moves.iter().map(|(from, to)| Move { from: (*from).to_owned(), to: (*to).to_owned() });
    Options { version: "1.0.0".to_owned(), moves: moves.collect(), ..Options::default() }
}

pub(crate) fn plan(root: &Path, tree: &Tree, options: &Options) -> Result<Plan, KeepError> {
    keep::plan(root, tree, options, keep::recovered(root)?)
}

pub(crate) fn generate(root: &Path, tree: &Tree, options: &Options, faults: &Faults) -> Result<Plan, KeepError> {
    let plan = plan(root, tree, options)?;
    keep::apply(&plan, faults)?;
    Ok(plan)
}

/// Every file by its path, records included.
pub(crate) fn snapshot(root: &Path) -> BTreeMap<String, String> {
    read::read(root)
}

/// Files by their path, without Plinth's records.
pub(crate) fn files(root: &Path) -> BTreeMap<String, String> {
    snapshot(root).into_iter().filter(|(path, _)| !path.starts_with(".plinth/")).collect()
}

pub(crate) fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
