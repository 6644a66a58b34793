//! What IAM refuses in a document, as far as the document alone tells.
//!
//! From <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>. What is valid here may
//! still be refused by AWS, which knows which principals and actions exist.

use serde_json::{Map, Value};

use super::canonical::each;
use super::control;

/// Where a policy is attached, which decides which elements it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To a user, group or role: it names resources, and no principals.
    Identity,
    /// To a role, as the rule of who may assume it: it names principals, and no resources.
    Trust,
    /// To a resource, such as a bucket or a key: it names principals and resources.
    Resource,
    /// To the root, a unit or an account of an organization, as the most that principals there may do: it names resources,
    /// and no principals.
    ServiceControl,
    /// To the same, as the most that may be done to resources there: it denies, to everybody, what it names.
    ResourceControl,
}

impl Kind {
    /// The elements that a statement may have.
    fn elements(self) -> &'static [&'static str] {
        match self {
            Kind::Identity | Kind::ServiceControl => {
                &["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"]
            }
            Kind::Trust => &["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition"],
            Kind::Resource => &[
                "Sid",
                "Effect",
                "Principal",
                "NotPrincipal",
                "Action",
                "NotAction",
                "Resource",
                "NotResource",
                "Condition",
            ],
            Kind::ResourceControl => &["Sid", "Effect", "Principal", "Action", "Resource", "NotResource", "Condition"],
        }
    }

    /// Why a statement may not have an element that other policies have.
    fn refusal(self, element: &str) -> Option<&'static str> {
        Some(match (self, element) {
            (Kind::Identity, "Principal" | "NotPrincipal") => {
                "a policy of a user, group or role is about its owner and names no principal"
            }
            (Kind::Trust, "Resource" | "NotResource") => "a trust policy is about its own role and names no resource",
            (Kind::ServiceControl, "Principal" | "NotPrincipal") => {
                "a service control policy is about all principals of its targets; leave some out by a `Condition` on \
                 `aws:PrincipalArn`"
            }
            (Kind::ResourceControl, "NotPrincipal") => {
                "a resource control policy is about everybody; leave some out by a `Condition` on `aws:PrincipalArn`"
            }
            (Kind::ResourceControl, "NotAction") => "a resource control policy names the actions that it denies",
            _ => return None,
        })
    }

    /// Whether Organizations holds it rather than IAM.
    fn is_control(self) -> bool {
        matches!(self, Kind::ServiceControl | Kind::ResourceControl)
    }
}

pub(super) fn problems(document: &Value, kind: Kind) -> Vec<String> {
    let Some(document) = document.as_object() else { return vec!["It is not a JSON object.".to_owned()] };
    let mut problems = Vec::new();
    for name in document.keys() {
        if !["Version", "Id", "Statement"].contains(&name.as_str()) {
            problems.push(format!("A policy has no element `{name}`."));
        }
    }
    match document.get("Version").map(Value::as_str) {
        Some(Some("2012-10-17")) => {}
        None | Some(Some("2008-10-17")) if !kind.is_control() => {}
        None | Some(_) => problems.push("`Version` is the policy language's: \"2012-10-17\".".to_owned()),
    }
    if each(document.get("Statement")).next().is_none() {
        problems.push("It has no `Statement`.".to_owned());
    }
    let statements: Vec<&Value> = each(document.get("Statement")).collect();
    for (index, statement) in statements.iter().enumerate() {
        let place = place(statement, index);
        match statement.as_object() {
            Some(elements) => self::statement(elements, kind, &place, &mut problems),
            None => problems.push(format!("{place} is not an object.")),
        }
    }
    let mut sids: Vec<&str> =
        statements.iter().filter_map(|s| s.get("Sid")?.as_str()).filter(|s| !s.is_empty()).collect();
    sids.sort_unstable();
    for pair in sids.windows(2) {
        if let [first, second] = pair
            && first == second
        {
            problems.push(format!("Two statements have the `Sid` \"{first}\"."));
        }
    }
    problems
}

/// How a statement is called in a message.
pub(super) fn place(statement: &Value, index: usize) -> String {
    match statement.get("Sid").and_then(Value::as_str) {
        Some(sid) if !sid.is_empty() => format!("Statement \"{sid}\""),
        _ => format!("Statement {}", index + 1),
    }
}

