//! The command line `plinth`.

use std::process::ExitCode;

fn main() -> ExitCode {
    plinth::cli::main()
}
