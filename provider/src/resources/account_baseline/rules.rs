//! Rules over several attributes: what services need beside their own object.

use tfplugin::composite::Configuration;
use tfplugin::diagnostic::{Diagnostics, Path};
use tfplugin::model::{Field, Named};

use super::AccountBaseline;
use super::guardrail::{Guardrail, is_managed};

type Config<'a> = Configuration<'a, AccountBaseline>;

/// Reports what does not go together. What is unknown yet passes.
pub(super) fn check(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    home(config, diagnostics);
    organization(config, diagnostics);
    delivery(config, diagnostics);
    within(config, diagnostics);
}

/// A guardrail that is known and seen to.
fn managed<G: Guardrail>(config: &Config<'_>, field: Field<AccountBaseline, Option<G>>) -> Option<G> {
    config.known(field).flatten().filter(|guardrail| is_managed(Some(guardrail)))
}

/// What there is once needs a region.
fn home(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = AccountBaseline::fields();
    let Some(regions) = config.known(f.regions) else { return };
    if config.is_set(f.home_region) {
        if let Some(home) = config.known(f.home_region).flatten().filter(|home| !regions.contains(home)) {
            let detail = format!("`home_region` is {home}; the baseline's regions are {regions:?}.");
            diagnostics.error_at(f.home_region.path(), "The home region is none of the baseline's regions", detail);
        }
        return;
    }
    if regions.len() < 2 {
        return;
    }
    let needs: [(&str, bool); 5] = [
        ("cloudtrail", managed(config, f.cloudtrail).is_some()),
        ("cis_alarms", managed(config, f.cis_alarms).is_some()),
        ("config", managed(config, f.config).is_some()),
        ("security_hub.aggregate_findings", managed(config, f.security_hub).is_some_and(|hub| hub.aggregate_findings)),
        (
            "access_analyzer.unused_access_age",
            managed(config, f.access_analyzer).is_some_and(|analyzer| analyzer.unused_access_age.is_some()),
        ),
    ];
    if let Some((name, _)) = needs.into_iter().find(|(_, needs)| *needs) {
        let detail = format!(
            "`{name}` has something that there is once, in one of several regions. Set `home_region`: it cannot follow from \
             `regions`, because a region that is added later must not move it."
        );
        diagnostics.error_at(f.home_region.path(), "The home region is missing", detail);
    }
}

/// The organization's forms act in the management account.
fn organization(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = AccountBaseline::fields();
    if config.is_set(f.management_account_id) {
        return;
    }
    let mut miss = |path: Path, is_organizations: bool| {
        if is_organizations {
            let detail = "The organization's management account appoints its administrator: set `management_account_id`.";
            diagnostics.error_at(path, "The management account is missing", detail);
        }
    };
    miss(f.guardduty.path(), managed(config, f.guardduty).is_some_and(|it| it.organization.is_some()));
    miss(f.security_hub.path(), managed(config, f.security_hub).is_some_and(|it| it.organization.is_some()));
    miss(f.inspector.path(), managed(config, f.inspector).is_some_and(|it| it.organization.is_some()));
    miss(f.macie.path(), managed(config, f.macie).is_some_and(|it| it.organization.is_some()));
    miss(f.config.path(), managed(config, f.config).is_some_and(|it| it.aggregator.is_some()));
    miss(f.cloudtrail.path(), managed(config, f.cloudtrail).is_some_and(|it| it.organization_trail));
    let zone = managed(config, f.access_analyzer).is_some_and(|it| it.zone_of_trust == "organization");
    miss(f.access_analyzer.path(), zone);
}

/// What is recorded must go somewhere.
fn delivery(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = AccountBaseline::fields();
    let records = [
        ("cloudtrail", managed(config, f.cloudtrail).is_some()),
        ("config", managed(config, f.config).is_some()),
    ];
    let records = records.into_iter().find(|(_, records)| *records);
    if let Some((name, _)) = records.filter(|_| !config.is_set(f.log_bucket)) {
        let detail = format!("`{name}` delivers to a bucket: set `log_bucket` to the name of one whose policy lets it write.");
        diagnostics.error_at(f.log_bucket.path(), "The bucket is missing", detail);
    }
    let has_group = || managed(config, f.cloudtrail).is_some_and(|trail| trail.log_group);
    let is_known = config.known(f.cloudtrail).is_some();
    if managed(config, f.cis_alarms).is_some() && is_known && !has_group() {
        let detail = "The alarms look for events in the trail's log group: set `cloudtrail`, with its `log_group`.";
        diagnostics.error_at(f.cis_alarms.path(), "There is no log group to look for events in", detail);
    }
}

