//! The Plinth provider.

pub mod aws;
pub mod config;
pub mod data_sources;
pub mod functions;
pub mod parts;
pub mod policy;
