//! What a panic looks like on standard error.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::Write;
use std::panic::PanicHookInfo;

/// Makes panics readable for Terraform, which shows what a dead provider wrote after a line that starts with
/// `panic: `. Rust's own hook begins differently, and itself panics when Terraform has closed the pipe.
pub(super) fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        let text = report(info, &Backtrace::capture());
        let _gone = std::io::stderr().write_all(text.as_bytes());
    }));
}

fn report(info: &PanicHookInfo<'_>, backtrace: &Backtrace) -> String {
    let message = info.payload_as_str().unwrap_or("(no message)");
    let place = info.location().map(|location| format!("at {location}\n")).unwrap_or_default();
    let thread = std::thread::current();
    let thread = thread.name().unwrap_or("(no name)");
    let trace = match backtrace.status() {
        BacktraceStatus::Captured => format!("\n{backtrace}"),
        _ => "set RUST_BACKTRACE=1 for a backtrace\n".to_owned(),
    };
    format!("panic: {message}\n{place}in thread {thread}\n{trace}")
}
