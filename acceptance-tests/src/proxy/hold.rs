//! A call that waits for the test: the test learns that it has arrived, does something, and lets it go.

use crate::error::{Context as _, Result};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::watch;

/// Where held calls wait.
#[derive(Debug)]
pub struct Gate {
    arrived: watch::Sender<usize>,
    open: watch::Sender<bool>,
}

impl Gate {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { arrived: watch::Sender::new(0), open: watch::Sender::new(false) })
    }

    /// Waits, as a call, until the test opens the gate.
    pub(super) async fn pass(&self) {
        self.arrived.send_modify(|count| *count += 1);
        let mut open = self.open.subscribe();
        // The sender lives in this gate, so the wait cannot end for want of one.
        let _ = open.wait_for(|open| *open).await;
    }
}

/// The test's side of a hold. Dropping it lets the calls go.
pub struct Hold {
    gate: Arc<Gate>,
    runtime: Handle,
}

impl Hold {
    pub(super) fn new(gate: Arc<Gate>, runtime: Handle) -> Self {
        Self { gate, runtime }
    }

    /// Waits until a call is held.
    ///
    /// # Errors
    /// When none arrives in time.
    pub fn wait_until_reached(&self, at_most: Duration) -> Result<()> {
        let mut arrived = self.gate.arrived.subscribe();
        self.runtime
            .block_on(async { tokio::time::timeout(at_most, arrived.wait_for(|count| *count > 0)).await.map(|_| ()) })
            .context("no call reached the hold in time")
    }

    /// Whether a call has been held.
    pub fn is_reached(&self) -> bool {
        *self.gate.arrived.borrow() > 0
    }

    /// Lets the held calls go, and those that come later.
    pub fn release(&self) {
        self.gate.open.send_replace(true);
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.release();
    }
}
