//! Objects of AWS Organizations. It is global: a place's region does not matter here, and its account is the management
//! account, in which all changes are made.
//!
//! | module | what it is for |
//! |---|---|
//! | `policy`, `policy_calls` | policies of all types, and the calls about them |
//! | `policy_attachment` | a policy on a root, a unit or an account |
//! | `organization` and the others | one kind of object each |
//! | `membership` | which organization an account is in |
//! | `tree` | the root, its organizational units and all accounts, as one answer that all share |
//! | `account` | a member account |
//! | `vend`, `failure` | making one, and why AWS did not |
//! | `close` | closing one |
//! | `placement` | the organizational unit that it is in |
//! | `member` | looking for accounts |
//! | `tags` | tags of roots, units, accounts and policies |
//! | `in_turn` | changes that wait while the organization is busy with others |
//! | `service_trust`, `service_administrator` | an AWS service that an account administers for the organization |

pub mod account;
mod close;
pub mod delegated_administrator;
mod failure;
mod in_turn;
pub mod member;
pub mod membership;
pub mod organization;
pub mod organizational_unit;
pub mod placement;
pub mod policy;
pub mod policy_attachment;
pub mod policy_calls;
pub mod policy_type;
pub mod root_tags;
pub mod service_administrator;
pub mod service_trust;
pub mod tags;
pub mod tree;
pub mod trusted_service;
mod vend;

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Fault, FaultKind};

pub use in_turn::in_turn;

/// What a list of objects in an organization is about. Others turn on services and make units, too: people by hand, and AWS
/// itself, when it is told to manage something for the organization. What nobody asked a resource for is none of its business.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// The names of a resource's own objects; `None`: all, as in an import.
    pub names: Option<BTreeSet<String>>,
    /// The ids of those that the state knows, by name.
    pub known: BTreeMap<String, String>,
}

impl Own {
    /// Whether an object of this name is the resource's business.
    pub fn has(&self, name: &str) -> bool {
        self.names.as_ref().is_none_or(|names| names.contains(name)) || self.known.contains_key(name)
    }
}

/// `None` for what is certainly not there.
pub(crate) fn found<T>(result: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// An answer that says less than AWS promises. What it was to say may well be so.
pub(crate) fn unsaid(operation: &str, what: &str) -> Fault {
    let message = format!("the answer does not say {what}");
    Fault { operation: operation.to_owned(), ..Fault::new(FaultKind::Uncertain, message) }
}
