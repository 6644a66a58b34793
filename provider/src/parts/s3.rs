//! Objects and settings of Amazon S3.
//!
//! Every call says which account the bucket must belong to: names are global, and a name that was let go may be somebody
//! else's bucket a moment later.

pub mod access_logging;
pub mod account_public_access_block;
pub mod bucket;
mod bucket_calls;
pub mod bucket_policy;
pub mod bucket_setting;
pub mod encryption;
pub mod lifecycle;
pub mod object_lock;
pub mod ownership;
pub mod public_access_block;
pub mod versioning;

use std::time::Duration;

use tfplugin::composite::{Context, Fault, FaultKind};

use crate::aws::s3_codes::{is_aborted, is_missing_bucket};
use crate::aws::{Aws, Ended, OrFault, Poll};

/// A bucket that was made a moment ago is not there yet for every call, and S3 refuses a change while another one of the
/// same bucket is going on, a deletion of its name included:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel>
const SETTLED: Poll =
    Poll { first: Duration::from_millis(250), longest: Duration::from_secs(5), limit: Duration::from_mins(2) };

/// Makes a call that changes a bucket, and repeats it while S3 says that another change is going on, or does not know a
/// bucket that is there. Both prove that nothing was done.
async fn settled<T, R, F>(cx: &Context<'_, Aws>, operation: &str, call: impl Fn() -> F) -> Result<T, Fault>
where
    R: OrFault<T>,
    F: Future<Output = R>,
{
    let mut wait = SETTLED.begin();
    loop {
        match call().await.or_fault(operation) {
            Err(fault) if is_aborted(&fault) || is_missing_bucket(&fault) => match wait.pause(cx.cancel).await {
                Ok(()) => tracing::debug!(%fault, "S3 is not ready for it"),
                Err(Ended::Late) => return Err(fault),
                Err(Ended::Cancelled) => return Err(Fault::cancelled(format!("{operation}: {}", fault.message))),
            },
            end => return end,
        }
    }
}

/// What a read of a setting answered: `None` when there is no such bucket, and `absent` when the bucket has no such setting.
fn setting<A, T>(answer: Result<A, Fault>, absent: T, read: impl FnOnce(A) -> T) -> Result<Option<T>, Fault> {
    match answer {
        Ok(answer) => Ok(Some(read(answer))),
        Err(fault) if is_missing_bucket(&fault) => Ok(None),
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(Some(absent)),
        Err(fault) => Err(fault),
    }
}

/// What the SDK could not put together.
fn built<T, E: std::error::Error>(result: Result<T, E>) -> Result<T, Fault> {
    result.map_err(|error| Fault::new(FaultKind::Bug, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_setting_is_no_missing_bucket() {
        let fault = |code: &str, kind| Fault { code: Some(code.to_owned()), ..Fault::new(kind, "") };
        let read = |answer: Result<u8, Fault>| setting(answer, 0, |n| n);
        assert_eq!(read(Ok(1)), Ok(Some(1)));
        assert_eq!(read(Err(fault("NoSuchBucketPolicy", FaultKind::NotFound))), Ok(Some(0)));
        assert_eq!(read(Err(fault("NoSuchBucket", FaultKind::NotFound))), Ok(None));
        assert!(read(Err(fault("AccessDenied", FaultKind::Denied))).is_err());
    }
}
