//! Leaving principals out of what a policy denies.
//!
//! A principal in `aws:PrincipalArn` is a role or a user, for a session the role it is a session of:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn>.
//! A request without the key, as those of AWS's services are, is not left out.

use serde_json::{Map, Value, json};

use super::canonical::each;

const OPERATOR: &str = "ArnNotLike";
const KEY: &str = "aws:PrincipalArn";

/// The document with `ArnNotLike aws:PrincipalArn` in every statement that denies. Where one stands already, its list gets
/// longer. What is no policy stays as it is.
pub(super) fn excepting(document: &Value, principals: &[&str]) -> Value {
    let mut document = document.clone();
    if principals.is_empty() {
        return document;
    }
    match document.get_mut("Statement") {
        Some(Value::Array(statements)) => statements.iter_mut().for_each(|statement| except(statement, principals)),
        Some(statement) => except(statement, principals),
        None => {}
    }
    document
}

fn except(statement: &mut Value, principals: &[&str]) {
    let Value::Object(elements) = statement else { return };
    if elements.get("Effect").and_then(Value::as_str) != Some("Deny") {
        return;
    }
    let Some(keys) = child(elements, "Condition").and_then(|condition| child(condition, OPERATOR)) else { return };
    let name = keys.keys().find(|key| key.eq_ignore_ascii_case(KEY)).cloned().unwrap_or_else(|| KEY.to_owned());
    let mut all: Vec<Value> = each(keys.get(&name)).cloned().collect();
    for principal in principals {
        if !all.iter().any(|known| known.as_str() == Some(principal)) {
            all.push(Value::from(*principal));
        }
    }
    let all = if all.len() == 1 { all.remove(0) } else { json!(all) };
    keys.insert(name, all);
}

/// The map of this name in a map, made where there is none; `None` where something else stands.
fn child<'a>(map: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Map<String, Value>> {
    map.entry(name).or_insert_with(|| json!({})).as_object_mut()
}

#[cfg(test)]
mod tests {
    use crate::policy::{Policy, Statement};

    const ADMIN: &str = "arn:aws:iam::*:role/admin";

    #[test]
    fn what_denies_leaves_them_out_and_what_allows_stays() {
        let deny = || Statement::deny().actions(["s3:*"]).resources(["*"]);
        let allow = || Statement::allow().actions(["*"]).resources(["*"]);
        let policy = Policy::new([deny(), allow()]);
        let expected = Policy::new([deny().condition("ArnNotLike", "aws:PrincipalArn", [ADMIN]), allow()]);
        assert_eq!(policy.excepting([ADMIN]).minified(), expected.minified());
        assert_eq!(policy.excepting([]).minified(), policy.minified());
    }

    #[test]
    fn a_list_that_is_there_gets_longer() {
        let text = r#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalARN":"arn:a"},"Bool":{"x":"true"}}}}"#;
        let policy = Policy::of(text).excepting(["arn:a", "arn:b"]);
        assert_eq!(policy.minified(), text.replace(r#""arn:a""#, r#"["arn:a","arn:b"]"#));
    }

    #[test]
    fn what_is_no_policy_stays() {
        for text in ["[]", "{}", r#"{"Statement":[1]}"#, r#"{"Statement":{"Effect":"Deny","Condition":1}}"#] {
            let policy = Policy::of(text);
            assert_eq!(policy.excepting([ADMIN]).json(), policy.json());
        }
    }
}
