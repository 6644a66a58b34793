//! Objects of IAM Access Analyzer.

pub mod analyzer;
