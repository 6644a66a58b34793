//! Objects of Amazon Macie.

pub mod administrator;
pub mod export;
pub mod organization;
pub mod session;

use tfplugin::composite::{Fault, FaultKind};

/// `None` for what is certainly not there, as everything is where Macie is off.
fn found<T>(result: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}
