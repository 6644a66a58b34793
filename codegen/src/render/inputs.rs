//! What each unit's module is, and what it gets.

use serde_json::json;

use crate::estate::{self, Estate, Target, UnitKind, VpcKind};
use crate::hcl::Expression;

use super::unit::{Dependency, Input, Mock, Side, Unit};

/// Who gives tokens to GitHub's jobs:
/// <https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws>.
const TOKENS: &str = "token.actions.githubusercontent.com";

/// The unit as it is written.
pub(super) fn unit(estate: &Estate, unit: &estate::Unit) -> Unit {
    let mut dependencies = Vec::new();
    let account = ("account", Input::Value(account(estate, &unit.account)));
    let (module, inputs) = match unit.kind {
        UnitKind::Organization => ("organization", organization(estate)),
        UnitKind::Accounts => ("accounts", accounts(estate)),
        UnitKind::Guardrails => ("guardrails", guardrails(estate)),
        UnitKind::LogArchive => {
            let name = format!("{}-log-archive", estate.organization.name);
            ("log-archive", vec![account, ("bucket", value(Expression::string(name)))])
        }
        UnitKind::Baseline => {
            let regions = estate.account(&unit.account).map(|account| account.regions.clone()).unwrap_or_default();
            ("account-baseline", vec![account, ("regions", value(Expression::strings(regions)))])
        }
        UnitKind::Roles => ("cross-account-roles", vec![account, ("roles", value(roles(estate, &unit.account)))]),
        UnitKind::SecretsKey => {
            ("secrets-key", vec![account, ("name", value(Expression::string(unit.account.clone())))])
        }
        UnitKind::Network => network(estate, unit, account),
        UnitKind::Peering => {
            let (inputs, sides) = peering(estate, unit);
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
fn account(estate: &Estate, name: &str) -> Expression {
    let id = estate.account(name).and_then(|account| account.id.clone());
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

fn guardrails(estate: &Estate) -> Vec<(&'static str, Input)> {
    let all = estate.guardrails.iter().map(|guardrail| {
        let targets = guardrail.targets.iter().map(|target| match target {
            Target::Root => Expression::string("Root"),
            Target::Unit(path) => Expression::string(path.clone()),
            Target::Account(name) => account(estate, name),
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

fn roles(estate: &Estate, of: &str) -> Expression {
    let here = estate.roles.iter().filter(|role| role.accounts.iter().any(|account| account == of));
    Expression::map(here.map(|role| {
        let trusted: Vec<Expression> = role.trusted.iter().map(|name| account(estate, name)).collect();
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
    estate: &Estate,
    unit: &estate::Unit,
    account: (&'static str, Input),
) -> (&'static str, Vec<(&'static str, Input)>) {
    let Some(vpc) = estate.vpc(&unit.path) else { return ("env-vpc", vec![account]) };
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

fn peering(estate: &Estate, unit: &estate::Unit) -> (Vec<(&'static str, Input)>, Vec<Dependency>) {
    let Some(peering) = estate.peerings.iter().find(|peering| peering.unit == unit.path) else {
        return (Vec::new(), Vec::new());
    };
    let mut inputs = vec![("name", value(Expression::string(peering.name.clone())))];
    if let Some(vpc) = estate.vpc(&peering.requester) {
        inputs.push(("account", value(account(estate, &vpc.account))));
        inputs.push(("region", value(Expression::string(vpc.region.clone()))));
    }
    if let Some(vpc) = estate.vpc(&peering.accepter) {
        inputs.push(("accepter_account", value(account(estate, &vpc.account))));
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
