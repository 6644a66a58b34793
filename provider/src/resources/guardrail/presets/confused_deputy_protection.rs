//! AWS's services act on the accounts' resources only for this organization: nobody outside of it makes a service its deputy.
//!
//! The conditions are about requests of services alone, and of those about requests that say whom the service acts for:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention>.

use super::{Preset, items};
use crate::policy::{Policy, Statement};

pub(super) const PRESET: Preset = Preset {
    name: "confused_deputy_protection",
    types: &["resource_control_policy"],
    required: &["organization_id"],
    optional: &["services", "allowed_accounts"],
    services: &[],
    build: |parameters, _| {
        let services: Vec<&str> = match &parameters.services {
            Some(services) => services.iter().map(String::as_str).collect(),
            None => SERVICES.to_vec(),
        };
        let actions = services.into_iter().map(|service| format!("{service}:*"));
        let foreign = Statement::deny()
            .sid("DenyServicesOfOthers")
            .everybody()
            .actions(actions)
            .resources(["*"])
            .condition("StringNotEqualsIfExists", "aws:SourceOrgID", parameters.organization_id.as_deref())
            .condition("Null", "aws:SourceAccount", ["false"])
            .condition("Bool", "aws:PrincipalIsAWSService", ["true"]);
        let accounts: Vec<&str> = items(parameters.allowed_accounts.as_ref()).collect();
        let foreign = if accounts.is_empty() {
            foreign
        } else {
            foreign.condition("StringNotEqualsIfExists", "aws:SourceAccount", accounts)
        };
        Policy::new([foreign])
    },
};

/// The services whose resources AWS's other services act on most.
const SERVICES: [&str; 5] = ["s3", "sqs", "kms", "secretsmanager", "sts"];

#[cfg(test)]
mod tests {
    use super::super::tests::{built, parameters};
    use super::*;
    use crate::policy::verdict::{Request, Verdict};

    #[test]
    fn it_denies_services_that_act_for_others() {
        let policy = built(&PRESET, &parameters());
        let service = || Request::new("s3:PutObject").with("aws:PrincipalIsAWSService", "true");
        let acting = |organization: Option<&str>, account: Option<&str>| {
            let request = match organization {
                Some(organization) => service().with("aws:SourceOrgID", organization),
                None => service().without("aws:SourceOrgID"),
            };
            policy.verdict(&match account {
                Some(account) => request.with("aws:SourceAccount", account),
                None => request.without("aws:SourceAccount"),
            })
        };
        assert!(matches!(acting(Some("o-other"), Some("999999999999")), Verdict::Denied(_)));
        assert!(matches!(acting(None, Some("999999999999")), Verdict::Denied(_)));
        assert_eq!(acting(Some("o-example1234"), Some("999999999999")), Verdict::Passes);
        assert_eq!(acting(Some("o-other"), Some("111122223333")), Verdict::Passes);
        assert_eq!(acting(None, None), Verdict::Passes);
        let person = Request::new("s3:PutObject").with("aws:PrincipalIsAWSService", "false");
        assert_eq!(policy.verdict(&person), Verdict::Passes);
    }
}
