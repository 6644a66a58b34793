//! What becomes of the files that are there already: regeneration that loses no edit.
//!
//! [`plan()`] compares three texts of every path: what was generated last (the lock and its bases), what is there, and
//! what the layout means now. It writes nothing. [`apply`] then does what the plan says, or nothing.
//!
//! # What a write survives
//!
//! 1. **Staging.** Every new text is written to `.plinth/staging/`, the new lock and its bases too, and a journal last.
//!    Until the journal is there, nothing in the repo has changed: a full disk or an interrupt ends here, and what was
//!    staged is removed.
//! 2. **Commit.** Each staged file is renamed to its place. A rename needs no room on the disk, and leaves a witness: a
//!    staged file that is gone was put in its place, one that is there was not. An error rolls back what was done.
//! 3. **The lock** is renamed after all files, then the journal is removed.
//!
//! A process that is killed in between leaves the journal. The next run reads from the witnesses which files were
//! written, takes the new record for those and the old one for the others, and goes on from there. So it knows of every
//! file which text it was generated from, and what differs from that is an edit.

mod align;
mod apply;
mod bases;
mod block;
mod commit;
mod decide;
mod dirty;
mod disk;
mod error;
mod guard;
mod journal;
mod lock;
mod merge;
mod moves;
mod paths;
mod plan;
mod single;
mod stage;

pub use apply::{Gate, Step, apply};
pub use dirty::uncommitted;
pub use error::KeepError;
pub use guard::Guard;
pub use journal::{Recovered, recovered};
pub use lock::{Entry, Lock, State};
pub use merge::{Merged, has_conflicts, merge};
pub use moves::{Move, candidates, renamed};
pub use paths::is_sound;
pub use plan::{Blocked, Conflicts, Moved, Options, Plan, Report, Texts, plan};
pub use single::{Edit, adopt, edits, eject, wrote};

use sha2::{Digest as _, Sha256};

/// The folder of what Plinth remembers about a repo.
pub(crate) const FOLDER: &str = ".plinth";

/// Whether a path is one of Plinth's own records, and no file of the layout's.
pub(crate) fn is_record(path: &str) -> bool {
    path.strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/'))
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn hash(text: &[u8]) -> String {
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(text) {
        digits.extend([byte >> 4, byte & 15].into_iter().filter_map(|half| char::from_digit(half.into(), 16)));
    }
    digits
}

#[cfg(test)]
mod tests {
    #[test]
    fn hashes_are_those_of_others() {
        assert_eq!(super::hash(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
