//! What a module takes and gives, as its files say it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::Block;

use super::Finding;
use super::read::Source;
use super::unit::Kind;
use crate::keep::KeepError;
use crate::modules::Provider;

/// A module's interface.
#[derive(Clone, Debug, Default)]
pub(super) struct Module {
    /// Its variables; whether each must be given.
    pub(super) variables: BTreeMap<String, bool>,
    /// Its outputs.
    pub(super) outputs: BTreeMap<String, Kind>,
}

/// Modules that were read, by their folder.
pub(super) struct Modules<'a> {
    root: &'a Path,
    provider: Option<Provider>,
    read: BTreeMap<String, Option<Module>>,
}

impl<'a> Modules<'a> {
    pub(super) fn new(root: &'a Path) -> Self {
        // Without the schema, outputs are of unknown kinds: a test holds that it can be read.
        Self { root, provider: Provider::built_in().ok(), read: BTreeMap::new() }
    }

    /// The module in a folder; `None` when there is none.
    pub(super) fn get(&mut self, folder: &str, findings: &mut Vec<Finding>) -> Result<Option<&Module>, KeepError> {
        if !self.read.contains_key(folder) {
            let module = self.module(folder, findings)?;
            self.read.insert(folder.to_owned(), module);
        }
        Ok(self.read.get(folder).and_then(Option::as_ref))
    }

    fn module(&self, folder: &str, findings: &mut Vec<Finding>) -> Result<Option<Module>, KeepError> {
        let Ok(entries) = fs::read_dir(self.root.join(folder)) else { return Ok(None) };
        let mut names = BTreeSet::new();
        for entry in entries {
            let name = entry.map_err(KeepError::system("read", folder))?.file_name();
            names.extend(
                name.to_str()
                    .filter(|name| name.rsplit_once('.').is_some_and(|(_, end)| end == "tf"))
                    .map(str::to_owned),
            );
        }
        if names.is_empty() {
            return Ok(None);
        }
        let mut module = Module::default();
        for name in names {
            let Some(source) = Source::read(self.root, &format!("{folder}/{name}"), findings)? else { continue };
            for block in source.body.blocks() {
                let Some(label) = block.labels.first().map(|label| label.as_str().to_owned()) else { continue };
                match block.ident.as_str() {
                    "variable" => drop(module.variables.insert(label, !block.body.has_attribute("default"))),
                    "output" => drop(module.outputs.insert(label, self.kind(block))),
                    _ => {}
                }
            }
        }
        Ok(Some(module))
    }

    /// What an output is, when it is an attribute of one resource.
    fn kind(&self, output: &Block) -> Kind {
        let value = output.body.get_attribute("value").map(|attribute| &attribute.value);
        match value {
            Some(Expression::FuncCall(call))
                if matches!(call.name.name.as_str(), "toset" | "tolist" | "flatten" | "keys") =>
            {
                Kind::List
            }
            Some(Expression::FuncCall(call)) if matches!(call.name.name.as_str(), "merge" | "tomap") => Kind::Map,
            Some(Expression::Traversal(traversal)) => {
                let Expression::Variable(resource) = &traversal.expr else { return Kind::Unknown };
                let names: Vec<&str> = traversal
                    .operators
                    .iter()
                    .map_while(|operator| match operator.value() {
                        TraversalOperator::GetAttr(name) => Some(name.as_str()),
                        _ => None,
                    })
                    .collect();
                let [_, attribute] = names.as_slice() else { return Kind::Unknown };
                let kind =
                    self.provider.as_ref().and_then(|provider| provider.attribute_type(resource.as_str(), attribute));
                kind.map_or(Kind::Unknown, |kind| of(&kind))
            }
            Some(other) => Kind::of(other),
            None => Kind::Unknown,
        }
    }
}

/// The kind that values of a type have.
fn of(kind: &str) -> Kind {
    match kind.split('(').next().unwrap_or_default() {
        "string" => Kind::Text,
        "number" => Kind::Number,
        "bool" => Kind::Truth,
        "list" | "set" | "tuple" => Kind::List,
        "map" | "object" => Kind::Map,
        _ => Kind::Unknown,
    }
}
