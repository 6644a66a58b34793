//! The provider block: who to be, in which accounts and regions, and how gently.
//!
//! Names are those that users of the AWS provider know. Only what a person writes is here; how it becomes credentials and
//! clients is for `aws`.

mod access;
mod assume;
mod checks;
mod configured;
pub(crate) mod duration;
mod validate;

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::ProviderBlock;
use tfplugin::model::Secret;
use tfplugin::number::Number;

pub use access::{AccountAccess, AccountOverride, DEFAULT_ROLE_NAME, DefaultTags};
pub use assume::{AssumeRole, AssumeRoleWithWebIdentity, DEFAULT_SESSION_NAME};
pub use checks::SERVICES;
pub use configured::Configured;
pub use validate::validate;

/// Plinth builds AWS multi-account foundations. One provider reaches every account and every region: each resource says
/// with `account_id` and `region` where it lives, and the provider assumes a role there.
///
/// What the block leaves open comes from the environment and the shared configuration files, in the order that AWS's own
/// tools follow. Without any argument the provider is who `aws sts get-caller-identity` says you are.
#[derive(Clone, Debug, PartialEq, ProviderBlock)]
pub struct ProviderConfig {
    /// Region of resources that name none, and of the calls that assume roles. Default: `AWS_REGION`,
    /// `AWS_DEFAULT_REGION` or the profile's. Resources of global services need none.
    #[tf(optional, check = Pattern(checks::REGION, "a region's name, as `eu-west-1`"))]
    pub region: Option<String>,
    /// Profile in the shared files to take credentials from. It comes before credentials in the environment. Default:
    /// `AWS_PROFILE`.
    #[tf(optional, check = Len(1, 256))]
    pub profile: Option<String>,
    /// Paths of shared configuration files. Default: `AWS_CONFIG_FILE` or `~/.aws/config`.
    #[tf(optional, check = Items(1, 16))]
    pub shared_config_files: Option<Vec<String>>,
    /// Paths of shared credentials files. Default: `AWS_SHARED_CREDENTIALS_FILE` or `~/.aws/credentials`.
    #[tf(optional, check = Items(1, 16))]
    pub shared_credentials_files: Option<Vec<String>>,
    /// Access key id, together with `secret_key`. Better left to a profile or the environment.
    #[tf(optional, check = Len(1, 128))]
    pub access_key: Option<String>,
    /// Secret access key of `access_key`.
    #[tf(optional, sensitive)]
    pub secret_key: Option<Secret<String>>,
    /// Session token of a temporary `access_key`.
    #[tf(optional, sensitive)]
    pub token: Option<Secret<String>>,
    /// Ids of the only accounts that the provider may work in. Checked before the first call into an account.
    #[tf(optional, check = Items(1, 10_000), check = each(Pattern("[0-9]{12}", "an account's id, of twelve digits")))]
    pub allowed_account_ids: Option<BTreeSet<String>>,
    /// Ids of accounts that the provider must never work in. Checked before the first call into an account.
    #[tf(optional, check = Items(1, 10_000), check = each(Pattern("[0-9]{12}", "an account's id, of twelve digits")))]
    pub forbidden_account_ids: Option<BTreeSet<String>>,
    /// Service to the URL to call it at, for private endpoints and emulators. Default: `AWS_ENDPOINT_URL_<SERVICE>`,
    /// `AWS_ENDPOINT_URL` or the profile's.
    #[tf(optional, check = keys(OneOf(SERVICES)), check = each(Pattern("https?://.+", "a URL that begins with `https://` or `http://`")))]
    pub endpoints: Option<BTreeMap<String, String>>,
    /// How often a call is repeated that failed for a passing reason, with growing pauses. Default: one less than
    /// `AWS_MAX_ATTEMPTS` or the profile's `max_attempts`, or else 8.
    #[tf(optional, check = Range(0, 100))]
    pub max_retries: Option<i64>,
    /// Service to the requests per second that go to it in one account and region. Default: `iam` 15, `sts` 100, the
    /// others without limit.
    #[tf(optional, check = keys(OneOf(SERVICES)), check = each(Custom("greater than 0", checks::positive)))]
    pub requests_per_second: Option<BTreeMap<String, Number>>,
    /// Roles to assume first, one after the other.
    #[tf(block)]
    pub assume_role: Vec<AssumeRole>,
    /// A role to assume with a token.
    #[tf(block)]
    pub assume_role_with_web_identity: Option<AssumeRoleWithWebIdentity>,
    /// How to get into other accounts.
    #[tf(block)]
    pub account_access: Option<AccountAccess>,
    /// Tags for everything.
    #[tf(block)]
    pub default_tags: Option<DefaultTags>,
}

impl ProviderConfig {
    /// The URL configured for a service, by its prefix in IAM policies.
    pub fn endpoint(&self, service: &str) -> Option<&str> {
        self.endpoints.as_ref()?.get(service).map(String::as_str)
    }
}
