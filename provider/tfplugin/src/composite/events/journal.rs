//! The story of one operation on one resource.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::super::{Fault, FaultKind};
use super::critical_path::{Link, longest};
use super::job::{Ended, Job, Key, Phase};
use super::{AwsCall, sink};

/// Everything that happened in one operation, told as it happens and once more in sum.
pub(in crate::composite) struct Journal {
    resource: String,
    operation: &'static str,
    began: Instant,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    records: BTreeMap<Key, Record>,
    /// Pieces of work that the story counts: how many there are, and how many ended.
    total: usize,
    ended: usize,
    made: usize,
    kept: usize,
    changed: usize,
    removed: usize,
    failed: usize,
    /// Attempts of AWS calls, those included that no part asked for.
    calls: usize,
}

#[derive(Default)]
struct Record {
    after: Vec<Key>,
    calls: usize,
    /// When each call ended, and how many calls in a row that were, one after the other.
    rows: Vec<(Instant, u64)>,
    took: Duration,
}

impl Record {
    /// Counts a call that ended just now. Of calls made at the same time the row counts one.
    fn called(&mut self, took: Duration) {
        let now = Instant::now();
        let began = now.checked_sub(took).unwrap_or(now);
        let before = self.rows.iter().filter(|(end, _)| *end <= began).map(|(_, row)| *row).max();
        self.rows.push((now, before.unwrap_or(0) + 1));
        self.calls += 1;
    }

    /// The most calls that were made one after the other.
    fn deep(&self) -> u64 {
        self.rows.iter().map(|(_, row)| *row).max().unwrap_or(0)
    }
}

#[derive(Clone)]
struct Current {
    journal: Arc<Journal>,
    job: Option<Arc<Job>>,
}

tokio::task_local! {
    static CURRENT: Current;
}

/// The operation, and the piece of work, that the current task is at.
pub(super) fn current() -> Option<(Arc<Journal>, Option<Arc<Job>>)> {
    CURRENT.try_with(|current| (current.journal.clone(), current.job.clone())).ok()
}

/// Tells of a call that belongs to no operation on a resource: a data source's, or one while planning.
pub(super) fn untied(call: &AwsCall<'_>) {
    sink::write("call", fields(call_fields(call)));
}

