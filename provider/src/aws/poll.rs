//! Waiting for AWS to come round, without outlasting Terraform's patience.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How long to wait for something, and how often to look.
#[derive(Clone, Copy, Debug)]
pub struct Poll {
    /// The first pause; each one is half as long again as the one before, up to `longest`.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// How long to go on in all.
    pub limit: Duration,
}

/// A wait that has begun.
#[derive(Debug)]
pub struct Wait {
    poll: Poll,
    began: Instant,
    pause: Duration,
}

/// How a wait ended without what it waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Its time was over.
    Late,
    /// It was cancelled.
    Cancelled,
}

impl Poll {
    /// Begins to wait.
    pub fn begin(self) -> Wait {
        Wait { poll: self, began: Instant::now(), pause: self.first }
    }
}

impl Wait {
    /// The pause before the next look. It ends at once when `cancel` says so.
    pub async fn pause(&mut self, cancel: &CancellationToken) -> Result<(), Ended> {
        if cancel.is_cancelled() {
            return Err(Ended::Cancelled);
        }
        if self.began.elapsed() + self.pause > self.poll.limit {
            return Err(Ended::Late);
        }
        tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(Ended::Cancelled),
            () = tokio::time::sleep(self.pause) => {}
        }
        self.pause = (self.pause * 3 / 2).min(self.poll.longest);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: Poll =
        Poll { first: Duration::from_millis(1), longest: Duration::from_millis(2), limit: Duration::from_millis(20) };

    #[tokio::test]
    async fn a_wait_ends_in_time_or_at_once() {
        let cancel = CancellationToken::new();
        let mut wait = QUICK.begin();
        let mut looks = 0;
        while wait.pause(&cancel).await.is_ok() {
            looks += 1;
        }
        assert!((2..20).contains(&looks), "{looks}");
        assert_eq!(wait.pause(&cancel).await, Err(Ended::Late));
        cancel.cancel();
        assert_eq!(QUICK.begin().pause(&cancel).await, Err(Ended::Cancelled));
    }
}
