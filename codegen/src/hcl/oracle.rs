//! The real `terraform fmt`, which tests compare with.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// The text as the program on the `PATH` writes it.
pub(crate) fn terraform_fmt(source: &str) -> String {
    let mut child = Command::new("terraform")
        .args(["fmt", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the tests need `terraform` on the PATH");
    child.stdin.take().unwrap().write_all(source.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}\n{source}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
