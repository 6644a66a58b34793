//! Objects of Amazon `CloudWatch`.

pub mod alarm;
