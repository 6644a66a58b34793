//! Buckets stay closed to the public.
//!
//! As a service control policy it keeps the account's own block of public access as it is, which wins over what a bucket's
//! settings and policy say, and denies ACLs that open a bucket or an object. As an S3 policy it switches the block on in
//! every account, and accounts cannot change it:
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_s3_syntax.html>.

use serde_json::json;

use super::Preset;
use crate::policy::{Policy, Statement};

pub(super) const PRESET: Preset = Preset {
    name: "deny_public_s3",
    types: &["service_control_policy", "s3_policy"],
    required: &[],
    optional: &[],
    services: &[],
    build: |_, kind| if kind == "s3_policy" { settings() } else { denials() },
};

/// ACLs that give access to everybody, or to everybody with an AWS account:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl>.
const PUBLIC_ACLS: [&str; 3] = ["public-read", "public-read-write", "authenticated-read"];

fn denials() -> Policy {
    let writes = ["s3:CreateBucket", "s3:PutBucketAcl", "s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectVersionAcl"];
    Policy::new([
        Statement::deny()
            .sid("DenyChangeOfPublicAccessBlock")
            .actions(["s3:PutAccountPublicAccessBlock"])
            .resources(["*"]),
        Statement::deny()
            .sid("DenyPublicAcl")
            .actions(writes)
            .resources(["*"])
            .condition("StringEquals", "s3:x-amz-acl", PUBLIC_ACLS),
    ])
}

fn settings() -> Policy {
    Policy::settings(json!({ "s3_attributes": { "public_access_block_configuration": { "@@assign": "all" } } }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{built, parameters};
    use super::*;
    use crate::policy::verdict::{Request, Verdict};

    #[test]
    fn it_denies_opening() {
        let policy = built(&PRESET, &parameters());
        let put = |acl| policy.verdict(&Request::new("s3:PutObject").with("s3:x-amz-acl", acl));
        assert!(matches!(put("public-read"), Verdict::Denied(_)));
        assert_eq!(put("private"), Verdict::Passes);
        assert_eq!(policy.verdict(&Request::new("s3:PutObject").without("s3:x-amz-acl")), Verdict::Passes);
        assert!(matches!(policy.verdict(&Request::new("s3:PutAccountPublicAccessBlock")), Verdict::Denied(_)));
    }
}
