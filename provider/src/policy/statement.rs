//! Writing a statement in code.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Whether a statement allows or denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Allows what matches.
    Allow,
    /// Denies what matches, whoever allows it.
    Deny,
}

/// One statement. Lists stand in the order they are given in; a list of one is written as a string.
#[derive(Clone, Debug)]
pub struct Statement {
    elements: Map<String, Value>,
    principals: BTreeMap<&'static str, Vec<String>>,
    is_about_everybody: bool,
    conditions: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

impl Statement {
    /// A statement without anything but its effect.
    pub fn new(effect: Effect) -> Statement {
        let effect = if effect == Effect::Allow { "Allow" } else { "Deny" };
        let elements = Map::from_iter([("Effect".to_owned(), Value::from(effect))]);
        Statement { elements, principals: BTreeMap::new(), is_about_everybody: false, conditions: BTreeMap::new() }
    }

    /// A statement that allows.
    pub fn allow() -> Statement {
        Statement::new(Effect::Allow)
    }

    /// A statement that denies.
    pub fn deny() -> Statement {
        Statement::new(Effect::Deny)
    }

    /// Names it. Letters and digits only.
    #[must_use]
    pub fn sid(mut self, sid: impl Into<String>) -> Statement {
        self.elements.insert("Sid".to_owned(), Value::from(sid.into()));
        self
    }

    /// What it is about: `iam:PassRole`, `s3:Get*`.
    #[must_use]
    pub fn actions<S: Into<String>>(self, actions: impl IntoIterator<Item = S>) -> Statement {
        self.element("Action", actions)
    }

    /// Everything but these actions.
    #[must_use]
    pub fn not_actions<S: Into<String>>(self, actions: impl IntoIterator<Item = S>) -> Statement {
        self.element("NotAction", actions)
    }

    /// On which resources.
    #[must_use]
    pub fn resources<S: Into<String>>(self, resources: impl IntoIterator<Item = S>) -> Statement {
        self.element("Resource", resources)
    }

    /// On everything but these resources.
    #[must_use]
    pub fn not_resources<S: Into<String>>(self, resources: impl IntoIterator<Item = S>) -> Statement {
        self.element("NotResource", resources)
    }

    /// Accounts, roles and users by id or ARN; `*` for everybody.
    #[must_use]
    pub fn aws_principals<S: Into<String>>(self, principals: impl IntoIterator<Item = S>) -> Statement {
        self.principals("AWS", principals)
    }

    /// Everybody, AWS's services and those without credentials too. Takes the place of all other principals.
    #[must_use]
    pub fn everybody(mut self) -> Statement {
        self.is_about_everybody = true;
        self
    }

    /// AWS services: `ec2.amazonaws.com`.
    #[must_use]
    pub fn service_principals<S: Into<String>>(self, principals: impl IntoIterator<Item = S>) -> Statement {
        self.principals("Service", principals)
    }

    /// OIDC or SAML providers by ARN.
    #[must_use]
    pub fn federated_principals<S: Into<String>>(self, principals: impl IntoIterator<Item = S>) -> Statement {
        self.principals("Federated", principals)
    }

    /// Only when `key` compares to one of the values: `condition("StringEquals", "sts:ExternalId", ["…"])`.
    #[must_use]
    pub fn condition<S: Into<String>>(
        mut self,
        operator: impl Into<String>,
        key: impl Into<String>,
        values: impl IntoIterator<Item = S>,
    ) -> Statement {
        let keys = self.conditions.entry(operator.into()).or_default();
        keys.entry(key.into()).or_default().extend(values.into_iter().map(Into::into));
        self
    }

    fn element<S: Into<String>>(mut self, name: &str, values: impl IntoIterator<Item = S>) -> Statement {
        self.elements.insert(name.to_owned(), one_or_many(values.into_iter().map(Into::into).collect()));
        self
    }

    fn principals<S: Into<String>>(mut self, kind: &'static str, names: impl IntoIterator<Item = S>) -> Statement {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        // A kind without names is not in the grammar.
        if !names.is_empty() {
            self.principals.entry(kind).or_default().extend(names);
        }
        self
    }

    pub(super) fn into_json(self) -> Value {
        let mut elements = self.elements;
        if self.is_about_everybody {
            elements.insert("Principal".to_owned(), Value::from("*"));
        } else if !self.principals.is_empty() {
            let kinds = self.principals.into_iter().map(|(kind, names)| (kind.to_owned(), one_or_many(names)));
            elements.insert("Principal".to_owned(), Value::Object(kinds.collect()));
        }
        if !self.conditions.is_empty() {
            let operators = self.conditions.into_iter().map(|(operator, keys)| {
                let keys = keys.into_iter().map(|(key, values)| (key, one_or_many(values)));
                (operator, Value::Object(keys.collect()))
            });
            elements.insert("Condition".to_owned(), Value::Object(operators.collect()));
        }
        Value::Object(elements)
    }
}

fn one_or_many(mut values: Vec<String>) -> Value {
    if values.len() == 1 { Value::from(values.remove(0)) } else { json!(values) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    #[test]
    fn a_statement_is_written_in_the_usual_order() {
        let statement = Statement::allow()
            .actions(["sts:AssumeRole", "sts:TagSession"])
            .aws_principals(["111122223333"])
            .condition("Bool", "aws:MultiFactorAuthPresent", ["true"])
            .sid("Humans");
        assert_eq!(
            Policy::new([statement]).minified(),
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"Humans","Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}"#
        );
    }

    #[test]
    fn everybody_is_a_star() {
        let statement = Statement::deny().aws_principals(["111122223333"]).everybody();
        assert_eq!(statement.into_json(), json!({"Effect": "Deny", "Principal": "*"}));
    }

    #[test]
    fn no_principals_is_no_principal() {
        let none: [&str; 0] = [];
        assert_eq!(Statement::deny().aws_principals(none).into_json(), json!({"Effect": "Deny"}));
    }
}
