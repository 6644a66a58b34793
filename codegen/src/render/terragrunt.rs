//! Terragrunt units: a `terragrunt.hcl` in each unit's folder.

use serde_json::{Value, json};

use crate::estate::Estate;
use crate::hcl::{Expression, key};
use crate::modules::{self, ModuleError};
use crate::tree::Ownership;

use super::repo::Writer;
use super::unit::{Dependency, Input, Unit, relative};

pub(super) fn write(estate: &Estate, unit: &Unit, writer: &mut Writer<'_>) -> Result<(), ModuleError> {
    let data = json!({
        "module": unit.module,
        "phase": unit.phase,
        "dependencies": dependencies(unit, |dependency| format!("\"{}\"", relative(&unit.path, &dependency.path))),
        "after": unit.after.iter().map(|path| relative(&unit.path, path)).collect::<Vec<_>>(),
        "inputs": inputs(unit, |_| true),
    })
    .into();
    writer.template(format!("{}/terragrunt.hcl", unit.path), Ownership::Merged, "terragrunt/unit.hcl", &data)?;
    writer.lock_file(&unit.path, estate, &[modules::CONSTRAINT]);
    Ok(())
}

/// The unit's dependencies, with their paths as expressions.
pub(super) fn dependencies(unit: &Unit, path: impl Fn(&Dependency) -> String) -> Value {
    let one = |dependency: &Dependency| {
        let mocks = dependency.mocks.iter().map(|(output, mock)| (*output, Expression::from(mock.value())));
        json!({ "name": dependency.name, "path": path(dependency), "mocks": Expression::map(mocks).text() })
    };
    Value::Array(unit.dependencies.iter().map(one).collect())
}

/// Those of the unit's inputs that are chosen, as keys and expressions.
pub(super) fn inputs(unit: &Unit, chosen: impl Fn(&Input) -> bool) -> Vec<Value> {
    let one = |(name, input): &(&str, Input)| {
        let value = match input {
            Input::Value(value) => value.text(),
            Input::Output { dependency, output } => format!("dependency.{dependency}.outputs.{output}"),
        };
        json!({ "name": key(name), "value": value })
    };
    unit.inputs.iter().filter(|(_, input)| chosen(input)).map(one).collect()
}
