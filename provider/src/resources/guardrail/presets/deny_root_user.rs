//! The root user of a member account does nothing. What is done centrally in its place still works: sessions that
//! `sts:AssumeRoot` gives have `aws:AssumedRoot` in their requests.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-assumedroot>

use super::{Preset, SERVICE_CONTROL};
use crate::policy::{Policy, Statement};

pub(super) const PRESET: Preset = Preset {
    name: "deny_root_user",
    types: SERVICE_CONTROL,
    required: &[],
    optional: &[],
    services: &[],
    build: |_, _| {
        let deny = Statement::deny().sid("DenyRootUser").actions(["*"]).resources(["*"]);
        let root = deny.condition("ArnLike", "aws:PrincipalArn", ["arn:*:iam::*:root"]);
        Policy::new([root.condition("Null", "aws:AssumedRoot", ["true"])])
    },
};

#[cfg(test)]
mod tests {
    use super::super::tests::{built, parameters};
    use super::*;
    use crate::policy::verdict::{Request, Verdict};

    #[test]
    fn it_denies_the_root_user_and_nobody_else() {
        let policy = built(&PRESET, &parameters());
        let by = |arn| Request::new("s3:ListAllMyBuckets").with("aws:PrincipalArn", arn);
        let root = by("arn:aws:iam::111122223333:root");
        assert!(matches!(policy.verdict(&root.clone().without("aws:AssumedRoot")), Verdict::Denied(_)));
        assert_eq!(policy.verdict(&root.with("aws:AssumedRoot", "true")), Verdict::Passes);
        assert_eq!(policy.verdict(&by("arn:aws:iam::111122223333:role/root")), Verdict::Passes);
    }
}
