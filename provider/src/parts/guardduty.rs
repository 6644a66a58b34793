//! Objects of Amazon `GuardDuty`.

pub mod administrator;
pub mod detector;
mod members;
pub mod organization;

use tfplugin::composite::{Context, Fault};

use crate::aws::{Aws, OrFault};

/// The detector of the context's account and region: there is one at most.
/// <https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html>
async fn detector_id(cx: &Context<'_, Aws>) -> Result<Option<String>, Fault> {
    // While a baseline is read, the detector and the organization's configuration, which is the detector's, ask once.
    let found = cx
        .once("guardduty:ListDetectors", async || {
            let guardduty = cx.cloud.guardduty(cx.place).await?;
            let answer = guardduty.list_detectors().send().await.or_fault("guardduty:ListDetectors")?;
            Ok(answer.detector_ids.unwrap_or_default().into_iter().next())
        })
        .await?;
    Ok(Option::clone(&found))
}
