//! Which availability zones a VPC is in. They are chosen once, at the first plan, and kept.

use std::collections::BTreeSet;

use tfplugin::composite::Preflight;
use tfplugin::diagnostic::{Diagnostic, Path};
use tfplugin::model::Named;

use super::EnvVpc;
use crate::aws::Zone;

/// How many zones are used when nobody says.
pub(super) const DEFAULT: usize = 3;

/// Chooses zones, or asks whether those of the configuration are there. Nothing is asked about zones that the VPC is in.
pub(super) async fn choose(cx: &mut Preflight<'_, EnvVpc>) {
    let f = EnvVpc::fields();
    let is_set = cx.is_set(f.availability_zone_ids);
    let now = cx.known(f.availability_zone_ids).and_then(|zones| zones.0);
    let Some(count) = cx.known(f.num_availability_zones) else { return };
    let wanted = count.and_then(|count| usize::try_from(count).ok());
    match (is_set, now) {
        (true, Some(zones)) => ask_about(cx, &zones).await,
        // Unknown until later.
        (true, None) => {}
        (false, now) => {
            let mut zones = now.unwrap_or_default();
            let enough = zones.len() == wanted.unwrap_or(zones.len()) && !zones.is_empty();
            if enough {
                return;
            }
            let wanted_or_default = wanted.unwrap_or(DEFAULT);
            zones.truncate(wanted_or_default);
            if zones.len() < wanted_or_default {
                let Some(usable) = usable(cx).await else { return };
                let more = usable.into_iter().filter(|id| !zones.contains(id)).take(wanted_or_default - zones.len());
                let more: Vec<String> = more.collect();
                zones.extend(more);
                if let Some(wanted) = wanted.filter(|wanted| zones.len() < *wanted) {
                    let place = &cx.place.region;
                    let detail = format!("Region {place} has {} that this account may use: {}.", zones.len(), zones.join(", "));
                    let summary = format!("There are not {wanted} availability zones");
                    cx.push(Diagnostic::error(summary, detail).at(f.num_availability_zones.path()));
                    return;
                }
            }
            cx.choose_again(f.availability_zone_ids, &zones);
        }
    }
}

/// The ids of zones that take new subnets.
async fn usable(cx: &mut Preflight<'_, EnvVpc>) -> Option<BTreeSet<String>> {
    let zones = ask(cx).await?;
    Some(zones.iter().filter(|zone| zone.is_usable()).map(|zone| zone.id.clone()).collect())
}

async fn ask(cx: &mut Preflight<'_, EnvVpc>) -> Option<std::sync::Arc<[Zone]>> {
    match cx.cloud.availability_zones(&cx.place.account_id, &cx.place.region).await {
        Ok(zones) => Some(zones),
        Err(fault) => {
            cx.fault("ask for the region's availability zones", &fault);
            None
        }
    }
}

async fn ask_about(cx: &mut Preflight<'_, EnvVpc>, wanted: &[String]) {
    let f = EnvVpc::fields();
    let path = f.availability_zone_ids.path();
    let mut before = BTreeSet::new();
    for (index, id) in wanted.iter().enumerate() {
        if !before.insert(id) {
            let summary = format!("Availability zone `{id}` is listed twice");
            cx.push(Diagnostic::error(summary, "A tier has one subnet in each zone.").at(path.index(index)));
        }
    }
    let is_used = |cx: &Preflight<'_, EnvVpc>, id: &str| {
        let tiers = cx.known(f.tiers).flatten().map(|tiers| tiers.into_keys().collect::<Vec<_>>());
        let tiers = tiers.unwrap_or_else(|| vec!["public".to_owned()]);
        tiers.iter().any(|tier| cx.has_part(&format!("subnet/{tier}/{id}")))
    };
    if wanted.iter().all(|id| is_used(cx, id)) {
        return;
    }
    let Some(zones) = ask(cx).await else { return };
    for (index, id) in wanted.iter().enumerate() {
        if is_used(cx, id) || zones.iter().any(|zone| zone.id == *id && zone.is_usable()) {
            continue;
        }
        cx.push(unusable(id, &cx.place.region, &zones, path.index(index)));
    }
}

fn unusable(id: &str, region: &str, zones: &[Zone], path: Path) -> Diagnostic {
    let usable = zones.iter().filter(|zone| zone.is_usable()).map(|zone| format!("{} ({})", zone.id, zone.name));
    let usable = usable.collect::<Vec<_>>().join(", ");
    if let Some(zone) = zones.iter().find(|zone| zone.name == id) {
        let detail = format!(
            "`{id}` is the name that this account has for zone `{}`; in other accounts it may be another zone. Write the ID.",
            zone.id
        );
        return Diagnostic::error("A zone's name instead of its ID", detail).at(path);
    }
    let why = match zones.iter().find(|zone| zone.id == id) {
        Some(zone) if zone.kind != "availability-zone" => format!("It is a {}.", zone.kind),
        Some(zone) if zone.opt_in == "not-opted-in" => "The account has not opted in to it.".to_owned(),
        Some(zone) => format!("Its state is {}.", zone.state),
        None => format!("Region {region} has no such zone."),
    };
    let detail = format!("{why} Zones that take subnets are {usable}.");
    Diagnostic::error(format!("Availability zone `{id}` cannot be used"), detail).at(path)
}
