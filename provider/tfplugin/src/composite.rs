//! Composite resources: a typed graph of parts, each one AWS-like object, planned and applied as one resource.
//!
//! A [`Part`] knows how to find, create, read, update and delete one kind of object, and nothing of Terraform. A
//! [`Composite`] wires parts to the attributes of a resource, and nothing of the cloud.

mod cloud;
mod fault;
mod part;

pub use cloud::{Cloud, Context, Mark, Place, Status};
pub use fault::{Fault, FaultKind};
pub use part::{Found, Part, RepeatedPart};
