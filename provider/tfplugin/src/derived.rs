//! What the derives' output calls, so that the output stays small. Not for people.

use std::collections::BTreeMap;

use crate::diagnostic::Step;
use crate::model::{AttributeValue, Mismatch, Model};
use crate::schema::{Nesting, Object};
use crate::value::Value;

/// The names in scope of `check = ...`: every [`Check`](crate::check::Check), and `each` and `keys`.
pub mod checks {
    #[allow(clippy::enum_glob_use, reason = "whatever a check may be, an attribute may say")]
    pub use crate::check::Check::*;

    use crate::check::Check;

    /// Every element of a collection satisfies `check`.
    pub fn each(check: Check) -> Check {
        Check::each(check)
    }

    /// Every key of a map satisfies `check`.
    pub fn keys(check: Check) -> Check {
        Check::keys(check)
    }
}

/// Refuses what is no object before anything is read from it.
pub fn an_object(value: &Value) -> Result<(), Mismatch> {
    if matches!(value, Value::Object(_)) { Ok(()) } else { Err(Mismatch::new("an object", value)) }
}

/// Reads one attribute or block. One that the object lacks counts as null: older state may lack it.
pub fn member<T: AttributeValue>(object: &Value, name: &str) -> Result<T, Mismatch> {
    let value = object.get(name).unwrap_or(&Value::Null);
    T::decode(value).map_err(|error| error.within(Step::Attribute(name.to_owned())))
}

/// Adds the attributes of a flattened model to those of the model around it.
pub fn flatten(entries: &mut BTreeMap<String, Value>, inner: Value) {
    if let Value::Object(inner) = inner {
        entries.extend(inner);
    }
}

/// What may hold blocks: one, a list or a map of an object.
pub trait Blocks: AttributeValue {
    /// The body of one block.
    fn body() -> Object;
}

impl<N: Model + AttributeValue> Blocks for Option<N> {
    fn body() -> Object {
        N::object()
    }
}

impl<N: Model + AttributeValue> Blocks for Vec<N> {
    fn body() -> Object {
        N::object()
    }
}

impl<N: Model + AttributeValue> Blocks for BTreeMap<String, N> {
    fn body() -> Object {
        N::object()
    }
}

/// Whether two objects mean the same: attribute by attribute, each in its own way.
pub fn same<M: Model>(left: &Value, right: &Value) -> bool {
    left == right || same_object(&M::object(), left, right)
}

fn same_object(object: &Object, left: &Value, right: &Value) -> bool {
    if !matches!((left, right), (Value::Object(_), Value::Object(_))) {
        return left == right;
    }
    let both = |name: &str| (left.get(name).unwrap_or(&Value::Null), right.get(name).unwrap_or(&Value::Null));
    let attributes = object.attributes.iter().all(|attribute| {
        let (left, right) = both(attribute.name);
        (attribute.same)(left, right)
    });
    attributes
        && object.blocks.iter().all(|block| {
            let (left, right) = both(block.name);
            same_blocks(block.nesting, &block.object, left, right)
        })
}

fn same_blocks(nesting: Nesting, body: &Object, left: &Value, right: &Value) -> bool {
    match (nesting, left, right) {
        (Nesting::Single, left, right) => same_object(body, left, right),
        (_, Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same_object(body, left, right))
        }
        (_, Value::Map(left), Value::Map(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|((a, left), (b, right))| a == b && same_object(body, left, right))
        }
        (_, left, right) => left == right,
    }
}
