//! What must be asked before a baseline can be planned: whether the account may use the regions.

use std::collections::BTreeSet;

use tfplugin::composite::Preflight;
use tfplugin::diagnostic::Diagnostic;
use tfplugin::model::Named;

use super::AccountBaseline;
use super::guardrail::Registered;

/// Refuses regions that there are not, and those that the account has not opted in to: calls there would fail after long
/// waits, or with errors about credentials. Nothing is asked about regions that the baseline is in already.
pub(super) async fn check(cx: &mut Preflight<'_, AccountBaseline>) {
    let f = AccountBaseline::fields();
    let Some(wanted) = cx.known(f.regions) else { return };
    let is_new = |region: &&String| {
        let addresses = super::GUARDRAILS.iter().flat_map(Registered::addresses);
        !addresses.map(|part| format!("{part}/{region}")).any(|address| cx.has_part(&address))
    };
    let quotas = cx.known(f.service_quotas).flatten().unwrap_or_default();
    let of_quotas = quotas.iter().flat_map(|(code, quota)| {
        let plan = &*cx;
        let regions = quota.regions.iter().flatten();
        regions.filter(move |region| !plan.has_part(&format!("service_quota/{region}/{code}")))
    });
    let new: BTreeSet<&String> = wanted.iter().filter(is_new).chain(of_quotas).collect();
    if new.is_empty() {
        return;
    }
    let account_id = cx.place.account_id.clone();
    let regions = match cx.cloud.regions(&account_id).await {
        Ok(regions) => regions,
        Err(fault) => return cx.fault("ask which regions the account may use", &fault),
    };
    for region in new {
        if let Some(problem) = regions.problem_with(region) {
            let summary = format!("Region `{region}` cannot be used in account {account_id}");
            let path = if wanted.contains(region) { f.regions.path() } else { f.service_quotas.path() };
            cx.push(Diagnostic::error(summary, problem).at(path));
        }
    }
}
