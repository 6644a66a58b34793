//! Settings of AWS Systems Manager.

pub mod document_public_sharing;
