//! That Security Hub is on in an account and region.

use std::collections::BTreeMap;

use aws_sdk_securityhub::types::ControlFindingGenerator;
use tfplugin::composite::{Context, Fault};

use super::found;
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// Security Hub in an account and region.
///
/// # Guarantees
/// It is turned on without AWS's default standards: which ones there are is for another part.
pub struct Hub;

/// How it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubWant {
    /// Whether controls that AWS adds to standards are on from the start.
    pub auto_enable_controls: bool,
    /// `SECURITY_CONTROL`: one finding per control; `STANDARD_CONTROL`: one per control and standard.
    pub control_finding_generator: String,
    /// Tags that it gets when it is turned on.
    pub tags: BTreeMap<String, String>,
}

/// How it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubSeen {
    /// Its ARN.
    pub arn: String,
    /// Whether controls that AWS adds are on from the start.
    pub auto_enable_controls: bool,
    /// `SECURITY_CONTROL` or `STANDARD_CONTROL`.
    pub control_finding_generator: String,
}

impl Regional for Hub {
    type Want = HubWant;
    type Seen = HubSeen;

    const KIND: &'static str = "Security Hub";

    fn differences(want: &HubWant, seen: &HubSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("auto_enable_controls", seen.auto_enable_controls, want.auto_enable_controls);
        let generators = (&seen.control_finding_generator, &want.control_finding_generator);
        differences.compare("control_finding_generator", generators.0, generators.1);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<HubSeen>, Fault> {
        let hub = cx.cloud.security_hub(cx.place).await?;
        let answer = found(hub.describe_hub().send().await.or_fault("securityhub:DescribeHub"))?;
        Ok(answer.map(|answer| HubSeen {
            arn: answer.hub_arn.unwrap_or_default(),
            auto_enable_controls: answer.auto_enable_controls == Some(true),
            control_finding_generator: answer
                .control_finding_generator
                .map_or_else(|| "STANDARD_CONTROL".to_owned(), |generator| generator.as_str().to_owned()),
        }))
    }

    async fn put(cx: &Context<'_, Aws>, _: &str, seen: Option<&HubSeen>, want: &HubWant) -> Result<(), Fault> {
        let hub = cx.cloud.security_hub(cx.place).await?;
        let generator = ControlFindingGenerator::from(want.control_finding_generator.as_str());
        if seen.is_none() {
            let call = hub
                .enable_security_hub()
                .enable_default_standards(false)
                .control_finding_generator(generator.clone())
                .set_tags(Some(want.tags.clone().into_iter().collect()).filter(|_| !want.tags.is_empty()));
            call.send().await.or_fault("securityhub:EnableSecurityHub")?;
            // That is how it is when it is turned on.
            if want.auto_enable_controls {
                return Ok(());
            }
        }
        let call = hub
            .update_security_hub_configuration()
            .auto_enable_controls(want.auto_enable_controls)
            .control_finding_generator(generator);
        call.send().await.or_fault("securityhub:UpdateSecurityHubConfiguration").map(drop)
    }

    async fn remove(cx: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        let hub = cx.cloud.security_hub(cx.place).await?;
        found(hub.disable_security_hub().send().await.or_fault("securityhub:DisableSecurityHub")).map(drop)
    }
}
