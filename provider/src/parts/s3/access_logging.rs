//! Where a bucket's own access logs go.

use aws_sdk_s3::types::{BucketLoggingStatus, LoggingEnabled};
use tfplugin::composite::{Context, Fault};

use super::bucket_setting::BucketSetting;
use super::{built, setting, settled};
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;

/// Server access logs of a bucket.
pub struct AccessLogging;

/// Where they go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessLogTarget {
    /// A bucket of the same account and region.
    pub bucket: String,
    /// What their keys begin with; empty for nothing.
    pub prefix: String,
}

impl BucketSetting for AccessLogging {
    type Value = Option<AccessLogTarget>;

    const KIND: &'static str = "bucket access logging";
    const NAME: &'static str = "access-logging";

    fn differences(want: &Option<AccessLogTarget>, seen: &Option<AccessLogTarget>) -> Vec<String> {
        let words = |target: &Option<AccessLogTarget>| {
            target.as_ref().map_or_else(|| "off".to_owned(), |target| format!("to {}/{}", target.bucket, target.prefix))
        };
        let mut differences = Differences::new();
        differences.compare("access logging", words(seen), words(want));
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, bucket: &str) -> Result<Option<Option<AccessLogTarget>>, Fault> {
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3.get_bucket_logging().bucket(bucket).expected_bucket_owner(&cx.place.account_id);
        let answer = call.send().await.or_fault("s3:GetBucketLogging");
        setting(answer, None, |answer| {
            let target = |on: LoggingEnabled| AccessLogTarget { bucket: on.target_bucket, prefix: on.target_prefix };
            answer.logging_enabled.map(target)
        })
    }

    async fn put(cx: &Context<'_, Aws>, bucket: &str, want: &Option<AccessLogTarget>) -> Result<(), Fault> {
        let enabled = want.as_ref().map(|target| {
            let on = LoggingEnabled::builder().target_bucket(&target.bucket).target_prefix(&target.prefix);
            built(on.build())
        });
        let status = BucketLoggingStatus::builder().set_logging_enabled(enabled.transpose()?).build();
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3
            .put_bucket_logging()
            .bucket(bucket)
            .expected_bucket_owner(&cx.place.account_id)
            .bucket_logging_status(status);
        settled(cx, "s3:PutBucketLogging", || call.clone().send()).await.map(drop)
    }
}
