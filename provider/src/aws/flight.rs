//! A value that many ask for and one fetches.

use std::sync::atomic::{AtomicU64, Ordering};

use tfplugin::composite::Fault;
use tokio::sync::Mutex;

/// A value that is fetched when it is first asked for, or has grown old.
///
/// # Guarantees
/// - Who asks while a fetch is under way shares it, its failure included.
/// - A failure is not remembered: who asks later tries again.
/// - A fetch that is dropped midway leaves nothing behind; the next one who waits fetches.
pub(super) struct Flight<T> {
    landed: AtomicU64,
    state: Mutex<State<T>>,
}

struct State<T> {
    value: Option<T>,
    failure: Option<Fault>,
}

impl<T: Clone> Flight<T> {
    pub(super) fn new() -> Flight<T> {
        Flight { landed: AtomicU64::new(0), state: Mutex::new(State { value: None, failure: None }) }
    }

    /// The value, when it is `fresh`, or else what `fetch` gives. When that fails, an old value that is still `usable`.
    pub(super) async fn get<F: Future<Output = Result<T, Fault>>>(
        &self,
        fresh: impl Fn(&T) -> bool,
        usable: impl Fn(&T) -> bool,
        fetch: impl FnOnce() -> F,
    ) -> Result<T, Fault> {
        let landed = self.landed.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(value) = state.value.as_ref().filter(|value| fresh(value)) {
            return Ok(value.clone());
        }
        if self.landed.load(Ordering::Acquire) != landed
            && let Some(failure) = &state.failure
        {
            return Err(failure.clone());
        }
        // On the heap, and only for the one who fetches: calls to AWS are large, and thousands wait here for one of them.
        let fetched = Box::pin(fetch()).await;
        self.landed.fetch_add(1, Ordering::AcqRel);
        match fetched {
            Ok(value) => {
                *state = State { value: Some(value.clone()), failure: None };
                Ok(value)
            }
            Err(failure) => {
                if let Some(value) = state.value.as_ref().filter(|value| usable(value)) {
                    return Ok(value.clone());
                }
                state.failure = Some(failure.clone());
                Err(failure)
            }
        }
    }
}

impl<T: Clone> Default for Flight<T> {
    fn default() -> Flight<T> {
        Flight::new()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use futures_util::future::join_all;
    use tfplugin::composite::FaultKind;

    use super::*;

    async fn ask(flight: &Flight<u8>, fetches: &AtomicUsize, answer: Result<u8, Fault>) -> Result<u8, Fault> {
        let fetch = async || {
            fetches.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            answer
        };
        flight.get(|value| *value > 1, |value| *value > 0, fetch).await
    }

    fn no() -> Fault {
        Fault::new(FaultKind::Denied, "no")
    }

    #[tokio::test]
    async fn many_who_ask_are_one_fetch() {
        let (flight, fetches) = (Flight::new(), AtomicUsize::new(0));
        let answers = join_all((0..50).map(|_| ask(&flight, &fetches, Ok(2)))).await;
        assert!(answers.into_iter().all(|answer| answer == Ok(2)));
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_failure_is_shared_and_not_remembered() {
        let (flight, fetches) = (Flight::new(), AtomicUsize::new(0));
        let answers = join_all((0..50).map(|_| ask(&flight, &fetches, Err(no())))).await;
        assert!(answers.into_iter().all(|answer| answer == Err(no())));
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
        assert_eq!(ask(&flight, &fetches, Ok(2)).await, Ok(2));
        assert_eq!(fetches.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn what_is_old_is_fetched_again_and_kept_while_that_fails() {
        let (flight, fetches) = (Flight::new(), AtomicUsize::new(0));
        assert_eq!(ask(&flight, &fetches, Ok(1)).await, Ok(1));
        assert_eq!(ask(&flight, &fetches, Err(no())).await, Ok(1));
        assert_eq!(ask(&flight, &fetches, Ok(2)).await, Ok(2));
        assert_eq!(fetches.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_fetch_that_is_dropped_leaves_the_way_free() {
        let (flight, fetches) = (Flight::new(), AtomicUsize::new(0));
        tokio::select! {
            biased;
            _ = ask(&flight, &fetches, Ok(2)) => unreachable!("it yields first"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(ask(&flight, &fetches, Ok(3)).await, Ok(3));
    }
}
