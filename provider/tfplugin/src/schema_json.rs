//! What `terraform providers schema -json` prints for a provider (Terraform 1.11), made without Terraform.
//!
//! Committed to the repository, it makes every change of the interface a visible difference; generators and
//! documentation tools read it instead of running the provider. Only Terraform's form is known here: what it leaves out
//! (checks, defaults, replacement) must not be added.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::function::FunctionEntry;
use crate::schema::{Attribute, Block, Mode, Nesting, Object, Schema, Shape};
use crate::types::Type;
use crate::wire::type_json;

/// All that a provider declares. Names are full: with the provider's prefix.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Where the provider comes from: `registry.terraform.io/plinth/plinth`.
    pub address: String,
    /// The provider block.
    pub provider: Schema,
    /// Resources by name.
    pub resources: BTreeMap<String, Schema>,
    /// Data sources by name.
    pub data_sources: BTreeMap<String, Schema>,
    /// Ephemeral resources by name.
    pub ephemeral_resources: BTreeMap<String, Schema>,
    /// Functions, in any order.
    pub functions: Vec<FunctionEntry>,
}

/// The whole document, pretty, keys sorted, with a line break at its end.
pub fn render(declared: &Declared) -> String {
    let functions = declared.functions.iter().map(|entry| (entry.name.to_owned(), function(entry))).collect();
    let provider = entries([
        ("provider", Some(schema(&declared.provider))),
        ("resource_schemas", schemas(&declared.resources)),
        ("data_source_schemas", schemas(&declared.data_sources)),
        ("ephemeral_resource_schemas", schemas(&declared.ephemeral_resources)),
        ("functions", named(functions)),
    ]);
    let document = json!({
        "format_version": "1.0",
        "provider_schemas": { declared.address.clone(): provider },
    });
    format!("{document:#}\n")
}

fn schemas(all: &BTreeMap<String, Schema>) -> Option<Json> {
    named(all.iter().map(|(name, one)| (name.clone(), schema(one))).collect())
}

fn schema(schema: &Schema) -> Json {
    json!({ "block": block(&schema.object), "version": schema.version })
}

fn block(object: &Object) -> Json {
    let blocks = object.blocks.iter().map(|block| (block.name.to_owned(), block_type(block))).collect();
    entries([
        ("attributes", attributes(object)),
        ("block_types", named(blocks)),
        ("description", text(object.doc)),
        ("description_kind", text("markdown")),
    ])
}

fn block_type(nested: &Block) -> Json {
    // No `min_items` and `max_items`: a `single` block may be left out, and the others may repeat without limit.
    json!({ "block": block(&nested.object), "nesting_mode": nesting_mode(nested.nesting) })
}

fn attributes(object: &Object) -> Option<Json> {
    named(object.attributes.iter().map(|one| (one.name.to_owned(), attribute(one))).collect())
}

fn attribute(attribute: &Attribute) -> Json {
    let (ty, nested_type) = match &attribute.shape {
        Shape::Leaf(ty) => (Some(type_of(ty)), None),
        Shape::Nested(nesting, object) => {
            let mode = Some(Json::from(nesting_mode(*nesting)));
            (None, Some(entries([("attributes", attributes(object)), ("nesting_mode", mode)])))
        }
    };
    entries([
        ("computed", flag(attribute.mode.is_computed())),
        ("deprecated", flag(attribute.deprecated.is_some())),
        ("description", text(attribute.doc)),
        ("description_kind", text("markdown")),
        ("nested_type", nested_type),
        ("optional", flag(matches!(attribute.mode, Mode::Optional | Mode::OptionalComputed))),
        ("required", flag(attribute.mode == Mode::Required)),
        ("sensitive", flag(attribute.sensitive)),
        ("type", ty),
        ("write_only", flag(attribute.write_only)),
    ])
}

fn function(entry: &FunctionEntry) -> Json {
    let parameters: Vec<Json> = entry
        .parameters()
        .map(|parameter| {
            entries([
                ("description", text(parameter.doc)),
                ("is_nullable", flag(parameter.nullable)),
                ("name", text(parameter.name)),
                ("type", Some(type_of(&parameter.ty))),
            ])
        })
        .collect();
    entries([
        ("description", text(entry.object.doc)),
        ("parameters", (!parameters.is_empty()).then_some(Json::Array(parameters))),
        ("return_type", Some(type_of(&entry.output))),
        ("summary", text(&entry.summary())),
    ])
}

fn type_of(ty: &Type) -> Json {
    // What `type_json` writes is JSON.
    serde_json::from_slice(&type_json::encode(ty)).unwrap_or_default()
}

fn nesting_mode(nesting: Nesting) -> &'static str {
    match nesting {
        Nesting::Single => "single",
        Nesting::List => "list",
        Nesting::Set => "set",
        Nesting::Map => "map",
    }
}

/// Terraform leaves out what is false, empty or absent.
fn entries<const N: usize>(all: [(&str, Option<Json>); N]) -> Json {
    let present: BTreeMap<String, Json> =
        all.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
    named(present).unwrap_or_else(|| json!({}))
}

/// An object with sorted keys, unless it is empty.
fn named(all: BTreeMap<String, Json>) -> Option<Json> {
    (!all.is_empty()).then(|| Json::Object(all.into_iter().collect::<Map<_, _>>()))
}

fn flag(said: bool) -> Option<Json> {
    said.then_some(Json::Bool(true))
}

fn text(text: &str) -> Option<Json> {
    (!text.is_empty()).then(|| Json::from(text))
}

#[cfg(test)]
mod tests;
