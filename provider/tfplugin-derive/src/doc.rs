//! Doc comments, which are the only documentation there is.

use proc_macro2::Span;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use crate::errors::Errors;

/// The text of the doc comment: lines joined, one leading space off each, Markdown kept. `None` without one.
pub(crate) fn text(attributes: &[Attribute]) -> Option<String> {
    let lines: Vec<String> = attributes.iter().filter_map(literal).collect();
    let text =
        lines.iter().flat_map(|doc| doc.split('\n')).map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
    let text = text.collect::<Vec<_>>().join("\n");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn literal(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attribute.meta else { return None };
    match &meta.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if meta.path.is_ident("doc") => Some(text.value()),
        _ => None,
    }
}

/// Where the doc comment stands, for messages about it.
pub(crate) fn span(attributes: &[Attribute]) -> Option<Span> {
    attributes.iter().rev().find(|attribute| literal(attribute).is_some()).map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) => syn::spanned::Spanned::span(&meta.value),
        _ => attribute.pound_token.span,
    })
}

/// The mandatory doc comment of `what`; a missing one and one without an end are mistakes.
pub(crate) fn required(attributes: &[Attribute], at: Span, what: &str, errors: &mut Errors) -> String {
    let Some(text) = text(attributes) else {
        errors.at(
            at,
            format!("{what} needs a doc comment: it is the text of the documentation; write `/// ...` above it"),
        );
        return String::new();
    };
    if !(ends_a_sentence(&text) && text.split("\n\n").next().is_some_and(ends_a_sentence)) {
        let at = span(attributes).unwrap_or(at);
        errors.at(at, "a doc comment is made of whole sentences: end its first paragraph and its last line with `.`");
    }
    text
}

/// Whether Markdown ends like a sentence. Code, tables and introductions to lists (`:`) need no stop.
fn ends_a_sentence(text: &str) -> bool {
    let last_line = text.trim_end().lines().next_back().unwrap_or_default().trim_start();
    let closed = last_line.trim_end_matches([')', '"', '*', '_']);
    closed.ends_with(['.', '!', '?', ':']) || last_line.starts_with("```") || last_line.starts_with('|')
}
