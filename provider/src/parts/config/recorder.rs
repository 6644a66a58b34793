//! The configuration recorder of an account and region.

use std::collections::BTreeSet;

use aws_sdk_config::types::{
    ConfigurationRecorder, ExclusionByResourceTypes, RecordingFrequency, RecordingGroup, RecordingMode,
    RecordingStrategy, RecordingStrategyType, ResourceType,
};
use tfplugin::composite::{Context, Fault};

use super::{DEFAULT_NAME, found, unfinished};
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// What Config records in an account and region. There is one at most beside those of other services, and its name never
/// changes: that of the one which is there is kept.
/// <https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationRecorder.html>
pub struct Recorder;

/// How a recorder should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecorderWant {
    /// ARN of the role by which it reads.
    pub role_arn: String,
    /// Whether IAM's users, groups, roles and policies are recorded here: they are global, and one region is enough.
    pub records_global_types: bool,
    /// Types that are not recorded; empty for all types.
    pub excluded_types: BTreeSet<String>,
    /// `CONTINUOUS` or `DAILY`.
    pub recording_frequency: String,
}

/// How a recorder looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecorderSeen {
    /// Its name.
    pub name: String,
    /// ARN of the role by which it reads.
    pub role_arn: String,
    /// `ALL_SUPPORTED_RESOURCE_TYPES`, `EXCLUSION_BY_RESOURCE_TYPES` or `INCLUSION_BY_RESOURCE_TYPES`.
    pub strategy: String,
    /// Whether all types include the global ones.
    pub records_global_types: bool,
    /// Types that are not recorded.
    pub excluded_types: BTreeSet<String>,
    /// `CONTINUOUS` or `DAILY`.
    pub recording_frequency: String,
}

/// The types that are the same in every region.
/// <https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html>
const GLOBAL_TYPES: [&str; 4] = ["AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"];
const ALL: &str = "ALL_SUPPORTED_RESOURCE_TYPES";
const EXCLUSION: &str = "EXCLUSION_BY_RESOURCE_TYPES";

impl RecorderWant {
    /// All types but some is another strategy than all types.
    fn strategy(&self) -> &'static str {
        if self.excluded_types.is_empty() { ALL } else { EXCLUSION }
    }

    /// What is excluded, the global types among it where they are not recorded: of the strategies only the one for all
    /// types leaves them out by itself.
    fn exclusions(&self) -> BTreeSet<String> {
        let mut types = self.excluded_types.clone();
        if !types.is_empty() && !self.records_global_types {
            types.extend(GLOBAL_TYPES.map(str::to_owned));
        }
        types
    }

    /// Only all types can include the global ones by a switch.
    fn includes_global_types(&self) -> bool {
        self.excluded_types.is_empty() && self.records_global_types
    }
}

impl Regional for Recorder {
    type Want = RecorderWant;
    type Seen = RecorderSeen;

    const KIND: &'static str = "configuration recorder";