/// What does not go together within one object.
fn within(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = AccountBaseline::fields();
    if let Some(guardduty) = managed(config, f.guardduty)
        && guardduty.agents.is_some_and(|agents| !agents.is_empty())
        && !guardduty.features.contains("RUNTIME_MONITORING")
    {
        let detail = "The agents are those of runtime monitoring: add `RUNTIME_MONITORING` to `features`.";
        diagnostics.error_at(f.guardduty.path().then("agents"), "Agents without runtime monitoring", detail);
    }
    if let Some(inspector) = managed(config, f.inspector)
        && inspector.resource_types.contains("LAMBDA_CODE")
        && !inspector.resource_types.contains("LAMBDA")
    {
        let detail = "Inspector scans the code of functions whose packages it scans: add `LAMBDA`.";
        diagnostics.error_at(f.inspector.path().then("resource_types"), "Code without packages", detail);
    }
    let packs = managed(config, f.config).and_then(|config| config.conformance_packs).unwrap_or_default();
    for (name, pack) in packs {
        if pack.template_body.is_some() == pack.template_s3_uri.is_some() {
            let detail = "Give `template_body` or `template_s3_uri`: exactly one of them.";
            let path = f.config.path().then("conformance_packs").key(name);
            diagnostics.error_at(path, "A conformance pack has one template", detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use tfplugin::model::AttributeValue;
    use tfplugin::value::Value;

    use super::*;
    use crate::resources::account_baseline::cis_alarms::CisAlarms;
    use crate::resources::account_baseline::cloudtrail::Cloudtrail;
    use crate::resources::account_baseline::guardduty::{Guardduty, GuarddutyOrganization};

    fn problems(written: &[(&str, Value)]) -> Vec<String> {
        let written = written.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let mut diagnostics = Diagnostics::new();
        check(&Configuration::new(&written), &mut diagnostics);
        diagnostics.iter().map(|one| one.summary.clone()).collect()
    }

    fn regions(names: &[&str]) -> Value {
        Value::set(names.iter().map(|name| Value::string(*name)))
    }

    #[test]
    fn what_there_is_once_needs_a_home_and_a_bucket() {
        let (two, trail) = (("regions", regions(&["eu-west-1", "us-east-1"])), ("cloudtrail", Cloudtrail::default().encode()));
        assert_eq!(problems(&[two.clone(), trail.clone()]), ["The home region is missing", "The bucket is missing"]);
        let (home, bucket) = (("home_region", Value::string("us-east-1")), ("log_bucket", Value::UNKNOWN));
        assert_eq!(problems(&[two.clone(), trail.clone(), home, bucket.clone()]), [""; 0]);
        assert_eq!(problems(&[("regions", regions(&["eu-west-1"])), trail, bucket]), [""; 0]);
        let elsewhere = ("home_region", Value::string("eu-north-1"));
        assert_eq!(problems(&[two, elsewhere]), ["The home region is none of the baseline's regions"]);
    }

    #[test]
    fn an_administrator_needs_the_management_account() {
        let organization = Some(GuarddutyOrganization::default());
        let guardduty = Guardduty { organization, ..Guardduty::default() }.encode();
        assert_eq!(problems(&[("guardduty", guardduty.clone())]), ["The management account is missing"]);
        assert_eq!(problems(&[("guardduty", guardduty), ("management_account_id", Value::UNKNOWN)]), [""; 0]);
    }

    #[test]
    fn alarms_need_the_trails_log_group() {
        let alarms = ("cis_alarms", CisAlarms::default().encode());
        let missing = "There is no log group to look for events in";
        assert_eq!(problems(std::slice::from_ref(&alarms)), [missing]);
        let trail = Cloudtrail { log_group: true, ..Cloudtrail::default() };
        let bucket = ("log_bucket", Value::string("logs"));
        assert_eq!(problems(&[alarms, bucket, ("cloudtrail", trail.encode())]), [""; 0]);
    }
}
