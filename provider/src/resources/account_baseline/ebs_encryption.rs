//! New EBS volumes are encrypted.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::check::Check;
use tfplugin::composite::Graph;

use super::guardrail::{self, BaselineField, Guardrail, MODES, Problem, Scope};
use crate::aws::arn::Arn;
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

    fn problems(&self, regions: &BTreeSet<String>) -> Vec<Problem> {
        let arns = self.kms_key_arns.iter().flatten();
        let wrong = arns.filter_map(|(region, arn)| {
            let of = Arn::parse(arn).map(|arn| arn.region).unwrap_or_default();
            let detail = if !regions.contains(region) {
                format!("`regions` does not have {region}.")
            } else if of != region {
                format!("The key is in region {of}, and encrypts nothing in {region}: {arn}.")
            } else {
                return None;
            };
            let summary = format!("The key of {region} cannot be used");
            Some(Problem { attribute: "kms_key_arns", key: region.clone(), summary, detail })
        });
        wrong.collect()
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<EbsEncryption>) {
        guardrail::setting::<EbsEncryptionDefault, _>(g, field, |config, region| EbsEncryptionDefaultWant {
            kms_key_arn: config.kms_key_arns.and_then(|mut arns| arns.remove(region)),
        });
    }
}
