//! What holds for all S3 buckets of an account, whatever they say themselves.

use aws_sdk_s3control::types::PublicAccessBlockConfiguration;
use tfplugin::composite::{Context, Fault, FaultKind, Place};

use crate::aws::{Aws, OrFault, arn};
use crate::parts::setting::Setting;

/// The account's public access block. AWS's default: none, as if all switches were off. It is one for all regions:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-block-public-access-account.html>
pub struct AccountPublicAccessBlock;

/// The switches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are S3's")]
pub struct PublicAccessSwitches {
    /// Calls that would set a public access control list fail.
    pub block_public_acls: bool,
    /// Public access control lists have no effect.
    pub ignore_public_acls: bool,
    /// Calls that would set a public bucket policy fail.
    pub block_public_policy: bool,
    /// Buckets with a public policy are for AWS services and the owner only.
    pub restrict_public_buckets: bool,
}

impl Setting for AccountPublicAccessBlock {
    type Want = PublicAccessSwitches;
    type Seen = PublicAccessSwitches;

    const KIND: &'static str = "S3 public access block of the account";

    fn expect(want: &PublicAccessSwitches) -> Option<PublicAccessSwitches> {
        Some(*want)
    }

    fn differences(want: &PublicAccessSwitches, seen: &PublicAccessSwitches) -> Vec<String> {
        let switches = [
            ("block_public_acls", seen.block_public_acls, want.block_public_acls),
            ("ignore_public_acls", seen.ignore_public_acls, want.ignore_public_acls),
            ("block_public_policy", seen.block_public_policy, want.block_public_policy),
            ("restrict_public_buckets", seen.restrict_public_buckets, want.restrict_public_buckets),
        ];
        let different = switches.into_iter().filter(|(_, seen, want)| seen != want);
        different.map(|(name, seen, want)| format!("{name} is {seen}, should be {want}")).collect()
    }

    async fn read(cx: &Context<'_, Aws>) -> Result<PublicAccessSwitches, Fault> {
        let s3 = cx.cloud.s3_control(&region(cx)).await?;
        let call = s3.get_public_access_block().account_id(&cx.place.account_id);
        let answer = match call.send().await.or_fault("s3:GetAccountPublicAccessBlock") {
            Ok(answer) => answer.public_access_block_configuration,
            Err(fault) if fault.kind == FaultKind::NotFound => None,
            Err(fault) => return Err(fault),
        };
        Ok(answer
            .map(|block| PublicAccessSwitches {
                block_public_acls: block.block_public_acls.unwrap_or_default(),
                ignore_public_acls: block.ignore_public_acls.unwrap_or_default(),
                block_public_policy: block.block_public_policy.unwrap_or_default(),
                restrict_public_buckets: block.restrict_public_buckets.unwrap_or_default(),
            })
            .unwrap_or_default())
    }

    async fn write(cx: &Context<'_, Aws>, _: &PublicAccessSwitches, want: &PublicAccessSwitches) -> Result<(), Fault> {
        let s3 = cx.cloud.s3_control(&region(cx)).await?;
        let block = PublicAccessBlockConfiguration::builder()
            .block_public_acls(want.block_public_acls)
            .ignore_public_acls(want.ignore_public_acls)
            .block_public_policy(want.block_public_policy)
            .restrict_public_buckets(want.restrict_public_buckets);
        let call = s3.put_public_access_block().account_id(&cx.place.account_id);
        let call = call.public_access_block_configuration(block.build());
        call.send().await.or_fault("s3:PutAccountPublicAccessBlock").map(drop)
    }

    async fn reset(cx: &Context<'_, Aws>, seen: &PublicAccessSwitches) -> Result<(), Fault> {
        if *seen == PublicAccessSwitches::default() {
            return Ok(());
        }
        let s3 = cx.cloud.s3_control(&region(cx)).await?;
        let call = s3.delete_public_access_block().account_id(&cx.place.account_id).send().await;
        call.or_fault("s3:DeleteAccountPublicAccessBlock").map(drop)
    }
}

/// Any region will do.
fn region(cx: &Context<'_, Aws>) -> Place {
    let region = cx.cloud.region().unwrap_or_else(|_| arn::global_region("aws")).to_owned();
    Place { account_id: cx.place.account_id.clone(), region }
}
