//! Terragrunt stacks: a `terragrunt.stack.hcl` in each account and region, and what its units are in `catalog/units/`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::estate::Estate;
use crate::hcl::Expression;
use crate::modules::{self, ModuleError};
use crate::tree::Ownership;

use super::repo::Writer;
use super::terragrunt::{dependencies, inputs};
use super::unit::{Input, Unit, relative};

/// Where Terragrunt puts the units of a stack; `root.hcl` takes it out of the state's key again.
const GENERATED: &str = ".terragrunt-stack";

pub(super) fn write(estate: &Estate, units: &[Unit], writer: &mut Writer<'_>) -> Result<(), ModuleError> {
    let mut catalog: BTreeMap<String, &Unit> = BTreeMap::new();
    let mut places: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for unit in units {
        let kind = kind(unit);
        let here = generated(&unit.path);
        let dependencies = unit.dependencies.iter();
        let paths = dependencies.map(|one| json!({ "name": one.name, "path": relative(&here, &generated(&one.path)) }));
        let block = json!({
            "name": unit.name().replace('.', "-"),
            "path": unit.name(),
            "source": relative(unit.place(), &format!("catalog/units/{kind}")),
            "paths": paths.collect::<Vec<_>>(),
            "after": Expression::strings(unit.after.iter().map(|path| relative(&here, &generated(path)))).text(),
            "inputs": inputs(unit, |input| matches!(input, Input::Value(_))),
        });
        catalog.entry(kind).or_insert(unit);
        places.entry(unit.place()).or_default().push(block);
    }
    for (kind, unit) in catalog {
        let data = json!({
            "module": unit.module,
            "dependencies": dependencies(unit, |dependency| format!("values.paths.{}", dependency.name)),
            "outputs": inputs(unit, |input| matches!(input, Input::Output { .. })),
        })
        .into();
        writer.template(format!("catalog/units/{kind}/terragrunt.hcl"), Ownership::Merged, "stacks/unit.hcl", &data)?;
        writer.lock_file(&format!("catalog/units/{kind}"), estate, &[modules::CONSTRAINT]);
    }
    for (place, units) in places {
        let path = format!("{place}/terragrunt.stack.hcl");
        writer.template(path, Ownership::Merged, "stacks/stack.hcl", &json!({ "units": units }).into())?;
    }
    Ok(())
}

/// Units of one module share a file of the catalog if they take the same outputs of the same dependencies.
fn kind(unit: &Unit) -> String {
    let names: Vec<&str> = unit.dependencies.iter().map(|dependency| dependency.name).collect();
    if names.is_empty() { unit.module.to_owned() } else { format!("{}-of-{}", unit.module, names.join("-")) }
}

/// Where a unit is when its stack was generated.
pub(super) fn generated(path: &str) -> String {
    path.rsplit_once('/').map_or_else(|| path.to_owned(), |(place, name)| format!("{place}/{GENERATED}/{name}"))
}
