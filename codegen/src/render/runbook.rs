//! The runbook: what is deployed when, and by which commands.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::modules::ModuleError;
use crate::tree::Ownership;

use super::repo::{Account, Repo, Writer, facts};
use super::unit::{Phase, Unit};

pub(super) fn write(repo: &Repo, writer: &mut Writer<'_>) -> Result<(), ModuleError> {
    let mut phases: BTreeMap<Phase, Vec<&Unit>> = BTreeMap::new();
    for unit in &repo.units {
        phases.entry(unit.phase).or_default().push(unit);
    }
    let one = |(phase, units): (&Phase, &Vec<&Unit>)| {
        let paths: Vec<&str> = units.iter().map(|unit| unit.path.as_str()).collect();
        json!({ "number": phase.number, "name": phase.name, "units": paths })
    };
    let edges = phases.keys().zip(phases.keys().skip(1));
    let edges: Vec<Value> = edges.map(|(one, next)| json!({ "from": one.number, "to": next.number })).collect();
    let account = |account: &Account| {
        json!({
            "name": account.name,
            "id": account.id.as_deref().unwrap_or("looked up by name"),
            "email": account.email.as_deref().unwrap_or("exists already"),
            "organizational_unit": account.organizational_unit.as_deref().unwrap_or("the root"),
            "purpose": account.purpose,
        })
    };
    let data = json!({
        "facts": facts(repo),
        "phases": phases.iter().map(one).collect::<Vec<_>>(),
        "edges": edges,
        "accounts": repo.accounts.iter().map(account).collect::<Vec<_>>(),
    });
    writer.template("docs/runbook.md", Ownership::Managed, "repo/runbook.md", &data)?;
    writer.template("docs/accounts.md", Ownership::Managed, "repo/accounts.md", &data)
}
