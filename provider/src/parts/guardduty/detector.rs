//! The detector of an account and region.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_guardduty::operation::get_detector::GetDetectorOutput;
use aws_sdk_guardduty::types::{
    DetectorAdditionalConfiguration, DetectorFeature, DetectorFeatureConfiguration, DetectorStatus,
    FeatureAdditionalConfiguration, FeatureStatus, FindingPublishingFrequency,
};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::detector_id;
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// What `GuardDuty` watches in an account and region. There is one at most.
///
/// # Guarantees
/// A feature that the region does not have is neither asked for nor missed.
pub struct Detector;

/// How a detector should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetectorWant {
    /// `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`: how often a finding that recurs is published again.
    pub finding_publishing_frequency: String,
    /// Features that are on, such as `S3_DATA_EVENTS`; all others are off.
    pub features: BTreeSet<String>,
    /// What `RUNTIME_MONITORING` manages, such as `EC2_AGENT_MANAGEMENT`; everything else it does not.
    pub agents: BTreeSet<String>,
    /// Tags that it must have. Others are left.
    pub tags: BTreeMap<String, String>,
}

/// How a detector looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetectorSeen {
    /// 32 hexadecimal digits.
    pub detector_id: String,
    /// Whether it watches at all, or is suspended.
    pub is_enabled: bool,
    /// `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`.
    pub finding_publishing_frequency: String,
    /// Features that the region has, and whether they are on.
    pub features: BTreeMap<String, bool>,
    /// What `RUNTIME_MONITORING` could manage, and whether it does.
    pub agents: BTreeMap<String, bool>,
    /// Tags, without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

/// The feature that has agents.
const RUNTIME: &str = "RUNTIME_MONITORING";

impl Regional for Detector {
    type Want = DetectorWant;
    type Seen = DetectorSeen;

    const KIND: &'static str = "GuardDuty detector";

