//! Whether a policy denies a request: a narrow reading that says so only when it is certain.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Policy;
use super::canonical::{each, text};
use super::condition::{self, Known};
use super::glob;
use super::grammar::place;

/// A request, as far as it is known.
#[derive(Clone, Debug)]
pub struct Request {
    action: String,
    resource: Option<String>,
    known: Known,
}

/// What a policy says to a request. The statement is called as in other messages: `Statement "A"`, `Statement 2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// This statement denies it, whatever else the request holds.
    Denied(String),
    /// This statement denies it, or does not: it depends on what is not known.
    Unsure(String),
    /// No statement denies it.
    Passes,
}

impl Request {
    /// A call of an action, `iam:GetRole`, of which nothing else is known.
    pub fn new(action: &str) -> Request {
        Request { action: action.to_owned(), resource: None, known: BTreeMap::new() }
    }

    /// On this resource.
    #[must_use]
    pub fn on(mut self, arn: &str) -> Request {
        self.resource = Some(arn.to_owned());
        self
    }

    /// With this value of a condition key. The ARN of a role may have `*` for its account, and stands for the roles of this
    /// name in several accounts.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Request {
        self.known.insert(key.to_lowercase(), Some(value.to_owned()));
        self
    }

    /// Without a condition key.
    #[must_use]
    pub fn without(mut self, key: &str) -> Request {
        self.known.insert(key.to_lowercase(), None);
        self
    }
}

impl Policy {
    /// What the policy's statements that deny say to a request. What its others allow does not matter here.
    pub fn verdict(&self, request: &Request) -> Verdict {
        let mut unsure = None;
        for (index, statement) in each(self.json().get("Statement")).enumerate() {
            match denies(statement, request) {
                Some(true) => return Verdict::Denied(place(statement, index)),
                Some(false) => {}
                None => unsure = unsure.or_else(|| Some(place(statement, index))),
            }
        }
        unsure.map_or(Verdict::Passes, Verdict::Unsure)
    }
}

fn denies(statement: &Value, request: &Request) -> Option<bool> {
    let is_deny = statement.get("Effect").and_then(Value::as_str) == Some("Deny");
    if !is_deny || !is_about(statement, &request.action) {
        return Some(false);
    }
    match (on(statement, request.resource.as_deref()), condition::holds(statement.get("Condition"), &request.known)) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether the statement is about an action. Case does not matter: "IAM JSON policy elements: Action".
fn is_about(statement: &Value, action: &str) -> bool {
    let action = action.to_lowercase();
    let named = |value: &Value| each(Some(value)).any(|one| glob::matches(&text(one).to_lowercase(), &action));
    match (statement.get("Action"), statement.get("NotAction")) {
        (Some(actions), _) => named(actions),
        (None, Some(others)) => !named(others),
        (None, None) => false,
    }
}

/// Whether the statement is about a resource. Of one that is not known, only a star certainly is.
fn on(statement: &Value, resource: Option<&str>) -> Option<bool> {
    let named = |value: &Value| {
        let mut patterns = each(Some(value)).map(text);
        match resource {
            Some(resource) => Some(patterns.any(|pattern| glob::matches(&pattern, resource))),
            None => patterns.any(|pattern| pattern == "*").then_some(true),
        }
    };
    match (statement.get("Resource"), statement.get("NotResource")) {
        (Some(resources), _) => named(resources),
        (None, Some(others)) => named(others).map(|named| !named),
        (None, None) => Some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Statement;

    fn says(statement: Statement, request: &Request) -> Verdict {
        Policy::new([Statement::allow().actions(["*"]).resources(["*"]), statement]).verdict(request)
    }

    fn second() -> String {
        "Statement 2".to_owned()
    }

    #[test]
    fn actions_match_with_wildcards_and_in_any_case() {
        let request = Request::new("iam:GetRole");
        for actions in ["*", "iam:*", "IAM:getrole", "iam:Get*"] {
            let statement = Statement::deny().actions([actions]).resources(["*"]);
            assert_eq!(says(statement, &request), Verdict::Denied(second()), "{actions}");
        }
        let others = Statement::deny().not_actions(["iam:*", "sts:*"]).resources(["*"]);
        assert_eq!(says(others.clone(), &request), Verdict::Passes);
        assert_eq!(
            says(others.sid("Others"), &Request::new("ec2:RunInstances")),
            Verdict::Denied("Statement \"Others\"".to_owned())
        );
    }

    #[test]
    fn conditions_and_resources_may_leave_it_open() {
        let request = Request::new("s3:GetObject").with("aws:PrincipalArn", "arn:aws:iam::111122223333:role/a");
        let deny = || Statement::deny().actions(["s3:*"]);
        let elsewhere = deny().resources(["*"]).condition("StringNotEquals", "aws:RequestedRegion", ["eu-west-1"]);
        assert_eq!(says(elsewhere.clone(), &request), Verdict::Unsure(second()));
        let there = request.clone().with("aws:RequestedRegion", "eu-west-1");
        assert_eq!(says(elsewhere, &there), Verdict::Passes);
        let bucket = deny().resources(["arn:aws:s3:::a/*"]);
        assert_eq!(says(bucket.clone(), &request), Verdict::Unsure(second()));
        assert_eq!(says(bucket.clone(), &request.clone().on("arn:aws:s3:::b/x")), Verdict::Passes);
        assert_eq!(says(bucket, &request.clone().on("arn:aws:s3:::a/x")), Verdict::Denied(second()));
        let excepted = deny().resources(["*"]).condition("ArnNotLike", "aws:PrincipalArn", ["arn:aws:iam::*:role/a"]);
        assert_eq!(says(excepted, &request), Verdict::Passes);
    }
}
