//! Whether a trust policy admits a given caller: a narrow reading that never says yes when AWS would say no because of
//! the policy.

use serde_json::Value;

use super::Policy;
use super::canonical::{each, text};
use crate::aws::arn::{Arn, is_account_id};

/// How a caller gets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// The external id to send, when the policy demands one.
    pub external_id: Option<String>,
}

/// How the caller with this ARN may assume the role: `None` when the policy does not name it, or asks for something that
/// a program cannot bring (MFA, a source address), or denies anybody anything.
pub fn admits(policy: &Policy, caller_arn: &str) -> Option<Admission> {
    let statements: Vec<&Value> = each(policy.json().get("Statement")).collect();
    if statements.iter().any(|statement| statement.get("Effect").and_then(Value::as_str) != Some("Allow")) {
        return None;
    }
    let names = names(caller_arn)?;
    statements.iter().find_map(|statement| admission(statement, &names))
}

pub(super) fn names_identities(document: &Value) -> bool {
    let principals = each(document.get("Statement"))
        .flat_map(|statement| each(statement.get("Principal").and_then(|principal| principal.get("AWS"))));
    principals.map(text).any(|principal| {
        let arn = Arn::parse(&principal);
        arn.is_some_and(|arn| arn.service == "iam" && arn.resource != "root")
    })
}

/// The id of the account that a principal stands for as a whole: its id, or the ARN of its root.
pub(super) fn root_account(principal: &str) -> Option<&str> {
    let account = match Arn::parse(principal) {
        Some(Arn { service: "iam", region: "", account_id, resource: "root", .. }) => account_id,
        Some(_) => return None,
        None => principal,
    };
    is_account_id(account).then_some(account)
}

/// Who a caller is to a trust policy.
struct Names<'a> {
    account_id: &'a str,
    arn: &'a str,
    /// Of an assumed role, whose ARN in IAM may have a path that its session's ARN lacks.
    role: Option<&'a str>,
}

fn names(arn: &str) -> Option<Names<'_>> {
    let Arn { service, account_id, resource, .. } = Arn::parse(arn)?;
    let session = resource.strip_prefix("assumed-role/").filter(|_| service == "sts");
    Some(Names { account_id, arn, role: session.and_then(|session| session.split('/').next()) })
}

impl Names<'_> {
    fn include(&self, principal: &str) -> bool {
        if principal == "*" || principal == self.arn || root_account(principal) == Some(self.account_id) {
            return true;
        }
        let Some(Arn { service: "iam", account_id, resource, .. }) = Arn::parse(principal) else { return false };
        let role = resource.strip_prefix("role/").and_then(|path| path.rsplit('/').next());
        account_id == self.account_id && role.is_some() && role == self.role
    }
}

fn admission(statement: &Value, names: &Names<'_>) -> Option<Admission> {
    let assumes = |action: &Value| ["sts:assumerole", "sts:*", "*"].contains(&text(action).to_lowercase().as_str());
    if !each(statement.get("Action")).any(assumes) {
        return None;
    }
    let principal = statement.get("Principal")?;
    let principals = if principal.is_object() { principal.get("AWS") } else { Some(principal) };
    if !each(principals).any(|principal| names.include(&text(principal))) {
        return None;
    }
    let Some(condition) = statement.get("Condition") else { return Some(Admission { external_id: None }) };
    let operators: Vec<_> = condition.as_object()?.iter().collect();
    let [(operator, keys)] = operators.as_slice() else { return None };
    let keys: Vec<_> = keys.as_object()?.iter().collect();
    let [(key, values)] = keys.as_slice() else { return None };
    if *operator != "StringEquals" || !key.eq_ignore_ascii_case("sts:ExternalId") {
        return None;
    }
    Some(Admission { external_id: Some(text(each(Some(values)).next()?)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/deploy/ci";

    fn admitted(statement: &str, caller: &str) -> Option<Admission> {
        admits(&Policy::parse(&format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#)).unwrap(), caller)
    }

    fn allow(principal: &str, condition: &str) -> String {
        format!(r#"{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole"{condition}}}"#)
    }

    #[test]
    fn a_caller_is_known_by_account_role_and_session() {
        for principal in [
            r#"{"AWS":"arn:aws:iam::111122223333:root"}"#,
            r#"{"AWS":["444455556666","111122223333"]}"#,
            r#"{"AWS":"arn:aws:iam::111122223333:role/deploy"}"#,
            r#"{"AWS":"arn:aws:iam::111122223333:role/ci/deploy"}"#,
            r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/deploy/ci"}"#,
            r#""*""#,
        ] {
            assert_eq!(admitted(&allow(principal, ""), SESSION), Some(Admission { external_id: None }), "{principal}");
        }
        for principal in [
            r#"{"AWS":"444455556666"}"#,
            r#"{"AWS":"arn:aws:iam::111122223333:role/other"}"#,
            r#"{"AWS":"arn:aws:iam::444455556666:role/deploy"}"#,
            r#"{"Service":"ec2.amazonaws.com"}"#,
        ] {
            assert_eq!(admitted(&allow(principal, ""), SESSION), None, "{principal}");
        }
    }

    #[test]
    fn an_external_id_is_sent_and_anything_else_stops() {
        let everybody = r#"{"AWS":"111122223333"}"#;
        let external = r#","Condition":{"StringEquals":{"sts:ExternalId":"x-1"}}"#;
        assert_eq!(
            admitted(&allow(everybody, external), SESSION),
            Some(Admission { external_id: Some("x-1".to_owned()) })
        );
        let mfa = r#","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#;
        assert_eq!(admitted(&allow(everybody, mfa), SESSION), None);
        let both = r#","Condition":{"StringEquals":{"sts:ExternalId":"x-1","aws:PrincipalOrgID":"o-1"}}"#;
        assert_eq!(admitted(&allow(everybody, both), SESSION), None);
    }

    #[test]
    fn where_anything_is_denied_nobody_is_sure_to_get_in() {
        let statements = format!(r#"{},{{"Effect":"Deny","Principal":"*","Action":"sts:*"}}"#, allow(r#""*""#, ""));
        assert_eq!(admitted(&statements, SESSION), None);
    }

    #[test]
    fn roles_and_users_are_identities() {
        let names =
            |principal| Policy::of(&format!(r#"{{"Statement":[{}]}}"#, allow(principal, ""))).names_identities();
        assert!(names(r#"{"AWS":["111122223333","arn:aws:iam::111122223333:role/a"]}"#));
        assert!(!names(r#"{"AWS":["111122223333","arn:aws:iam::111122223333:root"]}"#));
        assert!(!names(r#"{"Service":"ec2.amazonaws.com"}"#));
        assert!(!names(r#""*""#));
    }
}
