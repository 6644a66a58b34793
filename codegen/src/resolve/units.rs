//! Which units there are, and in which order they are applied.

use std::collections::BTreeSet;

use crate::estate::{Estate, MANAGEMENT, Phase, Purpose, Unit, UnitKind};

pub(super) fn units(estate: &Estate) -> (Vec<Unit>, Vec<Phase>) {
    let global = |account: &str, name: &str| format!("{account}/_global/{name}");
    let organization = global(MANAGEMENT, "organization");
    let vending = global(MANAGEMENT, "accounts");
    let mut units = vec![
        unit(&organization, UnitKind::Organization, vec![]),
        unit(&vending, UnitKind::Accounts, vec![organization.clone()]),
    ];
    let mut before_baselines = vec![vending.clone()];
    for account in estate.accounts.iter().filter(|account| account.purpose == Purpose::LogArchive) {
        let path = global(&account.name, "log-archive");
        units.push(unit(&path, UnitKind::LogArchive, vec![vending.clone()]));
        before_baselines.push(path);
    }
    let mut before_guardrails = vec![vending];
    let with_roles: BTreeSet<&str> = estate.roles.iter().flat_map(|role| &role.accounts).map(String::as_str).collect();
    for account in &estate.accounts {
        let baseline = global(&account.name, "baseline");
        units.push(unit(&baseline, UnitKind::Baseline, before_baselines.clone()));
        before_guardrails.push(baseline.clone());
        let mut last = baseline.clone();
        if with_roles.contains(account.name.as_str()) {
            last = global(&account.name, "roles");
            units.push(unit(&last, UnitKind::Roles, vec![baseline]));
        }
        if let (Purpose::Environment, Some(region)) = (account.purpose, account.regions.first()) {
            let path = format!("{}/{region}/secrets-key", account.name);
            units.push(unit(&path, UnitKind::SecretsKey, vec![last]));
        }
    }
    if !estate.guardrails.is_empty() {
        units.push(unit(&global(MANAGEMENT, "guardrails"), UnitKind::Guardrails, before_guardrails));
    }
    for vpc in &estate.vpcs {
        units.push(unit(&vpc.unit, UnitKind::Network, vec![global(&vpc.account, "baseline")]));
    }
    for peering in &estate.peerings {
        units.push(unit(&peering.unit, UnitKind::Peering, vec![peering.requester.clone(), peering.accepter.clone()]));
    }
    units.sort_by(|a, b| (a.kind, &a.path).cmp(&(b.kind, &b.path)));
    let mut phases: Vec<Phase> = Vec::new();
    for unit in &mut units {
        if let Some(phase) = phases.last_mut().filter(|phase| phase.kind == unit.kind) {
            phase.units.push(unit.path.clone());
        } else {
            let number = phases.last().map_or(1, |phase| phase.number + 1);
            phases.push(Phase { number, kind: unit.kind, title: unit.kind.title(), units: vec![unit.path.clone()] });
        }
        unit.phase = phases.last().map_or(1, |phase| phase.number);
    }
    (units, phases)
}

fn unit(path: &str, kind: UnitKind, mut dependencies: Vec<String>) -> Unit {
    dependencies.sort();
    let mut parts = path.split('/');
    let account = parts.next().unwrap_or_default().to_owned();
    let region = parts.next().filter(|part| *part != "_global").map(ToOwned::to_owned);
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    Unit { path: path.to_owned(), name, kind, account, region, phase: 0, dependencies }
}
