//! Typed structs over [`Value`]s: what the derives implement.
//!
//! A model is decoded only where everything is known (apply, read, delete, functions); validation and planning run on
//! values, so code written for a resource never meets an unknown.

mod attribute_value;
mod field;

pub use attribute_value::{AttributeValue, Json, Mismatch, Out, Secret};
pub use field::{Field, FieldSet};

use crate::schema::{Object, Schema};
use crate::value::Value;

/// A struct whose fields are attributes and blocks. Implemented by `#[derive(Resource)]`, `#[derive(DataSource)]`,
/// `#[derive(ProviderBlock)]`, `#[derive(Function)]` and `#[derive(Object)]`.
pub trait Model: Clone + Send + Sync + Sized + 'static {
    /// One [`Field`] per attribute, for root objects of type `Root`.
    type Fields<Root: 'static>: FieldSet;

    /// Its attributes and blocks.
    fn object() -> Object;

    /// Reads the struct from an object value. A null where the struct has a plain `String` is a [`Mismatch`].
    fn decode(value: &Value) -> Result<Self, Mismatch>;

    /// Writes the struct as an object value that has every attribute and block.
    fn encode(&self) -> Value;
}

/// A model with a name of its own: a resource or data source. `NAME` lacks the provider's prefix.
pub trait Named: Model {
    /// `cross_account_role` for `plinth_cross_account_role`.
    const NAME: &'static str;

    /// Version of the state's form.
    const VERSION: i64 = 0;

    /// The schema, from the one declaration.
    fn schema() -> Schema {
        Schema { version: Self::VERSION, object: Self::object() }
    }

    /// The typed names of its attributes: `let f = Self::fields(); f.name`.
    fn fields() -> Self::Fields<Self> {
        FieldSet::new()
    }
}
