//! No S3 bucket of the account is public, whatever it says itself.

use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{self, BaselineField, Guardrail, MODES, Scope};
use crate::parts::s3::account_public_access_block::{AccountPublicAccessBlock, PublicAccessSwitches};

/// The public access block of the account, for all its buckets in all regions.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
#[expect(clippy::struct_excessive_bools, reason = "they are S3's")]
pub struct S3PublicAccessBlock {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// Whether calls that would set a public access control list fail.
    #[tf(default = true)]
    pub block_public_acls: bool,
    /// Whether public access control lists have no effect.
    #[tf(default = true)]
    pub ignore_public_acls: bool,
    /// Whether calls that would set a public bucket policy fail.
    #[tf(default = true)]
    pub block_public_policy: bool,
    /// Whether buckets with a public policy are for AWS services and the account itself only.
    #[tf(default = true)]
    pub restrict_public_buckets: bool,
}

impl Default for S3PublicAccessBlock {
    fn default() -> S3PublicAccessBlock {
        S3PublicAccessBlock {
            mode: guardrail::ENABLED.to_owned(),
            block_public_acls: true,
            ignore_public_acls: true,
            block_public_policy: true,
            restrict_public_buckets: true,
        }
    }
}

impl Guardrail for S3PublicAccessBlock {
    const SCOPE: Scope = Scope::Account;

    const CONTROLS: &'static [&'static str] = &["CIS AWS Foundations Benchmark v3.0.0/2.1.4", "S3.1"];

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<S3PublicAccessBlock>) {
        guardrail::setting::<AccountPublicAccessBlock, _>(g, field, |config, _| PublicAccessSwitches {
            block_public_acls: config.block_public_acls,
            ignore_public_acls: config.ignore_public_acls,
            block_public_policy: config.block_public_policy,
            restrict_public_buckets: config.restrict_public_buckets,
        });
    }
}
