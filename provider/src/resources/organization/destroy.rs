//! What a destroy leaves.

use tfplugin::composite::{Configuration, Leaves};
use tfplugin::model::Named;

use super::Organization;

/// All of it, unless the organization is to be deleted; and then the organization itself, while it has members: AWS deletes
/// only one without, <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganization.html>.
pub(super) fn leaves(state: &Configuration<'_, Organization>) -> Option<Leaves> {
    let f = Organization::fields();
    if state.known(f.on_destroy).is_none_or(|on_destroy| on_destroy != "delete") {
        let advice = "To have a destroy turn off and delete what the configuration lists, set `on_destroy = \"delete\"` and \
                      apply that first.";
        return Some(Leaves { parts: None, advice: advice.to_owned() });
    }
    let management = state.known(f.management_account_id).and_then(|id| id.0);
    let accounts = state.known(f.account_organizational_units).and_then(|all| all.0).unwrap_or_default();
    let members: Vec<String> = accounts.into_keys().filter(|id| Some(id) != management.as_ref()).collect();
    if members.is_empty() {
        return None;
    }
    let advice = format!(
        "AWS deletes an organization only when it has no member account. It still has {}. A closed account stays in it for 90 \
         days.",
        members.join(", ")
    );
    Some(Leaves { parts: Some(&["organization"]), advice })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tfplugin::value::Value;

    use super::*;

    fn state(on_destroy: &str, accounts: &[&str]) -> BTreeMap<String, Value> {
        let accounts = Value::map(accounts.iter().map(|id| (*id, Value::string("Root"))));
        BTreeMap::from([
            ("on_destroy".to_owned(), Value::string(on_destroy)),
            ("management_account_id".to_owned(), Value::string("111122223333")),
            ("account_organizational_units".to_owned(), accounts),
        ])
    }

    fn left(on_destroy: &str, accounts: &[&str]) -> Option<Leaves> {
        let state = state(on_destroy, accounts);
        leaves(&Configuration::new(&state))
    }

    #[test]
    fn everything_stays_unless_it_is_to_be_deleted() {
        assert_eq!(left("keep", &["111122223333"]).unwrap().parts, None);
        assert_eq!(left("delete", &["111122223333"]), None);
        let left = left("delete", &["111122223333", "444455556666"]).unwrap();
        assert_eq!(left.parts, Some(&["organization"][..]));
        assert!(left.advice.contains("still has 444455556666"), "{}", left.advice);
    }
}
