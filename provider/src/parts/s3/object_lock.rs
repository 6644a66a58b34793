//! For how long the objects of a bucket cannot be deleted.

use aws_sdk_s3::types::{
    DefaultRetention, ObjectLockConfiguration, ObjectLockEnabled, ObjectLockRetentionMode, ObjectLockRule,
};
use tfplugin::composite::{Context, Fault};

use super::bucket_setting::BucketSetting;
use super::{setting, settled};
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;

/// Object lock by default, for every new object. It needs versioning. S3 takes it for buckets that were made without it,
/// too; once taken, its rule can be changed and removed, but the bucket's versions stay on for ever.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html>
pub struct ObjectLock;

/// How objects are locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// `GOVERNANCE`, which whoever is permitted to may bypass, or `COMPLIANCE`, which nobody may.
    pub mode: String,
    /// Days.
    pub days: i32,
}

impl BucketSetting for ObjectLock {
    type Value = Option<Retention>;

    const KIND: &'static str = "bucket object lock";
    const NAME: &'static str = "object-lock";

    fn differences(want: &Option<Retention>, seen: &Option<Retention>) -> Vec<String> {
        let words = |retention: &Option<Retention>| {
            retention.as_ref().map_or_else(|| "none".to_owned(), |it| format!("{} for {} days", it.mode, it.days))
        };
        let mut differences = Differences::new();
        differences.compare("object lock", words(seen), words(want));
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, bucket: &str) -> Result<Option<Option<Retention>>, Fault> {
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3.get_object_lock_configuration().bucket(bucket).expected_bucket_owner(&cx.place.account_id);
        let answer = call.send().await.or_fault("s3:GetBucketObjectLockConfiguration");
        setting(answer, None, |answer| retention(answer.object_lock_configuration?))
    }

    async fn put(cx: &Context<'_, Aws>, bucket: &str, want: &Option<Retention>) -> Result<(), Fault> {
        let rule = want.as_ref().map(|want| {
            let mode = ObjectLockRetentionMode::from(want.mode.as_str());
            ObjectLockRule::builder()
                .default_retention(DefaultRetention::builder().mode(mode).days(want.days).build())
                .build()
        });
        let configuration =
            ObjectLockConfiguration::builder().object_lock_enabled(ObjectLockEnabled::Enabled).set_rule(rule).build();
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3
            .put_object_lock_configuration()
            .bucket(bucket)
            .expected_bucket_owner(&cx.place.account_id)
            .object_lock_configuration(configuration);
        settled(cx, "s3:PutBucketObjectLockConfiguration", || call.clone().send()).await.map(drop)
    }
}

/// The default retention; a lock in years is told in days, as 365 to each.
fn retention(configuration: ObjectLockConfiguration) -> Option<Retention> {
    let default = configuration.rule?.default_retention?;
    let days = default.days.or_else(|| default.years.map(|years| years * 365)).filter(|days| *days > 0)?;
    Some(Retention { mode: default.mode?.as_str().to_owned(), days })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_without_a_rule_keeps_nothing() {
        let with = |rule: Option<ObjectLockRule>| {
            let configuration = ObjectLockConfiguration::builder().object_lock_enabled(ObjectLockEnabled::Enabled);
            retention(configuration.set_rule(rule).build())
        };
        assert_eq!(with(None), None);
        let years = DefaultRetention::builder().mode(ObjectLockRetentionMode::Compliance).years(2).build();
        let seen = with(Some(ObjectLockRule::builder().default_retention(years).build()));
        assert_eq!(seen, Some(Retention { mode: "COMPLIANCE".to_owned(), days: 730 }));
        assert_eq!(ObjectLock::differences(&None, &seen), ["object lock is COMPLIANCE for 730 days, should be none"]);
    }
}
