//! The command line `plinth`.

fn main() {}
