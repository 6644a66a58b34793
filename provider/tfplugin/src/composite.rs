//! Composite resources: a typed graph of parts, each one AWS-like object, planned and applied as one resource.
//!
//! A [`Part`] knows how to find, create, read, update and delete one kind of object, and nothing of Terraform. A
//! [`Composite`] wires parts to the attributes of a resource, and nothing of the cloud.

mod apply;
mod cloud;
mod common;
mod configuration;
mod create;
mod delete;
mod engine;
mod events;
mod fault;
mod graph;
mod identify;
mod imported;
mod let_go;
mod memo;
mod node;
mod part;
mod plan;
mod preflight;
mod read;
mod repeated;
mod replaced;
mod run;
mod single;
mod steps;
mod typed;
mod unmarked;
mod walk;
mod wire;
mod wired;

pub use cloud::{Cloud, Context, Mark, Place, Status};
pub use common::{Global, GlobalFields, Member, MemberFields, Regional, RegionalFields, Timeouts, TimeoutsFields};
pub use configuration::Configuration;
pub use engine::composite;
pub use events::{AwsCall, called, waiting};
pub use fault::{Fault, FaultKind};
pub use graph::{
    Composite, Graph, RepeatedBuilder, RepeatedPartDeclared, RepeatedWithNames, RepeatedWithOwner, SingleBuilder,
    SinglePart, SingleWithKey, Survey,
};
pub use identify::Identify;
pub use imported::Imported;
pub use let_go::{Leaves, Leaving};
pub use part::{Found, Listed, Part, RepeatedPart};
pub use preflight::Preflight;
pub use run::panic_text;
pub use wire::{All, At, Filling, Handle, Input, Many, Maybe, Same, Scene, Source, Wires};