impl Journal {
    pub(in crate::composite) fn new(resource: &str, operation: &'static str) -> Arc<Journal> {
        Arc::new(Journal { resource: resource.to_owned(), operation, began: Instant::now(), book: Mutex::default() })
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs an operation, whose calls count for it even where no part makes them.
    pub(in crate::composite) async fn scope<T>(self: &Arc<Self>, work: impl Future<Output = T>) -> T {
        CURRENT.scope(Current { journal: self.clone(), job: None }, work).await
    }

    /// Tells what is going to be done, and after what.
    pub(in crate::composite) fn queue(&self, job: &Job, after: impl IntoIterator<Item = (Phase, String)>) {
        let mut book = self.book();
        book.total += usize::from(job.is_counted());
        book.records.entry(job.key()).or_default().after.extend(after);
        drop(book);
        self.tell("queued", [job_fields(job)]);
    }

    /// Notes what a piece of work comes after that was not queued.
    pub(in crate::composite) fn after(&self, job: &Job, after: impl IntoIterator<Item = (Phase, String)>) {
        self.book().records.entry(job.key()).or_default().after.extend(after);
    }

    /// Parts to which nothing happens.
    pub(in crate::composite) fn keep(&self, parts: usize) {
        self.book().kept += parts;
    }

    /// Does a piece of work, and tells how it went. `ended` says what became of the part, and its id.
    pub(in crate::composite) async fn work<T>(
        self: &Arc<Self>,
        job: Job,
        work: impl Future<Output = Result<T, Fault>>,
        ended: impl FnOnce(&T) -> (Ended, Option<String>),
    ) -> Result<T, Fault> {
        let job = Arc::new(job);
        self.started(&job);
        let began = Instant::now();
        let end = CURRENT.scope(Current { journal: self.clone(), job: Some(job.clone()) }, work).await;
        let took = began.elapsed();
        match &end {
            Ok(value) => {
                let (ended, id) = ended(value);
                self.done(&job, ended, id.as_deref(), took);
            }
            Err(fault) => self.failed(&job, fault, took),
        }
        end
    }

    fn started(&self, job: &Job) {
        self.tell("started", [job_fields(job)]);
        let (doing, title, place) = (job.action.doing(), &job.title, job.place());
        if job.is_counted() {
            tracing::info!(resource = self.resource, part = job.part, "{doing} {title} in {place}");
        } else {
            tracing::debug!(resource = self.resource, part = job.part, "{doing} {title} in {place}");
        }
    }

    fn done(&self, job: &Job, ended: Ended, id: Option<&str>, took: Duration) {
        let (calls, number, total) = self.close(job, took, |book| match ended {
            Ended::Seen | Ended::Settled => {}
            Ended::Kept => book.kept += 1,
            Ended::Made => book.made += 1,
            Ended::Changed => book.changed += 1,
            Ended::Removed => book.removed += 1,
        });
        let end = json!({ "outcome": ended.as_str(), "id": id, "milliseconds": milliseconds(took), "calls": calls });
        self.tell("done", [job_fields(job), end]);
        let (ended, title, place, seconds) = (ended.as_str(), &job.title, job.place(), seconds(took));
        let id = id.map_or(String::new(), |id| format!(" ({id})"));
        if job.is_counted() {
            tracing::info!(
                resource = self.resource,
                part = job.part,
                "{ended} {title}{id} in {place}, {seconds}, {number} of {total}"
            );
        } else {
            tracing::debug!(resource = self.resource, part = job.part, "{ended} {title}{id} in {place}, {seconds}");
        }
    }

    fn failed(&self, job: &Job, fault: &Fault, took: Duration) {
        let (calls, number, total) = self.close(job, took, |book| book.failed += 1);
        let end = json!({ "error": fault_fields(fault), "milliseconds": milliseconds(took), "calls": calls });
        self.tell("failed", [job_fields(job), end]);
        let (doing, title, place, seconds) = (job.action.doing(), &job.title, job.place(), seconds(took));
        // What the fault says is in the error that Terraform gets.
        tracing::info!(
            resource = self.resource,
            part = job.part,
            code = fault.code,
            request_id = fault.request_id,
            kind = ?fault.kind,
            "{doing} {title} in {place} failed after {seconds}, {number} of {total}"
        );
    }

    /// Ends a piece of work. Its calls, and how many of how many are over.
    fn close(&self, job: &Job, took: Duration, count: impl FnOnce(&mut Book)) -> (usize, usize, usize) {
        let mut book = self.book();
        count(&mut book);
        book.ended += usize::from(job.is_counted());
        let record = book.records.entry(job.key()).or_default();
        record.took += took;
        let calls = record.calls;
        (calls, book.ended, book.total)
    }

    pub(super) fn called(&self, job: Option<&Job>, call: &AwsCall<'_>) {
        let mut book = self.book();
        book.calls += 1;
        if let Some(job) = job {
            book.records.entry(job.key()).or_default().called(call.took);
        }
        drop(book);
        let part = json!({ "part": job.map(|job| job.part.as_str()) });
        self.tell("call", [part, call_fields(call)]);
    }

    pub(super) fn waiting(&self, job: &Job, what: &str) {
        self.tell("waiting", [json!({ "part": job.part, "for": what })]);
        tracing::info!(resource = self.resource, part = job.part, "{} waits for {what}", job.title);
    }

    /// Tells the sum of it all.
    pub(in crate::composite) fn end(&self) {
        let book = self.book();
        let chain = |cost: fn(&Record) -> u64| {
            let link = |record: &Record| Link { cost: cost(record), after: record.after.clone() };
            let (cost, keys) = longest(&book.records.iter().map(|(key, record)| (key.clone(), link(record))).collect());
            let mut parts: Vec<String> = keys.into_iter().map(|(_, part)| part).collect();
            parts.dedup();
            (cost, parts)
        };
        let (calls_deep, by_calls) = chain(Record::deep);
        let (milliseconds_deep, by_time) = chain(|record| milliseconds(record.took));
        let took = self.began.elapsed();
        let Book { made, kept, changed, removed, failed, calls, .. } = *book;
        drop(book);
        let path = json!({
            "calls": calls_deep,
            "parts_by_calls": by_calls,
            "milliseconds": milliseconds_deep,
            "parts_by_milliseconds": by_time,
        });
        self.tell(
            "summary",
            [json!({
                "made": made,
                "kept": kept,
                "changed": changed,
                "removed": removed,
                "failed": failed,
                "calls": calls,
                "milliseconds": milliseconds(took),
                "critical_path": path,
            })],
        );
        let (operation, resource, took) = (self.operation, &self.resource, seconds(took));
        if operation == "read" {
            tracing::debug!(resource, calls, "read {resource} in {took} with {calls} calls");
            return;
        }
        let deep = seconds(Duration::from_millis(milliseconds_deep));
        let (by_calls, by_time) = (by_calls.join(", "), by_time.join(", "));
        tracing::info!(
            resource,
            "{operation} of {resource}: {made} made, {changed} changed, {removed} removed, {kept} kept, {failed} failed \
             in {took} with {calls} calls; critical path {calls_deep} calls ({by_calls}) and {deep} ({by_time})"
        );
    }

    fn tell<const N: usize>(&self, event: &str, more: [Value; N]) {
        let mut all = Map::new();
        all.insert("operation".to_owned(), self.operation.into());
        all.insert("resource".to_owned(), self.resource.clone().into());
        all.extend(more.into_iter().flat_map(fields));
        sink::write(event, all);
    }
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn job_fields(job: &Job) -> Value {
    json!({
        "part": job.part,
        "kind": job.kind,
        "account_id": job.place.account_id,
        "region": job.place.region,
        "action": job.action.as_str(),
    })
}

fn call_fields(call: &AwsCall<'_>) -> Value {
    json!({
        "service": call.service,
        "action": call.action,
        "account_id": call.account_id,
        "region": call.region,
        "attempt": call.attempt,
        "milliseconds": milliseconds(call.took),
        "error": call.error,
    })
}

/// What may be told of a fault. The text of a panic may hold anything.
fn fault_fields(fault: &Fault) -> Value {
    let message = (fault.kind != FaultKind::Bug).then_some(fault.message.as_str());
    json!({
        "kind": format!("{:?}", fault.kind),
        "operation": fault.operation,
        "code": fault.code,
        "request_id": fault.request_id,
        "message": message,
    })
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// `0.4 s`
fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn calls_at_the_same_time_count_once_in_a_row() {
        let mut record = Record::default();
        let tick = Duration::from_millis(50);
        tokio::time::advance(tick).await;
        record.called(tick);
        // Two more begin together, and one after them.
        tokio::time::advance(tick).await;
        record.called(tick);
        record.called(tick);
        tokio::time::advance(tick).await;
        record.called(tick);
        assert_eq!((record.calls, record.deep()), (4, 3));
    }
}
