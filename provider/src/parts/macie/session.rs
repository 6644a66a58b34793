//! That Macie is on in an account and region.

use aws_sdk_macie2::types::{FindingPublishingFrequency, MacieStatus};
use tfplugin::composite::{Context, Fault};

use super::found;
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// Macie in an account and region.
pub struct Session;

/// How it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSeen {
    /// Whether it works, or is paused.
    pub is_enabled: bool,
    /// `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`.
    pub finding_publishing_frequency: String,
}

impl Regional for Session {
    /// `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`: how often findings that recur are published again.
    type Want = String;
    type Seen = SessionSeen;

    const KIND: &'static str = "Macie";

    fn differences(want: &String, seen: &SessionSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("enabled", seen.is_enabled, true);
        differences.compare("finding_publishing_frequency", &seen.finding_publishing_frequency, want);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<SessionSeen>, Fault> {
        let macie = cx.cloud.macie2(cx.place).await?;
        let answer = found(macie.get_macie_session().send().await.or_fault("macie2:GetMacieSession"))?;
        Ok(answer.map(|answer| SessionSeen {
            is_enabled: answer.status == Some(MacieStatus::Enabled),
            finding_publishing_frequency: answer
                .finding_publishing_frequency
                .map_or_else(String::new, |frequency| frequency.as_str().to_owned()),
        }))
    }

    async fn put(cx: &Context<'_, Aws>, _: &str, seen: Option<&SessionSeen>, want: &String) -> Result<(), Fault> {
        let macie = cx.cloud.macie2(cx.place).await?;
        let frequency = FindingPublishingFrequency::from(want.as_str());
        if seen.is_some() {
            let call =
                macie.update_macie_session().status(MacieStatus::Enabled).finding_publishing_frequency(frequency);
            return call.send().await.or_fault("macie2:UpdateMacieSession").map(drop);
        }
        let call = macie
            .enable_macie()
            .status(MacieStatus::Enabled)
            .finding_publishing_frequency(frequency)
            .set_client_token(Some(cx.token.to_owned()).filter(|token| !token.is_empty()));
        call.send().await.or_fault("macie2:EnableMacie").map(drop)
    }

    async fn remove(cx: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        let macie = cx.cloud.macie2(cx.place).await?;
        found(macie.disable_macie().send().await.or_fault("macie2:DisableMacie")).map(drop)
    }
}
