//! Whether a bucket keeps the versions that were written over or deleted.

use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use tfplugin::composite::{Context, Fault};

use super::bucket_setting::BucketSetting;
use super::{setting, settled};
use crate::aws::{Aws, OrFault};

/// Versioning: on, or off. S3 tells apart whether it was on before, which matters to nobody but the versions.
pub struct Versioning;

impl BucketSetting for Versioning {
    type Value = bool;

    const KIND: &'static str = "bucket versioning";
    const NAME: &'static str = "versioning";

    fn differences(want: &bool, seen: &bool) -> Vec<String> {
        let word = |on: &bool| if *on { "on" } else { "off" };
        if want == seen { Vec::new() } else { vec![format!("versioning is {}, should be {}", word(seen), word(want))] }
    }

    async fn get(cx: &Context<'_, Aws>, bucket: &str) -> Result<Option<bool>, Fault> {
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3.get_bucket_versioning().bucket(bucket).expected_bucket_owner(&cx.place.account_id);
        let answer = call.send().await.or_fault("s3:GetBucketVersioning");
        setting(answer, false, |answer| answer.status == Some(BucketVersioningStatus::Enabled))
    }

    async fn put(cx: &Context<'_, Aws>, bucket: &str, want: &bool) -> Result<(), Fault> {
        let status = if *want { BucketVersioningStatus::Enabled } else { BucketVersioningStatus::Suspended };
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3
            .put_bucket_versioning()
            .bucket(bucket)
            .expected_bucket_owner(&cx.place.account_id)
            .versioning_configuration(VersioningConfiguration::builder().status(status).build());
        settled(cx, "s3:PutBucketVersioning", || call.clone().send()).await.map(drop)
    }
}
