//! The provider executable, which Terraform starts and talks to over a socket.

use std::process::ExitCode;

fn main() -> ExitCode {
    tfplugin::serve(plinth_provider::plinth(), plinth_provider::ADDRESSES)
}
