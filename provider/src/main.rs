//! The provider executable, which Terraform starts and talks to over a socket.

use std::process::ExitCode;

/// Connections to some 20 services in 17 regions, and room.
const OPEN_FILES: u64 = 8192;

fn main() -> ExitCode {
    // As Go's runtime does: the limit that a process starts with, 256 on macOS and 1,024 on Linux, is for programs that cannot
    // do with more. What cannot be raised stays.
    let _ = rlimit::increase_nofile_limit(OPEN_FILES);
    tfplugin::serve(plinth_provider::plinth(), plinth_provider::ADDRESSES)
}
