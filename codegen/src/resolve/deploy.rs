//! What a role for deployments may do: roll out what is there, of what bears the organization's name, and nothing else.
//!
//! It makes no service and no function, and gives no rights: those are infrastructure. So whoever holds a pipeline's session
//! can put other code into an application, and cannot get out of it.

use serde_json::{Value, json};

use crate::spec::{At, Problem, Problems, known_words};

/// What can be deployed.
const WHAT: [&str; 3] = ["ecs", "lambda", "parameters"];

/// Name of the inline policy.
pub(super) const POLICY: &str = "deploy";

/// The policy of a role that deploys these, in an organization of this name; `None` of one that deploys nothing.
pub(super) fn policy(what: &[At<String>], organization: &str, problems: &mut Problems) -> Option<Value> {
    let mut statements = Vec::new();
    for word in what {
        match word.as_str() {
            "ecs" => statements.extend([
                json!({
                    "Sid": "RollOutServices",
                    "Effect": "Allow",
                    "Action": ["ecs:DescribeServices", "ecs:UpdateService"],
                    // A service's name comes after that of its cluster.
                    "Resource": format!("arn:aws:ecs:*:*:service/{organization}-*"),
                }),
                json!({
                    "Sid": "WriteTaskDefinitions",
                    "Effect": "Allow",
                    "Action": ["ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"],
                    // AWS takes nothing narrower for the first; a definition alone runs nothing.
                    "Resource": "*",
                }),
                json!({
                    "Sid": "PassTaskRoles",
                    "Effect": "Allow",
                    "Action": "iam:PassRole",
                    "Resource": format!("arn:aws:iam::*:role/{organization}-*-task"),
                    "Condition": { "StringEquals": { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
                }),
            ]),
            "lambda" => statements.push(json!({
                "Sid": "RollOutFunctions",
                "Effect": "Allow",
                "Action": [
                    "lambda:GetAlias",
                    "lambda:GetFunction",
                    "lambda:PublishVersion",
                    "lambda:UpdateAlias",
                    "lambda:UpdateFunctionCode",
                ],
                "Resource": format!("arn:aws:lambda:*:*:function:{organization}-*"),
            })),
            "parameters" => statements.push(json!({
                "Sid": "SayWhichVersionRuns",
                "Effect": "Allow",
                "Action": ["ssm:GetParameter", "ssm:PutParameter"],
                "Resource": format!("arn:aws:ssm:*:*:parameter/{organization}/*"),
            })),
            _ => problems.push(Problem::new(
                format!("nothing is deployed to `{}`", word.value),
                &word.span,
                "nothing of this name",
                known_words(word, WHAT),
            )),
        }
    }
    (!statements.is_empty()).then(|| json!({ "Version": "2012-10-17", "Statement": statements }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> (Option<Value>, usize) {
        let mut problems = Vec::new();
        let what: Vec<At<String>> = words.iter().map(|word| At { value: (*word).to_owned(), span: 0..1 }).collect();
        (policy(&what, "acme", &mut problems), problems.len())
    }

    #[test]
    fn nothing_is_allowed_that_does_not_bear_the_organizations_name() {
        let (policy, problems) = of(&WHAT);
        assert_eq!(problems, 0);
        for statement in policy.unwrap()["Statement"].as_array().unwrap() {
            let action = statement["Action"].to_string();
            assert!(!action.contains('*'), "{statement}");
            assert!(!action.contains("Create") && !action.contains("Delete"), "{statement}");
            let anywhere = statement["Resource"] == "*";
            assert_eq!(anywhere, statement["Sid"] == "WriteTaskDefinitions", "{statement}");
            assert!(anywhere || statement["Resource"].as_str().unwrap().contains("acme"), "{statement}");
            assert_eq!(action.contains("PassRole"), !statement["Condition"].is_null(), "{statement}");
        }
    }

    #[test]
    fn what_deploys_nothing_has_no_policy() {
        assert_eq!(of(&[]), (None, 0));
        assert_eq!(of(&["mainframe"]), (None, 1));
    }
}
