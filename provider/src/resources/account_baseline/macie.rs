//! Macie looks for sensitive data in S3.

use std::collections::BTreeSet;

use tfplugin::check::Check;
use tfplugin::composite::Graph;

use super::AccountBaseline;
use super::guardrail::{BaselineField, Guardrail, MODES, Scope};
use super::service::{Ground, In, each_region, here, in_management};
use crate::parts::administration::Administrator;
use crate::parts::macie::administrator::Macie as Service;
use crate::parts::macie::export::{Destination, Export};
use crate::parts::macie::organization::Organization;
use crate::parts::macie::session::Session;

/// Discovery of sensitive data in buckets.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct Macie {
    /// `enabled`, or `unmanaged` to leave it as it is found.
    #[tf(default = "enabled", check = OneOf(MODES))]
    pub mode: String,
    /// How often findings that recur are published again: `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`.
    #[tf(default = "FIFTEEN_MINUTES", check = OneOf(&["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"]))]
    pub finding_publishing_frequency: String,
    /// Where results of discovery are kept for longer than 90 days. Default: nowhere.
    #[tf(optional)]
    pub export: Option<MacieExport>,
    /// Makes the account the organization's administrator of Macie in every region of the baseline. Needs
    /// `management_account_id`. Default: the account stands for itself.
    #[tf(optional)]
    pub organization: Option<MacieOrganization>,
}

/// Where results of discovery are kept.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct MacieExport {
    /// Name of the bucket. Its policy must let `macie.amazonaws.com` write.
    #[tf(required, check = Len(3, 63))]
    pub bucket: String,
    /// What keys in the bucket begin with.
    #[tf(optional, check = Len(1, 512))]
    pub prefix: Option<String>,
    /// ARN of the KMS key that encrypts the results, by region. Its policy must let `macie.amazonaws.com` use it. There is no
    /// export from a region without a key.
    #[tf(required, check = each(KEY))]
    pub kms_key_arns: std::collections::BTreeMap<String, String>,
}

/// What member accounts of the organization get.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct MacieOrganization {
    /// Whether Macie is turned on in accounts that join the organization.
    #[tf(default = true)]
    pub auto_enable: bool,
}

const KEY: Check = Check::Pattern("arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[!-~]+", "the ARN of a KMS key");

impl Guardrail for Macie {
    const SCOPE: Scope = Scope::Regions;

    const PARTS: &'static [&'static str] = &["macie", "macie_administrator", "macie_export", "macie_organization"];

    const CONTROLS: &'static [&'static str] = &["Macie.1"];

    // It is billed by the buckets that it looks at.
    const BY_DEFAULT: bool = false;

    fn mode(&self) -> &str {
        &self.mode
    }

    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<Macie>) {
        let administrator = in_management("macie_administrator", field)
            .declare::<Administrator<Service>, _, _>(g, ((), organization), (In::Account, |_, _, account_id| {
                Some(account_id)
            }))
            .add();
        let session = here("macie", field)
            .declare::<Session, _, _>(g, ((), each_region), ((), |config: Macie, _, ()| {
                Some(config.finding_publishing_frequency)
            }))
            .after(administrator.maybe(field, |region, config: Option<Macie>| {
                config?.organization.map(|_| region.to_owned())
            }))
            .add();
        here("macie_export", field)
            .declare::<Export, _, _>(g, ((), exports), ((), |config: Macie, region, ()| {
                let mut export = config.export?;
                let kms_key_arn = export.kms_key_arns.remove(region)?;
                Some(Destination { bucket: export.bucket, prefix: export.prefix, kms_key_arn })
            }))
            .after(session.same())
            .add();
        here("macie_organization", field)
            .declare::<Organization, _, _>(g, ((), organization), ((), |config: Macie, _, ()| {
                Some(config.organization?.auto_enable)
            }))
            .after((administrator.same(), session.same()))
            .add();
    }
}

fn organization(config: &Macie, ground: &Ground, (): ()) -> BTreeSet<String> {
    if config.organization.is_some() { ground.regions.clone() } else { BTreeSet::new() }
}

fn exports(config: &Macie, ground: &Ground, (): ()) -> BTreeSet<String> {
    let Some(export) = &config.export else { return BTreeSet::new() };
    ground.regions.iter().filter(|region| export.kms_key_arns.contains_key(*region)).cloned().collect()
}
