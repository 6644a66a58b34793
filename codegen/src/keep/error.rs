//! Why nothing was done.

use std::io;

use super::plan::Blocked;

/// How many paths one message names.
const NAMED: usize = 20;

/// Why a repo could not be looked at or written. Unless it says otherwise, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// A path leads out of the repo.
    #[error("`{path}` is no path inside the repo; nothing was changed")]
    Outside {
        /// The path.
        path: String,
        /// Who says it.
        from: &'static str,
    },
    /// Something that is no plain file or folder is where one belongs.
    #[error("{at} is {what}, and is in the way; nothing was changed")]
    InTheWay {
        /// What is in the way.
        at: String,
        /// What it is: `a symbolic link`.
        what: &'static str,
    },
    /// A record cannot be read.
    #[error("{path} is damaged: {reason}; nothing was changed")]
    Damaged {
        /// The record.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A record was written by another version.
    #[error("{path} has format {found}, and this version of Plinth reads {known}; nothing was changed")]
    Format {
        /// The record.
        path: String,
        /// Its format.
        found: u32,
        /// The format that this version reads.
        known: u32,
    },
    /// Files that a person must decide about.
    #[error("{} files cannot be changed as the layout means it; nothing was changed:\n{}", .0.len(), reasons(.0))]
    Blocked(Vec<Blocked>),
    /// Edits that are in no commit.
    #[error("edits in these files are in no commit, and the files would be changed; nothing was:\n{}", listed(.0.clone()))]
    Dirty(Vec<String>),
    /// `git` is there and did not answer.
    #[error("git could not say which files hold edits that are in no commit: {0}; nothing was changed")]
    Git(String),
    /// Another run works on the repo.
    #[error("another run of plinth works on this repo; nothing was changed")]
    Busy,
    /// The run was interrupted while that was possible.
    #[error("interrupted; nothing was changed")]
    Interrupted,
    /// Somebody wrote a file while the run was about to.
    #[error("{0} was changed by somebody else during this run; nothing was changed")]
    Meanwhile(String),
    /// A path is not one that the command can work on.
    #[error("{path}: {reason}; nothing was changed")]
    Path {
        /// The path.
        path: String,
        /// Why not.
        reason: &'static str,
        /// What to do instead.
        help: &'static str,
    },
    /// The system refused, and nothing was changed or all was rolled back.
    #[error("{path} could not be {what}: {source}; nothing was changed")]
    System {
        /// What was tried: `written`.
        what: &'static str,
        /// What it was tried on.
        path: String,
        /// Why it failed.
        source: io::Error,
    },
    /// The system refused half-way, and refused the way back too.
    #[error(
        "{path} could not be {what}: {source}; and what was done before could not be undone: {undo}. \
         The journal in .plinth/staging knows what was written"
    )]
    HalfWay {
        /// What was tried.
        what: &'static str,
        /// What it was tried on.
        path: String,
        /// Why it failed.
        source: io::Error,
        /// Why it could not be undone.
        undo: String,
    },
}

impl KeepError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Outside { from, .. } => from,
            Self::InTheWay { .. } => "move it away: Plinth writes through no link, and replaces nothing but files",
            Self::Damaged { .. } => "take the file back from version control: what it records is nowhere else",
            Self::Format { .. } => "use the version of Plinth that wrote it, or a newer one",
            Self::Blocked(_) => {
                "`plinth diff` shows edits. To have Plinth's text, move the file away and run \
                 `plinth generate --restore <path>`; \
                 to keep yours, `plinth eject <path>` makes the file your own"
            }
            Self::Dirty(_) => "commit them, so that every step can be taken back, or run again with --allow-dirty",
            Self::Git(_) => "run `git status` to see what is wrong, or run again with --allow-dirty",
            Self::Busy => "wait until it has ended",
            Self::Interrupted | Self::Meanwhile(_) => "run it again",
            Self::Path { help, .. } => help,
            Self::System { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                "see whether the path is right; -C names the repo's folder"
            }
            Self::System { .. } => "free some room or correct the permissions, then run it again",
            Self::HalfWay { .. } => {
                "free some room or correct the permissions, then run it again: the run goes on from there"
            }
        }
    }

    pub(crate) fn system(what: &'static str, path: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::System { what, path, source }
    }
}

fn reasons(blocked: &[Blocked]) -> String {
    listed(blocked.iter().map(|blocked| format!("{}: {}", blocked.path, blocked.reason)).collect())
}

fn listed(mut lines: Vec<String>) -> String {
    let more = lines.len().saturating_sub(NAMED);
    lines.truncate(NAMED);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
