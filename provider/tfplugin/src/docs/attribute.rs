//! The line about one attribute: all that the schema says, in the order in which a person asks.

use super::words;
use crate::schema::{Attribute, Block, Mode};

const WRITE_ONLY: &str =
    "[Write-only](https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments)";

/// An item of a list of attributes; `below` is the anchor of its own attributes, when it has some.
pub(super) fn line(attribute: &Attribute, below: Option<&str>) -> String {
    let mut kind = vec![words::shape(&attribute.shape)];
    let flags = [
        (attribute.sensitive, "Sensitive"),
        (attribute.write_only, WRITE_ONLY),
        (attribute.deprecated.is_some(), "Deprecated"),
    ];
    kind.extend(flags.into_iter().filter(|(said, _)| *said).map(|(_, word)| word.to_owned()));
    let text = with_notes(attribute.doc, &notes(attribute, below));
    format!("- `{}` ({}) {text}\n", attribute.name, kind.join(", "))
}

/// An item of a list of blocks.
pub(super) fn block(block: &Block, below: &str) -> String {
    let summary = block.object.doc.split("\n\n").next().unwrap_or_default();
    let text = with_notes(summary, &[see(below)]);
    format!("- `{}` ({}) {text}\n", block.name, words::block(block))
}

/// An item of a list of a function's arguments.
pub(super) fn argument(parameter: &Attribute) -> String {
    let nullable = if parameter.mode == Mode::Optional { ", Nullable" } else { "" };
    let text = with_notes(parameter.doc, &notes(parameter, None));
    format!("1. `{}` ({}{nullable}) {text}\n", parameter.name, words::shape(&parameter.shape))
}

fn notes(attribute: &Attribute, below: Option<&str>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(default) = &attribute.default {
        notes.push(format!("Default: `{}`.", words::literal(default)));
    }
    notes.extend(words::rules(attribute));
    if attribute.force_new {
        notes.push("Changing this replaces the resource.".to_owned());
    }
    if let Some(deprecated) = attribute.deprecated {
        notes.push(format!("Deprecated: {deprecated}"));
    }
    notes.extend(below.map(see));
    notes
}

fn see(anchor: &str) -> String {
    format!("(see [below for nested schema](#{anchor}))")
}

/// Text and notes as one item of a list: on one line, or indented when the text is more than a paragraph.
fn with_notes(doc: &str, notes: &[String]) -> String {
    let notes = notes.join(" ");
    if !doc.contains("\n\n") {
        let line = doc.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        return format!("{line} {notes}").trim().to_owned();
    }
    let text = format!("{doc}\n\n{notes}");
    let indented = text.trim().lines().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") });
    indented.collect::<Vec<_>>().join("\n").trim_start().to_owned()
}
