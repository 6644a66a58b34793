//! Who is there: open connections and broker streams.

use std::sync::Arc;

use tokio::sync::watch;

/// How many are open, and how many ever were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) connections: usize,
    pub(super) connections_ever: usize,
    pub(super) brokers: usize,
    pub(super) brokers_ever: usize,
}

impl Count {
    /// Whether a Terraform is at the other end. It keeps a broker stream open as long as it lives, if it opens one at
    /// all; the stream of a killed one ends at once.
    pub(super) fn attended(self) -> bool {
        self.connections > 0 && (self.brokers > 0 || self.brokers_ever == 0)
    }
}

/// The counter; clones count together.
#[derive(Clone, Debug, Default)]
pub(super) struct Census(Arc<watch::Sender<Count>>);

impl Census {
    /// Counts a connection until the result is dropped.
    pub(super) fn connection(&self) -> Counted {
        self.0.send_modify(|count| {
            count.connections += 1;
            count.connections_ever += 1;
        });
        Counted { census: self.clone(), leave: |count| count.connections = count.connections.saturating_sub(1) }
    }

    /// Counts a broker stream until the result is dropped.
    pub(super) fn broker(&self) -> Counted {
        self.0.send_modify(|count| {
            count.brokers += 1;
            count.brokers_ever += 1;
        });
        Counted { census: self.clone(), leave: |count| count.brokers = count.brokers.saturating_sub(1) }
    }

    /// Sees every change, starting with the count as it is.
    pub(super) fn watch(&self) -> watch::Receiver<Count> {
        self.0.subscribe()
    }
}

/// Something that is open; dropping it says that it closed.
#[derive(Debug)]
pub(super) struct Counted {
    census: Census,
    leave: fn(&mut Count),
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.census.0.send_modify(self.leave);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_without_a_broker_is_there_while_it_is_connected() {
        let census = Census::default();
        let now = || *census.watch().borrow();
        assert!(!now().attended());
        let connection = census.connection();
        assert!(now().attended());
        drop(connection);
        assert!(!now().attended());
        assert_eq!(now().connections_ever, 1);
    }

    #[test]
    fn a_peer_whose_broker_ended_is_gone() {
        let census = Census::default();
        let now = || *census.watch().borrow();
        let _connection = census.connection();
        let broker = census.broker();
        assert!(now().attended());
        drop(broker);
        assert!(!now().attended());
    }
}
