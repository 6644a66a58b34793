//! What people read: the estate's README, its tables, its diagrams and the runbook.

use serde_json::{Value, json};

use crate::estate::{Estate, Flavour, Target};
use crate::graph::node;
use crate::modules::ModuleError;
use crate::tree::Ownership;

use super::repo::Writer;
use super::stacks;

/// The variable of the repository at GitHub that says the management account's ID, when the repo does not.
const VARIABLE: &str = "PLINTH_MANAGEMENT_ACCOUNT_ID";

pub(super) fn write(estate: &Estate, facts: &Value, writer: &mut Writer<'_>) -> Result<(), ModuleError> {
    let edges = estate.phases.iter().zip(estate.phases.iter().skip(1));
    let edges: Vec<Value> = edges.map(|(one, next)| json!({ "from": one.number, "to": next.number })).collect();
    let data = json!({
        "facts": facts,
        "phases": phases(estate),
        "edges": edges,
        "accounts": estate.accounts,
        "vpcs": vpcs(estate),
        "peerings": peerings(estate),
        "supernet": estate.supernet,
        "roles": roles(estate),
        "assumptions": assumptions(estate),
        "guardrails": guardrails(estate),
        "ci": ci(estate),
        "unpinned": estate.accounts.iter().filter(|account| account.id.is_none()).collect::<Vec<_>>(),
    });
    let data = data.into();
    writer.template("README.md", Ownership::Seeded, "repo/README.md", &data)?;
    for name in ["accounts.md", "network.md", "access.md", "guardrails.md", "placeholders.md", "runbook.md"] {
        writer.template(format!("docs/{name}"), Ownership::Managed, &format!("repo/{name}"), &data)?;
    }
    if estate.ci.as_ref().is_some_and(|ci| ci.provider == "github") {
        for name in ["plan.yml", "apply.yml"] {
            let path = format!(".github/workflows/{name}");
            writer.template(path, Ownership::Managed, &format!("repo/{name}"), &data)?;
        }
    }
    writer.text("docs/network.csv", Ownership::Managed, csv(estate));
    Ok(())
}

/// The phases, with the folders in which their units are applied.
fn phases(estate: &Estate) -> Vec<Value> {
    let folder = |path: &String| match estate.flavour {
        Flavour::TerragruntStacks => stacks::generated(path),
        _ => path.clone(),
    };
    let one = |phase: &crate::estate::Phase| {
        let units: Vec<String> = phase.units.iter().map(folder).collect();
        json!({ "number": phase.number, "title": phase.title, "units": units })
    };
    estate.phases.iter().map(one).collect()
}

fn vpcs(estate: &Estate) -> Vec<Value> {
    let one = |vpc: &crate::estate::Vpc| {
        json!({
            "node": node(&vpc.unit),
            "account": vpc.account,
            "region": vpc.region,
            "name": vpc.name,
            "cidr_block": vpc.cidr_block,
            "nat_gateways": vpc.nat_gateways,
            "tiers": vpc.tiers.join(", "),
        })
    };
    estate.vpcs.iter().map(one).collect()
}

fn peerings(estate: &Estate) -> Vec<Value> {
    let one = |peering: &crate::estate::Peering| {
        json!({
            "name": peering.name,
            "requester": peering.requester,
            "accepter": peering.accepter,
            "from": node(&peering.requester),
            "to": node(&peering.accepter),
        })
    };
    estate.peerings.iter().map(one).collect()
}

fn roles(estate: &Estate) -> Vec<Value> {
    let one = |role: &crate::estate::Role| {
        json!({
            "name": role.name,
            "access": role.access,
            "accounts": role.accounts.join(", "),
            "trusted": trusted(role),
            "require_mfa": role.require_mfa,
        })
    };
    estate.roles.iter().map(one).collect()
}

/// Who assumes a role, in words.
fn trusted(role: &crate::estate::Role) -> String {
    let pipeline = (!role.subjects.is_empty()).then(|| "the pipeline".to_owned());
    role.trusted.iter().cloned().chain(pipeline).collect::<Vec<_>>().join(", ")
}

/// The pipeline, with the account that it enters as a workflow says it.
fn ci(estate: &Estate) -> Value {
    let Some(ci) = &estate.ci else { return Value::Null };
    let id = estate.accounts.iter().find(|account| account.management).and_then(|account| account.id.clone());
    json!({
        "organization": ci.organization,
        "repository": ci.repository,
        "plan_role": ci.plan_role,
        "apply_role": ci.apply_role,
        "account_role": ci.account_role,
        "pinned": id.is_some(),
        "account_id": id.unwrap_or_else(|| format!("${{{{ vars.{VARIABLE} }}}}")),
        "variable": VARIABLE,
    })
}

/// Who assumes which role where, as edges. The pipeline's way is the same in every account, and stands in the text.
fn assumptions(estate: &Estate) -> Vec<Value> {
    let mut edges = Vec::new();
    for role in estate.roles.iter().filter(|role| !role.pipeline) {
        for from in &role.trusted {
            for to in &role.accounts {
                edges.push(json!({
                    "from": node(from), "from_name": from, "to": node(to), "to_name": to, "role": role.name,
                }));
            }
        }
    }
    edges
}

fn guardrails(estate: &Estate) -> Vec<Value> {
    let one = |guardrail: &crate::estate::Guardrail| {
        let targets = guardrail.targets.iter().map(|target| match target {
            Target::Root => "the whole organization",
            Target::Unit(name) | Target::Account(name) => name,
        });
        json!({ "preset": guardrail.preset, "targets": targets.collect::<Vec<_>>().join(", ") })
    };
    estate.guardrails.iter().map(one).collect()
}

/// The table of blocks for spreadsheets. No field has a comma or a quote in it: names are checked when the layout is read.
fn csv(estate: &Estate) -> String {
    let lines =
        estate.vpcs.iter().map(|vpc| format!("{},{},{},{}\n", vpc.account, vpc.region, vpc.name, vpc.cidr_block));
    std::iter::once("account,region,vpc,cidr_block\n".to_owned()).chain(lines).collect()
}
