//! What Organizations refuses in a service control policy or a resource control policy, beyond what the language refuses.
//!
//! From <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html>, which since
//! September 2025 allows all of IAM's language but principals, and
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Policy;
use super::canonical::{each, text};
use super::grammar::Kind;

/// The prefixes of the services whose resources a resource control policy protects, from
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services>.
/// AWS adds to them, so another one is worth a warning and no error.
const RESOURCE_CONTROL_SERVICES: &[&str] = &[
    "aoss",
    "appconfig",
    "appstream",
    "autoscaling",
    "autoscaling-plans",
    "budgets",
    "clouddirectory",
    "cloudfront",
    "cloudsearch",
    "cloudtrail-data",
    "codeartifact",
    "codebuild",
    "codecommit",
    "codepipeline",
    "cognito-identity",
    "cognito-idp",
    "comprehend",
    "comprehendmedical",
    "compute-optimizer",
    "cost-optimization-hub",
    "dax",
    "dsql",
    "dynamodb",
    "ecr",
    "ecr-public",
    "events",
    "firehose",
    "fis",
    "fms",
    "gamelift",
    "health",
    "inspector-scan",
    "kendra",
    "kinesisvideo",
    "kms",
    "logs",
    "memorydb",
    "networkmonitor",
    "notifications",
    "opensearch",
    "pca-connector-ad",
    "personalize",
    "polly",
    "pricing",
    "resource-groups",
    "rolesanywhere",
    "s3",
    "secretsmanager",
    "servicediscovery",
    "signin",
    "sqs",
    "sts",
    "support",
    "swf",
    "textract",
    "timestream-influxdb",
    "transcribe",
    "transfer",
    "translate",
    "wafv2",
    "workspaces",
    "xray",
];

/// What is wrong with a statement of a policy of this kind.
pub(super) fn problems(elements: &Map<String, Value>, kind: Kind, place: &str, problems: &mut Vec<String>) {
    let sid = elements.get("Sid").map(text).unwrap_or_default();
    if !sid.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        problems.push(format!("{place} has a `Sid` that is not made of letters and digits alone."));
    }
    for action in actions(elements).filter(|action| !is_action(action)) {
        problems.push(format!("{place} has the action `{action}`: it must be `*`, or of the form `service:Action`."));
    }
    if kind != Kind::ResourceControl {
        return;
    }
    if elements.get("Effect").and_then(Value::as_str) == Some("Allow") {
        problems.push(format!("{place} allows: a resource control policy can only deny; AWS's own allows the rest."));
    }
    let principal = elements.get("Principal");
    let everybody = principal.and_then(|principal| principal.get("AWS")).or(principal);
    if principal.is_some() && everybody.and_then(Value::as_str) != Some("*") {
        problems.push(format!(
            "{place} names principals: `Principal` is \"*\" in a resource control policy; say whom it is about by a \
             `Condition`."
        ));
    }
    if actions(elements).any(|action| action == "*") {
        problems.push(format!("{place} has the action `*`: a resource control policy names services, as `s3:*`."));
    }
}

fn actions(elements: &Map<String, Value>) -> impl Iterator<Item = String> {
    each(elements.get("Action")).chain(each(elements.get("NotAction"))).map(text)
}

fn is_action(action: &str) -> bool {
    let Some((service, name)) = action.split_once(':') else { return action == "*" };
    let letters = |text: &str, other: &str| {
        !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || other.contains(letter))
    };
    letters(service, "-") && letters(name, "*?")
}

/// The services that a resource control policy speaks of and that AWS does not list as protected by such policies.
pub fn unprotected_services(policy: &Policy) -> BTreeSet<String> {
    let statements = each(policy.json().get("Statement")).filter_map(Value::as_object);
    let services = statements.flat_map(actions).filter_map(|action| Some(action.split_once(':')?.0.to_lowercase()));
    services.filter(|service| !RESOURCE_CONTROL_SERVICES.contains(&service.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Statement;

    fn problems(kind: Kind, statement: &str) -> Vec<String> {
        Policy::of(&format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#)).problems(kind)
    }

    #[test]
    fn sound_policies_have_no_problem() {
        let service = [
            Statement::deny().not_actions(["iam:*", "s3:Get?bject*"]).not_resources(["arn:aws:s3:::a"]),
            Statement::allow().sid("All1").actions(["*"]).resources(["*"]),
        ];
        assert_eq!(Policy::new(service).problems(Kind::ServiceControl), [""; 0]);
        let resource = Statement::deny().everybody().actions(["s3:*"]).resources(["*"]);
        assert_eq!(Policy::new([resource]).problems(Kind::ResourceControl), [""; 0]);
    }

    #[test]
    fn each_problem_is_said() {
        for (kind, statement, expected) in [
            (
                Kind::ServiceControl,
                r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#,
                "Statement 1 has `Principal`: a service control policy is about all principals of its targets; leave some \
                 out by a `Condition` on `aws:PrincipalArn`.",
            ),
            (
                Kind::ServiceControl,
                r#"{"Sid":"a-b","Effect":"Deny","Action":"s3:*","Resource":"*"}"#,
                "Statement \"a-b\" has a `Sid` that is not made of letters and digits alone.",
            ),
            (
                Kind::ServiceControl,
                r#"{"Effect":"Deny","Action":"s3","Resource":"*"}"#,
                "Statement 1 has the action `s3`: it must be `*`, or of the form `service:Action`.",
            ),
            (
                Kind::ResourceControl,
                r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#,
                "Statement 1 needs `Principal`.",
            ),
            (
                Kind::ResourceControl,
                r#"{"Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"*"}"#,
                "Statement 1 has `NotAction`: a resource control policy names the actions that it denies.",
            ),
            (
                Kind::ResourceControl,
                r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#,
                "Statement 1 allows: a resource control policy can only deny; AWS's own allows the rest.",
            ),
            (
                Kind::ResourceControl,
                r#"{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}"#,
                "Statement 1 names principals: `Principal` is \"*\" in a resource control policy; say whom it is about by \
                 a `Condition`.",
            ),
            (
                Kind::ResourceControl,
                r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#,
                "Statement 1 has the action `*`: a resource control policy names services, as `s3:*`.",
            ),
        ] {
            assert_eq!(problems(kind, statement), [expected], "{statement}");
        }
        let old = r#"{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#;
        assert_eq!(Policy::of(old).problems(Kind::ServiceControl).len(), 1);
        assert_eq!(Policy::of(old).problems(Kind::Identity).len(), 0);
    }

    #[test]
    fn services_that_are_not_protected_are_known() {
        let policy =
            Policy::new([Statement::deny().everybody().actions(["s3:*", "EC2:*", "kms:Get*"]).resources(["*"])]);
        assert_eq!(unprotected_services(&policy), BTreeSet::from(["ec2".to_owned()]));
    }
}
