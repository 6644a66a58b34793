//! The Terraform plugin protocol, version 6.
