//! Who may do what with the key: its policy from attributes, and attributes from a policy.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::parts::kms::actions::{ADMINISTRATION, DECRYPTION, ENCRYPTION};
use crate::policy::{Policy, Statement};

/// The values of `iam_access`.
pub(super) const IAM_ACCESS: &[&str] = &["administration", "full", "none"];

const ACCOUNT: &str = "IamPolicies";
const ADMINISTRATORS: &str = "Administrators";
const ENCRYPTERS: &str = "Encrypters";
const DECRYPTERS: &str = "Decrypters";

/// Who may do what.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_field_names, reason = "fields have the names of the attributes")]
pub(super) struct Access {
    /// The account the key lives in.
    pub(super) account_id: String,
    /// One of [`IAM_ACCESS`].
    pub(super) iam_access: String,
    pub(super) administrators: BTreeSet<String>,
    pub(super) encrypters: BTreeSet<String>,
    pub(super) decrypters: BTreeSet<String>,
    pub(super) encryption_context: BTreeMap<String, String>,
}

impl Access {
    /// The key policy. In it, `*` as a resource is the key itself. A statement for the account does not let anybody in by
    /// itself: it lets the account's IAM policies do so, and keeps the key manageable when every role is gone.
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html>
    pub(super) fn policy(&self) -> Policy {
        let mut statements = Vec::new();
        let mut allow = |sid: &str, who: &BTreeSet<String>, actions: &[&str]| {
            if !who.is_empty() {
                let statement = Statement::allow().sid(sid).aws_principals(who).actions(actions.iter().copied());
                statements.push(statement.resources(["*"]));
            }
        };
        let account = BTreeSet::from([self.account_id.clone()]);
        match self.iam_access.as_str() {
            "full" => allow(ACCOUNT, &account, &["kms:*"]),
            "administration" => allow(ACCOUNT, &account, ADMINISTRATION),
            _ => {}
        }
        allow(ADMINISTRATORS, &self.administrators, ADMINISTRATION);
        allow(ENCRYPTERS, &self.encrypters, ENCRYPTION);
        allow(DECRYPTERS, &self.decrypters, DECRYPTION);
        let users = self.encrypters.union(&self.decrypters).cloned().collect();
        allow("Users", &users, &["kms:DescribeKey"]);
        // A condition in what is allowed would bind only who is allowed here; grants and IAM policies are allowed elsewhere.
        // Without the key in a request, `StringNotEquals` is true.
        for (index, (key, value)) in self.encryption_context.iter().enumerate() {
            statements.push(
                Statement::deny()
                    .sid(format!("WithoutContext{}", index + 1))
                    .aws_principals(["*"])
                    .actions(ENCRYPTION.iter().chain(DECRYPTION).copied())
                    .resources(["*"])
                    .condition("StringNotEquals", context(key), [value]),
            );
        }
        Policy::new(statements)
    }

    /// The attributes that make this policy; `None` when no attributes do.
    pub(super) fn recognize(account_id: &str, policy: &Policy) -> Option<Access> {
        let iam_access = "none".to_owned();
        let mut access = Access { account_id: account_id.to_owned(), iam_access, ..Access::default() };
        for statement in one_or_many(policy.json().get("Statement")) {
            let principals = || {
                let names = statement.get("Principal").and_then(|principal| principal.get("AWS"));
                strings(names).map(account).collect()
            };
            match statement.get("Sid").and_then(Value::as_str)? {
                ACCOUNT => {
                    let full = strings(statement.get("Action")).eq(["kms:*"]);
                    if full { "full" } else { "administration" }.clone_into(&mut access.iam_access);
                }
                ADMINISTRATORS => access.administrators = principals(),
                ENCRYPTERS => access.encrypters = principals(),
                DECRYPTERS => access.decrypters = principals(),
                "Users" => {}
                _ => {
                    let pairs = statement.get("Condition")?.get("StringNotEquals")?.as_object()?;
                    access.encryption_context.extend(pairs.iter().filter_map(|(key, values)| {
                        let key = key.strip_prefix(CONTEXT)?.to_owned();
                        Some((key, strings(Some(values)).next()?.to_owned()))
                    }));
                }
            }
        }
        // Whatever was overlooked above makes the two differ.
        (access.policy() == *policy).then_some(access)
    }
}

const CONTEXT: &str = "kms:EncryptionContext:";

fn context(key: &str) -> String {
    format!("{CONTEXT}{key}")
}

