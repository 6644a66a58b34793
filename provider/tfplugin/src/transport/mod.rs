//! The process Terraform starts: handshake, socket, mutual TLS, go-plugin's own services, and how it all ends.
//!
//! The rule of this module: an unauthenticated peer never gets in, and no signal loses an object. It knows nothing of
//! schemas, values or resources; it serves whatever implements the generated `Provider` service.
//!
//! | file | what it decides |
//! |---|---|
//! | `arguments`, `environment` | what the process was asked for |
//! | `handshake`, `reattach` | the one line that standard output is for |
//! | `listener`, `socket_file`, `address` | where it listens |
//! | `tls`, `identity`, `pinned` | who may connect |
//! | `incoming`, `connection`, `census` | connections, and how many there are |
//! | `services` | go-plugin's controller, broker, stdio and health |
//! | `stop`, `signals`, `life` | cancelling work, and when to exit |
//! | `panic` | what a panic looks like on standard error |

mod address;
mod arguments;
mod census;
mod connection;
mod environment;
mod handshake;
mod identity;
mod incoming;
mod life;
mod listener;
mod panic;
mod pinned;
mod reattach;
mod run;
mod services;
mod settings;
mod signals;
mod socket_file;
mod stop;
mod tls;

pub use address::{Address, AddressError};
pub use run::run;
pub use settings::{ServeSettings, Timings};
pub use stop::{Guard, Stop};

/// Largest message either side may send, in bytes: 256 MiB, which is what Go providers allow. A schema or a state is
/// easily larger than the 4 MiB that gRPC libraries allow by default.
pub const MESSAGE_LIMIT: usize = 256 << 20;

/// The only version of the plugin protocol that is served.
pub const PROTOCOL_VERSION: u32 = 6;