    fn differences(want: &DetectorWant, seen: &DetectorSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("enabled", seen.is_enabled, true);
        let frequency = "finding_publishing_frequency";
        differences.compare(frequency, &seen.finding_publishing_frequency, &want.finding_publishing_frequency);
        for (feature, is_on) in &seen.features {
            differences.compare(&format!("feature {feature}"), is_on, want.features.contains(feature));
        }
        for (agent, is_on) in &seen.agents {
            differences.compare(&format!("agent {agent}"), is_on, want.has_agent(agent));
        }
        differences.compare_own_tags(&seen.tags, &want.tags);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<DetectorSeen>, Fault> {
        let Some(id) = detector_id(cx).await? else { return Ok(None) };
        let guardduty = cx.cloud.guardduty(cx.place).await?;
        let answer = guardduty.get_detector().detector_id(&id).send().await.or_fault("guardduty:GetDetector")?;
        Ok(Some(seen(id, answer)))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        _: &str,
        seen: Option<&DetectorSeen>,
        want: &DetectorWant,
    ) -> Result<(), Fault> {
        let now = match seen {
            Some(seen) => seen.clone(),
            // Which features the region has shows only in the detector.
            None => create(cx, want).await?,
        };
        if Self::differences(want, &now).is_empty() {
            return Ok(());
        }
        let guardduty = cx.cloud.guardduty(cx.place).await?;
        let call = guardduty
            .update_detector()
            .detector_id(&now.detector_id)
            .enable(true)
            .finding_publishing_frequency(FindingPublishingFrequency::from(want.finding_publishing_frequency.as_str()))
            .set_features(Some(changes(want, &now)));
        call.send().await.or_fault("guardduty:UpdateDetector")?;
        tag(cx, &now, want).await
    }

    async fn remove(cx: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        let Some(id) = detector_id(cx).await? else { return Ok(()) };
        let guardduty = cx.cloud.guardduty(cx.place).await?;
        guardduty.delete_detector().detector_id(id).send().await.or_fault("guardduty:DeleteDetector").map(drop)
    }
}

impl DetectorWant {
    fn has_agent(&self, agent: &str) -> bool {
        self.features.contains(RUNTIME) && self.agents.contains(agent)
    }
}

async fn create(cx: &Context<'_, Aws>, want: &DetectorWant) -> Result<DetectorSeen, Fault> {
    let guardduty = cx.cloud.guardduty_once(cx.place).await?;
    let call = guardduty
        .create_detector()
        .enable(true)
        .finding_publishing_frequency(FindingPublishingFrequency::from(want.finding_publishing_frequency.as_str()))
        .set_tags(Some(want.tags.clone().into_iter().collect()))
        .set_client_token(Some(cx.token.to_owned()).filter(|token| !token.is_empty()));
    let made = call.send().await.or_fault("guardduty:CreateDetector");
    // It may have come just now, by the organization's hand: then that is the one.
    match (Detector::get(cx, "").await?, made) {
        (Some(seen), _) => Ok(seen),
        (None, Err(fault)) => Err(fault),
        (None, Ok(_)) => Err(Fault::new(FaultKind::Uncertain, "the new detector is not shown yet")),
    }
}

/// The features whose state must change, of those that the region has.
fn changes(want: &DetectorWant, seen: &DetectorSeen) -> Vec<DetectorFeatureConfiguration> {
    let changed = seen.features.iter().filter(|(feature, is_on)| {
        let agents_differ = || seen.agents.iter().any(|(agent, is_on)| *is_on != want.has_agent(agent));
        **is_on != want.features.contains(*feature) || (*feature == RUNTIME && agents_differ())
    });
    // What goes off goes first: the two kinds of runtime monitoring exclude each other.
    let mut changed: Vec<&String> = changed.map(|(feature, _)| feature).collect();
    changed.sort_by_key(|feature| want.features.contains(*feature));
    let feature = |name: &String| {
        let agents = seen.agents.keys().filter(|_| name == RUNTIME).map(|agent| {
            DetectorAdditionalConfiguration::builder()
                .name(FeatureAdditionalConfiguration::from(agent.as_str()))
                .status(status(want.has_agent(agent)))
                .build()
        });
        let agents: Vec<_> = agents.collect();
        DetectorFeatureConfiguration::builder()
            .name(DetectorFeature::from(name.as_str()))
            .status(status(want.features.contains(name)))
            .set_additional_configuration(Some(agents).filter(|agents| !agents.is_empty()))
            .build()
    };
    changed.into_iter().map(feature).collect()
}

fn status(is_on: bool) -> FeatureStatus {
    if is_on { FeatureStatus::Enabled } else { FeatureStatus::Disabled }
}

/// The foundation cannot be switched: <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_data-sources.html>
const FOUNDATION: [&str; 3] = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"];

fn seen(detector_id: String, answer: GetDetectorOutput) -> DetectorSeen {
    let is_on = |status: Option<FeatureStatus>| status == Some(FeatureStatus::Enabled);
    let mut features = BTreeMap::new();
    let mut agents = BTreeMap::new();
    for feature in answer.features.unwrap_or_default() {
        let Some(name) = feature.name.map(|name| name.as_str().to_owned()) else { continue };
        if FOUNDATION.contains(&name.as_str()) {
            continue;
        }
        if name == RUNTIME {
            let more = feature.additional_configuration.unwrap_or_default().into_iter();
            agents.extend(more.filter_map(|more| Some((more.name?.as_str().to_owned(), is_on(more.status)))));
        }
        features.insert(name, is_on(feature.status));
    }
    DetectorSeen {
        detector_id,
        is_enabled: answer.status == Some(DetectorStatus::Enabled),
        finding_publishing_frequency: answer
            .finding_publishing_frequency
            .map_or_else(String::new, |frequency| frequency.as_str().to_owned()),
        features,
        agents,
        tags: answer.tags.unwrap_or_default().into_iter().filter(|(key, _)| !key.starts_with("aws:")).collect(),
    }
}

async fn tag(cx: &Context<'_, Aws>, seen: &DetectorSeen, want: &DetectorWant) -> Result<(), Fault> {
    let missing = want.tags.iter().filter(|(key, value)| seen.tags.get(*key) != Some(value));
    let missing: Vec<_> = missing.map(|(key, value)| (key.clone(), value.clone())).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let guardduty = cx.cloud.guardduty(cx.place).await?;
    let arn = crate::aws::arn::regional("guardduty", cx.place, &format!("detector/{}", seen.detector_id));
    let call = guardduty.tag_resource().resource_arn(arn).set_tags(Some(missing.into_iter().collect()));
    call.send().await.or_fault("guardduty:TagResource").map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen() -> DetectorSeen {
        DetectorSeen {
            detector_id: "d".to_owned(),
            is_enabled: true,
            finding_publishing_frequency: "SIX_HOURS".to_owned(),
            features: [("S3_DATA_EVENTS".to_owned(), false), (RUNTIME.to_owned(), true)].into(),
            agents: [("EC2_AGENT_MANAGEMENT".to_owned(), true)].into(),
            tags: BTreeMap::new(),
        }
    }

    fn want() -> DetectorWant {
        DetectorWant {
            finding_publishing_frequency: "SIX_HOURS".to_owned(),
            // The region does not have the second one.
            features: ["S3_DATA_EVENTS".to_owned(), "RDS_LOGIN_EVENTS".to_owned()].into(),
            agents: ["EC2_AGENT_MANAGEMENT".to_owned()].into(),
            tags: [("team".to_owned(), "a".to_owned())].into(),
        }
    }

    #[test]
    fn each_difference_is_named() {
        assert_eq!(
            Detector::differences(&want(), &seen()),
            [
                "feature RUNTIME_MONITORING is true, should be false",
                "feature S3_DATA_EVENTS is false, should be true",
                "agent EC2_AGENT_MANAGEMENT is true, should be false",
                "tag team is missing, should be \"a\"",
            ]
        );
    }

    #[test]
    fn only_what_the_region_has_is_changed_and_what_goes_off_goes_first() {
        let changes = changes(&want(), &seen());
        let names: Vec<_> = changes.iter().filter_map(|change| change.name().map(DetectorFeature::as_str)).collect();
        assert_eq!(names, [RUNTIME, "S3_DATA_EVENTS"]);
        assert_eq!(changes[0].additional_configuration().len(), 1);
        assert!(changes[1].additional_configuration.is_none());
    }
}
