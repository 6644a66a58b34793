//! What belongs to an account itself, whatever stands in it: AWS Account Management, and whether its services answer.
//!
//! Calls are made in the account, with a session of its own: from the management account they would take trusted access
//! for Account Management.

pub mod alternate_contact;
pub mod opt_in_region;
pub mod readiness;

use tfplugin::composite::{Fault, FaultKind, Place};

/// The account and the rest of an id `account/rest`.
fn split_id(id: &str) -> Result<(&str, &str), Fault> {
    id.split_once('/').ok_or_else(|| Fault::new(FaultKind::Bug, format!("`{id}` is not of the form account/name")))
}

/// Where an object with such an id is.
fn place_of(id: &str) -> Option<Place> {
    let (account_id, _) = split_id(id).ok()?;
    Some(Place { account_id: account_id.to_owned(), region: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_where_the_object_is() {
        assert_eq!(split_id("111122223333/af-south-1"), Ok(("111122223333", "af-south-1")));
        assert_eq!(place_of("111122223333/ec2").map(|place| place.account_id).as_deref(), Some("111122223333"));
        assert!(split_id("af-south-1").is_err());
    }
}
