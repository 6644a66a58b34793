//! Objects and settings of Amazon S3.

pub mod account_public_access_block;
