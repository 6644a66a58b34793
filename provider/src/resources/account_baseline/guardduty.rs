//! GuardDuty watches.

use std::collections::BTreeSet;

use tfplugin::composite::Graph;
use tfplugin::model::{Named, Out};

use super::AccountBaseline;
use super::guardrail::{BaselineField, Guardrail, MODES, Scope};
use super::service::{Ground, In, Tags, each_region, here, in_management};
use crate::parts::administration::Administrator;
use crate::parts::guardduty::administrator::GuardDuty as Service;
use crate::parts::guardduty::detector::{Detector, DetectorWant};
use crate::parts::guardduty::organization::{Organization, OrganizationWant};

/// Detection of threats.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct Guardduty {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// How often findings that recur are published again: `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`.
    #[tf(default = "FIFTEEN_MINUTES", check = OneOf(&["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"]))]
    pub finding_publishing_frequency: String,
    /// What is watched beside CloudTrail's management events, VPC flow logs and DNS logs: `EBS_MALWARE_PROTECTION`,
    /// `EKS_AUDIT_LOGS`, `LAMBDA_NETWORK_LOGS`, `RDS_LOGIN_EVENTS`, `S3_DATA_EVENTS`, `RUNTIME_MONITORING`. What is left out
    /// is switched off. A region that does not have a feature goes without it.
    #[tf(default = BTreeSet::from(USUAL.map(str::to_owned)), check = each(OneOf(FEATURES)))]
    pub features: BTreeSet<String>,
    /// Where `RUNTIME_MONITORING` installs its agent by itself: `EC2_AGENT_MANAGEMENT`, `ECS_FARGATE_AGENT_MANAGEMENT`,
    /// `EKS_ADDON_MANAGEMENT`. Default: nowhere.
    #[tf(optional, check = each(OneOf(AGENTS)))]
    pub agents: Option<BTreeSet<String>>,
    /// Makes the account the organization's administrator of GuardDuty in every region of the baseline, and sets what member
    /// accounts get. Needs `management_account_id`. Default: the account stands for itself.
    #[tf(optional)]
    pub organization: Option<GuarddutyOrganization>,
}

/// What member accounts of the organization get.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct GuarddutyOrganization {
    /// Which member accounts are watched, with the same features as this one: `ALL`, those that there are included; `NEW`,
    /// those that join; `NONE`.
    #[tf(default = "ALL", check = OneOf(&["ALL", "NEW", "NONE"]))]
    pub auto_enable: String,
}

const USUAL: [&str; 5] =
    ["EBS_MALWARE_PROTECTION", "EKS_AUDIT_LOGS", "LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "S3_DATA_EVENTS"];
const FEATURES: &[&str] = &[
    "EBS_MALWARE_PROTECTION",
    "EKS_AUDIT_LOGS",
    "LAMBDA_NETWORK_LOGS",
    "RDS_LOGIN_EVENTS",
    "RUNTIME_MONITORING",
    "S3_DATA_EVENTS",
];
const AGENTS: &[&str] = &["EC2_AGENT_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EKS_ADDON_MANAGEMENT"];

impl Guardrail for Guardduty {
    const SCOPE: Scope = Scope::Regions;

    const PARTS: &'static [&'static str] = &["guardduty_administrator", "guardduty_detector", "guardduty_organization"];

    const CONTROLS: &'static [&'static str] =
        &["GuardDuty.1", "GuardDuty.5", "GuardDuty.6", "GuardDuty.8", "GuardDuty.9", "GuardDuty.10"];

    // It is billed by what it watches.
    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<Guardduty>) {
        let f = AccountBaseline::fields();
        let administrator = in_management("guardduty_administrator", field)
            .declare::<Administrator<Service>, _, _>(g, ((), organization), (In::Account, |_, _, account_id| {
                Some(account_id)
            }))
            .add();
        // Appointing the administrator makes its detector.
        let detector = here("guardduty_detector", field)
            .declare::<Detector, _, _>(g, ((), each_region), (Tags, |config: Guardduty, _, tags| {
                Some(DetectorWant {
                    finding_publishing_frequency: config.finding_publishing_frequency,
                    features: config.features,
                    agents: config.agents.unwrap_or_default(),
                    tags,
                })
            }))
            .after(administrator.maybe(field, same_region))
            .fill(f.detector_ids, (), |detectors, ()| {
                Out::known(detectors.into_iter().map(|(region, seen)| (region, seen.detector_id)).collect())
            })
            .add();
        here("guardduty_organization", field)
            .declare::<Organization, _, _>(g, ((), organization), ((), |config: Guardduty, _, ()| {
                Some(OrganizationWant {
                    auto_enable: config.organization?.auto_enable,
                    features: config.features,
                    agents: config.agents.unwrap_or_default(),
                })
            }))
            .after((administrator.same(), detector.same()))
            .add();
    }
}

fn organization(config: &Guardduty, ground: &Ground, (): ()) -> BTreeSet<String> {
    if config.organization.is_some() { ground.regions.clone() } else { BTreeSet::new() }
}

fn same_region(region: &str, config: Option<Guardduty>) -> Option<String> {
    config?.organization.map(|_| region.to_owned())
}
