//! Types and values in words.

use crate::check::Check;
use crate::schema::{Attribute, Block, Nesting, Shape};
use crate::types::Type;
use crate::value::Value;

/// The type of an attribute: `List of String`, `Attributes Map`.
pub(super) fn shape(shape: &Shape) -> String {
    match shape {
        Shape::Leaf(ty) => of_type(ty),
        Shape::Nested(nesting, _) => nested("Attributes", *nesting),
    }
}

/// The type of a block: `Block List`.
pub(super) fn block(block: &Block) -> String {
    nested("Block", block.nesting)
}

fn nested(what: &str, nesting: Nesting) -> String {
    match nesting {
        Nesting::Single => what.to_owned(),
        Nesting::List => format!("{what} List"),
        Nesting::Set => format!("{what} Set"),
        Nesting::Map => format!("{what} Map"),
    }
}

fn of_type(ty: &Type) -> String {
    match ty {
        Type::Bool => "Boolean".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::String => "String".to_owned(),
        Type::Dynamic => "Dynamic".to_owned(),
        Type::List(element) => format!("List of {}", of_type(element)),
        Type::Set(element) => format!("Set of {}", of_type(element)),
        Type::Map(element) => format!("Map of {}", of_type(element)),
        Type::Object(_) => "Object".to_owned(),
        Type::Tuple(_) => "Tuple".to_owned(),
    }
}

/// The type in a function's signature: `list of string`.
pub(super) fn lower(ty: &Type) -> String {
    of_type(ty).to_lowercase()
}

/// What values must satisfy, a sentence for each thing that something is demanded of: the value, its elements, its keys.
pub(super) fn rules(attribute: &Attribute) -> Vec<String> {
    let element = match &attribute.shape {
        Shape::Leaf(Type::Map(_)) | Shape::Nested(Nesting::Map, _) => "Each value must be",
        _ => "Each element must be",
    };
    let mut sentences: Vec<(&str, String)> = Vec::new();
    for check in &attribute.checks {
        let (beginning, demand) = match check {
            Check::Items(..) => ("Must have", check.demand().replace("a collection of ", "")),
            Check::Each(check) => (element, check.demand()),
            Check::Keys(check) => ("Each key must be", check.demand()),
            check => ("Must be", check.demand()),
        };
        match sentences.iter_mut().find(|(said, _)| *said == beginning) {
            Some((_, demands)) => demands.extend([", and ", &demand]),
            None => sentences.push((beginning, demand)),
        }
    }
    sentences.iter().map(|(beginning, demands)| format!("{beginning} {demands}.")).collect()
}

/// A default as it would be written in HCL. An unknown is no default and never gets here.
pub(super) fn literal(value: &Value) -> String {
    let all = |elements: &[Value]| elements.iter().map(literal).collect::<Vec<_>>().join(", ");
    match value {
        Value::Null | Value::Unknown(_) => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::List(elements) | Value::Set(elements) | Value::Tuple(elements) => format!("[{}]", all(elements)),
        Value::Map(entries) | Value::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{} = {}", quoted(key), literal(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| format!("{name} = {}", literal(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Dynamic(inner) => literal(&inner.1),
    }
}

fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{}\"", text.replace("${", "$${").replace("%{", "%%{"))
}
