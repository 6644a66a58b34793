//! Terraform, played without Terraform: what its core does with one resource, call by call over the plugin protocol.
//!
//! A command line tool cannot be stopped between two calls; this can. It works with every resource type of a
//! [`Catalog`], over a provider in this process or a binary that it starts with mutual TLS ([`Start`]), and keeps the
//! rules of core that decide what survives a failure: a new process for every walk, the second plan inside apply, what is
//! saved when an apply fails, and when a resource is tainted. It asserts what core asserts and nothing about AWS.
//!
//! | module | what it is for |
//! |---|---|
//! | `catalog` | the schemas, and configurations that fit them |
//! | `written` | configurations as JSON, as a person may write them |
//! | `start`, `live` | providers that run, and what can happen to them |
//! | `proposed` | core's merge of prior state and configuration |
//! | `calls` | the calls of the protocol, values in and out |
//! | `terraform` | the commands: apply, destroy, import; `fleet`: the same for many resources at once |

mod calls;
mod catalog;
mod live;
mod proposed;
mod start;
mod terraform;
mod written;

pub use catalog::Catalog;
pub use live::{Handle, Live};
pub use proposed::proposed_new;
pub use start::Start;
pub use terraform::{Action, Fleet, Plan, Report, Stored, Terraform, Walk};
