//! Harness for the acceptance tests: real Terraform and OpenTofu, the built provider, an AWS emulator, a fault proxy.
//!
//! Nothing here is mocked. A test has a [`cli::Workdir`] in which a real command line tool runs the built provider
//! against an [`emulator::Emulator`], through a [`proxy::Proxy`] that counts calls and breaks them by rule, and looks at
//! the outcome through AWS's own SDK ([`aws`]).

#![expect(clippy::indexing_slicing, reason = "only `serde_json::Value` is indexed, by name, and that answers null")]

pub mod aws;
pub mod bench;
pub mod cli;
pub mod config;
pub mod driver;
pub mod emulator;
pub mod error;
pub mod live;
pub mod paths;
pub mod proxy;
pub mod report;
mod runtime;

pub(crate) use runtime::runtime;
