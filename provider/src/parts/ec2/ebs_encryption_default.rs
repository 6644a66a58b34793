//! Whether new EBS volumes are encrypted, and with which key: a region's default.

use tfplugin::composite::{Context, Fault};

use super::Differences;
use crate::aws::{Aws, OrFault};
use crate::parts::setting::Setting;

/// Default encryption of EBS volumes and snapshots. AWS's default: off, and the key `alias/aws/ebs`. Volumes that exist stay
/// as they are: <https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html>
pub struct EbsEncryptionDefault;

/// The key that AWS manages, by the name under which EC2 shows it.
const AWS_KEY: &str = "alias/aws/ebs";

/// How it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EbsEncryptionDefaultWant {
    /// ARN of the KMS key; `None` for the one that AWS manages.
    pub kms_key_arn: Option<String>,
}

/// How it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EbsEncryptionDefaultSeen {
    /// Whether new volumes are encrypted.
    pub enabled: bool,
    /// ARN of the KMS key; `None` for the one that AWS manages.
    pub kms_key_arn: Option<String>,
}

impl Setting for EbsEncryptionDefault {
    type Want = EbsEncryptionDefaultWant;
    type Seen = EbsEncryptionDefaultSeen;

    const KIND: &'static str = "default EBS encryption";

    fn expect(want: &EbsEncryptionDefaultWant) -> Option<EbsEncryptionDefaultSeen> {
        Some(EbsEncryptionDefaultSeen { enabled: true, kms_key_arn: want.kms_key_arn.clone() })
    }

    fn differences(want: &EbsEncryptionDefaultWant, seen: &EbsEncryptionDefaultSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("encryption", on(seen.enabled), on(true));
        let key = |key: &Option<String>| key.as_deref().unwrap_or(AWS_KEY).to_owned();
        differences.compare("the default key", key(&seen.kms_key_arn), key(&want.kms_key_arn));
        differences.into()
    }

    async fn read(cx: &Context<'_, Aws>) -> Result<EbsEncryptionDefaultSeen, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let (enabled, key) =
            tokio::join!(ec2.get_ebs_encryption_by_default().send(), ec2.get_ebs_default_kms_key_id().send());
        let enabled = enabled.or_fault("ec2:GetEbsEncryptionByDefault")?.ebs_encryption_by_default;
        let key = key.or_fault("ec2:GetEbsDefaultKmsKeyId")?.kms_key_id;
        Ok(EbsEncryptionDefaultSeen {
            enabled: enabled.unwrap_or_default(),
            kms_key_arn: key.filter(|key| !key.ends_with(AWS_KEY)),
        })
    }

    async fn write(
        cx: &Context<'_, Aws>,
        seen: &EbsEncryptionDefaultSeen,
        want: &EbsEncryptionDefaultWant,
    ) -> Result<(), Fault> {
        set_key(cx, seen, want.kms_key_arn.as_ref()).await?;
        if !seen.enabled {
            let ec2 = cx.cloud.ec2(cx.place).await?;
            ec2.enable_ebs_encryption_by_default().send().await.or_fault("ec2:EnableEbsEncryptionByDefault")?;
        }
        Ok(())
    }

    async fn reset(cx: &Context<'_, Aws>, seen: &EbsEncryptionDefaultSeen) -> Result<(), Fault> {
        if seen.enabled {
            let ec2 = cx.cloud.ec2(cx.place).await?;
            ec2.disable_ebs_encryption_by_default().send().await.or_fault("ec2:DisableEbsEncryptionByDefault")?;
        }
        set_key(cx, seen, None).await
    }
}

async fn set_key(cx: &Context<'_, Aws>, seen: &EbsEncryptionDefaultSeen, key: Option<&String>) -> Result<(), Fault> {
    if seen.kms_key_arn.as_ref() == key {
        return Ok(());
    }
    let ec2 = cx.cloud.ec2(cx.place).await?;
    match key {
        Some(key) => {
            let call = ec2.modify_ebs_default_kms_key_id().kms_key_id(key);
            call.send().await.or_fault("ec2:ModifyEbsDefaultKmsKeyId").map(drop)
        }
        None => ec2.reset_ebs_default_kms_key_id().send().await.or_fault("ec2:ResetEbsDefaultKmsKeyId").map(drop),
    }
}

fn on(enabled: bool) -> &'static str {
    if enabled { "on" } else { "off" }
}
