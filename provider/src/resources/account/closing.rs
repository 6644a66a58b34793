//! Why an account stays open.

use tfplugin::composite::Configuration;
use tfplugin::model::Named;

use super::Account;

/// The refusal to destroy an account that is not to be closed, with the ways to do what may be meant.
pub(super) fn refusal(state: &Configuration<'_, Account>) -> Option<(String, String)> {
    let f = Account::fields();
    if state.known(f.close_on_deletion) == Some(true) {
        return None;
    }
    let name = state.known(f.name).unwrap_or_default();
    let id = state.known(f.account_id).and_then(|id| id.0).unwrap_or_default();
    Some((
        format!("Account {name} ({id}) is not closed by a destroy"),
        "Closing an account suspends everything in it, and AWS deletes it for good after 90 days, so Plinth does it only \
         when it is asked to.\n\nTo close it: set `close_on_deletion = true`, apply that, then destroy.\n\nTo keep it, and \
         only stop managing it: put this in place of the resource and apply, NAME being the resource's name in the \
         configuration, or run `terraform state rm plinth_account.NAME`:\n\n  removed {\n    from = plinth_account.NAME\n    \
         lifecycle {\n      destroy = false\n    }\n  }"
            .to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tfplugin::value::Value;

    use super::*;

    fn state(close: Value) -> BTreeMap<String, Value> {
        [("name", Value::string("prod")), ("account_id", Value::string("111122223333")), ("close_on_deletion", close)]
            .map(|(name, value)| (name.to_owned(), value))
            .into()
    }

    #[test]
    fn only_what_is_to_be_closed_is_destroyed() {
        assert_eq!(refusal(&Configuration::new(&state(Value::Bool(true)))), None);
        for open in [Value::Bool(false), Value::Null] {
            let (summary, detail) = refusal(&Configuration::new(&state(open))).unwrap();
            assert_eq!(summary, "Account prod (111122223333) is not closed by a destroy");
            assert!(detail.contains("close_on_deletion = true") && detail.contains("removed {"), "{detail}");
        }
    }
}
