//! What a role may do: the presets of `access`, each a few managed policies or one inline policy.
//!
//! Job functions are AWS's own managed policies, which AWS keeps current:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html>.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::policy::{Policy, Statement};

/// The values of `access`.
pub(super) const ACCESS: &[&str] = &[
    "full_access",
    "read_only",
    "developer",
    "billing",
    "support",
    "logs",
    "iam_admin",
    "auto_deploy",
    "custom",
];

/// The inline policy that `developer` adds. The prefix keeps it apart from a person's own.
pub(super) const DEVELOPER_POLICY: &str = "plinth-developer";

/// The managed policies that a preset attaches.
pub(super) fn managed(access: &str) -> &'static [&'static str] {
    match access {
        "full_access" => &["arn:aws:iam::aws:policy/AdministratorAccess"],
        "read_only" => &["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "billing" => &["arn:aws:iam::aws:policy/job-function/Billing"],
        "support" => &["arn:aws:iam::aws:policy/AWSSupportAccess"],
        "logs" => &["arn:aws:iam::aws:policy/CloudWatchLogsReadOnlyAccess"],
        "iam_admin" => &["arn:aws:iam::aws:policy/IAMFullAccess"],
        _ => &[],
    }
}

/// The inline policy that a preset adds.
pub(super) fn inline(access: &str, allowed_services: &BTreeSet<String>) -> Option<Policy> {
    (access == "developer").then(|| {
        let actions = allowed_services.iter().map(|service| format!("{service}:*"));
        Policy::new([Statement::allow().sid("AllowedServices").actions(actions).resources(["*"])])
    })
}

/// The services that an inline policy of `developer` allows.
pub(super) fn allowed_services(policy: &Policy) -> BTreeSet<String> {
    let statements = policy.json().get("Statement");
    let actions = statements.and_then(|statements| match statements {
        Value::Array(statements) => statements.first()?.get("Action"),
        statement => statement.get("Action"),
    });
    let actions = match actions {
        Some(Value::Array(actions)) => actions.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(action)) => vec![action.as_str()],
        _ => Vec::new(),
    };
    actions.into_iter().filter_map(|action| action.strip_suffix(":*")).map(str::to_owned).collect()
}

/// Whether people, who can present MFA and sign in at the console, take on roles of this kind.
pub(super) fn is_human(access: &str) -> bool {
    access != "auto_deploy"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_that_grants_nothing_is_one_that_the_person_fills() {
        let nothing = |access: &&&str| managed(access).is_empty() && inline(access, &BTreeSet::new()).is_none();
        let empty: Vec<&&str> = ACCESS.iter().filter(nothing).collect();
        assert_eq!(empty, [&"auto_deploy", &"custom"]);
    }

    #[test]
    fn developers_get_the_services_they_were_allowed_and_nothing_else() {
        let policy = inline("developer", &BTreeSet::from(["s3".to_owned(), "sqs".to_owned()])).map(|p| p.minified());
        assert_eq!(
            policy.as_deref(),
            Some(
                r#"{"Version":"2012-10-17","Statement":[{"Sid":"AllowedServices","Effect":"Allow","Action":["s3:*","sqs:*"],"Resource":"*"}]}"#
            )
        );
        for services in [vec!["s3".to_owned()], vec!["s3".to_owned(), "sqs".to_owned()]] {
            let services = BTreeSet::from_iter(services);
            let policy = inline("developer", &services);
            assert_eq!(policy.map(|policy| allowed_services(&policy)), Some(services));
        }
    }
}
