//! What becomes of logs with time: the attributes, and what they mean for the bucket.

use std::collections::BTreeMap;

use tfplugin::check::Check;

use crate::parts::s3::lifecycle::Ages;
use crate::parts::s3::object_lock::Retention as Locked;

/// What becomes of the logs with time. At least one of its arguments must be set.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct Retention {
    /// Days after which logs move to a cheaper storage class, by class: `STANDARD_IA`, `ONEZONE_IA`, `INTELLIGENT_TIERING`,
    /// `GLACIER_IR`, `GLACIER`, `DEEP_ARCHIVE`. What is in the last two must be restored before it can be read.
    #[tf(optional, check = keys(OneOf(CLASSES)), check = each(DAYS))]
    pub transitions: Option<BTreeMap<String, i64>>,
    /// Days after which logs are deleted. Default: never.
    #[tf(optional, check = DAYS)]
    pub expiration_days: Option<i64>,
    /// Days after which versions are deleted that were written over or deleted. Default: never.
    #[tf(optional, check = DAYS)]
    pub noncurrent_version_expiration_days: Option<i64>,
}

/// Object lock.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct ObjectLock {
    /// Who may delete before the time is over: `GOVERNANCE`, whoever has the permission `s3:BypassGovernanceRetention`;
    /// `COMPLIANCE`, nobody, not even AWS, so the bucket cannot be destroyed before.
    #[tf(required, check = OneOf(&["GOVERNANCE", "COMPLIANCE"]))]
    pub mode: String,
    /// Days for which a new object is locked.
    #[tf(required, check = Range(1, 36_500))]
    pub days: i64,
}

/// Access logs of the bucket.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct AccessLogging {
    /// Name of the bucket that the logs go to. It must be in the same account and region, let `logging.s3.amazonaws.com`
    /// write, and be encrypted with keys of S3's own.
    #[tf(required, check = Len(3, 63))]
    pub bucket: String,
    /// What the keys of the logs begin with.
    #[tf(default = "", check = Len(0, 800))]
    pub prefix: String,
}

/// Storage classes, in the order in which objects move down.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html>
pub(super) const CLASSES: &[&str] =
    &["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"];

const DAYS: Check = Check::Range(1, 36_500);

/// Days after which an upload that was never completed ends.
const UPLOADS: i32 = 7;

impl ObjectLock {
    /// As the bucket has it.
    pub(super) fn retention(self) -> Locked {
        Locked { days: days(self.days), mode: self.mode }
    }

    /// As the bucket shows it.
    pub(super) fn of(seen: &Locked) -> ObjectLock {
        ObjectLock { mode: seen.mode.clone(), days: i64::from(seen.days) }
    }
}

/// The bucket's lifecycle.
pub(super) fn ages(retention: Option<&Retention>) -> Ages {
    let given = |read: fn(&Retention) -> Option<i64>| retention.and_then(read).map(days);
    let transitions = retention.and_then(|it| it.transitions.clone()).unwrap_or_default();
    Ages {
        transitions: transitions.into_iter().map(|(class, after)| (class, days(after))).collect(),
        expiration_days: given(|it| it.expiration_days),
        noncurrent_version_expiration_days: given(|it| it.noncurrent_version_expiration_days),
        abort_incomplete_multipart_upload_days: Some(UPLOADS),
        others: Vec::new(),
    }
}

/// The attribute that makes this lifecycle; `None` when none does, which shows as drift.
#[expect(clippy::option_option, reason = "none of the two means the other: an attribute that is left out is one that makes it")]
pub(super) fn recognized(seen: &Ages) -> Option<Option<Retention>> {
    let transitions: BTreeMap<String, i64> =
        seen.transitions.iter().map(|(class, after)| (class.clone(), i64::from(*after))).collect();
    let retention = Retention {
        transitions: Some(transitions).filter(|transitions| !transitions.is_empty()),
        expiration_days: seen.expiration_days.map(i64::from),
        noncurrent_version_expiration_days: seen.noncurrent_version_expiration_days.map(i64::from),
    };
    let retention = Some(retention).filter(|it| *it != Retention::nothing());
    (ages(retention.as_ref()) == *seen).then_some(retention)
}

impl Retention {
    /// What says nothing.
    pub(super) fn nothing() -> Retention {
        Retention { transitions: None, expiration_days: None, noncurrent_version_expiration_days: None }
    }
}

/// A number of days that was checked to be one.
fn days(days: i64) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifecycle_is_recognized() {
        let retention = Retention {
            transitions: Some([("GLACIER".to_owned(), 90)].into()),
            expiration_days: Some(365),
            noncurrent_version_expiration_days: None,
        };
        for retention in [None, Some(retention)] {
            assert_eq!(recognized(&ages(retention.as_ref())), Some(retention));
        }
        assert_eq!(recognized(&Ages::default()), None, "uploads that never end are drift");
        let others = Ages { others: vec!["theirs".to_owned()], ..ages(None) };
        assert_eq!(recognized(&others), None);
    }
}
