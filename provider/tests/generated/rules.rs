//! What schemas and texts must keep.

use plinth_provider::aws::Aws;
use serde_json::Value as Json;
use tfplugin::definition::ProviderDefinition;
use tfplugin::schema::{Object, Schema, Shape};
use tfplugin::selfcheck;

/// How the provider is made, which no page is about.
const INSIDE: &[&str] = &[
    "tfplugin",
    "protobuf",
    "gRPC",
    "MessagePack",
    "msgpack",
    "Rust",
    "serde",
    "crate",
    "struct",
    "composite",
    "engine",
    "moto",
    "SDK",
    "None",
    "Some",
    "Vec",
];

/// Everything that is wrong with the provider's schemas and their descriptions.
pub(crate) fn of_provider(provider: &ProviderDefinition<Aws>) -> Vec<String> {
    let mut found = Vec::new();
    let mut schema = |name: &str, schema: &Schema, violations: Vec<selfcheck::Violation>| {
        found.extend(violations.into_iter().map(|violation| format!("{name}: {violation}")));
        sentences(name, &schema.object, &mut found);
    };
    schema("provider", &provider.block, selfcheck::provider_schema(&provider.block));
    for resource in &provider.resources {
        let name = provider.type_name(resource.name());
        schema(&name, resource.schema(), selfcheck::schema(resource.schema()));
    }
    for source in &provider.data_sources {
        let name = provider.type_name(source.name());
        schema(&format!("data.{name}"), source.schema(), selfcheck::data_source_schema(source.schema()));
    }
    for function in &provider.functions {
        sentences(function.name, &function.object, &mut found);
    }
    found
}

/// Descriptions are whole sentences.
fn sentences(path: &str, object: &Object, found: &mut Vec<String>) {
    let mut ends = |path: &str, text: &str| {
        if !text.trim_end().ends_with('.') {
            found.push(format!("{path}: the description does not end its sentence: {text:?}"));
        }
    };
    ends(path, object.doc);
    for attribute in &object.attributes {
        ends(&format!("{path}.{}", attribute.name), attribute.doc);
    }
    for attribute in &object.attributes {
        if let Shape::Nested(_, inner) = &attribute.shape {
            sentences(&format!("{path}.{}", attribute.name), inner, found);
        }
    }
    for block in &object.blocks {
        sentences(&format!("{path}.{}", block.name), &block.object, found);
    }
}

/// Words in a text that tell how the provider is made.
pub(crate) fn words_of_the_inside(text: &str) -> impl Iterator<Item = &'static str> {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    INSIDE.iter().copied().filter(move |word| text.split(|c| !is_letter(c)).any(|found| found == *word))
}

/// The first place where two documents differ, with what stands there.
pub(crate) fn difference(path: &str, ours: &Json, theirs: &Json) -> Option<String> {
    if let (Some(a), Some(b)) = (ours.as_object(), theirs.as_object()) {
        let names: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
        let of = |side: &Json, name: &str| side.get(name).cloned().unwrap_or_default();
        let below = |name: &String| difference(&format!("{path}.{name}"), &of(ours, name), &of(theirs, name));
        return names.into_iter().find_map(below);
    }
    (ours != theirs).then(|| format!("{path} is {ours} here and {theirs} there"))
}