/// The account's id for its root's ARN, as which KMS stores it; anything else as it is.
fn account(principal: &str) -> String {
    match principal.split(':').collect::<Vec<_>>().as_slice() {
        ["arn", _, "iam", "", id, "root"] => (*id).to_owned(),
        _ => principal.to_owned(),
    }
}

fn one_or_many(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(values)) => values,
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
}

/// A string or a list of strings, as AWS writes both.
fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    one_or_many(value).iter().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "111122223333";

    fn set(items: &[&str]) -> BTreeSet<String> {
        items.iter().map(|&item| item.to_owned()).collect()
    }

    fn access(iam_access: &str) -> Access {
        Access {
            account_id: OWN.to_owned(),
            iam_access: iam_access.to_owned(),
            administrators: set(&["arn:aws:iam::111122223333:role/security"]),
            encrypters: set(&["444455556666", "arn:aws:iam::111122223333:role/deploy"]),
            decrypters: set(&["arn:aws:iam::777788889999:role/app"]),
            encryption_context: BTreeMap::new(),
        }
    }

    /// The actions that statements about a principal allow.
    fn allowed(policy: &Policy, principal: &str) -> BTreeSet<String> {
        let statements = one_or_many(policy.json().get("Statement")).iter();
        let about = statements.filter(|statement| {
            statement["Effect"] == "Allow" && strings(statement["Principal"].get("AWS")).any(|name| name == principal)
        });
        about.flat_map(|statement| strings(statement.get("Action"))).map(str::to_owned).collect()
    }

    #[test]
    fn everybody_may_do_one_thing() {
        let policy = access("administration").policy();
        let use_of_it = |action: &String| ENCRYPTION.iter().chain(DECRYPTION).any(|other| other == action);
        let administrators = allowed(&policy, "arn:aws:iam::111122223333:role/security");
        assert_eq!(administrators, allowed(&policy, OWN), "IAM policies may allow what administrators may");
        assert!(administrators.contains("kms:PutKeyPolicy") && !administrators.iter().any(use_of_it));
        assert!(!administrators.iter().any(|action| action.contains('*') || action == "kms:CreateGrant"));
        let encrypters = allowed(&policy, "444455556666");
        assert!(encrypters.contains("kms:Encrypt") && !DECRYPTION.iter().any(|action| encrypters.contains(*action)));
        let decrypters = allowed(&policy, "arn:aws:iam::777788889999:role/app");
        assert_eq!(decrypters, set(&["kms:Decrypt", "kms:DescribeKey", "kms:ReEncryptFrom"]));
    }

    #[test]
    fn a_context_is_required_of_everybody() {
        let pairs = [("env".to_owned(), "prod".to_owned()), ("team".to_owned(), "a".to_owned())];
        let policy = Access { encryption_context: pairs.into(), ..access("full") }.policy();
        let text = policy.minified();
        // Two statements, as both conditions in one would let in who gives either.
        for (sid, condition) in [("WithoutContext1", r#"env":"prod""#), ("WithoutContext2", r#"team":"a""#)] {
            let start = format!(r#"{{"Sid":"{sid}","Effect":"Deny","Principal":{{"AWS":"*"}},"Action":["kms:Encrypt","#);
            assert!(text.contains(&start), "{text}");
            let end = format!(r#""Condition":{{"StringNotEquals":{{"kms:EncryptionContext:{condition}}}}}}}"#);
            assert!(text.contains(&end), "{text}");
        }
        assert!(!text.contains(r#""kms:DescribeKey"],"Resource":"*","Condition"#), "looking needs no context: {text}");
    }

    #[test]
    fn a_policy_is_recognized_as_aws_writes_it_back() {
        let context = BTreeMap::from([("env".to_owned(), "prod".to_owned())]);
        for iam_access in IAM_ACCESS {
            for encryption_context in [BTreeMap::new(), context.clone()] {
                let access = Access { encryption_context, ..access(iam_access) };
                let text = access.policy().minified();
                let text = text.replace("\"444455556666\"", "\"arn:aws:iam::444455556666:root\"");
                let policy = Policy::parse(&text).expect("a policy");
                assert_eq!(Access::recognize(OWN, &policy), Some(access));
            }
        }
    }

    #[test]
    fn what_attributes_cannot_say_is_not_recognized() {
        let text = access("administration").policy().minified();
        for (from, to) in [("\"kms:Encrypt\",", "\"kms:Encrypt\",\"kms:Decrypt\","), ("Encrypters", "Mine"), ("Allow", "Deny")] {
            let policy = Policy::parse(&text.replacen(from, to, 1)).expect("a policy");
            assert_eq!(Access::recognize(OWN, &policy), None, "{to}");
        }
    }
}
