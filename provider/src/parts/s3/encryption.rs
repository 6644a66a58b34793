//! How a bucket encrypts what is written to it.

use aws_sdk_s3::types::{
    ServerSideEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
};
use tfplugin::composite::{Context, Fault};

use super::bucket_setting::BucketSetting;
use super::{built, setting, settled};
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;

/// Default encryption of new objects.
pub struct Encryption;

/// With which keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncryptionKeys {
    /// With S3's own, `AES256`.
    S3,
    /// With a key of KMS, by its ARN. S3 makes data keys for the bucket from it, which saves calls to KMS.
    Kms(String),
    /// Otherwise, as AWS says it.
    Other(String),
}

impl EncryptionKeys {
    fn words(&self) -> &str {
        match self {
            EncryptionKeys::S3 => "AES256",
            EncryptionKeys::Kms(arn) => arn,
            EncryptionKeys::Other(words) => words,
        }
    }
}

impl BucketSetting for Encryption {
    type Value = EncryptionKeys;

    const KIND: &'static str = "bucket encryption";
    const NAME: &'static str = "encryption";

    fn differences(want: &EncryptionKeys, seen: &EncryptionKeys) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("encryption", seen.words(), want.words());
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, bucket: &str) -> Result<Option<EncryptionKeys>, Fault> {
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3.get_bucket_encryption().bucket(bucket).expected_bucket_owner(&cx.place.account_id);
        let answer = call.send().await.or_fault("s3:GetEncryptionConfiguration");
        // Since 2023 every bucket has one; what has none writes as with S3's own keys.
        setting(answer, EncryptionKeys::S3, |answer| {
            let rules = answer.server_side_encryption_configuration.map(|configuration| configuration.rules);
            rules.unwrap_or_default().into_iter().next().map_or(EncryptionKeys::S3, keys)
        })
    }

    async fn put(cx: &Context<'_, Aws>, bucket: &str, want: &EncryptionKeys) -> Result<(), Fault> {
        let default = match want {
            EncryptionKeys::Kms(arn) => ServerSideEncryptionByDefault::builder()
                .sse_algorithm(ServerSideEncryption::AwsKms)
                .kms_master_key_id(arn),
            _ => ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::Aes256),
        };
        let rule = ServerSideEncryptionRule::builder()
            .apply_server_side_encryption_by_default(built(default.build())?)
            .bucket_key_enabled(matches!(want, EncryptionKeys::Kms(_)))
            .build();
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3
            .put_bucket_encryption()
            .bucket(bucket)
            .expected_bucket_owner(&cx.place.account_id)
            .server_side_encryption_configuration(built(
                ServerSideEncryptionConfiguration::builder().rules(rule).build(),
            )?);
        settled(cx, "s3:PutEncryptionConfiguration", || call.clone().send()).await.map(drop)
    }
}

fn keys(rule: ServerSideEncryptionRule) -> EncryptionKeys {
    let Some(default) = rule.apply_server_side_encryption_by_default else { return EncryptionKeys::S3 };
    match (default.sse_algorithm, default.kms_master_key_id) {
        (ServerSideEncryption::Aes256, _) => EncryptionKeys::S3,
        (ServerSideEncryption::AwsKms, Some(arn)) if rule.bucket_key_enabled == Some(true) => EncryptionKeys::Kms(arn),
        (algorithm, key) => {
            let bucket_key = if rule.bucket_key_enabled == Some(true) { "with" } else { "without" };
            let key = key.unwrap_or_else(|| "a key of AWS's own".to_owned());
            EncryptionKeys::Other(format!("{algorithm} with {key} {bucket_key} a bucket key"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(algorithm: ServerSideEncryption, key: Option<&str>, bucket_key: bool) -> EncryptionKeys {
        let default = ServerSideEncryptionByDefault::builder().sse_algorithm(algorithm);
        let default = default.set_kms_master_key_id(key.map(str::to_owned)).build().unwrap();
        let rule = ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(default);
        keys(rule.bucket_key_enabled(bucket_key).build())
    }

    #[test]
    fn what_is_not_as_it_can_be_wanted_is_told_in_words() {
        assert_eq!(rule(ServerSideEncryption::Aes256, None, false), EncryptionKeys::S3);
        let kms = EncryptionKeys::Kms("arn".to_owned());
        assert_eq!(rule(ServerSideEncryption::AwsKms, Some("arn"), true), kms);
        let seen = rule(ServerSideEncryption::AwsKms, Some("arn"), false);
        assert_eq!(
            Encryption::differences(&kms, &seen),
            ["encryption is aws:kms with arn without a bucket key, should be arn"]
        );
        assert_eq!(Encryption::differences(&EncryptionKeys::S3, &kms), ["encryption is arn, should be AES256"]);
    }
}
