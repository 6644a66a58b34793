//! Plain Terraform: a root module in each unit's folder.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::estate;
use crate::hcl::key;
use crate::modules::{self, ModuleError};
use crate::tree::Ownership;

use super::inputs::Index;
use super::repo::{Writer, region, tags};
use super::unit::{Dependency, Input, Unit, relative};

pub(super) fn write(
    index: &Index<'_>,
    unit: &Unit,
    of: &estate::Unit,
    facts: &Value,
    writer: &mut Writer<'_>,
) -> Result<(), ModuleError> {
    let estate = index.estate;
    let account = index.accounts.get(of.account.as_str());
    let mut own = account.map_or_else(BTreeMap::new, |account| account.tags.clone());
    own.insert("Unit".to_owned(), unit.path.clone());
    let data = json!({
        "facts": facts,
        "key": unit.path,
        "region": region(estate, of),
        "tags": tags(&own).text(),
        "module": unit.module,
        "resource": modules::resource(unit.module),
        "phase": unit.phase,
        "source": relative(&unit.path, &format!("modules/{}", unit.module)),
        "dependencies": unit.dependencies.iter().map(dependency).collect::<Vec<_>>(),
        "inputs": inputs(unit),
    })
    .into();
    writer.template(format!("{}/terraform.tf", unit.path), Ownership::Managed, "terraform/terraform.tf", &data)?;
    writer.template(format!("{}/main.tf", unit.path), Ownership::Merged, "terraform/main.tf", &data)?;
    writer.template(format!("{}/outputs.tf", unit.path), Ownership::Managed, "terraform/outputs.tf", &data)?;
    writer.lock_file(&unit.path, estate, &[&estate.versions.provider, modules::CONSTRAINT]);
    Ok(())
}

fn dependency(dependency: &Dependency) -> Value {
    json!({ "name": dependency.name, "key": dependency.path })
}

fn inputs(unit: &Unit) -> Vec<Value> {
    let one = |(name, input): &(&str, Input)| {
        let value = match input {
            Input::Value(value) => value.text(),
            Input::Output { dependency, output } => {
                format!("data.terraform_remote_state.{dependency}.outputs.unit.{output}")
            }
        };
        json!({ "name": key(name), "value": value })
    };
    unit.inputs.iter().map(one).collect()
}
