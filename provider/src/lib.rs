//! The Plinth provider.

pub mod aws;
pub mod config;
pub mod parts;
pub mod policy;
