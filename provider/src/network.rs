//! Addresses of a VPC: which block each subnet gets. Pure.

pub mod block;
pub mod slots;
