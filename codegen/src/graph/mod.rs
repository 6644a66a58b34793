//! The estate as a picture: accounts, networks and trust, drawn without a browser; and as a graph for other programs.

mod layout;
mod lines;
mod svg;
mod text;

use crate::estate::Purpose;

pub use svg::svg;
pub(crate) use text::node;
pub use text::{Graph, dot, graph, mermaid};

/// `LogArchive` as `log archive`.
fn words(purpose: Purpose) -> String {
    let mut words = String::new();
    for character in format!("{purpose:?}").chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(character.to_lowercase());
    }
    words
}
