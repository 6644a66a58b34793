//! The provider executable.
fn main() {}
