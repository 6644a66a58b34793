//! Who may do what with the archive: the policies of its bucket and its key from attributes, and attributes from a policy.
//!
//! Services act on behalf of accounts, and say on whose: `aws:SourceOrgID` is the organization of that account.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceorgid>

use std::collections::BTreeSet;

use serde_json::Value;

use crate::parts::kms::actions::ADMINISTRATION;
use crate::policy::{Policy, Statement};

/// The values of `sources`.
pub(super) const SOURCES: &[&str] = &["cloudtrail", "config", "vpc_flow_logs"];

/// What a service that writes logs needs.
struct Source {
    name: &'static str,
    /// The first half of its statements' names.
    sid: &'static str,
    principal: &'static str,
    /// What it asks the bucket before it writes.
    checks: &'static [&'static str],
    /// What it does with the key.
    key: &'static [&'static str],
}

/// As AWS demands:
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html>,
/// <https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html>,
/// <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html>, and about keys
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html>,
/// <https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html>,
/// <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html>.
static EACH: [Source; 3] = [
    Source {
        name: "cloudtrail",
        sid: "CloudTrail",
        principal: "cloudtrail.amazonaws.com",
        checks: &["s3:GetBucketAcl"],
        key: &["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"],
    },
    Source {
        name: "config",
        sid: "Config",
        principal: "config.amazonaws.com",
        checks: &["s3:GetBucketAcl", "s3:ListBucket"],
        key: &["kms:Decrypt", "kms:GenerateDataKey"],
    },
    Source {
        name: "vpc_flow_logs",
        sid: "FlowLogs",
        principal: "delivery.logs.amazonaws.com",
        checks: &["s3:GetBucketAcl", "s3:ListBucket"],
        key: &["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    },
];

const ORGANIZATION_ONLY: &str = "OrganizationOnly";
const READERS: &str = "Readers";

/// Who writes and who reads.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Access {
    pub(super) organization_id: String,
    pub(super) sources: BTreeSet<String>,
    pub(super) readers: BTreeSet<String>,
}

impl Access {
    fn sources(&self) -> impl Iterator<Item = &'static Source> {
        EACH.iter().filter(|source| self.sources.contains(source.name))
    }

    /// A statement about what a service does for accounts of the organization.
    fn of(&self, source: &Source, sid: &str) -> Statement {
        Statement::allow()
            .sid(format!("{}{sid}", source.sid))
            .service_principals([source.principal])
            .condition("StringEquals", "aws:SourceOrgID", [&self.organization_id])
    }
}

/// The bucket's policy. Services write below `AWSLogs`, behind any prefix, and give what they write to the bucket's owner.
pub(super) fn bucket_policy(arn: &str, access: &Access) -> Policy {
    let all = format!("{arn}/*");
    let logs = [format!("{arn}/AWSLogs/*"), format!("{arn}/*/AWSLogs/*")];
    let everything = |sid: &str| {
        Statement::deny().sid(sid).aws_principals(["*"]).actions(["s3:*"]).resources([arn.to_owned(), all.clone()])
    };
    let mut statements = vec![
        everything("SecureTransportOnly").condition("Bool", "aws:SecureTransport", ["false"]),
        // AWS's services are of no organization; whom they act for is said below.
        everything(ORGANIZATION_ONLY)
            .condition("StringNotEqualsIfExists", "aws:PrincipalOrgID", [&access.organization_id])
            .condition("BoolIfExists", "aws:PrincipalIsAWSService", ["false"]),
    ];
    for source in access.sources() {
        statements.push(access.of(source, "Check").actions(source.checks.iter().copied()).resources([arn]));
        statements.push(
            access.of(source, "Write").actions(["s3:PutObject"]).resources(logs.iter()).condition(
                "StringEquals",
                "s3:x-amz-acl",
                ["bucket-owner-full-control"],
            ),
        );
    }
    if !access.readers.is_empty() {
        let list = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketVersions"];
        let read = ["s3:GetObject", "s3:GetObjectVersion"];
        let readers = |sid: &str| Statement::allow().sid(sid).aws_principals(&access.readers);
        statements.push(readers(READERS).actions(read).resources([all.as_str()]));
        statements.push(readers("ReadersList").actions(list).resources([arn]));
    }
    Policy::new(statements)
}

/// The policy of the archive's own key. IAM policies of its account can let somebody administer it, so it cannot be locked;
/// to read takes being a reader.
pub(super) fn key_policy(account_id: &str, access: &Access) -> Policy {
    let mut statements = vec![
        Statement::allow()
            .sid("IamPolicies")
            .aws_principals([account_id])
            .actions(ADMINISTRATION.iter().copied())
            .resources(["*"]),
    ];
    for source in access.sources() {
        statements.push(access.of(source, "Use").actions(source.key.iter().copied()).resources(["*"]));
    }
    if !access.readers.is_empty() {
        statements.push(
            Statement::allow()
                .sid(READERS)
                .aws_principals(&access.readers)
                .actions(["kms:Decrypt", "kms:DescribeKey"])
                .resources(["*"])
                .condition("StringEquals", "aws:PrincipalOrgID", [&access.organization_id]),
        );
    }
    Policy::new(statements)
}

