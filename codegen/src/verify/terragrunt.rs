//! Units of Terragrunt: a `terragrunt.hcl` in each folder.

use std::collections::BTreeMap;
use std::path::Path;

use hcl_edit::expr::{Expression, Object};
use hcl_edit::structure::Block;

use super::Finding;
use super::read::{Source, find, key, resolve, strings};
use super::unit::{Found, Given, Kind, Mock, Needed, Way, uses};
use crate::keep::KeepError;

pub(super) fn units(root: &Path, findings: &mut Vec<Finding>) -> Result<Vec<Found>, KeepError> {
    let mut units = Vec::new();
    for path in find(root, "terragrunt.hcl")? {
        let Some(source) = Source::read(root, &path, findings)? else { continue };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        // A file without a module is included by others.
        if let Some(unit) = unit(&source, folder) {
            units.push(unit);
        }
    }
    Ok(units)
}

/// The unit that a file says.
pub(super) fn unit(source: &Source, folder: &str) -> Option<Found> {
    let terraform = source.body.get_blocks("terraform").next()?;
    let module = terraform.body.get_attribute("source")?;
    let mut unit = Found {
        path: folder.to_owned(),
        file: source.path.clone(),
        line: source.line(module),
        module: in_repo(source.written(&module.value)),
        complete: true,
        uses: uses(source, &["dependency"], &["outputs"]),
        ..Found::default()
    };
    if let Some(inputs) = source.body.get_attribute("inputs") {
        match &inputs.value {
            Expression::Object(object) => unit.inputs = given(source, object),
            other => unit.complete = merged(source, other, &mut unit.inputs),
        }
    }
    unit.dependencies =
        source.body.get_blocks("dependency").filter_map(|block| dependency(source, folder, block)).collect();
    for block in source.body.get_blocks("dependencies") {
        let paths = block.body.get_attribute("paths").map(|paths| strings(&paths.value)).unwrap_or_default();
        unit.after.extend(paths.into_iter().map(|(way, at)| self::way(source, folder, way, at)));
    }
    Some(unit)
}

/// The folder of a module in the repo: what is after the two slashes of `"${…}//modules/env-vpc"`.
fn in_repo(source: &str) -> Option<String> {
    let inside = source.strip_prefix("\"${dirname(find_in_parent_folders(\"root.hcl\"))}//")?;
    let path = inside.split(['"', '?']).next()?;
    resolve("", path)
}

pub(super) fn given(source: &Source, object: &Object) -> BTreeMap<String, Given> {
    let one = |(name, value): (&hcl_edit::expr::ObjectKey, &hcl_edit::expr::ObjectValue)| {
        let expression = value.expr();
        let text = expression.as_str().map(str::to_owned);
        Some((key(name)?, Given { file: source.path.clone(), line: source.line(expression), text }))
    };
    object.iter().filter_map(one).collect()
}

/// The objects of `merge(…)`; whether they are all that it merges.
fn merged(source: &Source, expression: &Expression, inputs: &mut BTreeMap<String, Given>) -> bool {
    let Expression::FuncCall(call) = expression else { return false };
    let mut complete = call.name.name.as_str() == "merge";
    for argument in &call.args {
        match argument {
            Expression::Object(object) => inputs.extend(given(source, object)),
            _ => complete = false,
        }
    }
    complete
}

pub(super) fn way(source: &Source, folder: &str, written: &str, at: &Expression) -> Way {
    Way { file: source.path.clone(), line: source.line(at), to: resolve(folder, written), written: written.to_owned() }
}

fn dependency(source: &Source, folder: &str, block: &Block) -> Option<Needed> {
    let name = block.labels.first()?.as_str().to_owned();
    let path = block.body.get_attribute("config_path").map(|attribute| &attribute.value);
    let mocks = block.body.get_attribute("mock_outputs").and_then(|attribute| attribute.value.as_object());
    let mocks = mocks.map(|mocks| {
        let one = |(name, value): (&hcl_edit::expr::ObjectKey, &hcl_edit::expr::ObjectValue)| {
            Some((key(name)?, Mock { line: source.line(value.expr()), kind: Kind::of(value.expr()) }))
        };
        mocks.iter().filter_map(one).collect()
    });
    let commands = block.body.get_attribute("mock_outputs_allowed_terraform_commands");
    Some(Needed {
        name,
        way: path.and_then(|path| Some(way(source, folder, path.as_str()?, path))),
        file: source.path.clone(),
        line: source.line(block),
        mocks: Some(mocks.unwrap_or_default()),
        commands: commands.map(|list| strings(&list.value).into_iter().map(|(name, _)| name.to_owned()).collect()),
    })
}