fn statement(elements: &Map<String, Value>, kind: Kind, place: &str, problems: &mut Vec<String>) {
    for name in elements.keys().filter(|name| !kind.elements().contains(&name.as_str())) {
        problems.push(match kind.refusal(name) {
            Some(why) => format!("{place} has `{name}`: {why}."),
            None => format!("{place} has `{name}`, which the policy language does not know."),
        });
    }
    match elements.get("Effect").and_then(Value::as_str) {
        Some("Allow" | "Deny") => {}
        _ => problems.push(format!("{place} needs an `Effect`, \"Allow\" or \"Deny\".")),
    }
    for name in ["Principal", "Action", "Resource"] {
        if kind.elements().contains(&name) {
            one_of(elements, name, kind, place, problems);
        }
    }
    match elements.get("Condition") {
        None => {}
        Some(Value::Object(operators)) if operators.values().all(Value::is_object) => {}
        Some(_) => problems.push(format!("{place} has a `Condition` that is not a map of operators to maps of keys.")),
    }
    if kind.is_control() {
        control::problems(elements, kind, place, problems);
    }
}

/// Exactly one of `name` and, where the kind has it, `Not{name}`, not empty.
fn one_of(elements: &Map<String, Value>, name: &str, kind: Kind, place: &str, problems: &mut Vec<String>) {
    let not = format!("Not{name}");
    let opposite = elements.get(&not);
    match (elements.get(name), opposite) {
        // That it is refused is said already.
        (None, Some(_)) if !kind.elements().contains(&not.as_str()) => {}
        (None, None) if !kind.elements().contains(&not.as_str()) => problems.push(format!("{place} needs `{name}`.")),
        (None, None) => problems.push(format!("{place} needs `{name}` or `{not}`.")),
        (Some(_), Some(_)) => problems.push(format!("{place} has both `{name}` and `{not}`; only one may stand.")),
        (Some(value), None) | (None, Some(value)) => {
            let empty = match value {
                Value::Object(kinds) => {
                    kinds.is_empty() || kinds.values().any(|names| each(Some(names)).next().is_none())
                }
                value => each(Some(value)).next().is_none(),
            };
            if empty {
                problems.push(format!("{place} has an empty `{name}`."));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn problems(kind: Kind, text: &str) -> Vec<String> {
        Policy::parse(text).unwrap().problems(kind)
    }

    #[test]
    fn a_sound_policy_has_no_problem() {
        let identity = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
        assert_eq!(problems(Kind::Identity, identity), [""; 0]);
        let trust = r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":"1"},"Action":"sts:AssumeRole"}]}"#;
        assert_eq!(problems(Kind::Trust, trust), [""; 0]);
    }

    #[test]
    fn each_problem_is_named_with_its_statement() {
        for (kind, text, expected) in [
            (Kind::Identity, r#"{"Version":"2012-10-17"}"#, "It has no `Statement`."),
            (
                Kind::Identity,
                r#"{"Version":"2020-01-01","Statement":{"Effect":"Allow","Action":"a:b","Resource":"*"}}"#,
                "`Version` is the policy language's: \"2012-10-17\".",
            ),
            (
                Kind::Identity,
                r#"{"Statement":{"Effect":"allow","Action":"a:b","Resource":"*"}}"#,
                "Statement 1 needs an `Effect`, \"Allow\" or \"Deny\".",
            ),
            (
                Kind::Identity,
                r#"{"Statement":{"Sid":"A","Effect":"Allow","Resource":"*"}}"#,
                "Statement \"A\" needs `Action` or `NotAction`.",
            ),
            (
                Kind::Identity,
                r#"{"Statement":{"Effect":"Allow","Action":[],"Resource":"*"}}"#,
                "Statement 1 has an empty `Action`.",
            ),
            (
                Kind::Identity,
                r#"{"Statement":{"Effect":"Allow","Action":"a:b","NotAction":"a:c","Resource":"*"}}"#,
                "Statement 1 has both `Action` and `NotAction`; only one may stand.",
            ),
            (
                Kind::Identity,
                r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Resource":"*"}}"#,
                "Statement 1 has `Principal`: a policy of a user, group or role is about its owner and names no principal.",
            ),
            (
                Kind::Trust,
                r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":[]},"Action":"sts:AssumeRole"}}"#,
                "Statement 1 has an empty `Principal`.",
            ),
            (
                Kind::Trust,
                r#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}"#,
                "Statement 1 needs `Principal` or `NotPrincipal`.",
            ),
            (
                Kind::Resource,
                r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b"}}"#,
                "Statement 1 needs `Resource` or `NotResource`.",
            ),
            (
                Kind::Resource,
                r#"{"Statement":{"Effect":"Deny","Action":"a:b","Resource":"*"}}"#,
                "Statement 1 needs `Principal` or `NotPrincipal`.",
            ),
            (
                Kind::Identity,
                r#"{"Statement":[{"Sid":"A","Effect":"Allow","Action":"a:b","Resource":"*"},{"Sid":"A","Effect":"Deny","Action":"a:b","Resource":"*"}]}"#,
                "Two statements have the `Sid` \"A\".",
            ),
        ] {
            assert_eq!(problems(kind, text), [expected], "{text}");
        }
    }
}
