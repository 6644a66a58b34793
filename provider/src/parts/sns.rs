//! Objects of Amazon SNS.

pub mod subscription;
pub mod topic;

use tfplugin::composite::{Fault, FaultKind, Place};

use crate::aws::arn::regional;

/// The ARN of a topic.
pub fn topic_arn(place: &Place, name: &str) -> String {
    regional("sns", place, name)
}

/// `None` for what is certainly not there.
fn found<T>(result: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}
