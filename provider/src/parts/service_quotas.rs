//! Quotas of AWS services.

pub mod service_quota;
