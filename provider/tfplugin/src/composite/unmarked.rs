//! Objects whose mark is not yet what it should be: half-made ones, and imported ones that something else made.
//!
//! What is known of a mark stands in `drift`, at the end of the text, because a refresh by id does not see marks: so it
//! outlives refreshes until an apply has written the mark.

use super::Status;
use super::graph::Composite;
use super::node::AnyFound;
use super::run::{NodeOf, Run};

/// An object of a run that did not come to its end.
pub(super) const NOT_READY: &str = "is marked as being made, should be marked as ready";
/// An object that this resource did not make.
pub(super) const NOT_OURS: &str = "is not marked as this resource's, should be";

/// What a text of `drift` says of the mark.
pub(super) fn in_drift(drift: &str) -> Option<&'static str> {
    [NOT_READY, NOT_OURS].into_iter().find(|text| drift.ends_with(text))
}

impl<R: Composite> Run<'_, R> {
    /// What is wrong with the mark of an object that was found.
    pub(super) fn unmarked(&self, node: &NodeOf<R>, found: &AnyFound, imported: bool) -> Option<&'static str> {
        match &found.mark {
            Some(mark) if mark.resource == self.mark.resource => {
                let half_made = mark.status == Status::Creating && node.settle_group().is_some();
                half_made.then_some(NOT_READY)
            }
            _ => (imported && node.adopts()).then_some(NOT_OURS),
        }
    }

    /// Notes that an object was made, or taken over, under a mark that is not ready.
    pub(super) fn note_not_ready(&self, node: &NodeOf<R>, address: &str) {
        if node.is_marked() && node.settle_group().is_some() {
            self.known().drift.insert(address.to_owned(), NOT_READY.to_owned());
        }
    }
}
