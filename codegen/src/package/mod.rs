//! Packages of the provider, as Terraform installs them, and the lock file that says which of them it may.
//!
//! A provider that is in no registry has no checksums that somebody signed: what a lock file can say of it is the hash `h1:` of
//! a package's contents, which is the same for a `.zip` and for the folder that it was unpacked into
//! (<https://developer.hashicorp.com/terraform/language/files/dependency-lock#h1>). One for each platform that runs the repo.

mod constraints;
mod find;
mod hash;
mod lock;
mod zip;

pub use find::{Package, PackageError, find};
pub use lock::lock_file;
