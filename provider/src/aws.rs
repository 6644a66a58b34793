//! AWS: accounts and regions, credentials and clients, rates and errors.

pub mod arn;
pub mod error;
