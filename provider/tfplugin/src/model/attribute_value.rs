//! Rust types that stand for attribute values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::diagnostic::{Path, Step};
use crate::number::Number;
use crate::schema::{Nesting, Shape};
use crate::types::Type;
use crate::value::Value;

/// The value is not of the form that the Rust type has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {found}")]
pub struct Mismatch {
    /// Where, from the place that was decoded.
    pub path: Path,
    /// What was found instead of what.
    pub found: String,
}

impl Mismatch {
    /// A mismatch at the decoded place itself.
    pub fn new(expected: &str, found: &Value) -> Mismatch {
        let found = match found {
            Value::Null => "null",
            Value::Unknown(_) => "a value that is not known yet",
            Value::Bool(_) => "a bool",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Set(_) => "a set",
            Value::Map(_) => "a map",
            Value::Object(_) => "an object",
            Value::Tuple(_) => "a tuple",
            Value::Dynamic(_) => "a dynamic value",
        };
        Mismatch { path: Path::root(), found: format!("expected {expected}, found {found}") }
    }

    /// The same mismatch, seen from one attribute further out.
    #[must_use]
    pub fn within(mut self, step: Step) -> Mismatch {
        self.path.0.insert(0, step);
        self
    }
}

/// A Rust type that stands for the value of an attribute.
pub trait AttributeValue: Clone + PartialEq + Send + Sync + Sized + 'static {
    /// The form in the schema.
    fn shape() -> Shape;

    /// Reads a known value.
    fn decode(value: &Value) -> Result<Self, Mismatch>;

    /// Writes the value.
    fn encode(&self) -> Value;

    /// Whether two values mean the same. Most types compare; JSON text, for example, ignores white space and order.
    fn same(left: &Value, right: &Value) -> bool {
        left == right
    }
}

impl AttributeValue for String {
    fn shape() -> Shape {
        Shape::Leaf(Type::String)
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        value.as_str().map(str::to_owned).ok_or_else(|| Mismatch::new("a string", value))
    }

    fn encode(&self) -> Value {
        Value::String(self.clone())
    }
}

impl AttributeValue for bool {
    fn shape() -> Shape {
        Shape::Leaf(Type::Bool)
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        match value {
            Value::Bool(value) => Ok(*value),
            other => Err(Mismatch::new("a bool", other)),
        }
    }

    fn encode(&self) -> Value {
        Value::Bool(*self)
    }
}

impl AttributeValue for i64 {
    fn shape() -> Shape {
        Shape::Leaf(Type::Number)
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        match value {
            Value::Number(number) => number.as_i64().ok_or_else(|| Mismatch {
                path: Path::root(),
                found: format!("expected a whole number, found {number}"),
            }),
            other => Err(Mismatch::new("a whole number", other)),
        }
    }

    fn encode(&self) -> Value {
        Value::integer(*self)
    }
}

impl AttributeValue for Number {
    fn shape() -> Shape {
        Shape::Leaf(Type::Number)
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        match value {
            Value::Number(number) => Ok(number.clone()),
            other => Err(Mismatch::new("a number", other)),
        }
    }

    fn encode(&self) -> Value {
        Value::Number(self.clone())
    }
}

/// Any value at all: the attribute is of type `dynamic`.
impl AttributeValue for Value {
    fn shape() -> Shape {
        Shape::Leaf(Type::Dynamic)
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        Ok(value.clone())
    }

    fn encode(&self) -> Value {
        self.clone()
    }
}

impl<T: AttributeValue> AttributeValue for Option<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        if value.is_null() { Ok(None) } else { T::decode(value).map(Some) }
    }

    fn encode(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::encode)
    }

    fn same(left: &Value, right: &Value) -> bool {
        match (left.is_null(), right.is_null()) {
            (false, false) => T::same(left, right),
            (left, right) => left == right,
        }
    }
}

impl<T: AttributeValue> AttributeValue for Vec<T> {
    fn shape() -> Shape {
        collection(T::shape(), Nesting::List)
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        let Value::List(elements) = value else { return Err(Mismatch::new("a list", value)) };
        let decode = |(index, element)| T::decode(element).map_err(|error| error.within(index_step(index)));
        elements.iter().enumerate().map(decode).collect()
    }

