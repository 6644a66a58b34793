//! Token buckets: how many requests per second go to one service in one account and region.
//!
//! AWS throttles per account and region, so a bucket too wide costs retries with growing pauses, and one too narrow costs
//! time. Most services publish no rate; what is below is what they were seen to stand, and `requests_per_second` changes
//! it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
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

/// Requests under way at a time to one service in one account and region. What is more waits here, where it costs nothing,
/// and not at AWS.
const AT_ONCE: usize = 64;

/// What bounds the requests to one service in one account and region.
#[derive(Debug)]
pub(super) struct Limits {
    rate: Rate,
    at_once: Semaphore,
    /// Of a service that refuses changes that overlap: one at a time.
    changes: Option<Semaphore>,
    /// Counts each change when it begins and when it is over.
    changed: AtomicU64,
}

#[derive(Debug)]
enum Rate {
    /// No limit of ours.
    Free,
    /// Of all requests together.
    All(Bucket),
    /// Of each action by itself.
    Each(Mutex<BTreeMap<String, Bucket>>),
}

impl Limits {
    /// The limits of a service, with its rate where the configuration names one.
    pub(super) fn new(service: &str, configured: Option<f64>) -> Limits {
        let rate = match configured.or_else(|| default_rate(service)) {
            Some(rate) => Rate::All(Bucket::new(rate)),
            None if service == "ec2" => Rate::Each(Mutex::default()),
            None => Rate::Free,
        };
        // An organization refuses a change that comes while another is under way, with ConcurrentModificationException or
        // TooManyRequestsException. It is managed from one account, so an account's limits are the organization's.
        let changes = (service == "organizations").then(|| Semaphore::new(1));
        Limits { rate, at_once: Semaphore::new(AT_ONCE), changes, changed: AtomicU64::new(0) }
    }

    /// Waits until a request may go, and counts it as under way until what it returns is dropped. `body` is the
    /// request's, in which EC2's protocol names the action; `target` is the header in which JSON protocols do.
    pub(super) async fn enter(&self, target: Option<&str>, body: Option<&[u8]>) -> UnderWay<'_> {
        let change = match &self.changes {
            Some(changes) if !target.is_some_and(is_read) => changes.acquire().await.ok().map(|turn| {
                self.changed.fetch_add(1, Ordering::AcqRel);
                Change { _turn: turn, changed: &self.changed }
            }),
            _ => None,
        };
        let wait = self.reserve(Instant::now(), body);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        // Nobody closes the semaphores.
        UnderWay { _request: self.at_once.acquire().await.ok(), _change: change }
    }

    /// A number that differs after a change, and while one is under way. Of services whose changes come one at a time.
    pub(super) fn changes(&self) -> u64 {
        self.changed.load(Ordering::Acquire)
    }

    /// Takes the next turn and says how long to wait for it. A waiter that is dropped has used its turn, which errs on the
    /// slow side.
    fn reserve(&self, now: Instant, body: Option<&[u8]>) -> Duration {
        match (&self.rate, body.and_then(action_in)) {
            (Rate::All(bucket), _) => bucket.reserve(now),
            (Rate::Each(buckets), Some(action)) => {
                let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
                buckets.entry(action.to_owned()).or_insert_with(|| ec2_bucket(action)).reserve(now)
            }
            _ => Duration::ZERO,
        }
    }
}

/// A request that is under way until this is dropped.
pub(super) struct UnderWay<'a> {
    _request: Option<SemaphorePermit<'a>>,
    _change: Option<Change<'a>>,
}

/// A change under way.
struct Change<'a> {
    _turn: SemaphorePermit<'a>,
    changed: &'a AtomicU64,
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        self.changed.fetch_add(1, Ordering::AcqRel);
    }
}

/// Whether `AWSOrganizationsV20161128.ListRoots` only reads.
fn is_read(target: &str) -> bool {
    let action = target.rsplit('.').next().unwrap_or(target);
    ["Describe", "List"].iter().any(|verb| action.starts_with(verb))
}

/// `CreateVpc`, in the form that the query protocol sends.
fn action_in(body: &[u8]) -> Option<&str> {
    let rest = std::str::from_utf8(body).ok()?.strip_prefix("Action=")?;
    rest.split('&').next()
}

/// EC2 counts each action by itself, per account and region, and shares the tokens among everybody who works there:
/// <https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>. A few actions have less; AWS refuses those,
/// and they are tried again.
fn ec2_bucket(action: &str) -> Bucket {
    let reads = ["Describe", "Get", "Search", "List"].iter().any(|verb| action.starts_with(verb));
    if reads { Bucket::with_burst(20.0, 100.0) } else { Bucket::with_burst(5.0, 50.0) }
}

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
        Bucket::with_burst(per_second, per_second * BURST_SECONDS)
    }

    /// A bucket that holds `burst` requests.
    fn with_burst(per_second: f64, burst: f64) -> Bucket {
        let interval = Duration::from_secs_f64(1.0 / per_second.clamp(0.01, 100_000.0));
        Bucket { interval, burst: interval.mul_f64(burst.max(1.0)), due: Mutex::new(None) }
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
    use futures_util::FutureExt;

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
    fn ec2_counts_each_action_by_itself() {
        let now = Instant::now();
        let body = |action: &str| format!("Action={action}&Version=2016-11-15");
        let limits = Limits::new("ec2", None);
        let wait = |action: &str| limits.reserve(now, Some(body(action).as_bytes())).as_millis();
        for action in ["CreateSubnet", "CreateRoute", "DescribeSubnets"] {
            assert!((0..50).all(|_| wait(action) == 0), "{action}");
        }
        assert_eq!((wait("CreateSubnet"), wait("CreateSubnet"), wait("DescribeSubnets")), (200, 400, 0));
        // What the configuration says is for all actions together.
        let limits = Limits::new("ec2", Some(0.5));
        let wait = |action: &str| limits.reserve(now, Some(body(action).as_bytes())).as_millis();
        assert_eq!((wait("CreateSubnet"), wait("CreateRoute")), (0, 2000));
    }

    #[tokio::test]
    async fn no_more_than_so_many_are_under_way() {
        let limits = Limits::new("logs", None);
        let mut under_way = Vec::new();
        for _ in 0..AT_ONCE {
            under_way.push(limits.enter(None, None).await);
        }
        assert!(limits.enter(None, None).now_or_never().is_none());
        under_way.pop();
        assert!(limits.enter(None, None).now_or_never().is_some());
    }

    #[tokio::test]
    async fn an_organization_is_changed_once_at_a_time() {
        let limits = Limits::new("organizations", None);
        let enter = |action| limits.enter(Some(action), None).now_or_never();
        let change = enter("AWSOrganizationsV20161128.CreateAccount");
        assert!(change.is_some());
        let under_way = limits.changes();
        assert!(enter("AWSOrganizationsV20161128.ListRoots").is_some());
        assert!(enter("AWSOrganizationsV20161128.MoveAccount").is_none());
        assert_eq!(limits.changes(), under_way);
        drop(change);
        assert_ne!(limits.changes(), under_way);
        assert!(enter("AWSOrganizationsV20161128.MoveAccount").is_some());
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
