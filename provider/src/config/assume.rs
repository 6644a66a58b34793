//! Blocks about becoming somebody else before any account is reached.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::Object;
use tfplugin::model::Secret;

use super::checks;

/// The session name when none is given: what CloudTrail shows as the last part of the caller's ARN.
pub const DEFAULT_SESSION_NAME: &str = "plinth";

/// A role to assume before anything else. Several blocks are a chain: each role is assumed with the credentials of the
/// one before it. AWS caps a chained session at one hour.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct AssumeRole {
    /// ARN of the role.
    #[tf(required, check = Pattern(checks::ROLE_ARN, "the ARN of a role"))]
    pub role_arn: String,
    /// How long the session lasts, as `1h30m`. Default: one hour.
    #[tf(optional, check = Custom("a duration between 15m and 12h, as `1h30m`", checks::session_duration))]
    pub duration: Option<String>,
    /// External id that the role's trust policy asks for.
    #[tf(optional, check = Pattern("[\\w+=,.@:/\\\\-]{2,1224}", "2 to 1224 letters, digits and `_+=,.@:/\\-`"))]
    pub external_id: Option<String>,
    /// Policy, as JSON, that the session is limited to.
    #[tf(optional, check = Custom("a policy document in JSON", checks::policy))]
    pub policy: Option<String>,
    /// ARNs of managed policies that the session is limited to.
    #[tf(optional, check = Items(1, 10))]
    pub policy_arns: Option<BTreeSet<String>>,
    /// Name of the session, which CloudTrail records. Default: `plinth`.
    #[tf(optional, check = Pattern(checks::SESSION_NAME, checks::SESSION_NAME_WORDS))]
    pub session_name: Option<String>,
    /// Source identity, which stays with the session through every further role.
    #[tf(optional, check = Pattern(checks::SESSION_NAME, checks::SESSION_NAME_WORDS))]
    pub source_identity: Option<String>,
    /// Session tags.
    #[tf(optional, check = Items(1, 50), check = keys(Len(1, 128)), check = each(Len(0, 256)))]
    pub tags: Option<BTreeMap<String, String>>,
    /// Keys of session tags that further roles of the chain inherit.
    #[tf(optional, check = Items(1, 50), check = each(Len(1, 128)))]
    pub transitive_tag_keys: Option<BTreeSet<String>>,
}

/// A role to assume with a web identity token, as CI systems and Kubernetes give one. It takes the place of other
/// credentials; `assume_role` follows it.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct AssumeRoleWithWebIdentity {
    /// ARN of the role.
    #[tf(required, check = Pattern(checks::ROLE_ARN, "the ARN of a role"))]
    pub role_arn: String,
    /// Name of the session, which CloudTrail records. Default: `plinth`.
    #[tf(optional, check = Pattern(checks::SESSION_NAME, checks::SESSION_NAME_WORDS))]
    pub session_name: Option<String>,
    /// How long the session lasts, as `1h30m`. Default: one hour.
    #[tf(optional, check = Custom("a duration between 15m and 12h, as `1h30m`", checks::session_duration))]
    pub duration: Option<String>,
    /// The token itself. `web_identity_token_file` keeps it out of plans and is read again when the session is renewed.
    #[tf(optional, sensitive)]
    pub web_identity_token: Option<Secret<String>>,
    /// Path of a file that holds the token.
    #[tf(optional, check = Len(1, 4096))]
    pub web_identity_token_file: Option<String>,
    /// Policy, as JSON, that the session is limited to.
    #[tf(optional, check = Custom("a policy document in JSON", checks::policy))]
    pub policy: Option<String>,
    /// ARNs of managed policies that the session is limited to.
    #[tf(optional, check = Items(1, 10))]
    pub policy_arns: Option<BTreeSet<String>>,
}
