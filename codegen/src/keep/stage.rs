//! The first half of a write: all new texts beside the repo's files, and a journal of what is to become of them.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::apply::{Gate, Step as Kind};
use super::error::KeepError;
use super::journal::{JOURNAL, Journal, STAGING, staged};
use super::plan::{Plan, Step};

/// Writes what is to be put in its place.
///
/// # Errors
/// What was staged is removed again; nothing in the repo has changed.
pub(super) fn stage(plan: &Plan, gate: &dyn Gate) -> Result<(), KeepError> {
    let root = plan.root.as_path();
    clear(root).map_err(KeepError::system("removed", STAGING))?;
    all(plan, gate).map_err(|error| match (gate.pass(Kind::Clean, STAGING).and_then(|()| clear(root)), error) {
        // What is left here, the next run removes before it begins.
        (Err(left), KeepError::System { what, path, source }) => {
            let both = format!("{source}; and {STAGING} could not be removed: {left}");
            KeepError::System { what, path, source: io::Error::new(source.kind(), both) }
        }
        (_, error) => error,
    })
}

fn all(plan: &Plan, gate: &dyn Gate) -> Result<(), KeepError> {
    let root = plan.root.as_path();
    let staging = root.join(STAGING);
    gate.pass(Kind::Stage, STAGING).and_then(|()| fs::create_dir_all(&staging)).map_err(failed(STAGING))?;
    let (done, total) = (AtomicUsize::new(0), plan.steps.len());
    let several = |first: usize, steps: &[Step]| {
        for (index, step) in steps.iter().enumerate() {
            if let Some(text) = &step.text {
                one(root, first + index, step, text, gate).map_err(failed(&step.change.path))?;
            }
            gate.progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        }
        Ok(())
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let chunk = total.div_ceil(threads).max(512);
    if total <= chunk {
        several(0, &plan.steps)?;
    } else {
        std::thread::scope(|scope| {
            let chunks = plan.steps.chunks(chunk).enumerate();
            let several = &several;
            let running: Vec<_> =
                chunks.map(|(index, steps)| scope.spawn(move || several(index * chunk, steps))).collect();
            running.into_iter().try_for_each(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })?;
    }
    let changes = plan.steps.iter().map(|step| step.change.clone()).collect();
    let journal = Journal::new(plan.moves.clone(), changes);
    let text = serde_json::to_vec(&journal).map_err(|error| failed(JOURNAL)(error.into()))?;
    gate.pass(Kind::Stage, JOURNAL).and_then(|()| whole(root, JOURNAL, &text, gate)).map_err(failed(JOURNAL))
}

fn one(root: &Path, number: usize, step: &Step, text: &[u8], gate: &dyn Gate) -> io::Result<()> {
    gate.pass(Kind::Stage, &step.change.path)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    mode(&mut options, step.executable);
    options.open(root.join(staged(number)))?.write_all(text)
}

#[cfg(unix)]
fn mode(options: &mut fs::OpenOptions, executable: bool) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(if executable { 0o777 } else { 0o666 });
}

#[cfg(not(unix))]
fn mode(_: &mut fs::OpenOptions, _: bool) {}

/// Writes a file as a whole or not at all, and waits until the disk has it.
pub(super) fn whole(root: &Path, path: &str, text: &[u8], gate: &dyn Gate) -> io::Result<()> {
    let target = root.join(path);
    let folder = target.parent().unwrap_or(root);
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_data()?;
    readable(file.as_file())?;
    gate.pass(Kind::Stage, path)?;
    file.persist(&target).map(drop).map_err(|error| error.error)
}

/// Temporary files are for their owner alone; records are for all who read the repo.
#[cfg(unix)]
fn readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &fs::File) -> io::Result<()> {
    Ok(())
}

/// Removes what is staged: the journal first, without which the rest means nothing.
pub(super) fn clear(root: &Path) -> io::Result<()> {
    let absent = |result: io::Result<()>| match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    };
    absent(fs::remove_file(root.join(JOURNAL)))?;
    absent(fs::remove_dir_all(root.join(STAGING)))
}

pub(super) fn failed(path: &str) -> impl FnOnce(io::Error) -> KeepError {
    let path = path.to_owned();
    move |error| match error.kind() {
        ErrorKind::Interrupted => KeepError::Interrupted,
        _ => KeepError::System { what: "written", path, source: error },
    }
}
