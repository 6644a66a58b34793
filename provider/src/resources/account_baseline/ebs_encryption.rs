//! New EBS volumes are encrypted.

use std::collections::BTreeMap;

use tfplugin::check::Check;
use tfplugin::composite::Graph;

use super::guardrail::{self, BaselineField, Guardrail, MODES, Scope};
use super::AccountBaseline;
use crate::parts::ec2::ebs_encryption_default::{EbsEncryptionDefault, EbsEncryptionDefaultWant};

/// Default encryption of EBS volumes and snapshots.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct EbsEncryption {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// ARN of the KMS key that encrypts where nobody names one, by region. A key belongs to one region. Default: the key
    /// `aws/ebs`, which AWS manages.
    #[tf(optional, check = each(KEY))]
    pub kms_key_arns: Option<BTreeMap<String, String>>,
}

const KEY: Check = Check::Pattern("arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[!-~]+", "the ARN of a KMS key");

impl Default for EbsEncryption {
    fn default() -> EbsEncryption {
        EbsEncryption { mode: guardrail::ENABLED.to_owned(), kms_key_arns: None }
    }
}

impl Guardrail for EbsEncryption {
    const SCOPE: Scope = Scope::Regions;

    const CONTROLS: &'static [&'static str] = &["CIS AWS Foundations Benchmark v3.0.0/2.2.1", "EC2.7"];

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<EbsEncryption>) {
        guardrail::setting::<EbsEncryptionDefault, _>(g, field, |config, region| EbsEncryptionDefaultWant {
            kms_key_arn: config.kms_key_arns.and_then(|mut arns| arns.remove(region)),
        });
    }
}
