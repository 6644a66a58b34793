//! AWS objects: one file per kind, each with the verbs that make, read, change and remove it.
//!
//! A part knows AWS and nothing of Terraform: no attribute names, no resources, no other part.

pub mod accessanalyzer;
pub mod account;
pub mod administration;
pub mod budgets;
pub mod cloudtrail;
pub mod cloudwatch;
pub mod config;
pub mod cost_explorer;
mod differences;
pub mod ec2;
pub mod guardduty;
pub mod iam;
pub mod inspector;
pub mod kms;
pub mod logs;
pub mod macie;
pub mod organizations;
pub mod regional;
pub mod s3;
pub mod securityhub;
pub mod service_quotas;
pub mod setting;
pub mod sns;
pub mod ssm;

use tfplugin::composite::{Fault, FaultKind};

/// `None` for an object that is certainly not there.
fn found<T>(result: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}
