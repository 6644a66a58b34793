//! When the process ends.
//!
//! Terraform ends a provider with Shutdown and kills it 2 s later. Everything else here is for the days when that does
//! not happen: a signal to the group, a Terraform that was killed, one that died before it connected. The rule is that
//! work in flight is told to stop and then awaited, because an object that was created and not reported is lost.

use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::census::{Census, Count};
use super::signals::{Asked, Signals};
use super::{Stop, Timings};

/// What the process's life depends on.
pub(super) struct Life {
    /// Cancelled by the Shutdown call.
    pub(super) shutdown: CancellationToken,
    pub(super) signals: Signals,
    pub(super) census: Census,
    pub(super) stop: Stop,
    pub(super) timings: Timings,
}

impl Life {
    /// Returns when a process that Terraform started is to end. Nothing is worth waiting for after that.
    pub(super) async fn of_a_child(mut self) {
        let (mut census, mut work) = (self.census.watch(), self.stop.watch());
        let mut facts = Facts { started: Instant::now(), asked: None, alone: None };
        loop {
            let count = *census.borrow_and_update();
            let busy = *work.borrow_and_update() > 0;
            if facts.notice(count) {
                tracing::debug!("nobody is there any more");
                self.stop.cancel();
            }
            let end = facts.end(count, busy, &self.timings);
            if end <= Instant::now() {
                return;
            }
            tokio::select! {
                biased;
                () = self.shutdown.cancelled() => return self.wind_up().await,
                asked = self.signals.next() => if asked == Asked::Terminate {
                    tracing::debug!("asked to end: cancelling work");
                    facts.asked.get_or_insert_with(Instant::now);
                    self.stop.cancel();
                },
                // The senders live in `self`, so these never fail.
                _ = census.changed() => {}
                _ = work.changed() => {}
                () = sleep_until(end) => {}
            }
        }
    }

    /// Returns when a process in debug mode is to end: at a signal, after the work it interrupts or at the second one.
    /// Many Terraforms come and go, and each of them may call Shutdown.
    pub(super) async fn of_a_debug_server(mut self) {
        self.signals.next().await;
        self.stop.cancel();
        tokio::select! {
            () = work_ends(&self.stop, self.timings.grace) => {}
            _ = self.signals.next() => {}
        }
    }

    /// After Shutdown: a little time for work that still runs, and for the answer to arrive.
    async fn wind_up(&self) {
        self.stop.cancel();
        work_ends(&self.stop, self.timings.shutdown).await;
        let mut census = self.census.watch();
        let _patience = timeout(self.timings.linger, census.wait_for(|count| count.connections == 0)).await;
    }
}

async fn work_ends(stop: &Stop, limit: Duration) {
    let mut work = stop.watch();
    let _patience = timeout(limit, work.wait_for(|in_flight| *in_flight == 0)).await;
}

/// What happened, and when.
#[derive(Debug)]
struct Facts {
    started: Instant,
    /// Asked to end by a signal.
    asked: Option<Instant>,
    /// Left by the last peer.
    alone: Option<Instant>,
}

impl Facts {
    /// Takes note of who is there; true if the last one has just left.
    fn notice(&mut self, count: Count) -> bool {
        if count.attended() || count.connections_ever == 0 {
            self.alone = None;
            return false;
        }
        let just = self.alone.is_none();
        self.alone.get_or_insert_with(Instant::now);
        just
    }

    /// When the process ends if nothing else happens.
    fn end(&self, count: Count, busy: bool, timings: &Timings) -> Instant {
        let mut ends = Vec::with_capacity(3);
        if count.connections_ever == 0 {
            ends.push(self.started + timings.first_connection);
        }
        if let Some(asked) = self.asked {
            let finished = count.connections == 0 && !busy;
            ends.push(if finished { asked } else { asked + timings.grace });
        }
        if let Some(alone) = self.alone {
            ends.push(alone + if busy { timings.grace } else { timings.idle });
        }
        // No end in sight: look again when there has to be one.
        ends.into_iter().min().unwrap_or_else(|| Instant::now() + timings.first_connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THERE: Count = Count { connections: 1, connections_ever: 1, brokers: 1, brokers_ever: 1 };
    const GONE: Count = Count { connections: 0, brokers: 0, ..THERE };

    fn facts() -> Facts {
        Facts { started: Instant::now(), asked: None, alone: None }
    }

    #[test]
    fn nobody_ever_came() {
        let (facts, timings) = (facts(), Timings::default());
        assert_eq!(facts.end(Count::default(), false, &timings), facts.started + timings.first_connection);
    }

    #[test]
    fn an_orphan_finishes_its_work() {
        let (mut facts, timings) = (facts(), Timings::default());
        assert!(!facts.notice(THERE));
        assert!(facts.notice(GONE));
        assert!(!facts.notice(GONE), "left only once");
        let alone = facts.alone.unwrap();
        assert_eq!(facts.end(GONE, true, &timings), alone + timings.grace);
        assert_eq!(facts.end(GONE, false, &timings), alone + timings.idle);
        assert!(!facts.notice(THERE));
        assert_eq!(facts.alone, None, "somebody came back");
    }

    #[test]
    fn after_a_signal_work_and_peers_have_the_grace_period() {
        let (mut facts, timings) = (facts(), Timings::default());
        let asked = Instant::now();
        facts.asked = Some(asked);
        assert_eq!(facts.end(THERE, false, &timings), asked + timings.grace);
        assert_eq!(facts.end(GONE, true, &timings), asked + timings.grace);
        assert_eq!(facts.end(GONE, false, &timings), asked);
    }
}
