//! The Plinth provider.

pub mod aws;
pub mod policy;
