//! What drives a provider without Terraform; only there with the feature `testing`, and never in a release.

pub mod client;
