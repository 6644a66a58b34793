//! The order in which a document is written, and the form in which two documents are compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// The elements of a document and of a statement in the order in which AWS's own examples write them:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>.
const ORDER: [&str; 12] = [
    "Version",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// The same document with the elements of documents and statements in the usual order, and everything else in
/// alphabetical order.
pub(super) fn ordered(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<(&String, &Value)> = entries.iter().collect();
            entries.sort_by_key(|(name, _)| (rank(name), *name));
            Value::Object(entries.into_iter().map(|(name, value)| (name.clone(), ordered(value))).collect())
        }
        Value::Array(elements) => Value::Array(elements.iter().map(ordered).collect()),
        other => other.clone(),
    }
}

fn rank(name: &str) -> usize {
    ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len())
}

/// What a document means to IAM, as a value that compares.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    version: String,
    id: Option<String>,
    /// Sorted: IAM evaluates all statements, in no order.
    statements: Vec<BTreeMap<String, Clause>>,
    /// Elements that the grammar does not know.
    other: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Clause {
    Text(String),
    Set(BTreeSet<String>),
    Sets(BTreeMap<String, BTreeSet<String>>),
    Conditions(BTreeMap<String, BTreeMap<String, BTreeSet<String>>>),
}

pub(super) fn meaning(document: &Value) -> Meaning {
    let empty = Map::new();
    let document = document.as_object().unwrap_or(&empty);
    let mut statements: Vec<_> = each(document.get("Statement")).map(statement).collect();
    statements.sort();
    // Without a version a document is of the first one.
    let version = document.get("Version").map_or_else(|| "2008-10-17".to_owned(), text);
    let known = |name: &str| ["Version", "Id", "Statement"].contains(&name);
    let other = document.iter().filter(|(name, _)| !known(name)).map(|(name, value)| (name.clone(), text(value)));
    Meaning { version, id: document.get("Id").map(text), statements, other: other.collect() }
}

fn statement(statement: &Value) -> BTreeMap<String, Clause> {
    let Value::Object(elements) = statement else {
        return BTreeMap::from([(String::new(), Clause::Text(text(statement)))]);
    };
    let mut clauses = BTreeMap::new();
    for (name, value) in elements {
        let clause = match name.as_str() {
            // No name and an empty name are the same.
            "Sid" if value.as_str() == Some("") => continue,
            // Case does not matter in actions: "IAM JSON policy elements: Action".
            "Action" | "NotAction" => Clause::Set(each(Some(value)).map(|one| text(one).to_lowercase()).collect()),
            "Resource" | "NotResource" => Clause::Set(each(Some(value)).map(text).collect()),
            "Principal" | "NotPrincipal" => Clause::Sets(principals(value)),
            "Condition" => Clause::Conditions(conditions(value)),
            _ => Clause::Text(text(value)),
        };
        clauses.insert(name.clone(), clause);
    }
    clauses
}

/// Principals by kind. `"*"` is the same as `{"AWS": "*"}`, and an account is the same by its id and by the ARN of its
/// root: "IAM JSON policy elements: Principal". AWS stores the second form, whatever was sent.
fn principals(value: &Value) -> BTreeMap<String, BTreeSet<String>> {
    match value {
        Value::Object(kinds) => kinds
            .iter()
            .map(|(kind, names)| {
                let names = each(Some(names)).map(text);
                let names = if kind == "AWS" { names.map(account).collect() } else { names.collect() };
                (kind.clone(), names)
            })
            .collect(),
        other => BTreeMap::from([("AWS".to_owned(), each(Some(other)).map(text).map(account).collect())]),
    }
}

/// The account's id for its root's ARN, anything else as it is.
fn account(principal: String) -> String {
    super::trust::root_account(&principal).map(str::to_owned).unwrap_or(principal)
}

