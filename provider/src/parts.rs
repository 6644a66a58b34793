//! AWS objects: one file per kind, each with the verbs that make, read, change and remove it.
//!
//! A part knows AWS and nothing of Terraform: no attribute names, no resources, no other part.

pub mod account;
pub mod budgets;
pub mod cost_explorer;
pub mod ec2;
pub mod iam;
pub mod logs;
pub mod organizations;
pub mod s3;
pub mod service_quotas;
pub mod setting;
pub mod ssm;
