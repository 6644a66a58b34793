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
//! | `diagnostic` | messages with the path of the attribute they are about |

// The derives' output names this crate, also in this crate's own tests.
extern crate self as tfplugin;

pub mod check;
pub mod composite;
#[doc(hidden)]
pub mod derived;
pub mod diagnostic;
pub mod function;
pub mod log;
pub mod model;
pub mod number;
pub mod proto;
pub mod schema;
pub mod selfcheck;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transport;
pub mod types;
pub mod value;
pub mod wire;

pub use tfplugin_derive::{DataSource, Function, Object, ProviderBlock, Resource};
