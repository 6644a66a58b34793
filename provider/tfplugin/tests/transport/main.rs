//! The process as Terraform sees it: a provider that hardly does anything, driven by the go-plugin client.
#![cfg(all(unix, feature = "testing"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests: helpers count as production code for clippy"
)]

mod handshake;
mod life;
mod output;
mod peers;
mod terraform;

use std::time::Duration;

use tfplugin::proto::tfplugin6::GetProviderSchemaRequest;
use tfplugin::testing::client::Launch;

/// Long enough for a busy machine, short enough to notice that a process does not end.
const SOON: Duration = Duration::from_secs(5);

fn launch() -> Launch {
    Launch::new(env!("CARGO_BIN_EXE_empty-provider"))
}

fn schema() -> GetProviderSchemaRequest {
    GetProviderSchemaRequest {}
}