    fn encode(&self) -> Value {
        Value::List(self.iter().map(T::encode).collect())
    }

    fn same(left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::List(left), Value::List(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(left, right)| T::same(left, right))
            }
            _ => left == right,
        }
    }
}

impl<T: AttributeValue + Ord> AttributeValue for BTreeSet<T> {
    fn shape() -> Shape {
        collection(T::shape(), Nesting::Set)
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        let Value::Set(elements) = value else { return Err(Mismatch::new("a set", value)) };
        elements.iter().map(T::decode).collect()
    }

    fn encode(&self) -> Value {
        Value::set(self.iter().map(T::encode))
    }
}

impl<T: AttributeValue> AttributeValue for BTreeMap<String, T> {
    fn shape() -> Shape {
        collection(T::shape(), Nesting::Map)
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        let Value::Map(elements) = value else { return Err(Mismatch::new("a map", value)) };
        let decode = |(key, element): (&String, &Value)| {
            let decoded = T::decode(element).map_err(|e| e.within(Step::Key(key.clone())))?;
            Ok((key.clone(), decoded))
        };
        elements.iter().map(decode).collect()
    }

    fn encode(&self) -> Value {
        Value::map(self.iter().map(|(key, element)| (key.clone(), element.encode())))
    }

    fn same(left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::Map(left), Value::Map(right)) => {
                left.len() == right.len()
                    && left.iter().zip(right).all(|((a, left), (b, right))| a == b && T::same(left, right))
            }
            _ => left == right,
        }
    }
}

/// A collection's shape: nested objects stay nested, everything else becomes a plain type.
fn collection(element: Shape, nesting: Nesting) -> Shape {
    match element {
        Shape::Nested(Nesting::Single, object) => Shape::Nested(nesting, object),
        other => Shape::Leaf(nesting.of(other.ty())),
    }
}

fn index_step(index: usize) -> Step {
    Step::Index(i64::try_from(index).unwrap_or(i64::MAX))
}

/// A computed value: empty until the provider fills it. Null on the wire when empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Out<T>(pub Option<T>);

impl<T> Out<T> {
    /// A filled value.
    pub fn known(value: T) -> Out<T> {
        Out(Some(value))
    }

    /// The value, once it is there.
    pub fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<T> From<T> for Out<T> {
    fn from(value: T) -> Out<T> {
        Out(Some(value))
    }
}

impl<T: AttributeValue> AttributeValue for Out<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        Option::<T>::decode(value).map(Out)
    }

    fn encode(&self) -> Value {
        self.0.encode()
    }

    fn same(left: &Value, right: &Value) -> bool {
        Option::<T>::same(left, right)
    }
}

/// A value that is never printed: `Debug` says only that there is one.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides a value.
    pub fn new(value: T) -> Secret<T> {
        Secret(value)
    }

    /// The value, for the one call that needs it.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl<T: AttributeValue> AttributeValue for Secret<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        T::decode(value).map(Secret)
    }

    fn encode(&self) -> Value {
        self.0.encode()
    }
}

/// A JSON document in a string. It keeps the text that the person wrote; two documents are the same when they differ
/// only in white space and in the order of keys.
#[derive(Clone, Debug)]
pub struct Json(String);

impl Json {
    /// A document from its text. Whether the text is JSON is for [`Json::parse`] to say.
    pub fn new(text: impl Into<String>) -> Json {
        Json(text.into())
    }

    /// The text as it was written.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The document.
    pub fn parse(&self) -> Result<serde_json::Value, serde_json::Error> {
        serde_json::from_str(&self.0)
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Json) -> bool {
        self.0 == other.0 || matches!((self.parse(), other.parse()), (Ok(left), Ok(right)) if left == right)
    }
}

impl Eq for Json {}

impl AttributeValue for Json {
    fn shape() -> Shape {
        Shape::Leaf(Type::String)
    }

    fn decode(value: &Value) -> Result<Self, Mismatch> {
        String::decode(value).map(Json)
    }

    fn encode(&self) -> Value {
        Value::String(self.0.clone())
    }

    fn same(left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::String(left), Value::String(right)) => Json::new(left.as_str()) == Json::new(right.as_str()),
            _ => left == right,
        }
    }
}
