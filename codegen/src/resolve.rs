//! From a layout to an estate: checks it as a whole, and decides what it leaves open.

mod access;
mod accounts;
mod ci;
mod deploy;
mod names;
mod networks;
mod units;

use std::collections::BTreeMap;

use crate::cidr::Blocks;
use crate::estate::{Estate, Versions};
use crate::package::Package;
use crate::spec::{Layout, Problem, Problems};

/// What earlier runs recorded and people pinned.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// Blocks of VPCs by the path of their unit.
    pub blocks: Blocks,
    /// Account IDs by name, of `accounts.json`.
    pub account_ids: BTreeMap<String, String>,
    /// Packages of the provider, which lock files allow.
    pub package: Option<Package>,
}

/// An estate, and the blocks to record.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The estate.
    pub estate: Estate,
    /// All blocks: those recorded before, unchanged, and new ones.
    pub blocks: Blocks,
}

/// Checks a layout and resolves it.
///
/// # Errors
/// Everything that is wrong, in the order of the text.
pub fn resolve(layout: &Layout, recorded: &Recorded) -> Result<Resolved, Problems> {
    let mut problems = Vec::new();
    if layout.version.value != 1 {
        let label = format!("this is version {}", layout.version.value);
        problems.push(Problem::new(
            "unknown version of the layout's format",
            &layout.version.span,
            label,
            "say `version: 1`",
        ));
    }
    let organization = accounts::organization(layout, &mut problems);
    let (accounts, organizational_units) = accounts::accounts(layout, &organization, recorded, &mut problems);
    let networks = networks::networks(layout, &organization, &accounts, &recorded.blocks, &mut problems);
    let mut roles = access::roles(layout, &organization, &accounts, &mut problems);
    let guardrails = access::guardrails(layout, &accounts, &organizational_units, &mut problems);
    let ci = ci::ci(layout, &organization, &accounts, &mut roles, &mut problems);
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.span.start);
        problems.dedup();
        return Err(problems);
    }
    let generate = &layout.generate;
    let default = Versions::default();
    let versions = Versions {
        terraform: generate.terraform.clone().unwrap_or(default.terraform),
        terragrunt: generate.terragrunt.clone().unwrap_or(default.terragrunt),
        provider: generate.provider.clone().unwrap_or(default.provider),
    };
    let mut estate = Estate {
        organization,
        accounts,
        organizational_units,
        supernet: layout.networks.as_ref().map(|networks| networks.supernet.value.clone()),
        vpcs: networks.vpcs,
        peerings: networks.peerings,
        access_from: layout.access.as_ref().map(|access| access.from.value.clone()),
        roles,
        ci,
        guardrails,
        phases: Vec::new(),
        units: Vec::new(),
        flavour: generate.flavour,
        versions,
        package: recorded.package.clone(),
    };
    (estate.units, estate.phases) = units::units(&estate);
    Ok(Resolved { estate, blocks: networks.blocks })
}
