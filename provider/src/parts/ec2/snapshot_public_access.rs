//! Whether EBS snapshots may be shared with everybody: a region's setting.

use aws_sdk_ec2::types::SnapshotBlockPublicAccessState as State;
use tfplugin::composite::{Context, Fault};

use super::Differences;
use crate::aws::{Aws, OrFault};
use crate::parts::setting::Setting;

/// Block public access for EBS snapshots, by EC2's own word: `block-all-sharing`, `block-new-sharing`, or AWS's default
/// `unblocked`: <https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html>
pub struct SnapshotPublicAccess;

const UNBLOCKED: &str = "unblocked";

impl Setting for SnapshotPublicAccess {
    type Want = String;
    type Seen = String;

    const KIND: &'static str = "block public access setting of EBS snapshots";

    fn expect(want: &String) -> Option<String> {
        Some(want.clone())
    }

    fn differences(want: &String, seen: &String) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("public access", seen, want);
        differences.into()
    }

    async fn read(cx: &Context<'_, Aws>) -> Result<String, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let answer = ec2.get_snapshot_block_public_access_state().send().await;
        let state = answer.or_fault("ec2:GetSnapshotBlockPublicAccessState")?.state;
        Ok(state.map_or_else(|| UNBLOCKED.to_owned(), |state| state.as_str().to_owned()))
    }

    async fn write(cx: &Context<'_, Aws>, _: &String, want: &String) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.enable_snapshot_block_public_access().state(State::from(want.as_str()));
        call.send().await.or_fault("ec2:EnableSnapshotBlockPublicAccess").map(drop)
    }

    async fn reset(cx: &Context<'_, Aws>, seen: &String) -> Result<(), Fault> {
        if seen == UNBLOCKED {
            return Ok(());
        }
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.disable_snapshot_block_public_access().send().await;
        call.or_fault("ec2:DisableSnapshotBlockPublicAccess").map(drop)
    }
}