/// Condition keys are not case-sensitive, their values are: "IAM JSON policy elements: Condition".
fn conditions(value: &Value) -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
    let operators = value.as_object().into_iter().flatten();
    operators
        .map(|(operator, keys)| {
            let keys = keys.as_object().into_iter().flatten();
            let keys = keys.map(|(key, values)| (key.to_lowercase(), each(Some(values)).map(text).collect()));
            (operator.clone(), keys.collect())
        })
        .collect()
}

/// The elements of a list, or the one value that stands where a list may stand.
pub(super) fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let elements = match value {
        Some(Value::Array(elements)) => elements.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    elements.iter()
}

/// A string as it is; a bool or a number as AWS would compare it, which is as text.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| ordered(value).to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use crate::policy::Policy;

    fn same(left: &str, right: &str) -> bool {
        Policy::parse(left).unwrap() == Policy::parse(right).unwrap()
    }

    fn trust(principal: &str) -> String {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole"}}]}}"#
        )
    }

    #[test]
    fn the_same_in_other_clothes() {
        for (left, right) in [
            // Order of keys, one element or a list of one, one statement or a list of one.
            (
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*"],"Resource":["*"]}]}"#,
                r#"{"Statement":{"Resource":"*","Action":"s3:get*","Effect":"Allow"},"Version":"2012-10-17"}"#,
            ),
            // Order of lists, and of statements; an empty name.
            (
                r#"{"Statement":[{"Effect":"Deny","Action":["a:B","c:D"],"Resource":["x","y"]},{"Effect":"Allow","Action":"e:F","Resource":"*"}]}"#,
                r#"{"Statement":[{"Sid":"","Effect":"Allow","Action":"e:F","Resource":"*"},{"Effect":"Deny","Action":["c:D","a:B"],"Resource":["y","x","y"]}]}"#,
            ),
            // Condition values and the case of their keys.
            (
                r#"{"Statement":{"Condition":{"Bool":{"aws:MultiFactorAuthPresent":true},"StringEquals":{"a":["1","2"]}}}}"#,
                r#"{"Statement":{"Condition":{"StringEquals":{"A":["2","1"]},"Bool":{"aws:multifactorauthpresent":"true"}}}}"#,
            ),
        ] {
            assert!(same(left, right), "{left}\n{right}");
        }
    }

    #[test]
    fn an_account_is_its_root() {
        let root = trust(r#"{"AWS":"arn:aws:iam::111122223333:root"}"#);
        assert!(same(&root, &trust(r#"{"AWS":["111122223333"]}"#)));
        assert!(same(
            &trust(r#"{"AWS":"arn:aws-us-gov:iam::111122223333:root"}"#),
            &trust(r#"{"AWS":"111122223333"}"#)
        ));
        assert!(!same(&root, &trust(r#"{"AWS":"arn:aws:iam::111122223333:role/root"}"#)));
        assert!(same(&trust(r#""*""#), &trust(r#"{"AWS":"*"}"#)));
    }

    #[test]
    fn different_meaning_is_different() {
        for (left, right) in [
            (
                r#"{"Statement":{"Effect":"Allow","Resource":"a"}}"#,
                r#"{"Statement":{"Effect":"Allow","Resource":"A"}}"#,
            ),
            (r#"{"Statement":{"Effect":"Allow","Action":"a:b"}}"#, r#"{"Statement":{"Effect":"Deny","Action":"a:b"}}"#),
            (r#"{"Statement":{"Sid":"A","Effect":"Allow"}}"#, r#"{"Statement":{"Effect":"Allow"}}"#),
            (r#"{"Version":"2012-10-17","Statement":[]}"#, r#"{"Statement":[]}"#),
            (
                r#"{"Statement":{"Condition":{"StringEquals":{"a":"b"}}}}"#,
                r#"{"Statement":{"Condition":{"StringLike":{"a":"b"}}}}"#,
            ),
            (r#"{"Statement":{"Principal":{"AWS":"1"}}}"#, r#"{"Statement":{"Principal":{"Service":"1"}}}"#),
        ] {
            assert!(!same(left, right), "{left}\n{right}");
        }
    }
}
