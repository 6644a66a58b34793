//! Blocks about becoming somebody else before any account is reached.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Object;
use tfplugin::model::Secret;

use super::checks;

/// The session name when none is given: what CloudTrail shows as the last part of the caller's ARN.
pub const DEFAULT_SESSION_NAME: &str = "plinth";

/// A role to assume before anything else. Several blocks make a chain: each role is assumed with the credentials of the
/// one before it. AWS limits the sessions of a chain to one hour.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct AssumeRole {
    /// ARN of the role.
    #[tf(required, check = Pattern(checks::ROLE_ARN, "the ARN of a role"))]
    pub role_arn: String,
    /// How long the session lasts, such as `1h30m`; it is renewed before it expires. Default: `1h`.
    #[tf(optional, check = Custom("a duration from `15m` to `12h`", checks::session_duration))]
    pub duration: Option<String>,
    /// External ID that the role's trust policy asks for.
    #[tf(optional, check = Pattern("[\\w+=,.@:/\\\\-]{2,1224}", "2 to 1224 letters, digits and `_+=,.@:/\\-`"))]
    pub external_id: Option<String>,
    /// Session policy in JSON: the session may do only what both this policy and the role allow.
    #[tf(optional, check = Custom("a policy document in JSON", checks::policy))]
    pub policy: Option<String>,
    /// ARNs of managed policies to use as session policies: the session may do only what both they and the role allow.
    #[tf(optional, check = Items(1, 10))]
    pub policy_arns: Option<BTreeSet<String>>,
    /// Role session name, which CloudTrail records. Default: `plinth`.
    #[tf(optional, check = Pattern(checks::SESSION_NAME, checks::SESSION_NAME_WORDS))]
    pub session_name: Option<String>,
    /// Source identity, which CloudTrail records and which stays the same through every further role.
    #[tf(optional, check = Pattern(checks::SESSION_NAME, checks::SESSION_NAME_WORDS))]
    pub source_identity: Option<String>,
    /// Session tags: values by key.
    #[tf(optional, check = Items(1, 50), check = keys(Len(1, 128)), check = each(Len(0, 256)))]
    pub tags: Option<BTreeMap<String, String>>,
    /// Keys of the session tags that sessions of further roles in the chain inherit.
    #[tf(optional, check = Items(1, 50), check = each(Len(1, 128)))]
    pub transitive_tag_keys: Option<BTreeSet<String>>,
}

/// A role to assume with a web identity token, such as CI systems and Kubernetes issue. It takes the place of all other
/// credentials; a chain of `assume_role` blocks starts from it.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct AssumeRoleWithWebIdentity {
    /// ARN of the role.
    #[tf(required, check = Pattern(checks::ROLE_ARN, "the ARN of a role"))]
    pub role_arn: String,
    /// Role session name, which CloudTrail records. Default: `plinth`.
    #[tf(optional, check = Pattern(checks::SESSION_NAME, checks::SESSION_NAME_WORDS))]
    pub session_name: Option<String>,
    /// How long the session lasts, such as `1h30m`; it is renewed before it expires. Default: `1h`.
    #[tf(optional, check = Custom("a duration from `15m` to `12h`", checks::session_duration))]
    pub duration: Option<String>,
    /// The token itself. A `web_identity_token_file` is better: it stays out of the configuration, and it is read again
    /// when the session is renewed.
    #[tf(optional, sensitive)]
    pub web_identity_token: Option<Secret<String>>,
    /// Path of the file that holds the token. Exactly one of this and `web_identity_token` is needed.
    #[tf(optional, check = Len(1, 4096))]
    pub web_identity_token_file: Option<String>,
    /// Session policy in JSON: the session may do only what both this policy and the role allow.
    #[tf(optional, check = Custom("a policy document in JSON", checks::policy))]
    pub policy: Option<String>,
    /// ARNs of managed policies to use as session policies: the session may do only what both they and the role allow.
    #[tf(optional, check = Items(1, 10))]
    pub policy_arns: Option<BTreeSet<String>>,
}
