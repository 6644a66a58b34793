//! Token buckets: how many requests per second go to one service in one account and region.
//!
//! AWS throttles per account and region, so a bucket too wide costs retries with growing pauses, and one too narrow costs
//! time. Most services publish no rate; what is below is what they were seen to stand, and `requests_per_second` changes
//! it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Requests per second when the configuration names none; `None`: no limit of ours.
pub(super) fn default_rate(service: &str) -> Option<f64> {
    match service {
        // Not published. IAM throttles an account at some 20 requests a second over all of its API.
        "iam" => Some(15.0),
        // 600 a second per account and region, shared with everybody who works in the account:
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-sts-requests
        "sts" => Some(100.0),
        _ => None,
    }
}

/// How many seconds' worth of requests may go at once after a pause.
const BURST_SECONDS: f64 = 2.0;

/// One bucket. It starts full.
#[derive(Debug)]
pub(super) struct Bucket {
    /// Between two requests at the full rate.
    interval: Duration,
    /// How far requests may run ahead of the rate.
    burst: Duration,
    /// When the next request would be due without the burst.
    due: Mutex<Option<Instant>>,
}

impl Bucket {
    pub(super) fn new(per_second: f64) -> Bucket {
        let interval = Duration::from_secs_f64(1.0 / per_second.clamp(0.01, 100_000.0));
        Bucket { interval, burst: Duration::from_secs_f64(BURST_SECONDS).max(interval), due: Mutex::new(None) }
    }

    /// Waits until a request may go. A waiter that is dropped has used its turn, which errs on the slow side.
    pub(super) async fn take(&self) {
        let wait = self.reserve(Instant::now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// Takes the next turn and says how long to wait for it.
    fn reserve(&self, now: Instant) -> Duration {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = due.map_or(now, |due| due.max(now));
        *due = Some(mine + self.interval);
        (mine - now + self.interval).saturating_sub(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_goes_at_once_and_the_rest_at_the_rate() {
        let bucket = Bucket::new(10.0);
        let now = Instant::now();
        let waits: Vec<u128> = (0..23).map(|_| bucket.reserve(now).as_millis()).collect();
        assert!(waits[..20].iter().all(|wait| *wait == 0), "{waits:?}");
        assert_eq!(waits[20..], [100, 200, 300]);
    }

    #[test]
    fn a_pause_fills_the_bucket_again() {
        let bucket = Bucket::new(10.0);
        let now = Instant::now();
        for _ in 0..40 {
            bucket.reserve(now);
        }
        assert!(bucket.reserve(now + Duration::from_secs(3)).is_zero() || bucket.reserve(now).as_millis() > 0);
        assert_eq!(bucket.reserve(now + Duration::from_mins(1)), Duration::ZERO);
    }

    #[test]
    fn a_slow_rate_still_lets_the_first_one_go() {
        let bucket = Bucket::new(0.1);
        let now = Instant::now();
        assert_eq!(bucket.reserve(now), Duration::ZERO);
        assert_eq!(bucket.reserve(now), Duration::from_secs(10));
    }
}
