//! Objects of AWS `CloudTrail`.

pub mod administrator;
pub mod trail;
mod trail_calls;
