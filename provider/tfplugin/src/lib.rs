//! The Terraform plugin protocol, version 6, from the socket to a typed resource and back.
//!
//! Everything Terraform and nothing AWS: this crate could serve a provider for any cloud.
//!
//! | module | what it is for |
//! |---|---|
//! | `types`, `number`, `value` | Terraform's types, and values in three states |
//! | `schema`, `check` | what a resource accepts, as plain data |
//! | `wire` | all of it as bytes, and bytes as all of it |
//! | `selfcheck` | Terraform's own tests of plans, results and schemas |
//! | `model` | typed structs over values, implemented by the derives |
//! | `transport` | the process: handshake, mutual TLS, signals, shutdown |
//! | `log` | hclog lines on standard error |
//! | `proto` | messages and services, generated |
//! | `function` | provider-defined functions |
//! | `docs`, `schema_json` | Registry pages, and what `terraform providers schema -json` prints |
//! | `diagnostic` | messages with the path of the attribute they are about |
//! | `plan`, `resource` | planning that any resource needs, and what the protocol asks of one |
//! | `composite` | the engine: resources that are graphs of parts |
//! | `definition`, `rpc` | a provider as a list, and the calls of the protocol |

// The derives' output names this crate, also in this crate's own tests.
extern crate self as tfplugin;

pub mod check;
pub mod composite;
pub mod definition;
#[doc(hidden)]
pub mod derived;
pub mod diagnostic;
pub mod docs;
pub mod function;
pub mod log;
pub mod model;
pub mod number;
pub mod plan;
pub mod proto;
pub mod resource;
pub mod rpc;
pub mod schema;
pub mod schema_json;
pub mod selfcheck;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transport;
pub mod types;
pub mod value;
pub mod wire;

pub use tfplugin_derive::{DataSource, Function, Object, ProviderBlock, Resource};

/// Runs a provider's process: all that `main` does. `addresses` are the full addresses under which registries have it.
pub fn serve<C: composite::Cloud>(
    definition: definition::ProviderDefinition<C>,
    addresses: &'static [&'static str],
) -> std::process::ExitCode {
    let settings = transport::ServeSettings::new(definition.name, definition.version, addresses);
    transport::run(|stop| rpc::Server::new(definition, stop), &settings)
}
