//! Stacks of Terragrunt: units that a `terragrunt.stack.hcl` names, each from a folder of the catalog.

use std::collections::BTreeMap;
use std::path::Path;

use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::structure::Block;

use super::Finding;
use super::read::{Source, find, key, resolve, strings};
use super::terragrunt::{given, unit, way};
use super::unit::{Found, Way};
use crate::keep::KeepError;

/// Where Terragrunt puts the units of a stack.
const GENERATED: &str = ".terragrunt-stack/";

pub(super) fn units(root: &Path, findings: &mut Vec<Finding>) -> Result<Vec<Found>, KeepError> {
    let mut units = Vec::new();
    let mut catalog: BTreeMap<String, Option<Found>> = BTreeMap::new();
    for path in find(root, "terragrunt.stack.hcl")? {
        let Some(source) = Source::read(root, &path, findings)? else { continue };
        let place = path.rsplit_once('/').map_or("", |(place, _)| place);
        for block in source.body.get_blocks("unit") {
            let text = |name: &str| block.body.get_attribute(name).and_then(|attribute| attribute.value.as_str());
            let (Some(from), Some(name)) = (text("source"), text("path")) else { continue };
            let Some(folder) = resolve(place, from) else { continue };
            if !catalog.contains_key(&folder) {
                let file = format!("{folder}/terragrunt.hcl");
                let said = if root.join(&file).is_file() {
                    Source::read(root, &file, findings)?.and_then(|source| unit(&source, &folder))
                } else {
                    None
                };
                catalog.insert(folder.clone(), said);
            }
            let Some(Some(said)) = catalog.get(&folder) else {
                let message = format!("unit `{name}` is of {folder}, and there is no such unit in the catalog");
                findings.push(Finding::new(&path, source.line(block), message, "`plinth generate` writes the catalog"));
                continue;
            };
            units.push(one(&source, place, name, block, said.clone()));
        }
    }
    Ok(units)
}

/// A unit of a stack: what the catalog says, with the stack's values in it.
fn one(source: &Source, place: &str, name: &str, block: &Block, said: Found) -> Found {
    let mut unit =
        Found { path: format!("{place}/{name}"), file: source.path.clone(), line: source.line(block), ..said };
    let generated = format!("{place}/{GENERATED}{name}");
    let values = block.body.get_attribute("values").and_then(|attribute| attribute.value.as_object());
    let member = |name: &str| values.and_then(|values| member(values, name));
    match member("inputs") {
        Some(Expression::Object(inputs)) => {
            // Those of the catalog are merged over them.
            let mut all = given(source, inputs);
            all.append(&mut unit.inputs);
            unit.inputs = all;
            unit.complete = true;
        }
        _ => unit.complete = false,
    }
    let to = |written: &str, at: &Expression| {
        let Way { to, .. } = way(source, &generated, written, at);
        Way { to: to.map(|to| to.replace(GENERATED, "")), ..way(source, &generated, written, at) }
    };
    let paths = member("paths").and_then(Expression::as_object);
    for dependency in &mut unit.dependencies {
        let path = paths.and_then(|paths| self::member(paths, &dependency.name));
        dependency.way = path.and_then(|path| Some(to(path.as_str()?, path)));
    }
    unit.after = member("after").map(strings).unwrap_or_default().into_iter().map(|(way, at)| to(way, at)).collect();
    unit
}

fn member<'a>(object: &'a Object, name: &str) -> Option<&'a Expression> {
    let is = |found: &ObjectKey| key(found).is_some_and(|found| found == name);
    object.iter().find(|(found, _)| is(found)).map(|(_, value)| value.expr())
}
