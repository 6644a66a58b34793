//! Whether machine images may be shared with everybody: a region's setting.

use std::time::Duration;

use aws_sdk_ec2::types::ImageBlockPublicAccessEnabledState as Enabled;
use tfplugin::composite::{Context, Fault, waiting};

use super::Differences;
use crate::aws::{Aws, Ended, OrFault, Poll};
use crate::parts::setting::Setting;

/// Block public access for AMIs. AWS blocks it itself in accounts that are new since 2023, and in those that had no public
/// AMI then, so its default is taken to be `block-new-sharing`, and a reset never opens it:
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html>
pub struct ImagePublicAccess;

const BLOCKED: &str = "block-new-sharing";

/// A change shows after up to ten minutes, says the same page.
const SHOWN: Poll =
    Poll { first: Duration::from_millis(500), longest: Duration::from_secs(15), limit: Duration::from_secs(630) };

impl Setting for ImagePublicAccess {
    type Want = ();
    type Seen = String;

    const KIND: &'static str = "block public access setting of AMIs";

    fn expect((): &()) -> Option<String> {
        Some(BLOCKED.to_owned())
    }

    fn differences((): &(), seen: &String) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("public access", seen, BLOCKED);
        differences.into()
    }

    async fn read(cx: &Context<'_, Aws>) -> Result<String, Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let answer = ec2.get_image_block_public_access_state().send().await;
        let state = answer.or_fault("ec2:GetImageBlockPublicAccessState")?.image_block_public_access_state;
        Ok(state.unwrap_or_else(|| "unblocked".to_owned()))
    }

    async fn write(cx: &Context<'_, Aws>, _: &String, (): &()) -> Result<(), Fault> {
        let ec2 = cx.cloud.ec2(cx.place).await?;
        let call = ec2.enable_image_block_public_access().image_block_public_access_state(Enabled::BlockNewSharing);
        call.send().await.or_fault("ec2:EnableImageBlockPublicAccess")?;
        let mut wait = SHOWN.begin();
        while Self::read(cx).await? != BLOCKED {
            waiting("EC2 to show that AMIs are blocked, which takes up to ten minutes");
            match wait.pause(cx.cancel).await {
                Ok(()) => {}
                // It was accepted. The next plan shows whether it came.
                Err(Ended::Late) => break,
                Err(Ended::Cancelled) => return Err(Fault::cancelled("EC2 to show that public AMIs are blocked")),
            }
        }
        Ok(())
    }

    async fn reset(_: &Context<'_, Aws>, _: &String) -> Result<(), Fault> {
        Ok(())
    }
}