    fn differences(want: &RecorderWant, seen: &RecorderSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("role_arn", &seen.role_arn, &want.role_arn);
        differences.compare("recording strategy", &seen.strategy, want.strategy());
        differences.compare("global types recorded", seen.records_global_types, want.includes_global_types());
        differences.compare_sets("exclusions", &seen.excluded_types, &want.exclusions());
        differences.compare("recording_frequency", &seen.recording_frequency, &want.recording_frequency);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<RecorderSeen>, Fault> {
        Ok(own(cx).await?.map(seen))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        _: &str,
        seen: Option<&RecorderSeen>,
        want: &RecorderWant,
    ) -> Result<(), Fault> {
        let types = want.exclusions().into_iter().map(|name| ResourceType::from(name.as_str()));
        let exclusions = ExclusionByResourceTypes::builder().set_resource_types(Some(types.collect())).build();
        let group = RecordingGroup::builder()
            .all_supported(want.excluded_types.is_empty())
            .include_global_resource_types(want.includes_global_types())
            .set_exclusion_by_resource_types(Some(exclusions).filter(|_| !want.excluded_types.is_empty()))
            .recording_strategy(
                RecordingStrategy::builder().use_only(RecordingStrategyType::from(want.strategy())).build(),
            )
            .build();
        let mode = RecordingMode::builder()
            .recording_frequency(RecordingFrequency::from(want.recording_frequency.as_str()))
            .build();
        let recorder = ConfigurationRecorder::builder()
            .name(seen.map_or(DEFAULT_NAME, |seen| &seen.name))
            .role_arn(&want.role_arn)
            .recording_group(group)
            .recording_mode(mode.map_err(unfinished)?)
            .build();
        let config = cx.cloud.config(cx.place).await?;
        let call = config.put_configuration_recorder().configuration_recorder(recorder).send().await;
        call.or_fault("config:PutConfigurationRecorder").map(drop)
    }

    async fn remove(cx: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        let Some(name) = own(cx).await?.and_then(|recorder| recorder.name) else { return Ok(()) };
        let config = cx.cloud.config(cx.place).await?;
        let call = config.delete_configuration_recorder().configuration_recorder_name(name).send().await;
        found(call.or_fault("config:DeleteConfigurationRecorder")).map(drop)
    }
}

/// The recorder that is the account's own: those of other services carry that service's name.
pub(super) async fn own(cx: &Context<'_, Aws>) -> Result<Option<ConfigurationRecorder>, Fault> {
    let config = cx.cloud.config(cx.place).await?;
    let answer =
        config.describe_configuration_recorders().send().await.or_fault("config:DescribeConfigurationRecorders");
    let recorders = answer?.configuration_recorders.unwrap_or_default();
    Ok(recorders.into_iter().find(|recorder| recorder.service_principal.is_none()))
}

fn seen(recorder: ConfigurationRecorder) -> RecorderSeen {
    let group = recorder.recording_group;
    let excluded = group.as_ref().and_then(|group| group.exclusion_by_resource_types.as_ref());
    let strategy = group.as_ref().and_then(|group| group.recording_strategy.as_ref()?.use_only.as_ref());
    let is_all = group.as_ref().is_none_or(|group| group.all_supported);
    let excluded_types = excluded.map(|excluded| excluded.resource_types().iter().map(|it| it.as_str().to_owned()));
    RecorderSeen {
        name: recorder.name.unwrap_or_default(),
        role_arn: recorder.role_arn.unwrap_or_default(),
        strategy: match strategy {
            Some(strategy) => strategy.as_str().to_owned(),
            // A recorder of before there were strategies.
            None => (if is_all { ALL } else { "INCLUSION_BY_RESOURCE_TYPES" }).to_owned(),
        },
        records_global_types: group.as_ref().is_some_and(|group| group.include_global_resource_types),
        excluded_types: excluded_types.into_iter().flatten().collect(),
        recording_frequency: recorder
            .recording_mode
            .map_or_else(|| "CONTINUOUS".to_owned(), |mode| mode.recording_frequency.as_str().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want(excluded: &[&str]) -> RecorderWant {
        RecorderWant {
            role_arn: "r".to_owned(),
            records_global_types: false,
            excluded_types: excluded.iter().map(|name| (*name).to_owned()).collect(),
            recording_frequency: "CONTINUOUS".to_owned(),
        }
    }

    #[test]
    fn all_but_some_is_a_strategy_that_names_the_global_types() {
        let recorder = ConfigurationRecorder::builder().role_arn("r").build();
        assert_eq!(Recorder::differences(&want(&[]), &seen(recorder.clone())), [""; 0]);
        let differences = Recorder::differences(&want(&["AWS::EC2::Subnet"]), &seen(recorder));
        assert_eq!(differences[0], format!("recording strategy is {ALL}, should be {EXCLUSION}"));
        assert_eq!(differences.len(), 1 + 1 + GLOBAL_TYPES.len());
    }
}
