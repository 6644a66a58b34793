//! Settings of AWS Account Management.

pub mod alternate_contact;
