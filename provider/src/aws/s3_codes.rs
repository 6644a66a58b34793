//! What S3's codes say beyond their kind.

use tfplugin::composite::Fault;

/// Whether there is no bucket of that name, rather than a bucket without the setting that was asked for.
pub fn is_missing_bucket(fault: &Fault) -> bool {
    fault.code.as_deref() == Some("NoSuchBucket")
}

/// Whether S3 refused a change because another one of the same bucket is going on.
pub fn is_aborted(fault: &Fault) -> bool {
    fault.code.as_deref() == Some("OperationAborted")
}

/// Whether a bucket still has objects or versions.
pub fn is_not_empty(fault: &Fault) -> bool {
    fault.code.as_deref() == Some("BucketNotEmpty")
}
