//! Where Macie keeps what it found out for longer than 90 days.

use aws_sdk_macie2::types::{ClassificationExportConfiguration, S3Destination};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::found;
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// The bucket for results of Macie's discovery, per region.
/// <https://docs.aws.amazon.com/macie/latest/user/discovery-results-repository-s3.html>
pub struct Export;

/// Where results go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The bucket.
    pub bucket: String,
    /// What keys in the bucket begin with.
    pub prefix: Option<String>,
    /// ARN of the key that encrypts the results.
    pub kms_key_arn: String,
}

impl Regional for Export {
    type Want = Destination;
    type Seen = Destination;

    const KIND: &'static str = "Macie export of results";

    fn differences(want: &Destination, seen: &Destination) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("bucket", &seen.bucket, &want.bucket);
        differences.compare_option("prefix", seen.prefix.as_deref(), want.prefix.as_deref());
        differences.compare("kms_key_arn", &seen.kms_key_arn, &want.kms_key_arn);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<Destination>, Fault> {
        let macie = cx.cloud.macie2(cx.place).await?;
        let call = macie.get_classification_export_configuration().send().await;
        let answer = found(call.or_fault("macie2:GetClassificationExportConfiguration"))?;
        let to = answer.and_then(|answer| answer.configuration).and_then(|configuration| configuration.s3_destination);
        Ok(to.map(|to| Destination {
            bucket: to.bucket_name.unwrap_or_default(),
            prefix: to.key_prefix.filter(|prefix| !prefix.is_empty()),
            kms_key_arn: to.kms_key_arn.unwrap_or_default(),
        }))
    }

    async fn put(cx: &Context<'_, Aws>, _: &str, _: Option<&Destination>, want: &Destination) -> Result<(), Fault> {
        let to = S3Destination::builder()
            .bucket_name(&want.bucket)
            .set_key_prefix(want.prefix.clone())
            .kms_key_arn(&want.kms_key_arn)
            .build();
        let configuration = ClassificationExportConfiguration::builder().s3_destination(to).build();
        put(cx, configuration).await
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        if Self::get(cx, name).await?.is_none() {
            return Ok(());
        }
        match put(cx, ClassificationExportConfiguration::builder().build()).await {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(()),
            end => end,
        }
    }
}

async fn put(cx: &Context<'_, Aws>, configuration: ClassificationExportConfiguration) -> Result<(), Fault> {
    let macie = cx.cloud.macie2(cx.place).await?;
    let call = macie.put_classification_export_configuration().configuration(configuration).send().await;
    call.or_fault("macie2:PutClassificationExportConfiguration").map(drop)
}
