//! Security Hub checks the account against standards.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::check::Check;
use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{BaselineField, Guardrail, MODES, Scope};
use super::service::{Ground, In, Tags, each_region, here, in_management, once};
use crate::parts::administration::Administrator;
use crate::parts::securityhub::administrator::SecurityHub as Service;
use crate::parts::securityhub::aggregator::{Aggregator, AggregatorWant};
use crate::parts::securityhub::control::Control;
use crate::parts::securityhub::hub::{Hub, HubWant};
use crate::parts::securityhub::organization::{Organization, OrganizationConfiguration};
use crate::parts::securityhub::standards::{Standards, StandardsWant};

/// Checks of the account against standards, and one place for findings.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct SecurityHub {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// Standards by the end of their ARNs. What is left out is unsubscribed from. Security Hub needs `config` for most of
    /// their controls.
    #[tf(default = BTreeSet::from(USUAL.map(str::to_owned)), check = each(STANDARD))]
    pub standards: BTreeSet<String>,
    /// Controls that are off in all standards, by their ids, such as `IAM.6`, each with the reason, which Security Hub keeps.
    #[tf(optional, check = keys(CONTROL), check = each(Len(1, 2048)))]
    pub disabled_controls: Option<BTreeMap<String, String>>,
    /// Whether controls that AWS adds to a standard are on from the start.
    #[tf(default = true)]
    pub auto_enable_controls: bool,
    /// Whether there is one finding per control, `SECURITY_CONTROL`, or one per control and standard, `STANDARD_CONTROL`.
    #[tf(default = "SECURITY_CONTROL", check = OneOf(&["SECURITY_CONTROL", "STANDARD_CONTROL"]))]
    pub control_finding_generator: String,
    /// Whether findings of all regions, of those that AWS adds, too, are copied to `home_region`. An account has one such
    /// region.
    #[tf(default = false)]
    pub aggregate_findings: bool,
    /// Makes the account the organization's administrator of Security Hub in every region of the baseline. Needs
    /// `management_account_id`. Default: the account stands for itself.
    #[tf(optional)]
    pub organization: Option<SecurityHubOrganization>,
}

/// What member accounts of the organization get.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct SecurityHubOrganization {
    /// Whether Security Hub is turned on in accounts that join the organization.
    #[tf(default = true)]
    pub auto_enable: bool,
    /// Whether they get AWS's default standards with it.
    #[tf(default = true)]
    pub auto_enable_standards: bool,
}

const USUAL: [&str; 2] =
    ["aws-foundational-security-best-practices/v/1.0.0", "cis-aws-foundations-benchmark/v/3.0.0"];
const STANDARD: Check =
    Check::Pattern("[a-z0-9-]+/v/[0-9.]+", "the end of a standard's ARN, as `cis-aws-foundations-benchmark/v/3.0.0`");
const CONTROL: Check = Check::Pattern("[A-Za-z0-9]+\\.[0-9]+", "a control's ID, as `IAM.6`");

impl Guardrail for SecurityHub {
    const SCOPE: Scope = Scope::Regions;

    const PARTS: &'static [&'static str] = &[
        "security_hub",
        "security_hub_administrator",
        "security_hub_control",
        "security_hub_organization",
        "security_hub_standards",
    ];

    const CONTROLS: &'static [&'static str] = &["CIS AWS Foundations Benchmark v3.0.0/4.16"];

    // It is billed by its checks.
    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<SecurityHub>) {
        let hub = here("security_hub", field)
            .declare::<Hub, _, _>(g, ((), each_region), (Tags, |config: SecurityHub, _, tags| {
                Some(HubWant {
                    auto_enable_controls: config.auto_enable_controls,
                    control_finding_generator: config.control_finding_generator,
                    tags,
                })
            }))
            .add();
        // An administrator's hub cannot be turned off, so the administration goes first, and comes last.
        let administrator = in_management("security_hub_administrator", field)
            .declare::<Administrator<Service>, _, _>(g, ((), organization), (In::Account, |_, _, account_id| {
                Some(account_id)
            }))
            .after(hub.same())
            .add();
        let standards = here("security_hub_standards", field)
            .declare::<Standards, _, _>(g, ((), each_region), ((), |config: SecurityHub, _, ()| {
                Some(StandardsWant {
                    standards: config.standards,
                    disabled_controls: config.disabled_controls.unwrap_or_default(),
                })
            }))
            .after(hub.same())
            .add();
        here("security_hub_control", field)
            .declare::<Control, _, _>(g, ((), controls), ((), |config: SecurityHub, name, ()| {
                let (_, control) = name.split_once('/')?;
                config.disabled_controls?.remove(control)
            }))
            .after(standards.at((), |name, ()| name.split('/').next().unwrap_or_default().to_owned()))
            .add();
        here("security_hub_organization", field)
            .declare::<Organization, _, _>(g, ((), organization), ((), |config: SecurityHub, _, ()| {
                let SecurityHubOrganization { auto_enable, auto_enable_standards } = config.organization?;
                Some(OrganizationConfiguration { auto_enable, auto_enable_standards })
            }))
            .after((administrator.same(), hub.same()))
            .add();
        here("security_hub_aggregator", field)
            .declare::<Aggregator, _, _>(
                g,
                ((), |config, ground, ()| once(ground.home.clone(), config.aggregate_findings)),
                ((), |_, _, ()| {
                    Some(AggregatorWant { linking_mode: "ALL_REGIONS".to_owned(), regions: BTreeSet::new() })
                }),
            )
            .after(hub.all())
            .add();
    }
}

fn organization(config: &SecurityHub, ground: &Ground, (): ()) -> BTreeSet<String> {
    if config.organization.is_some() { ground.regions.clone() } else { BTreeSet::new() }
}

/// The controls that are off, by region and id.
fn controls(config: &SecurityHub, ground: &Ground, (): ()) -> BTreeSet<String> {
    let controls = config.disabled_controls.iter().flat_map(BTreeMap::keys);
    controls.flat_map(|control| ground.regions.iter().map(move |region| format!("{region}/{control}"))).collect()
}
