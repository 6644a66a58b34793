//! What Organizations refuses in a document of settings: a tag policy, a declarative policy, and those like them.
//!
//! Such documents are merged along the tree, so every value stands under an operator that says how:
//! <https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html>.

use serde_json::Value;

const OPERATORS: [&str; 4] = ["@@assign", "@@append", "@@remove", "@@operators_allowed_for_child_policies"];

pub(super) fn problems(document: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    match document {
        Value::Object(entries) if !entries.is_empty() => look(document, "", &mut problems),
        _ => problems.push("It says nothing.".to_owned()),
    }
    problems
}

/// Looks at what stands under a path, as `tags.Team`.
fn look(value: &Value, path: &str, problems: &mut Vec<String>) {
    let Value::Object(entries) = value else {
        let right = serde_json::json!({ "@@assign": value });
        problems.push(format!("`{path}` is {value}: a value stands under an operator, as in {right}."));
        return;
    };
    for (name, inner) in entries {
        if OPERATORS.contains(&name.as_str()) {
            continue;
        }
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        if name.starts_with("@@") {
            problems.push(format!("`{path}` is no operator: those are {}.", OPERATORS.join(", ")));
        } else {
            look(inner, &path, problems);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::Policy;

    #[test]
    fn values_stand_under_operators() {
        for (text, expected) in [
            (
                r#"{"tags":{"a":{"tag_value":{"@@assign":["x"],"@@operators_allowed_for_child_policies":["@@none"]}}}}"#,
                None,
            ),
            (r#"{"a":{"b":1}}"#, Some("`a.b` is 1: a value stands under an operator, as in {\"@@assign\":1}.")),
            (
                r#"{"a":{"@@set":1}}"#,
                Some(
                    "`a.@@set` is no operator: those are @@assign, @@append, @@remove, \
                     @@operators_allowed_for_child_policies.",
                ),
            ),
            ("{}", Some("It says nothing.")),
        ] {
            let expected: Vec<&str> = expected.into_iter().collect();
            assert_eq!(Policy::of(text).settings_problems(), expected, "{text}");
        }
    }
}
