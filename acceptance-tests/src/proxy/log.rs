//! What went through the proxy, for tests to count and to read.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// One call that went through.
#[derive(Clone, Debug)]
pub struct Call {
    /// Signing name of the service.
    pub service: String,
    /// Name of the operation, or method and path.
    pub action: String,
    /// Region of the credential scope.
    pub region: String,
    /// Account of the credentials, where the proxy has seen them handed out.
    pub account: Option<String>,
    /// How many calls of this operation came before, plus one.
    pub occurrence: usize,
    /// Status that the caller got; none when it got no answer.
    pub status: Option<u16>,
    /// Effects that rules had, such as `throttle`.
    pub faults: Vec<&'static str>,
    /// When it arrived.
    pub arrived: Instant,
    /// How long it took, to the answer or the break.
    pub took: Duration,
    /// Whether the operation changes something, judged by its verb.
    pub is_write: bool,
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let account = self.account.as_deref().unwrap_or("?");
        write!(f, "{account} {} {} {}", self.region, self.service, self.action)?;
        match self.status {
            Some(status) => write!(f, " -> {status}"),
            None => write!(f, " -> no answer"),
        }?;
        if !self.faults.is_empty() {
            write!(f, " ({})", self.faults.join(", "))?;
        }
        write!(f, ", {} ms", self.took.as_millis())
    }
}

/// All calls so far.
#[derive(Debug, Default)]
pub struct Log {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    calls: Vec<Call>,
    occurrences: BTreeMap<(String, String), usize>,
    accounts: BTreeMap<String, String>,
    secrets: Vec<String>,
}

impl Log {
    /// The calls that have been answered, in the order of their answers.
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    /// How many calls of one operation have been answered.
    pub fn count(&self, service: &str, action: &str) -> usize {
        self.lock().calls.iter().filter(|call| call.service == service && call.action == action).count()
    }

    /// The log as lines, for messages.
    pub fn text(&self) -> String {
        self.lock().calls.iter().map(|call| format!("  {call}")).collect::<Vec<_>>().join("\n")
    }

    /// Forgets the calls, not the accounts of the credentials.
    pub fn clear(&self) {
        let mut inner = self.lock();
        inner.calls.clear();
        inner.occurrences.clear();
    }

    /// Remembers whose an access key is.
    pub fn learn_account(&self, access_key: &str, account: &str) {
        self.lock().accounts.insert(access_key.to_owned(), account.to_owned());
    }

    pub(super) fn learn_secrets(&self, secrets: Vec<String>) {
        self.lock().secrets.extend(secrets);
    }

    /// Secret keys and session tokens that were handed out: what no message and no log may show.
    pub fn secrets(&self) -> Vec<String> {
        self.lock().secrets.clone()
    }

    pub(super) fn account_of(&self, access_key: &str) -> Option<String> {
        self.lock().accounts.get(access_key).cloned()
    }

    /// Counts a call that arrives.
    pub(super) fn arrive(&self, service: &str, action: &str) -> usize {
        let mut inner = self.lock();
        let count = inner.occurrences.entry((service.to_owned(), action.to_owned())).or_default();
        *count += 1;
        *count
    }

    pub(super) fn record(&self, call: Call) {
        self.lock().calls.push(call);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A log is as good after a panic elsewhere as before.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
