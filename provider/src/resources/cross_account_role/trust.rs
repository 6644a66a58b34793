//! Who may assume the role: the trust policy from attributes, and attributes from a trust policy.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Oidc;
use crate::policy::{Policy, Statement};

/// Who may assume a role, and under which conditions.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Trust {
    /// The account the role lives in, which is where its OIDC provider lives.
    pub(super) account_id: String,
    pub(super) accounts: BTreeSet<String>,
    pub(super) principals: BTreeSet<String>,
    pub(super) external_id: Option<String>,
    pub(super) require_mfa: bool,
    pub(super) mfa_max_age: Option<i64>,
    pub(super) oidc: Option<Oidc>,
}

impl Trust {
    /// The trust policy. An account is named by its id, which IAM takes for the ARN of its root in any partition.
    pub(super) fn policy(&self) -> Policy {
        let mut statements = Vec::new();
        if !self.accounts.is_empty() || !self.principals.is_empty() {
            let mut statement = Statement::allow()
                .sid("TrustedPrincipals")
                .aws_principals(self.accounts.iter().chain(&self.principals))
                .actions(["sts:AssumeRole"]);
            if let Some(external_id) = &self.external_id {
                statement = statement.condition("StringEquals", "sts:ExternalId", [external_id]);
            }
            if self.require_mfa {
                statement = statement.condition("Bool", "aws:MultiFactorAuthPresent", ["true"]);
                if let Some(age) = self.mfa_max_age {
                    statement = statement.condition("NumericLessThan", "aws:MultiFactorAuthAge", [age.to_string()]);
                }
            }
            statements.push(statement);
        }
        if let Some(oidc) = &self.oidc {
            let provider = format!("arn:aws:iam::{}:oidc-provider/{}", self.account_id, oidc.provider);
            statements.push(
                Statement::allow()
                    .sid("TrustedWorkloads")
                    .federated_principals([provider])
                    .actions(["sts:AssumeRoleWithWebIdentity"])
                    .condition("StringEquals", format!("{}:aud", oidc.provider), &oidc.audiences)
                    .condition("StringLike", format!("{}:sub", oidc.provider), &oidc.subjects),
            );
        }
        Policy::new(statements)
    }

    /// The attributes that make this policy; `None` when no attributes do.
    pub(super) fn recognize(account_id: &str, policy: &Policy) -> Option<Trust> {
        let mut trust = Trust { account_id: account_id.to_owned(), ..Trust::default() };
        let document = policy.json();
        for statement in one_or_many(document.get("Statement")) {
            let principal = statement.get("Principal")?;
            if principal.get("Federated").is_some() {
                trust.oidc = Some(recognize_oidc(account_id, statement)?);
                continue;
            }
            for principal in strings(principal.get("AWS")) {
                match account(&principal) {
                    Some(account) => trust.accounts.insert(account.to_owned()),
                    None => trust.principals.insert(principal),
                };
            }
            let condition = |operator: &str, key: &str| {
                let values = statement.get("Condition").and_then(|c| c.get(operator)).and_then(|c| c.get(key));
                strings(values).into_iter().next()
            };
            trust.external_id = condition("StringEquals", "sts:ExternalId");
            trust.require_mfa = condition("Bool", "aws:MultiFactorAuthPresent").as_deref() == Some("true");
            trust.mfa_max_age = condition("NumericLessThan", "aws:MultiFactorAuthAge").and_then(|age| age.parse().ok());
        }
        // Whatever was overlooked above makes the two differ.
        (trust.policy() == *policy).then_some(trust)
    }
}

fn recognize_oidc(account_id: &str, statement: &Value) -> Option<Oidc> {
    let federated = strings(statement.get("Principal").and_then(|principal| principal.get("Federated")));
    let prefix = format!("arn:aws:iam::{account_id}:oidc-provider/");
    let provider = federated.first()?.strip_prefix(&prefix)?.to_owned();
    let values = |operator: &str, key: &str| {
        let key = format!("{provider}:{key}");
        strings(statement.get("Condition").and_then(|c| c.get(operator)).and_then(|c| c.get(&key)))
    };
    let audiences = values("StringEquals", "aud").into_iter().collect();
    let subjects = values("StringLike", "sub").into_iter().collect();
    Some(Oidc { provider: provider.clone(), subjects, audiences })
}

/// The account that a principal stands for as a whole.
fn account(principal: &str) -> Option<&str> {
    let id = match principal.split(':').collect::<Vec<_>>().as_slice() {
        [id] | ["arn", _, "iam", "", id, "root"] => *id,
        _ => return None,
    };
    (id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
}

fn one_or_many(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(values)) => values.iter().collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    }
}

/// A string or a list of strings, as IAM writes both. A number or a bool is its text.
fn strings(value: Option<&Value>) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    one_or_many(value).into_iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "111122223333";

    fn check(trust: &Trust, expected: &str) {
        let policy = trust.policy();
        assert_eq!(policy.minified(), expected);
        assert_eq!(Trust::recognize(ACCOUNT, &policy).as_ref(), Some(trust), "{expected}");
    }

    fn trusting(accounts: &[&str]) -> Trust {
        Trust {
            account_id: ACCOUNT.to_owned(),
            accounts: accounts.iter().map(|&account| account.to_owned()).collect(),
            ..Trust::default()
        }
    }

    #[test]
    fn accounts_with_every_condition() {
        check(
            &Trust {
                external_id: Some("x".to_owned()),
                require_mfa: true,
                mfa_max_age: Some(3600),
                ..trusting(&["444455556666"])
            },
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"TrustedPrincipals","Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"},"StringEquals":{"sts:ExternalId":"x"}}}]}"#,
        );
    }

    #[test]
    fn principals_and_workloads() {
        let oidc = Oidc {
            provider: "token.actions.githubusercontent.com".to_owned(),
            subjects: BTreeSet::from(["repo:acme/infrastructure-live:ref:refs/heads/main".to_owned()]),
            audiences: BTreeSet::from(["sts.amazonaws.com".to_owned()]),
        };
        let principals = BTreeSet::from(["arn:aws:iam::444455556666:role/ci".to_owned()]);
        let trust = Trust { principals, oidc: Some(oidc), ..trusting(&[]) };
        assert_eq!(Trust::recognize(ACCOUNT, &trust.policy()), Some(trust));
    }

    #[test]
    fn as_iam_writes_it_back() {
        let trust = trusting(&["444455556666", "777788889999"]);
        let text = trust.policy().minified().replace("\"444455556666\"", "\"arn:aws:iam::444455556666:root\"");
        let policy = Policy::parse(&text).expect("a policy");
        assert_eq!(Trust::recognize(ACCOUNT, &policy), Some(trust));
    }

    #[test]
    fn what_attributes_cannot_say_is_not_recognized() {
        let text = trusting(&["444455556666"]).policy().minified();
        for (from, to) in [
            ("sts:AssumeRole", "sts:*"),
            ("\"Action\"", "\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"true\"}},\"Action\""),
            ("Allow", "Deny"),
        ] {
            let policy = Policy::parse(&text.replace(from, to)).expect("a policy");
            assert_eq!(Trust::recognize(ACCOUNT, &policy), None, "{to}");
        }
    }
}
