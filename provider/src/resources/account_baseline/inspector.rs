//! Inspector looks for known vulnerabilities.

use std::collections::BTreeSet;

use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{BaselineField, Guardrail, MODES, Scope};
use super::service::{Ground, In, each_region, here, in_management};
use crate::parts::administration::Administrator;
use crate::parts::inspector::administrator::Inspector as Service;
use crate::parts::inspector::organization::Organization;
use crate::parts::inspector::scanning::Scanning;

/// Scans for known vulnerabilities.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct Inspector {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// What is scanned: `EC2`, `ECR`, `LAMBDA`, `LAMBDA_CODE` (with `LAMBDA`), `CODE_REPOSITORY`. What is left out is
    /// switched off.
    #[tf(default = BTreeSet::from(["EC2", "ECR", "LAMBDA"].map(str::to_owned)), check = Items(1, 5), check = each(OneOf(KINDS)))]
    pub resource_types: BTreeSet<String>,
    /// Makes the account the organization's administrator of Inspector in every region of the baseline. Needs
    /// `management_account_id`. Default: the account stands for itself.
    #[tf(optional)]
    pub organization: Option<InspectorOrganization>,
}

/// What member accounts of the organization get.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct InspectorOrganization {
    /// What is scanned in accounts that join the organization. Default: the same as in this one.
    #[tf(optional, check = each(OneOf(KINDS)))]
    pub auto_enable: Option<BTreeSet<String>>,
}

const KINDS: &[&str] = &["CODE_REPOSITORY", "EC2", "ECR", "LAMBDA", "LAMBDA_CODE"];

impl Guardrail for Inspector {
    const SCOPE: Scope = Scope::Regions;

    const PARTS: &'static [&'static str] = &["inspector", "inspector_administrator", "inspector_organization"];

    const CONTROLS: &'static [&'static str] = &["Inspector.1", "Inspector.2", "Inspector.4"];

    // It is billed by what it scans.
    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<Inspector>) {
        let administrator = in_management("inspector_administrator", field)
            .declare::<Administrator<Service>, _, _>(g, ((), organization), (In::Account, |_, _, account_id| {
                Some(account_id)
            }))
            .add();
        let scanning = here("inspector", field)
            .declare::<Scanning, _, _>(g, ((), each_region), ((), |config: Inspector, _, ()| {
                Some(config.resource_types)
            }))
            .after(administrator.maybe(field, |region, config: Option<Inspector>| {
                config?.organization.map(|_| region.to_owned())
            }))
            .add();
        here("inspector_organization", field)
            .declare::<Organization, _, _>(g, ((), organization), ((), |config: Inspector, _, ()| {
                Some(config.organization?.auto_enable.unwrap_or(config.resource_types))
            }))
            .after((administrator.same(), scanning.same()))
            .add();
    }
}

fn organization(config: &Inspector, ground: &Ground, (): ()) -> BTreeSet<String> {
    if config.organization.is_some() { ground.regions.clone() } else { BTreeSet::new() }
}
