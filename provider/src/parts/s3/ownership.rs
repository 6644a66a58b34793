//! Whose the objects of a bucket are.

use aws_sdk_s3::types::{ObjectOwnership, OwnershipControls, OwnershipControlsRule};
use tfplugin::composite::{Context, Fault};

use super::bucket_setting::BucketSetting;
use super::{built, setting, settled};
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;

/// Ownership of objects. As AWS advises, they are all the bucket owner's and ACLs have no effect: services that deliver
/// logs from other accounts still send an ACL, and S3 takes it.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html>
pub struct Ownership;

impl Ownership {
    /// Everything is the bucket owner's.
    pub const ENFORCED: &'static str = "BucketOwnerEnforced";
}

impl BucketSetting for Ownership {
    type Value = String;

    const KIND: &'static str = "bucket ownership controls";
    const NAME: &'static str = "ownership-controls";

    fn differences(want: &String, seen: &String) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("object_ownership", seen, want);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, bucket: &str) -> Result<Option<String>, Fault> {
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3.get_bucket_ownership_controls().bucket(bucket).expected_bucket_owner(&cx.place.account_id);
        let answer = call.send().await.or_fault("s3:GetBucketOwnershipControls");
        // Without a rule objects are whose who writes them.
        let absent = || ObjectOwnership::ObjectWriter.as_str().to_owned();
        setting(answer, absent(), |answer| {
            let rules = answer.ownership_controls.map(|controls| controls.rules).unwrap_or_default();
            rules.first().map_or_else(absent, |rule| rule.object_ownership.as_str().to_owned())
        })
    }

    async fn put(cx: &Context<'_, Aws>, bucket: &str, want: &String) -> Result<(), Fault> {
        let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::from(want.as_str())).build();
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3
            .put_bucket_ownership_controls()
            .bucket(bucket)
            .expected_bucket_owner(&cx.place.account_id)
            .ownership_controls(built(OwnershipControls::builder().rules(built(rule)?).build())?);
        settled(cx, "s3:PutBucketOwnershipControls", || call.clone().send()).await.map(drop)
    }
}
