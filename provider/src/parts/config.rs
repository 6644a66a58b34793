//! Objects of AWS Config.

pub mod aggregator;
pub mod conformance_pack;
pub mod delivery_channel;
pub mod recorder;
pub mod recording;
pub mod rule;

use tfplugin::composite::{Fault, FaultKind};

/// The name of the recorder and of the channel where none is there yet, as the console gives it.
const DEFAULT_NAME: &str = "default";

/// What the SDK refuses to build is a defect of ours.
fn unfinished(error: impl std::fmt::Display) -> Fault {
    Fault::new(FaultKind::Bug, format!("the request could not be built: {error}"))
}

/// `None` for an object that is certainly not there.
fn found<T>(result: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}
