//! What `GuardDuty` does for the organization's member accounts.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_guardduty::types::{
    AutoEnableMembers, OrgFeature, OrgFeatureAdditionalConfiguration, OrgFeatureStatus,
    OrganizationAdditionalConfiguration, OrganizationFeatureConfiguration,
};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::{detector_id, members};
use crate::aws::{Aws, OrFault};
use crate::parts::administration::once_appointed;
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// Which member accounts get a detector by themselves, and with which features: set by the administrator, per region.
pub struct Organization;

/// How it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationWant {
    /// `ALL` members, those of today included; `NEW` ones; `NONE`.
    pub auto_enable: String,
    /// Features that members get; all others they do not.
    pub features: BTreeSet<String>,
    /// What `RUNTIME_MONITORING` manages in members.
    pub agents: BTreeSet<String>,
}

/// How it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationSeen {
    /// `ALL`, `NEW` or `NONE`.
    pub auto_enable: String,
    /// Features that the region has: `ALL`, `NEW` or `NONE`.
    pub features: BTreeMap<String, String>,
    /// What `RUNTIME_MONITORING` could manage: `ALL`, `NEW` or `NONE`.
    pub agents: BTreeMap<String, String>,
}

const RUNTIME: &str = "RUNTIME_MONITORING";

impl Regional for Organization {
    type Want = OrganizationWant;
    type Seen = OrganizationSeen;

    const KIND: &'static str = "GuardDuty organization configuration";

    fn differences(want: &OrganizationWant, seen: &OrganizationSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("auto_enable", &seen.auto_enable, &want.auto_enable);
        for (feature, status) in &seen.features {
            differences.compare(&format!("feature {feature}"), status, want.feature(feature));
        }
        for (agent, status) in &seen.agents {
            differences.compare(&format!("agent {agent}"), status, want.agent(agent));
        }
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<OrganizationSeen>, Fault> {
        let Some(id) = detector_id(cx).await? else { return Ok(None) };
        let guardduty = cx.cloud.guardduty(cx.place).await?;
        let mut seen =
            OrganizationSeen { auto_enable: "NONE".to_owned(), features: BTreeMap::new(), agents: BTreeMap::new() };
        let mut next = None;
        loop {
            let call = guardduty.describe_organization_configuration().detector_id(&id).set_next_token(next);
            let answer = match call.send().await.or_fault("guardduty:DescribeOrganizationConfiguration") {
                Err(fault) if fault.kind == FaultKind::NotFound => return Ok(None),
                answer => answer?,
            };
            if let Some(members) = answer.auto_enable_organization_members {
                members.as_str().clone_into(&mut seen.auto_enable);
            }
            for feature in answer.features.unwrap_or_default() {
                let Some(name) = feature.name.map(|name| name.as_str().to_owned()) else { continue };
                let status = feature.auto_enable.map_or_else(none, |status| status.as_str().to_owned());
                if name == RUNTIME {
                    let more = feature.additional_configuration.unwrap_or_default().into_iter();
                    seen.agents.extend(more.filter_map(|more| {
                        let status = more.auto_enable.map_or_else(none, |status| status.as_str().to_owned());
                        Some((more.name?.as_str().to_owned(), status))
                    }));
                }
                seen.features.insert(name, status);
            }
            next = answer.next_token.filter(|token| !token.is_empty());
            if next.is_none() {
                return Ok(Some(seen));
            }
        }
    }

    async fn put(
        cx: &Context<'_, Aws>,
        name: &str,
        seen: Option<&OrganizationSeen>,
        want: &OrganizationWant,
    ) -> Result<(), Fault> {
        let seen = match seen {
            Some(seen) => Some(seen.clone()),
            None => once_appointed(cx, || Self::get(cx, name)).await?,
        };
        let (Some(id), Some(seen)) = (detector_id(cx).await?, seen) else {
            let message = "the account is not GuardDuty's administrator in this region, or has no detector there";
            return Err(Fault::new(FaultKind::Conflict, message));
        };
        let guardduty = cx.cloud.guardduty(cx.place).await?;
        let call = guardduty
            .update_organization_configuration()
            .detector_id(id)
            .auto_enable_organization_members(AutoEnableMembers::from(want.auto_enable.as_str()))
            .set_features(Some(changes(want, &seen)));
        call.send().await.or_fault("guardduty:UpdateOrganizationConfiguration").map(drop)
    }

    /// New members are no longer enabled. Those that are go, with their detectors as they are: as long as there are any, the
    /// administrator's own cannot be deleted.
    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let (Some(id), Some(seen)) = (detector_id(cx).await?, Self::get(cx, name).await?) else { return Ok(()) };
        let want = OrganizationWant { auto_enable: none(), features: BTreeSet::new(), agents: BTreeSet::new() };
        if !Self::differences(&want, &seen).is_empty() {
            Self::put(cx, name, Some(&seen), &want).await?;
        }
        members::let_go(cx, &id).await
    }
}

fn none() -> String {
    "NONE".to_owned()
}

impl OrganizationWant {
    /// For whom a feature is on: for the members that are enabled.
    fn feature(&self, feature: &str) -> &str {
        if self.features.contains(feature) { &self.auto_enable } else { "NONE" }
    }

    fn agent(&self, agent: &str) -> &str {
        if self.agents.contains(agent) { self.feature(RUNTIME) } else { "NONE" }
    }
}

/// The features whose state must change, of those that the region has.
fn changes(want: &OrganizationWant, seen: &OrganizationSeen) -> Vec<OrganizationFeatureConfiguration> {
    let agents_differ = seen.agents.iter().any(|(agent, status)| status != want.agent(agent));
    let changed = seen
        .features
        .iter()
        .filter(|(feature, status)| status.as_str() != want.feature(feature) || (*feature == RUNTIME && agents_differ));
    let feature = |(name, _): (&String, &String)| {
        let agents = seen.agents.keys().filter(|_| name == RUNTIME).map(|agent| {
            OrganizationAdditionalConfiguration::builder()
                .name(OrgFeatureAdditionalConfiguration::from(agent.as_str()))
                .auto_enable(OrgFeatureStatus::from(want.agent(agent)))
                .build()
        });
        let agents: Vec<_> = agents.collect();
        OrganizationFeatureConfiguration::builder()
            .name(OrgFeature::from(name.as_str()))
            .auto_enable(OrgFeatureStatus::from(want.feature(name)))
            .set_additional_configuration(Some(agents).filter(|agents| !agents.is_empty()))
            .build()
    };
    changed.map(feature).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_follow_the_members_that_are_enabled() {
        let want = OrganizationWant {
            auto_enable: "ALL".to_owned(),
            features: ["S3_DATA_EVENTS".to_owned()].into(),
            agents: ["EC2_AGENT_MANAGEMENT".to_owned()].into(),
        };
        let seen = OrganizationSeen {
            auto_enable: "NEW".to_owned(),
            features: [("S3_DATA_EVENTS".to_owned(), "NONE".to_owned()), (RUNTIME.to_owned(), "NEW".to_owned())].into(),
            agents: [("EC2_AGENT_MANAGEMENT".to_owned(), "NONE".to_owned())].into(),
        };
        assert_eq!(
            Organization::differences(&want, &seen),
            [
                "auto_enable is NEW, should be ALL",
                "feature RUNTIME_MONITORING is NEW, should be NONE",
                "feature S3_DATA_EVENTS is NONE, should be ALL",
            ]
        );
        assert_eq!(changes(&want, &seen).len(), 2);
    }
}
