//! Objects of Amazon Inspector.

pub mod administrator;
pub mod organization;
pub mod scanning;
