//! Objects of AWS Identity and Access Management. IAM is global: a place's region does not matter here.

pub mod account_alias;
pub mod attached_policy;
pub mod inline_policy;
pub mod password_policy;
pub mod role;
mod role_calls;
mod role_wait;
pub mod root_access;
pub mod service_linked_role;

use percent_encoding::percent_decode_str;
use tfplugin::composite::{Fault, FaultKind};

use crate::policy::Policy;

/// A document as IAM gives it back: "the policy document is URL-encoded compliant with RFC 3986", says every page about
/// reading one.
fn document(encoded: &str) -> Policy {
    Policy::of(&percent_decode_str(encoded).decode_utf8_lossy())
}

/// The account, the role and the rest of an id `account/role/rest`.
fn split_id(id: &str) -> Result<(&str, &str, &str), Fault> {
    let mut parts = id.splitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(account_id), Some(role), Some(rest)) => Ok((account_id, role, rest)),
        _ => Err(Fault::new(FaultKind::Bug, format!("`{id}` is not of the form account/role/policy"))),
    }
}

/// `None` for an object that is certainly not there.
fn found<T>(result: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_apart_and_keeps_its_slashes() {
        assert_eq!(
            split_id("111122223333/deploy/arn:aws:iam::aws:policy/job-function/Billing"),
            Ok(("111122223333", "deploy", "arn:aws:iam::aws:policy/job-function/Billing"))
        );
        assert!(split_id("deploy").is_err());
    }

    #[test]
    fn documents_come_encoded() {
        assert_eq!(document("%7B%22Id%22%3A%22a+b%20c%22%7D").minified(), r#"{"Id":"a+b c"}"#);
    }

    #[test]
    fn only_not_found_is_nothing() {
        assert_eq!(found::<()>(Err(Fault::new(FaultKind::NotFound, ""))), Ok(None));
        assert!(found::<()>(Err(Fault::new(FaultKind::Denied, ""))).is_err());
    }
}
