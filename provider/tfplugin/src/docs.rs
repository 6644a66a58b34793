//! Registry pages from schemas, laid out as `tfplugindocs` lays them out, and the rules a tree of pages must keep.
//!
//! The text is the doc comments; whatever a page says about an attribute comes from the schema. Pages are returned as
//! text: writing them is for who calls. Examples and imports are passed in, since they are files that tests run.

mod attribute;
mod front_matter;
mod schema;
mod validate;
mod words;

use crate::function::FunctionEntry;
use crate::schema::Schema;

pub use validate::{Names, validate};

/// What a page says beside its schema.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page<'a> {
    /// The provider's name: `plinth`.
    pub provider: &'a str,
    /// The group in the Registry's navigation; empty for none.
    pub subcategory: &'a str,
    /// An example configuration, in HCL.
    pub example: Option<&'a str>,
    /// How existing objects are imported.
    pub import: Option<Import<'a>>,
}

/// How existing objects are imported.
#[derive(Clone, Copy, Debug)]
pub struct Import<'a> {
    /// The form of the id, in a sentence.
    pub id: &'a str,
    /// An `import {}` block, in HCL.
    pub block: &'a str,
    /// A `terraform import` command.
    pub command: &'a str,
}

/// `docs/index.md`: the provider block.
pub fn index(schema: &Schema, page: &Page<'_>) -> String {
    let provider = page.provider;
    let mut text = front_matter::write(&format!("{provider} Provider"), None, schema.object.doc);
    heading(&mut text, &format!("{provider} Provider"), schema.object.doc);
    example(&mut text, page);
    section(&mut text, &schema::render(&schema.object));
    text
}

/// `docs/resources/<name without prefix>.md`; `name` is the full one.
pub fn resource(name: &str, schema: &Schema, page: &Page<'_>) -> String {
    object_page("Resource", name, schema, page)
}

/// `docs/data-sources/<name without prefix>.md`; `name` is the full one.
pub fn data_source(name: &str, schema: &Schema, page: &Page<'_>) -> String {
    object_page("Data Source", name, schema, page)
}

/// `docs/ephemeral-resources/<name without prefix>.md`; `name` is the full one.
pub fn ephemeral_resource(name: &str, schema: &Schema, page: &Page<'_>) -> String {
    object_page("Ephemeral Resource", name, schema, page)
}

/// `docs/functions/<name>.md`.
pub fn function(function: &FunctionEntry, page: &Page<'_>) -> String {
    let name = function.name;
    let title = format!("{name} function - {}", page.provider);
    let mut text = front_matter::write(&title, Some(page.subcategory), function.object.doc);
    heading(&mut text, &format!("function: {name}"), function.object.doc);
    example(&mut text, page);
    let parameters =
        function.parameters().map(|parameter| format!("{} {}", parameter.name, words::lower(&parameter.ty)));
    let parameters = parameters.collect::<Vec<_>>().join(", ");
    let signature = format!("{name}({parameters}) {}", words::lower(&function.output));
    section(&mut text, &format!("## Signature\n\n```text\n{signature}\n```"));
    if !function.object.attributes.is_empty() {
        let arguments: String = function.object.attributes.iter().map(attribute::argument).collect();
        section(&mut text, &format!("## Arguments\n\n{arguments}"));
    }
    text
}

fn object_page(kind: &str, name: &str, schema: &Schema, page: &Page<'_>) -> String {
    let title = format!("{name} {kind} - {}", page.provider);
    let mut text = front_matter::write(&title, Some(page.subcategory), schema.object.doc);
    heading(&mut text, &format!("{name} ({kind})"), schema.object.doc);
    example(&mut text, page);
    section(&mut text, &schema::render(&schema.object));
    if let Some(Import { id, block, command }) = page.import {
        let (block, command) = (block.trim(), command.trim());
        section(&mut text, &format!("## Import\n\n{}", id.trim()));
        section(&mut text, &format!("In an `import` block:\n\n```terraform\n{block}\n```"));
        section(&mut text, &format!("With the `terraform import` command:\n\n```shell\n{command}\n```"));
    }
    text
}

fn heading(text: &mut String, title: &str, doc: &str) {
    section(text, &format!("# {title}"));
    section(text, doc);
}

fn example(text: &mut String, page: &Page<'_>) {
    if let Some(example) = page.example {
        section(text, &format!("## Example Usage\n\n```terraform\n{}\n```", example.trim()));
    }
}

/// Adds a paragraph or section, apart from what stands before it.
fn section(text: &mut String, section: &str) {
    text.push('\n');
    text.push_str(section.trim());
    text.push('\n');
}

#[cfg(test)]
mod tests;
