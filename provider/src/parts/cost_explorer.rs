//! Objects of AWS Cost Explorer.

pub mod anomaly_monitor;
pub mod anomaly_subscription;
