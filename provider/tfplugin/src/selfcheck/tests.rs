//! The rules, each with the sentence that a break of it reads.

mod applied;
mod plan;
mod schema;

use super::Violation;
use crate::schema::{Attribute, Block, Mode, Nesting, Object, Shape};
use crate::types::Type;
use crate::value::Value;

fn attribute(name: &'static str, mode: Mode, shape: Shape) -> Attribute {
    Attribute {
        name,
        doc: "",
        shape,
        mode,
        sensitive: false,
        write_only: false,
        force_new: false,
        volatile: false,
        default: None,
        checks: Vec::new(),
        same: |left, right| left == right,
        deprecated: None,
    }
}

fn leaf(name: &'static str, mode: Mode) -> Attribute {
    attribute(name, mode, Shape::Leaf(Type::String))
}

fn of(attributes: impl IntoIterator<Item = Attribute>) -> Object {
    Object { attributes: attributes.into_iter().collect(), ..Object::default() }
}

/// An object whose one attribute `x` is a nested one of `name` and the computed `id`.
fn nested(nesting: Nesting) -> Object {
    of([attribute("x", Mode::Optional, Shape::Nested(nesting, inner()))])
}

/// An object whose one block `x` has `name` and the computed `id`.
fn block(nesting: Nesting) -> Object {
    Object { blocks: vec![Block { name: "x", nesting, object: inner() }], ..Object::default() }
}

fn inner() -> Object {
    of([leaf("name", Mode::Required), leaf("id", Mode::Computed)])
}

fn item(name: Value, id: Value) -> Value {
    Value::object([("name", name), ("id", id)])
}

fn text(text: &str) -> Value {
    Value::string(text)
}

fn x(value: Value) -> Value {
    Value::object([("x", value)])
}

fn sentences(violations: Vec<Violation>) -> Vec<String> {
    violations.iter().map(ToString::to_string).collect()
}
