//! Data sources: what is only read.

pub mod caller;
