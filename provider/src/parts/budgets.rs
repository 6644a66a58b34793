//! Objects of AWS Budgets.

pub mod budget;
mod notifications;
