//! Ready-made Terraform modules over the provider's resources, written from its schema and a short recipe for each.
//!
//! What an argument is called, what type it has and what it is for is said once, in the provider. A recipe adds what a schema
//! does not know: what the module is for, which arguments are settled, and an example.

mod body;
mod composition;
mod recipe;
mod recipes;
mod schema;
mod validation;
mod write;

/// What a module asks of the provider's version.
pub const CONSTRAINT: &str = concat!(">= ", env!("CARGO_PKG_VERSION"));

pub use composition::{COMPOSITIONS, Composition};
pub use recipe::Recipe;
pub use recipes::{RECIPES, resource};
pub use schema::{Provider, SchemaError};
pub use write::{ModuleError, all, write};
