//! Plain Terraform: a root module in each unit's folder.

use serde_json::{Value, json};

use crate::hcl::{Expression, key};
use crate::modules::ModuleError;
use crate::tree::Ownership;

use super::repo::{Repo, Writer, facts, region};
use super::unit::{Dependency, Input, Unit, relative};

pub(super) fn write(repo: &Repo, writer: &mut Writer<'_>) -> Result<(), ModuleError> {
    let shared = facts(repo);
    for unit in &repo.units {
        let mut tags: Vec<(String, Expression)> =
            repo.tags.iter().map(|(name, value)| (name.clone(), Expression::string(value.clone()))).collect();
        tags.push(("plinth:unit".to_owned(), Expression::string(unit.path.clone())));
        let data = json!({
            "facts": shared,
            "key": unit.path,
            "region": region(repo, unit.place()),
            "tags": Expression::map(tags).text(),
            "module": unit.module,
            "phase": unit.phase.name,
            "source": relative(&unit.path, &format!("modules/{}", unit.module)),
            "dependencies": unit.dependencies.iter().map(dependency).collect::<Vec<_>>(),
            "inputs": inputs(unit),
        });
        writer.template(format!("{}/terraform.tf", unit.path), Ownership::Managed, "terraform/terraform.tf", &data)?;
        writer.template(format!("{}/main.tf", unit.path), Ownership::Merged, "terraform/main.tf", &data)?;
        writer.template(format!("{}/outputs.tf", unit.path), Ownership::Managed, "terraform/outputs.tf", &data)?;
    }
    Ok(())
}

fn dependency(dependency: &Dependency) -> Value {
    json!({ "name": dependency.name, "key": dependency.path })
}

fn inputs(unit: &Unit) -> Vec<Value> {
    let one = |(name, input): &(String, Input)| {
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
