//! Logs as Terraform reads them: one hclog JSON object per line on standard error.
//!
//! Terraform collects the lines of all providers and filters once more; `TF_LOG=DEBUG terraform plan` shows them.
//! Nothing else writes to standard error, and nothing here knows what is logged.
//!
//! | variable | effect |
//! |---|---|
//! | `TF_LOG_PROVIDER_<NAME>`, `TF_LOG_PROVIDER`, `TF_LOG` | level, the first one set counts: `TRACE` `DEBUG` `INFO` `WARN` `ERROR` `OFF`; `JSON` and anything else mean `TRACE`. None set: nothing is logged |
//! | `<NAME>_LOG_UNSAFE=1` | lets libraries log below `INFO`. At those levels some write requests with their headers and bodies, credentials included: never on a shared machine |
//!
//! Libraries log warnings and errors, and with `TRACE` also `INFO`.

mod fields;
mod layer;
mod level;
mod line;

use std::env;

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

pub use layer::HclogLayer;
pub use level::targets;

/// Sends `tracing` events of this process to standard error, at the level the environment asks for. If it asks for
/// nothing, or a subscriber is already there, this does nothing.
pub fn install(name: &str) {
    let Some(targets) = targets(name, |variable| env::var(variable).ok()) else { return };
    let layer = HclogLayer::new(std::io::stderr);
    // Somebody else's subscriber, as in a test, stays.
    let _already = tracing_subscriber::registry().with(targets).with(layer).try_init();
}
