//! The provider's schema, as `provider/schema.json` has it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// The schema that this program was built with.
const SCHEMA: &str = include_str!("../../../provider/schema.json");

/// The provider's schema cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read the provider's schema: {0}")]
pub struct SchemaError(#[from] serde_json::Error);

/// What the provider offers, in the form of `terraform providers schema -json`.
#[derive(Debug, Default, Deserialize)]
pub struct Provider {
    #[serde(default)]
    resource_schemas: BTreeMap<String, Resource>,
    #[serde(default)]
    data_source_schemas: BTreeMap<String, Resource>,
}

#[derive(Debug, Deserialize)]
struct Document {
    provider_schemas: BTreeMap<String, Provider>,
}

/// A resource or data source.
#[derive(Debug, Deserialize)]
pub(super) struct Resource {
    pub(super) block: Block,
}

#[derive(Debug, Deserialize)]
pub(super) struct Block {
    #[serde(default)]
    pub(super) attributes: BTreeMap<String, Attribute>,
    #[serde(default)]
    pub(super) block_types: BTreeMap<String, NestedBlock>,
}

#[derive(Debug, Deserialize)]
pub(super) struct NestedBlock {
    pub(super) block: Block,
}

/// An attribute: what it is called stands beside it.
#[derive(Debug, Deserialize)]
pub(super) struct Attribute {
    #[serde(rename = "type")]
    kind: Option<Value>,
    nested_type: Option<Nested>,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) sensitive: bool,
    #[serde(default)]
    pub(super) write_only: bool,
}

#[derive(Debug, Deserialize)]
struct Nested {
    attributes: BTreeMap<String, Attribute>,
    nesting_mode: String,
}

impl Provider {
    /// The schema of the provider that belongs to this program.
    pub fn built_in() -> Result<Self, SchemaError> {
        let document: Document = serde_json::from_str(SCHEMA)?;
        Ok(document.provider_schemas.into_values().next().unwrap_or_default())
    }

    pub(super) fn resource(&self, name: &str) -> Option<&Resource> {
        self.resource_schemas.get(name)
    }

    /// The type of an attribute of a resource, as a variable declares it.
    pub(crate) fn attribute_type(&self, resource: &str, attribute: &str) -> Option<String> {
        self.resource(resource)?.block.attributes.get(attribute).map(Attribute::type_text)
    }

    /// The types of all resources.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.resource_schemas.keys().map(String::as_str)
    }

    /// Whether there is such a data source.
    pub fn has_data_source(&self, name: &str) -> bool {
        self.data_source_schemas.contains_key(name)
    }
}

impl Attribute {
    /// Whether a configuration may set it.
    pub(super) fn is_argument(&self) -> bool {
        self.required || self.optional
    }

    /// The type as a variable declares it: `map(object({ name = string, path = optional(string) }))`.
    pub(super) fn type_text(&self) -> String {
        if let Some(nested) = &self.nested_type {
            let object = object(&nested.attributes);
            return match nested.nesting_mode.as_str() {
                "single" => object,
                collection => format!("{collection}({object})"),
            };
        }
        self.kind.as_ref().map_or_else(|| "string".to_owned(), type_text)
    }

    /// The name of the type, for a table: `map(object)`.
    pub(super) fn type_name(&self) -> String {
        match &self.nested_type {
            Some(nested) if nested.nesting_mode == "single" => "object".to_owned(),
            Some(nested) => format!("{}(object)", nested.nesting_mode),
            None => self.type_text(),
        }
    }

    /// What it is for, and what its members are for, in Markdown.
    pub(super) fn text(&self) -> String {
        let mut text = self.description.trim().to_owned();
        let members =
            self.nested_type.iter().flat_map(|nested| &nested.attributes).filter(|(_, member)| member.is_argument());
        let lines: Vec<String> =
            members.map(|(name, member)| format!("* `{name}`: {}", first_line(&member.description))).collect();
        if !lines.is_empty() {
            text.push_str("\n\n");
            text.push_str(&lines.join("\n"));
        }
        text
    }
}

/// An object's type; only what can be set is in it. One line for each attribute, which the formatter puts into columns.
pub(super) fn object(attributes: &BTreeMap<String, Attribute>) -> String {
    let mut text = String::from("object({\n");
    for (name, attribute) in attributes.iter().filter(|(_, attribute)| attribute.is_argument()) {
        text.push_str(&member(name, attribute, &attribute.type_text()));
    }
    text.push_str("})");
    text
}

/// A line of an object's type.
pub(super) fn member(name: &str, attribute: &Attribute, kind: &str) -> String {
    if attribute.required { format!("{name} = {kind}\n") } else { format!("{name} = optional({kind})\n") }
}

/// `["map", "string"]` is `map(string)`.
fn type_text(kind: &Value) -> String {
    match kind {
        Value::String(name) => name.clone(),
        Value::Array(parts) => match parts.as_slice() {
            [Value::String(collection), Value::Object(members)] if collection == "object" => {
                let line = |(name, kind): (&String, &Value)| format!("{name} = {}", type_text(kind));
                format!("object({{\n{}\n}})", members.iter().map(line).collect::<Vec<_>>().join("\n"))
            }
            [Value::String(collection), of] => format!("{collection}({})", type_text(of)),
            _ => "any".to_owned(),
        },
        _ => "any".to_owned(),
    }
}

/// The first paragraph, on one line.
fn first_line(description: &str) -> String {
    let first = description.split("\n\n").next().unwrap_or_default();
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}
