//! One piece of work on one part.

use super::super::Place;

/// The kinds of work on a part within one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::composite) enum Phase {
    /// Looking at what is there.
    Read,
    /// Removing it.
    Delete,
    /// Creating or updating it.
    Make,
    /// Until it can be used.
    Wait,
    /// Marking it as ready, and what is marked together with it.
    Settle,
}

/// What is to happen to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::composite) enum Action {
    Read,
    Create,
    Update,
    Delete,
    Wait,
    Settle,
}

/// What became of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::composite) enum Ended {
    /// It was looked at, or waited for.
    Seen,
    /// It was as wanted.
    Kept,
    /// It was made, or taken over from a run that died.
    Made,
    /// It was changed.
    Changed,
    /// It was removed.
    Removed,
    /// It carries the mark that it is ready.
    Settled,
}

/// One piece of work.
#[derive(Clone, Debug)]
pub(in crate::composite) struct Job {
    pub(in crate::composite) phase: Phase,
    pub(in crate::composite) action: Action,
    /// The part's address.
    pub(in crate::composite) part: String,
    /// What the story calls it: its kind and, where there are several, its name.
    pub(in crate::composite) title: String,
    pub(in crate::composite) kind: &'static str,
    pub(in crate::composite) place: Place,
}

/// What tells pieces of work apart.
pub(super) type Key = (Phase, String);

impl Job {
    pub(super) fn key(&self) -> Key {
        (self.phase, self.part.clone())
    }

    /// Whether it is one of those that the story counts.
    pub(super) fn is_counted(&self) -> bool {
        matches!(self.phase, Phase::Delete | Phase::Make)
    }

    /// `111122223333/us-east-1`
    pub(super) fn place(&self) -> String {
        let region = if self.place.region.is_empty() { "" } else { "/" };
        format!("{}{region}{}", self.place.account_id, self.place.region)
    }
}

impl Action {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Action::Read => "read",
            Action::Create => "create",
            Action::Update => "update",
            Action::Delete => "delete",
            Action::Wait => "wait",
            Action::Settle => "settle",
        }
    }

    /// As the story says that it begins.
    pub(super) fn doing(self) -> &'static str {
        match self {
            Action::Read => "reading",
            Action::Create => "creating",
            Action::Update => "updating",
            Action::Delete => "deleting",
            Action::Wait => "waiting for",
            Action::Settle => "marking as ready",
        }
    }
}

impl Ended {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Ended::Seen => "seen",
            Ended::Kept => "kept",
            Ended::Made => "created",
            Ended::Changed => "updated",
            Ended::Removed => "deleted",
            Ended::Settled => "settled",
        }
    }
}
