//! Values in Terraform's three states: unknown, null and known.
//!
//! Encodings live in `wire`; what a value may be in a place is for `schema` to say.

use std::collections::BTreeMap;

use crate::number::Number;
use crate::types::Type;

/// A Terraform value. Its type is known from the schema, but for [`Value::Dynamic`], which carries its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Value {
    /// Absent.
    #[default]
    Null,
    /// Not known before apply; with what Terraform already knows about it, if anything.
    Unknown(Option<Box<Refinements>>),
    /// `true` or `false`.
    Bool(bool),
    /// A number of any precision.
    Number(Number),
    /// Text.
    String(String),
    /// Ordered elements.
    List(Vec<Value>),
    /// Elements in canonical order without duplicates; build it with [`Value::set`].
    Set(Vec<Value>),
    /// Elements by key.
    Map(BTreeMap<String, Value>),
    /// Attributes by name; every attribute of the type is present.
    Object(BTreeMap<String, Value>),
    /// Elements, each of its own type.
    Tuple(Vec<Value>),
    /// A value where the schema says `dynamic`, with the type it turned out to have.
    Dynamic(Box<(Type, Value)>),
}

/// What is already known about an unknown value. An applied value must keep all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refinements {
    /// `Some(false)`: certainly not null. `Some(true)`: certainly null.
    pub nullness: Option<bool>,
    /// The string starts with this.
    pub string_prefix: Option<String>,
    /// The number is at least this; `true` when the bound itself is allowed.
    pub number_lower: Option<(Number, bool)>,
    /// The number is at most this; `true` when the bound itself is allowed.
    pub number_upper: Option<(Number, bool)>,
    /// The collection has at least so many elements.
    pub length_lower: Option<i64>,
    /// The collection has at most so many elements.
    pub length_upper: Option<i64>,
}

impl Value {
    /// An unknown value about which nothing is known.
    pub const UNKNOWN: Value = Value::Unknown(None);

    /// A string.
    pub fn string(text: impl Into<String>) -> Value {
        Value::String(text.into())
    }

    /// An integer.
    pub fn integer(value: i64) -> Value {
        Value::Number(Number::from(value))
    }

    /// A set: sorted, and without duplicates. Elements that are not wholly known are all kept, since two unknown
    /// values need not turn out equal.
    pub fn set(elements: impl IntoIterator<Item = Value>) -> Value {
        let mut elements: Vec<Value> = elements.into_iter().collect();
        elements.sort();
        elements.dedup_by(|a, b| a == b && a.is_wholly_known());
        Value::Set(elements)
    }

    /// A map.
    pub fn map<K: Into<String>>(elements: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Map(elements.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// An object.
    pub fn object<K: Into<String>>(attributes: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Object(attributes.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// Whether the value is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Whether the value itself is unknown; its elements may be unknown even when it is not.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown(_))
    }

    /// Whether neither the value nor anything inside it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Value::Unknown(_) => false,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
            Value::List(elements) | Value::Set(elements) | Value::Tuple(elements) => {
                elements.iter().all(Value::is_wholly_known)
            }
            Value::Map(elements) | Value::Object(elements) => elements.values().all(Value::is_wholly_known),
            Value::Dynamic(inner) => inner.1.is_wholly_known(),
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The attribute of an object, or the element of a map.
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Object(attributes) | Value::Map(attributes) => attributes.get(name),
            _ => None,
        }
    }

    /// The attributes of an object, or the elements of a map.
    pub fn entries(&self) -> Option<&BTreeMap<String, Value>> {
        match self {
            Value::Object(entries) | Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The elements of a list, set or tuple.
    pub fn elements(&self) -> Option<&[Value]> {
        match self {
            Value::List(elements) | Value::Set(elements) | Value::Tuple(elements) => Some(elements),
            _ => None,
        }
    }

    /// The same value with every unknown inside replaced by null, as Terraform saves what a failed apply left open.
    #[must_use]
    pub fn with_unknown_as_null(self) -> Value {
        let all = |elements: Vec<Value>| elements.into_iter().map(Value::with_unknown_as_null);
        let each = |entries: BTreeMap<String, Value>| {
            entries.into_iter().map(|(key, value)| (key, value.with_unknown_as_null())).collect()
        };
        match self {
            Value::Unknown(_) => Value::Null,
            Value::List(elements) => Value::List(all(elements).collect()),
            Value::Tuple(elements) => Value::Tuple(all(elements).collect()),
            Value::Set(elements) => Value::set(all(elements)),
            Value::Map(entries) => Value::Map(each(entries)),
            Value::Object(entries) => Value::Object(each(entries)),
            Value::Dynamic(inner) => Value::Dynamic(Box::new((inner.0, inner.1.with_unknown_as_null()))),
            known => known,
        }
    }

    /// The same value with every refinement dropped; Terraform compares values this way.
    #[must_use]
    pub fn without_refinements(&self) -> Value {
        let all = |elements: &[Value]| elements.iter().map(Value::without_refinements).collect::<Vec<_>>();
        let each = |entries: &BTreeMap<String, Value>| {
            entries.iter().map(|(key, value)| (key.clone(), value.without_refinements())).collect()
        };
        match self {
            Value::Unknown(_) => Value::UNKNOWN,
            Value::List(elements) => Value::List(all(elements)),
            Value::Tuple(elements) => Value::Tuple(all(elements)),
            Value::Set(elements) => Value::set(all(elements)),
            Value::Map(entries) => Value::Map(each(entries)),
            Value::Object(entries) => Value::Object(each(entries)),
            Value::Dynamic(inner) => Value::Dynamic(Box::new((inner.0.clone(), inner.1.without_refinements()))),
            known => known.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_have_one_form() {
        assert_eq!(
            Value::set([Value::string("b"), Value::string("a"), Value::string("b")]),
            Value::Set(vec![Value::string("a"), Value::string("b")])
        );
    }

    #[test]
    fn unknown_elements_of_a_set_stay_apart() {
        let Value::Set(elements) = Value::set([Value::UNKNOWN, Value::UNKNOWN]) else { panic!("a set") };
        assert_eq!(elements.len(), 2);
    }

    #[test]
    fn unknown_is_found_at_any_depth() {
        let nested = Value::object([("a", Value::List(vec![Value::map([("b", Value::UNKNOWN)])]))]);
        assert!(!nested.is_wholly_known());
        assert!(nested.with_unknown_as_null().is_wholly_known());
    }
}
