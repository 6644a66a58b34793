//! The last pass over an object before it leaves: every attribute and block is there, write-only ones are null, strings
//! are normalised.
//!
//! It repairs form only. Whether the content is what Terraform will accept is for `selfcheck` to say.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::schema::{Nesting, Object, Shape};
use crate::types::Type;
use crate::value::{Refinements, Value};
use crate::wire::describe::{mismatch, of_value};
use crate::wire::{WireError, deeper, text};

/// The object in the form that Terraform demands of a reply.
///
/// * A missing attribute is null; a missing or null LIST, SET or MAP block is an empty collection, a SINGLE one null.
/// * Write-only attributes are null, at any depth.
/// * Strings and keys of maps are in Unicode normalization form C; sets are in canonical order.
/// * A null or unknown object stays what it is.
///
/// An attribute that the schema does not have, and a value of another kind than its type, is an error with its path.
pub fn conform(value: Value, object: &Object) -> Result<Value, WireError> {
    root(value, object, 0)
}

fn root(value: Value, object: &Object, depth: usize) -> Result<Value, WireError> {
    let depth = deeper(depth)?;
    let mut found = match value {
        Value::Object(found) => found,
        Value::Null | Value::Unknown(_) => return Ok(value),
        other => return Err(mismatch(&Type::Object(BTreeMap::new()), of_value(&other))),
    };
    let mut conformed = BTreeMap::new();
    for attribute in &object.attributes {
        let value = found.remove(attribute.name).unwrap_or_default();
        let value = match &attribute.shape {
            _ if attribute.write_only => Ok(Value::Null),
            Shape::Leaf(ty) => leaf(value, ty, depth),
            Shape::Nested(nesting, inner) => nested(value, *nesting, inner, depth),
        };
        conformed.insert(attribute.name.to_owned(), value.map_err(|error| error.in_attribute(attribute.name))?);
    }
    for block in &object.blocks {
        let value = found.remove(block.name).unwrap_or_default();
        let value = match (value, block.nesting) {
            (Value::Null, Nesting::List) => Ok(Value::List(Vec::new())),
            (Value::Null, Nesting::Set) => Ok(Value::Set(Vec::new())),
            (Value::Null, Nesting::Map) => Ok(Value::Map(BTreeMap::new())),
            (value, nesting) => nested(value, nesting, &block.object, depth),
        };
        conformed.insert(block.name.to_owned(), value.map_err(|error| error.in_attribute(block.name))?);
    }
    match found.keys().next() {
        Some(extra) => Err(WireError::new("there is no such attribute").in_attribute(extra)),
        None => Ok(Value::Object(conformed)),
    }
}

fn nested(value: Value, nesting: Nesting, object: &Object, depth: usize) -> Result<Value, WireError> {
    match (value, nesting) {
        (value, Nesting::Single) => root(value, object, depth),
        (value, nesting) => collection(value, nesting, |value| root(value, object, depth))
            .unwrap_or_else(|value| Err(mismatch(&nesting.of(Type::Dynamic), of_value(&value)))),
    }
}

/// Every element of a collection through `each`; the value itself back when it is no such collection.
fn collection(
    value: Value,
    nesting: Nesting,
    each: impl Fn(Value) -> Result<Value, WireError>,
) -> Result<Result<Value, WireError>, Value> {
    Ok(match (value, nesting) {
        (value @ Value::Null, _) => Ok(value),
        (Value::Unknown(known), _) => Ok(Value::Unknown(known)),
        (Value::List(elements), Nesting::List) => {
            let element = |(at, value)| each(value).map_err(|error| error.in_index(at));
            elements.into_iter().enumerate().map(element).collect::<Result<_, _>>().map(Value::List)
        }
        (Value::Set(elements), Nesting::Set) => {
            let element = |value| each(value).map_err(WireError::in_set);
            elements.into_iter().map(element).collect::<Result<Vec<_>, _>>().map(Value::set)
        }
        (Value::Map(entries), Nesting::Map) => text::nfc_keys(&entries).map(drop).and_then(|()| {
            let element = |(key, value): (String, Value)| match each(value) {
                Ok(value) => Ok((owned_nfc(key), value)),
                Err(error) => Err(error.in_key(&key)),
            };
            entries.into_iter().map(element).collect::<Result<_, _>>().map(Value::Map)
        }),
        (value, _) => return Err(value),
    })
}

fn leaf(value: Value, ty: &Type, depth: usize) -> Result<Value, WireError> {
    let depth = deeper(depth)?;
    match (value, ty) {
        (value @ Value::Null, _) | (value @ Value::Bool(_), Type::Bool) | (value @ Value::Number(_), Type::Number) => {
            Ok(value)
        }
        (Value::Unknown(known), _) => Ok(Value::Unknown(known.map(normalised))),
        (Value::String(value), Type::String) => Ok(Value::String(owned_nfc(value))),
        (Value::Tuple(elements), Type::Tuple(types)) if elements.len() == types.len() => {
            let element = |(at, (value, ty))| leaf(value, ty, depth).map_err(|error: WireError| error.in_index(at));
            elements.into_iter().zip(types).enumerate().map(element).collect::<Result<_, _>>().map(Value::Tuple)
        }
        (Value::Object(mut found), Type::Object(types)) => {
            let attribute = |(name, ty): (&String, &Type)| {
                let value = leaf(found.remove(name).unwrap_or_default(), ty, depth);
                value.map(|value| (name.clone(), value)).map_err(|error| error.in_attribute(name))
            };
            let conformed = types.iter().map(attribute).collect::<Result<_, _>>()?;
            match found.keys().next() {
                Some(extra) => Err(WireError::new("there is no such attribute").in_attribute(extra)),
                None => Ok(Value::Object(conformed)),
            }
        }
        (Value::Dynamic(inner), Type::Dynamic) => {
            let (ty, value) = *inner;
            let value = leaf(value, &ty, depth)?;
            Ok(Value::Dynamic(Box::new((ty, value))))
        }
        (value, ty) => {
            let (nesting, element) = match ty {
                Type::List(element) => (Nesting::List, element),
                Type::Set(element) => (Nesting::Set, element),
                Type::Map(element) => (Nesting::Map, element),
                _ => return Err(mismatch(ty, of_value(&value))),
            };
            collection(value, nesting, |value| leaf(value, element, depth))
                .unwrap_or_else(|value| Err(mismatch(ty, of_value(&value))))
        }
    }
}

fn normalised(mut known: Box<Refinements>) -> Box<Refinements> {
    known.string_prefix = known.string_prefix.map(owned_nfc);
    known
}

fn owned_nfc(value: String) -> String {
    match text::nfc(&value) {
        Cow::Owned(normalised) => normalised,
        Cow::Borrowed(_) => value,
    }
}

#[cfg(test)]
mod tests;
