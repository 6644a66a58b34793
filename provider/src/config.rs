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

pub use crate::aws::SERVICES;
pub use access::{AccountAccess, AccountOverride, DEFAULT_ROLE_NAME, DefaultTags};
pub use assume::{AssumeRole, AssumeRoleWithWebIdentity, DEFAULT_SESSION_NAME};
pub use configured::Configured;
pub use validate::validate;

/// Plinth builds AWS multi-account foundations. One provider reaches every account and every region: each resource says
/// where it lives, with `account_id` and, unless its service is global, `region`.
///
/// In the account that its own credentials belong to, the provider works with these credentials. In every other account
/// it assumes a role, which `account_access` names: `OrganizationAccountAccessRole` by default, the role that AWS
/// Organizations creates in new member accounts. Provider aliases are not needed.
///
/// What the provider block leaves out comes from environment variables and the shared configuration files, in the order
/// that AWS's own tools follow: with an empty block, the provider is who `aws sts get-caller-identity` says you are. A
/// chain of `assume_role` blocks starts from there. Nothing is called at AWS before a resource or data source needs it.
///
/// With `TF_LOG_PROVIDER=INFO` the log tells what happens to each AWS object, what is waited for, what is tried again and
/// why, and in the end what it all took. The environment variable `PLINTH_EVENTS` names a file, or a Unix socket, that
/// gets the same as JSON lines. Neither holds a secret.
#[derive(Clone, Debug, PartialEq, ProviderBlock)]
pub struct ProviderConfig {
    /// Region of resources that name none, and of the calls to STS. Default: `AWS_REGION`, `AWS_DEFAULT_REGION` or the
    /// profile's region. Resources of global services, such as IAM, need none.
    #[tf(optional, check = Pattern(checks::REGION, "a region's name, such as `eu-west-1`"))]
    pub region: Option<String>,
    /// Name of the profile in the shared files to take credentials and settings from. A profile that is named here comes
    /// before credentials in the environment. Default: `AWS_PROFILE`, or else the profile `default`.
    #[tf(optional, check = Len(1, 256))]
    pub profile: Option<String>,
    /// Paths of shared configuration files. Default: `AWS_CONFIG_FILE` or `~/.aws/config`.
    #[tf(optional, check = Items(1, 16))]
    pub shared_config_files: Option<Vec<String>>,
    /// Paths of shared credentials files. Default: `AWS_SHARED_CREDENTIALS_FILE` or `~/.aws/credentials`.
    #[tf(optional, check = Items(1, 16))]
    pub shared_credentials_files: Option<Vec<String>>,
    /// Access key ID, together with `secret_key`. Credentials are better left to a profile or the environment than written
    /// into a configuration.
    #[tf(optional, check = Len(1, 128))]
    pub access_key: Option<String>,
    /// Secret access key that belongs to `access_key`.
    #[tf(optional, sensitive)]
    pub secret_key: Option<Secret<String>>,
    /// Session token, when `access_key` is temporary.
    #[tf(optional, sensitive)]
    pub token: Option<Secret<String>>,
    /// IDs of the only accounts that the provider may work in; all others are refused before the first call into them.
    /// The account that the provider's own credentials belong to must be among them. Cannot be set together with
    /// `forbidden_account_ids`. Default: every account.
    #[tf(optional, check = Items(1, 10_000), check = each(Pattern("[0-9]{12}", "an account ID of twelve digits")))]
    pub allowed_account_ids: Option<BTreeSet<String>>,
    /// IDs of accounts that the provider must never work in; they are refused before the first call into them. The
    /// provider's own credentials must not belong to one of them. Cannot be set together with `allowed_account_ids`.
    #[tf(optional, check = Items(1, 10_000), check = each(Pattern("[0-9]{12}", "an account ID of twelve digits")))]
    pub forbidden_account_ids: Option<BTreeSet<String>>,
    /// URLs at which services are called instead of AWS's public endpoints, by service: for VPC endpoints and emulators.
    /// Default: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL` or the profile's `endpoint_url`.
    #[tf(optional, check = keys(OneOf(SERVICES)), check = each(Pattern("https?://.+", "a URL that begins with `https://` or `http://`")))]
    pub endpoints: Option<BTreeMap<String, String>>,
    /// How many times a call is retried, with growing pauses, when it failed for a passing reason such as throttling.
    /// Default: one less than `AWS_MAX_ATTEMPTS` or the profile's `max_attempts`, or else 8.
    #[tf(optional, check = Range(0, 100))]
    pub max_retries: Option<i64>,
    /// Most requests per second that go to a service in one account and region, by service. Default: 15 for `iam`, 100
    /// for `sts`; of each action of `ec2` by itself, 20 for those that read and 5 for those that change something.
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
