//! What each unit's module is, and what it gets.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::estate::{self, Account, Estate, Peering, Role, Target, UnitKind, Vpc, VpcKind};
use crate::hcl::Expression;

use super::unit::{Dependency, Input, Mock, Side, Unit};

/// Who gives tokens to GitHub's jobs:
/// <https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws>.
const TOKENS: &str = "token.actions.githubusercontent.com";

/// An estate whose parts are found by name, however many there are.
pub(super) struct Index<'a> {
    pub(super) estate: &'a Estate,
    pub(super) accounts: BTreeMap<&'a str, &'a Account>,
    /// By the paths of their units, like the next.
    vpcs: BTreeMap<&'a str, &'a Vpc>,
    peerings: BTreeMap<&'a str, &'a Peering>,
    /// Each role with the accounts that have it.
    roles: Vec<(&'a Role, BTreeSet<&'a str>)>,
}

impl<'a> Index<'a> {
    pub(super) fn of(estate: &'a Estate) -> Self {
        let here = |role: &'a Role| (role, role.accounts.iter().map(String::as_str).collect());
        Self {
            estate,
            accounts: estate.accounts.iter().map(|account| (account.name.as_str(), account)).collect(),
            vpcs: estate.vpcs.iter().map(|vpc| (vpc.unit.as_str(), vpc)).collect(),
            peerings: estate.peerings.iter().map(|peering| (peering.unit.as_str(), peering)).collect(),
            roles: estate.roles.iter().map(here).collect(),
        }
    }
}

/// The unit as it is written.
pub(super) fn unit(index: &Index<'_>, unit: &estate::Unit) -> Unit {
    let estate = index.estate;
    let mut dependencies = Vec::new();
    let account = ("account", Input::Value(account(index, &unit.account)));
    let (module, inputs) = match unit.kind {
        UnitKind::Organization => ("organization", organization(estate)),
        UnitKind::Accounts => ("accounts", accounts(estate)),
        UnitKind::Guardrails => ("guardrails", guardrails(index)),
        UnitKind::LogArchive => {
            let name = format!("{}-log-archive", estate.organization.name);
            ("log-archive", vec![account, ("bucket", value(Expression::string(name)))])
        }
        UnitKind::Baseline => {
            let here = index.accounts.get(unit.account.as_str());
            let regions = here.map(|account| account.regions.clone()).unwrap_or_default();
            ("account-baseline", vec![account, ("regions", value(Expression::strings(regions)))])
        }
        UnitKind::Roles => ("cross-account-roles", vec![account, ("roles", value(roles(index, &unit.account)))]),
        UnitKind::SecretsKey => {
            ("secrets-key", vec![account, ("name", value(Expression::string(unit.account.clone())))])
        }
        UnitKind::Network => network(index, unit, account),
        UnitKind::Peering => {
            let (inputs, sides) = peering(index, unit);
            dependencies = sides;
            ("vpc-peering", inputs)
        }
    };
    let known = |path: &&String| !dependencies.iter().any(|dependency| dependency.path == **path);
    let after = unit.dependencies.iter().filter(known).cloned().collect();
    Unit { path: unit.path.clone(), module, phase: unit.kind.title(), inputs, dependencies, after }
}

fn value(expression: Expression) -> Input {
    Input::Value(expression)
}

/// An account's id when it is pinned; its name, which the module looks up, when it is not.
fn account(index: &Index<'_>, name: &str) -> Expression {
    let id = index.accounts.get(name).and_then(|account| account.id.clone());
    Expression::string(id.unwrap_or_else(|| name.to_owned()))
}

fn organization(estate: &Estate) -> Vec<(&'static str, Input)> {
    let units = value(Expression::strings(estate.organizational_units.clone()));
    let mut inputs = vec![("organizational_units", units)];
    if !estate.guardrails.is_empty() {
        // Nothing is attached whose type the organization has not enabled; all presets of a layout are of this one.
        inputs.push(("enabled_policy_types", value(Expression::strings(["SERVICE_CONTROL_POLICY"]))));
    }
    inputs
}

fn accounts(estate: &Estate) -> Vec<(&'static str, Input)> {
    let members = estate.accounts.iter().filter(|account| !account.management).map(|account| {
        let mut entries = vec![("email", Expression::string(account.email.clone()))];
        entries.extend(account.unit.clone().map(|unit| ("organizational_unit", Expression::string(unit))));
        (account.name.clone(), Expression::map(entries))
    });
    vec![("accounts", value(Expression::map(members)))]
}

