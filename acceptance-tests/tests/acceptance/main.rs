//! Conformance checks and scenarios with real Terraform, real OpenTofu, the built provider and an AWS emulator.
//!
//! `PLINTH_CHECKS=8,12` runs a few, by number or by a part of the name; `PLINTH_CHECKS=none` runs none.
//! `PLINTH_REQUIRE_TOFU=1` makes a missing OpenTofu an error; `PLINTH_JOBS=1` runs one check at a time.

#![expect(clippy::indexing_slicing, reason = "only `serde_json::Value` is indexed, by name, and that answers null")]
#![expect(
    clippy::print_stdout,
    clippy::disallowed_macros,
    reason = "this is a program of its own, without the standard harness, and its table is what it is for"
)]

mod checks;
mod runner;
mod world;

use std::process::ExitCode;

fn main() -> ExitCode {
    match runner::run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("acceptance: {error}");
            ExitCode::FAILURE
        }
    }
}