/// The attributes that make this policy of a bucket; `None` when no attributes do.
pub(super) fn recognize(policy: &Policy) -> Option<Access> {
    let mut access = Access { organization_id: String::new(), sources: BTreeSet::new(), readers: BTreeSet::new() };
    let mut arn = None;
    for statement in one_or_many(policy.json().get("Statement")) {
        let sid = statement.get("Sid").and_then(Value::as_str)?;
        if sid == ORGANIZATION_ONLY {
            let organization = statement.get("Condition")?.get("StringNotEqualsIfExists")?.get("aws:PrincipalOrgID");
            strings(organization).next()?.clone_into(&mut access.organization_id);
            arn = strings(statement.get("Resource")).find(|arn| !arn.contains('/')).map(str::to_owned);
        } else if sid == READERS {
            access.readers = strings(statement.get("Principal")?.get("AWS")).map(account).collect();
        } else if let Some(source) = EACH.iter().find(|source| sid.strip_prefix(source.sid) == Some("Write")) {
            access.sources.insert(source.name.to_owned());
        }
    }
    // Whatever was overlooked above makes the two differ.
    (bucket_policy(&arn?, &access) == *policy).then_some(access)
}

/// The account's id for its root's ARN, as which AWS stores it; anything else as it is.
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
    use crate::policy::Kind;

    const ARN: &str = "arn:aws:s3:::acme-logs";

    fn set(items: &[&str]) -> BTreeSet<String> {
        items.iter().map(|&item| item.to_owned()).collect()
    }

    fn access(sources: &[&str], readers: &[&str]) -> Access {
        Access { organization_id: "o-exampleorgid".to_owned(), sources: set(sources), readers: set(readers) }
    }

    fn statement<'a>(policy: &'a Policy, sid: &str) -> &'a Value {
        one_or_many(policy.json().get("Statement")).iter().find(|it| it["Sid"] == sid).expect(sid)
    }

    #[test]
    fn services_write_for_the_organization_only() {
        let access = access(SOURCES, &[]);
        let (bucket, key) = (bucket_policy(ARN, &access), key_policy("111122223333", &access));
        assert_eq!((bucket.problems(Kind::Resource), key.problems(Kind::Resource)), (Vec::new(), Vec::new()));
        for source in &EACH {
            for (policy, sid) in [(&bucket, "Check"), (&bucket, "Write"), (&key, "Use")] {
                let statement = statement(policy, &format!("{}{sid}", source.sid));
                assert_eq!(statement["Condition"]["StringEquals"]["aws:SourceOrgID"], "o-exampleorgid", "{statement}");
                assert_eq!(statement["Principal"]["Service"], source.principal);
            }
            let write = statement(&bucket, &format!("{}Write", source.sid));
            assert_eq!(write["Condition"]["StringEquals"]["s3:x-amz-acl"], "bucket-owner-full-control");
            assert!(strings(write.get("Resource")).all(|arn| arn.ends_with("/AWSLogs/*")), "{write}");
        }
    }

    #[test]
    fn a_source_that_is_not_wanted_is_not_let_in() {
        let access = access(&["config"], &[]);
        for policy in [bucket_policy(ARN, &access), key_policy("111122223333", &access)] {
            let text = policy.minified();
            assert!(text.contains("config.amazonaws.com") && !text.contains("cloudtrail") && !text.contains("delivery"));
        }
    }

    #[test]
    fn nobody_decrypts_but_readers_and_services() {
        let policy = key_policy("111122223333", &access(&["config"], &["arn:aws:iam::111122223333:role/security"]));
        let decrypts = one_or_many(policy.json().get("Statement")).iter();
        let decrypts = decrypts.filter(|it| strings(it.get("Action")).any(|action| action == "kms:Decrypt"));
        let sids: Vec<&str> = decrypts.filter_map(|it| it["Sid"].as_str()).collect();
        assert_eq!(sids, ["ConfigUse", "Readers"]);
    }

    #[test]
    fn a_policy_is_recognized_as_aws_writes_it_back() {
        for access in [
            access(SOURCES, &["444455556666", "arn:aws:iam::111122223333:role/security"]),
            access(&["cloudtrail"], &[]),
        ] {
            let text = bucket_policy(ARN, &access).minified();
            let text = text.replace("\"444455556666\"", "\"arn:aws:iam::444455556666:root\"");
            assert_eq!(recognize(&Policy::of(&text)), Some(access));
        }
    }

    #[test]
    fn what_attributes_cannot_say_is_not_recognized() {
        let text = bucket_policy(ARN, &access(SOURCES, &["444455556666"])).minified();
        for (from, to) in [("s3:PutObject", "s3:*"), ("\"s3:ListBucket\"]", "\"s3:*\"]"), ("Deny", "Allow")] {
            assert_eq!(recognize(&Policy::of(&text.replacen(from, to, 1))), None, "{to}");
        }
        assert_eq!(recognize(&Policy::of("{}")), None);
    }
}
