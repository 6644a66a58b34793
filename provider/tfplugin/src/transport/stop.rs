//! Cancelling work, more than once in a process's life.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};

/// The handle on all work in flight: who works enters, and who wants it to stop cancels. Clones share everything.
///
/// A process goes on serving after a stop, so cancelling ends a generation of work and not the handle: work that
/// enters later runs until the next stop.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    current: Mutex<CancellationToken>,
    in_flight: watch::Sender<usize>,
}

impl Stop {
    /// A handle with nothing in flight.
    pub fn new() -> Self {
        Self::default()
    }

    /// The token of the present generation: cancelled at the next stop, never later replaced.
    pub fn token(&self) -> CancellationToken {
        self.0.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Cancels everything that entered so far, at once, and starts a new generation. Safe to repeat.
    pub fn cancel(&self) {
        let mut current = self.0.current.lock().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::take(&mut *current);
        drop(current);
        old.cancel();
    }

    /// Counts work as in flight until the guard is dropped, so that the process does not end under it.
    ///
    /// A connection that breaks drops the future of its RPC: work that must not be torn apart runs in a task of its
    /// own, and the guard moves into that task.
    pub fn enter(&self) -> Guard {
        // Counted before the token is taken: a stop that comes in between is seen by one of the two.
        self.0.in_flight.send_modify(|count| *count += 1);
        Guard { token: self.token(), stop: self.clone() }
    }

    /// How many guards there are.
    pub fn in_flight(&self) -> usize {
        *self.0.in_flight.borrow()
    }

    /// Sees every change of the number of guards, starting with the number as it is.
    pub(super) fn watch(&self) -> watch::Receiver<usize> {
        self.0.in_flight.subscribe()
    }
}

/// Work in flight, with the token that ends it.
#[derive(Debug)]
#[must_use = "work is in flight only as long as its guard lives"]
pub struct Guard {
    token: CancellationToken,
    stop: Stop,
}

impl Guard {
    /// The token of the generation in which this work entered.
    pub fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// Ready once this work is to stop.
    pub fn cancelled(&self) -> WaitForCancellationFuture<'_> {
        self.token.cancelled()
    }

    /// Whether this work is to stop.
    pub fn is_cancelled(&self) -> bool {
        self.token.is_cancelled()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.stop.0.in_flight.send_modify(|count| *count = count.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_ends_a_generation_and_not_the_handle() {
        let stop = Stop::new();
        let before = stop.enter();
        stop.clone().cancel();
        let after = stop.enter();
        assert!(before.is_cancelled());
        assert!(!after.is_cancelled());
        stop.cancel();
        assert!(after.is_cancelled());
    }

    #[test]
    fn guards_are_counted() {
        let stop = Stop::new();
        let one = stop.enter();
        let two = stop.enter();
        assert_eq!(stop.in_flight(), 2);
        drop((one, two));
        assert_eq!(stop.in_flight(), 0);
    }
}
