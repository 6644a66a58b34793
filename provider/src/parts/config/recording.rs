//! That a recorder records.

use tfplugin::composite::{Context, Fault, FaultKind};

use super::{found, recorder};
use crate::aws::{Aws, OrFault};
use crate::parts::regional::Regional;

/// The recorder's switch, which needs a delivery channel to be turned on.
/// <https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigurationRecorder.html>
pub struct Recording;

impl Regional for Recording {
    type Want = ();
    /// Whether it records.
    type Seen = bool;

    const KIND: &'static str = "recording of configurations";

    fn differences((): &(), is_on: &bool) -> Vec<String> {
        if *is_on { Vec::new() } else { vec!["recording is off, should be on".to_owned()] }
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<bool>, Fault> {
        let config = cx.cloud.config(cx.place).await?;
        let call = config.describe_configuration_recorder_status().send().await;
        let answer = call.or_fault("config:DescribeConfigurationRecorderStatus")?;
        let recorders = answer.configuration_recorders_status.unwrap_or_default();
        Ok(recorders.into_iter().find(|recorder| recorder.service_principal.is_none()).map(|status| status.recording))
    }

    async fn put(cx: &Context<'_, Aws>, _: &str, _: Option<&bool>, (): &()) -> Result<(), Fault> {
        let Some(name) = recorder::own(cx).await?.and_then(|recorder| recorder.name) else {
            return Err(Fault::new(FaultKind::Conflict, "there is no configuration recorder to start"));
        };
        let config = cx.cloud.config(cx.place).await?;
        let call = config.start_configuration_recorder().configuration_recorder_name(name).send().await;
        call.or_fault("config:StartConfigurationRecorder").map(drop)
    }

    async fn remove(cx: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        let Some(name) = recorder::own(cx).await?.and_then(|recorder| recorder.name) else { return Ok(()) };
        let config = cx.cloud.config(cx.place).await?;
        let call = config.stop_configuration_recorder().configuration_recorder_name(name).send().await;
        found(call.or_fault("config:StopConfigurationRecorder")).map(drop)
    }
}
