//! The layout file `plinth.yaml`: its shape, and where in the text each value stands.

mod at;
mod choice;
pub mod layout;
mod preset;
mod problem;
pub mod regions;
mod schema;

pub use at::At;
pub use choice::{Names, NatGateways};
pub use layout::{CiProvider, Layout};
pub use preset::{Answers, Preset, PresetError};
pub(crate) use problem::known as known_words;
pub use problem::{Problem, Problems};
pub use schema::schema;

/// The layout that the text says, with nothing checked but its shape.
///
/// # Errors
/// One problem, where reading ended: a syntax error, an unknown or missing key, a value of another type, a key said twice.
pub fn parse(text: &str) -> Result<Layout, Problem> {
    let options = serde_saphyr::options! { with_snippet: false };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| problem::of_yaml(&error, text))
}