fn guardrails(index: &Index<'_>) -> Vec<(&'static str, Input)> {
    let estate = index.estate;
    let all = estate.guardrails.iter().map(|guardrail| {
        let targets = guardrail.targets.iter().map(|target| match target {
            Target::Root => Expression::string("Root"),
            Target::Unit(path) => Expression::string(path.clone()),
            Target::Account(name) => account(index, name),
        });
        let mut entries = vec![
            ("preset", Expression::string(guardrail.preset.clone())),
            ("targets", Expression::List(targets.collect())),
        ];
        if guardrail.preset == "deny_regions" {
            let regions = Expression::strings(estate.organization.regions.clone());
            entries.push(("parameters", Expression::map([("regions", regions)])));
        }
        let name = format!("{}-{}", estate.organization.name, guardrail.preset.replace('_', "-"));
        (name, Expression::map(entries))
    });
    vec![("guardrails", value(Expression::map(all)))]
}

fn roles(index: &Index<'_>, of: &str) -> Expression {
    let here = index.roles.iter().filter(|(_, accounts)| accounts.contains(of));
    Expression::map(here.map(|(role, _)| {
        let trusted: Vec<Expression> = role.trusted.iter().map(|name| account(index, name)).collect();
        let mut entries =
            vec![("access", Expression::string(role.access.clone())), ("require_mfa", role.require_mfa.into())];
        if !trusted.is_empty() {
            entries.push(("trusted_accounts", Expression::List(trusted)));
        }
        if !role.subjects.is_empty() {
            let provider = ("provider", Expression::string(TOKENS));
            let subjects = ("subjects", Expression::strings(role.subjects.clone()));
            entries.push(("oidc", Expression::map([provider, subjects])));
        }
        if !role.inline_policies.is_empty() {
            let policy = |(name, document): (&String, &serde_json::Value)| {
                let document = Expression::from(document.clone()).text();
                (name.clone(), Expression::raw(format!("jsonencode({document})")))
            };
            entries.push(("inline_policies", Expression::map(role.inline_policies.iter().map(policy))));
        }
        (role.name.clone(), Expression::map(entries))
    }))
}

fn network(
    index: &Index<'_>,
    unit: &estate::Unit,
    account: (&'static str, Input),
) -> (&'static str, Vec<(&'static str, Input)>) {
    let Some(vpc) = index.vpcs.get(unit.path.as_str()) else { return ("env-vpc", vec![account]) };
    let module = match vpc.kind {
        VpcKind::Application => "env-vpc",
        VpcKind::Management => "management-vpc",
    };
    let mut inputs = vec![
        ("name", value(Expression::string(vpc.name.clone()))),
        account,
        ("region", value(Expression::string(vpc.region.clone()))),
        ("cidr_block", value(Expression::string(vpc.cidr_block.clone()))),
        ("nat_gateways", value(Expression::string(vpc.nat_gateways.clone()))),
    ];
    let zones = vpc.num_availability_zones.map(|number| ("num_availability_zones", value(json!(number).into())));
    inputs.extend(zones);
    (module, inputs)
}

fn peering(index: &Index<'_>, unit: &estate::Unit) -> (Vec<(&'static str, Input)>, Vec<Dependency>) {
    let Some(peering) = index.peerings.get(unit.path.as_str()) else {
        return (Vec::new(), Vec::new());
    };
    let mut inputs = vec![("name", value(Expression::string(peering.name.clone())))];
    if let Some(vpc) = index.vpcs.get(peering.requester.as_str()) {
        inputs.push(("account", value(account(index, &vpc.account))));
        inputs.push(("region", value(Expression::string(vpc.region.clone()))));
    }
    if let Some(vpc) = index.vpcs.get(peering.accepter.as_str()) {
        inputs.push(("accepter_account", value(account(index, &vpc.account))));
        inputs.push(("accepter_region", value(Expression::string(vpc.region.clone()))));
    }
    let output = |dependency, output| Input::Output { dependency, output };
    inputs.extend([
        ("requester_vpc_id", output("requester", "vpc_id")),
        ("requester_route_table_ids", output("requester", "all_route_table_ids")),
        ("accepter_vpc_id", output("accepter", "vpc_id")),
        ("accepter_route_table_ids", output("accepter", "all_route_table_ids")),
    ]);
    let dependency = |name, path: &String, side| Dependency {
        name,
        path: path.clone(),
        mocks: vec![("vpc_id", Mock::Vpc(side)), ("all_route_table_ids", Mock::RouteTables(side))],
    };
    let requester = dependency("requester", &peering.requester, Side::Requester);
    (inputs, vec![requester, dependency("accepter", &peering.accepter, Side::Accepter)])
}
