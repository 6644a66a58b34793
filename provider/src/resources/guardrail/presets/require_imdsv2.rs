//! Instances answer questions about themselves, credentials among them, only to who brings a token: version 2 of the
//! instance metadata service.
//!
//! As a service control policy it denies what would let version 1 in. As a declarative policy it sets the accounts'
//! defaults, so that launches that say nothing get version 2, and enforces them; nothing needs to be denied then, and no
//! principal can be left out. Conditions of the first form:
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-instance-metadata>; settings of
//! the second:
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_declarative_syntax.html>.

use serde_json::{Map, Value, json};

use super::super::Parameters;
use super::Preset;
use crate::policy::{Policy, Statement};

pub(super) const PRESET: Preset = Preset {
    name: "require_imdsv2",
    types: &["service_control_policy", "declarative_policy_ec2"],
    required: &[],
    optional: &["max_hop_limit"],
    services: &[],
    build: |parameters, kind| if kind == "declarative_policy_ec2" { settings(parameters) } else { denials(parameters) },
};

fn denials(parameters: &Parameters) -> Policy {
    let launch = || Statement::deny().actions(["ec2:RunInstances"]).resources(["arn:*:ec2:*:*:instance/*"]);
    let mut statements = vec![
        launch().sid("DenyLaunchWithoutToken").condition("StringNotEquals", "ec2:MetadataHttpTokens", ["required"]),
        Statement::deny()
            .sid("DenyChangeToOptionalToken")
            .actions(["ec2:ModifyInstanceMetadataOptions"])
            .resources(["*"])
            .condition("StringEquals", "ec2:Attribute/HttpTokens", ["optional"]),
        // What credentials that version 1 gave out are good for: nothing.
        Statement::deny()
            .sid("DenyCredentialsWithoutToken")
            .actions(["*"])
            .resources(["*"])
            .condition("NumericLessThan", "ec2:RoleDelivery", ["2.0"]),
    ];
    if let Some(limit) = parameters.max_hop_limit {
        let far = launch().sid("DenyManyHops");
        let limit = [limit.to_string()];
        statements.push(far.condition("NumericGreaterThan", "ec2:MetadataHttpPutResponseHopLimit", limit));
    }
    Policy::new(statements)
}

fn settings(parameters: &Parameters) -> Policy {
    let assign = |value: &str| json!({ "@@assign": value });
    let mut defaults = Map::from_iter([
        ("http_tokens".to_owned(), assign("required")),
        ("http_tokens_enforced".to_owned(), assign("enabled")),
    ]);
    if let Some(limit) = parameters.max_hop_limit {
        defaults.insert("http_put_response_hop_limit".to_owned(), assign(&limit.to_string()));
    }
    Policy::settings(json!({ "ec2_attributes": { "instance_metadata_defaults": Value::Object(defaults) } }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{built, parameters};
    use super::*;
    use crate::policy::verdict::{Request, Verdict};

    #[test]
    fn it_denies_version_one() {
        let policy = built(&PRESET, &parameters());
        let instance = "arn:aws:ec2:eu-west-1:111122223333:instance/*";
        let launch = |tokens: &str, hops: &str| {
            let request = Request::new("ec2:RunInstances").on(instance).without("ec2:RoleDelivery");
            let request = request.with("ec2:MetadataHttpTokens", tokens);
            policy.verdict(&request.with("ec2:MetadataHttpPutResponseHopLimit", hops))
        };
        assert_eq!(launch("required", "2"), Verdict::Passes);
        assert!(matches!(launch("optional", "2"), Verdict::Denied(_)));
        assert!(matches!(launch("required", "3"), Verdict::Denied(_)));
        let on_image = Request::new("ec2:RunInstances").on("arn:aws:ec2:eu-west-1::image/ami-1");
        assert_eq!(policy.verdict(&on_image.without("ec2:RoleDelivery")), Verdict::Passes);
        let delivered = |version| policy.verdict(&Request::new("s3:GetObject").with("ec2:RoleDelivery", version));
        assert!(matches!(delivered("1.0"), Verdict::Denied(_)));
        assert_eq!(delivered("2.0"), Verdict::Passes);
    }

    #[test]
    fn as_a_declarative_policy_it_sets_defaults() {
        let policy = (PRESET.build)(&parameters(), "declarative_policy_ec2");
        assert_eq!(
            policy.minified(),
            r#"{"ec2_attributes":{"instance_metadata_defaults":{"http_put_response_hop_limit":{"@@assign":"2"},"http_tokens":{"@@assign":"required"},"http_tokens_enforced":{"@@assign":"enabled"}}}}"#
        );
    }
}
