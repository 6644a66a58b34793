//! What one can see of an operation: a story in the log, and the same events as JSON lines for tools.
//!
//! | event | when | fields beyond `time`, `event`, `operation`, `resource` |
//! |---|---|---|
//! | `queued` | it is known what happens to a part | `part`, `kind`, `account_id`, `region`, `action` |
//! | `started` | work on a part begins | the same |
//! | `call` | one attempt of one AWS call ended | `part` where one asked, `service`, `action`, `account_id`, `region`, `attempt`, `milliseconds`, `error` |
//! | `waiting` | something must come round at AWS first | `part`, `for` |
//! | `done` | work on a part ended well | those of `started`, `outcome`, `id`, `milliseconds`, `calls` |
//! | `failed` | work on a part ended otherwise | those of `started`, `error`, `milliseconds`, `calls` |
//! | `summary` | the operation is over | `made`, `kept`, `changed`, `removed`, `failed`, `calls`, `milliseconds`, `critical_path` |
//!
//! `PLINTH_EVENTS` names the file that the lines are appended to, or the Unix socket that they are sent to. No event holds
//! what an object looks like, so none holds a secret.

mod critical_path;
mod job;
mod journal;
mod sink;

use std::time::Duration;

pub(super) use job::{Action, Ended, Job, Phase};
pub(super) use journal::Journal;

/// One attempt of one AWS call, as it ended.
#[derive(Clone, Copy, Debug)]
pub struct AwsCall<'a> {
    /// The service as IAM policies name it: `ec2`.
    pub service: &'a str,
    /// The action: `CreateSubnet`.
    pub action: &'a str,
    /// The account it went to.
    pub account_id: &'a str,
    /// The region it went to.
    pub region: &'a str,
    /// The first attempt is 1.
    pub attempt: u32,
    /// From sending it to its end.
    pub took: Duration,
    /// AWS's error code, or what kind of answer was missing; `None`: it succeeded.
    pub error: Option<&'a str>,
}

/// Tells of one attempt of a call. It counts for the part whose verb is at work in the task that says so.
pub fn called(call: &AwsCall<'_>) {
    match journal::current() {
        Some((journal, job)) => journal.called(job.as_deref(), call),
        None => journal::untied(call),
    }
}

/// Tells that the part whose verb is at work in this task waits, and for what: `NAT gateway nat-1 to be available`.
pub fn waiting(what: &str) {
    if let Some((journal, Some(job))) = journal::current() {
        journal.waiting(&job, what);
    }
}
