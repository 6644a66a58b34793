//! Objects of AWS Security Hub CSPM.

pub mod administrator;
pub mod aggregator;
pub mod control;
pub mod hub;
pub mod organization;
pub mod standards;

use tfplugin::composite::{Fault, FaultKind};

/// `None` for what is certainly not there, as everything is where Security Hub is off.
fn found<T>(result: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}
