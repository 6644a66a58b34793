//! Whether a bucket may be public.

use aws_sdk_s3::types::PublicAccessBlockConfiguration;
use tfplugin::composite::{Context, Fault};

use super::bucket_setting::BucketSetting;
use super::{setting, settled};
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;

/// A bucket's own block of public access, beside that of its account.
pub struct PublicAccessBlock;

/// The four switches of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "S3 has four switches")]
pub struct Blocked {
    /// ACLs that make public are refused.
    pub block_public_acls: bool,
    /// ACLs that make public have no effect.
    pub ignore_public_acls: bool,
    /// Policies that make public are refused.
    pub block_public_policy: bool,
    /// Policies that make public reach only the own account and AWS's services.
    pub restrict_public_buckets: bool,
}

impl Blocked {
    /// Everything, as of every new bucket.
    pub const ALL: Blocked = Blocked::each(true);

    const fn each(on: bool) -> Blocked {
        Blocked { block_public_acls: on, ignore_public_acls: on, block_public_policy: on, restrict_public_buckets: on }
    }
}

impl BucketSetting for PublicAccessBlock {
    type Value = Blocked;

    const KIND: &'static str = "bucket public access block";
    const NAME: &'static str = "public-access-block";

    fn differences(want: &Blocked, seen: &Blocked) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("block_public_acls", seen.block_public_acls, want.block_public_acls);
        differences.compare("ignore_public_acls", seen.ignore_public_acls, want.ignore_public_acls);
        differences.compare("block_public_policy", seen.block_public_policy, want.block_public_policy);
        differences.compare("restrict_public_buckets", seen.restrict_public_buckets, want.restrict_public_buckets);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, bucket: &str) -> Result<Option<Blocked>, Fault> {
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3.get_public_access_block().bucket(bucket).expected_bucket_owner(&cx.place.account_id);
        let answer = call.send().await.or_fault("s3:GetBucketPublicAccessBlock");
        setting(answer, Blocked::each(false), |answer| {
            let on = |switch: Option<bool>| switch.unwrap_or_default();
            answer.public_access_block_configuration.map_or(Blocked::each(false), |block| Blocked {
                block_public_acls: on(block.block_public_acls),
                ignore_public_acls: on(block.ignore_public_acls),
                block_public_policy: on(block.block_public_policy),
                restrict_public_buckets: on(block.restrict_public_buckets),
            })
        })
    }

    async fn put(cx: &Context<'_, Aws>, bucket: &str, want: &Blocked) -> Result<(), Fault> {
        let configuration = PublicAccessBlockConfiguration::builder()
            .block_public_acls(want.block_public_acls)
            .ignore_public_acls(want.ignore_public_acls)
            .block_public_policy(want.block_public_policy)
            .restrict_public_buckets(want.restrict_public_buckets)
            .build();
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3
            .put_public_access_block()
            .bucket(bucket)
            .expected_bucket_owner(&cx.place.account_id)
            .public_access_block_configuration(configuration);
        settled(cx, "s3:PutBucketPublicAccessBlock", || call.clone().send()).await.map(drop)
    }
}
