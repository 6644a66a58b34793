//! From JSON to values.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::types::Type;
use crate::value::Value;
use crate::wire::describe::mismatch;
use crate::wire::{WireError, deeper, number, type_json};

/// What to do about attributes that the type and the document do not have in common.
#[derive(Clone, Copy)]
enum Attributes {
    /// They are errors.
    Exact,
    /// The type decides: an unknown one is passed over, a missing one is null.
    Lenient,
}

/// Reads a value of the type. Objects have exactly the attributes of their type.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, WireError> {
    read(bytes, ty, Attributes::Exact)
}

/// Reads a value of the type from state that another version may have written: attributes that the type does not have
/// are passed over, attributes that are missing are null. Everything else is as strict as [`decode`].
pub fn decode_lenient(bytes: &[u8], ty: &Type) -> Result<Value, WireError> {
    read(bytes, ty, Attributes::Lenient)
}

fn read(bytes: &[u8], ty: &Type, attributes: Attributes) -> Result<Value, WireError> {
    // The parser has a limit of its own for the depth, near to ours.
    let json: Json = serde_json::from_slice(bytes).map_err(|error| WireError::new(format!("not JSON: {error}")))?;
    value(json, ty, attributes, 0)
}

fn value(json: Json, ty: &Type, attributes: Attributes, depth: usize) -> Result<Value, WireError> {
    let depth = deeper(depth)?;
    match (json, ty) {
        (Json::Null, _) => Ok(Value::Null),
        (Json::Object(parts), Type::Dynamic) => dynamic(parts, attributes, depth),
        (Json::Bool(value), Type::Bool) => Ok(Value::Bool(value)),
        (Json::Number(value), Type::Number) => number::parse(&value.to_string()).map(Value::Number),
        (Json::String(value), Type::String) => Ok(Value::String(value)),
        (Json::Array(elements), Type::List(ty)) => {
            let element = |(at, json)| value(json, ty, attributes, depth).map_err(|error| error.in_index(at));
            elements.into_iter().enumerate().map(element).collect::<Result<_, _>>().map(Value::List)
        }
        (Json::Array(elements), Type::Set(ty)) => {
            let element = |json| value(json, ty, attributes, depth).map_err(WireError::in_set);
            elements.into_iter().map(element).collect::<Result<Vec<_>, _>>().map(Value::set)
        }
        (Json::Array(elements), Type::Tuple(types)) => {
            if elements.len() != types.len() {
                let lengths = format!("a tuple of {} elements is required, found {}", types.len(), elements.len());
                return Err(WireError::new(lengths));
            }
            let element =
                |(at, (json, ty))| value(json, ty, attributes, depth).map_err(|error: WireError| error.in_index(at));
            elements.into_iter().zip(types).enumerate().map(element).collect::<Result<_, _>>().map(Value::Tuple)
        }
        (Json::Object(entries), Type::Map(ty)) => {
            let element = |(key, json): (String, Json)| match value(json, ty, attributes, depth) {
                Ok(value) => Ok((key, value)),
                Err(error) => Err(error.in_key(&key)),
            };
            entries.into_iter().map(element).collect::<Result<_, _>>().map(Value::Map)
        }
        (Json::Object(entries), Type::Object(types)) => object(entries, types, attributes, depth),
        (json, ty) => Err(mismatch(ty, kind(&json))),
    }
}

fn object(
    mut entries: Map<String, Json>,
    types: &BTreeMap<String, Type>,
    attributes: Attributes,
    depth: usize,
) -> Result<Value, WireError> {
    let mut found = BTreeMap::new();
    for (name, ty) in types {
        let value = match (entries.remove(name), attributes) {
            (Some(json), _) => value(json, ty, attributes, depth).map_err(|error| error.in_attribute(name))?,
            (None, Attributes::Lenient) => Value::Null,
            (None, Attributes::Exact) => {
                return Err(WireError::new("the attribute is missing").in_attribute(name));
            }
        };
        found.insert(name.clone(), value);
    }
    match (entries.keys().next(), attributes) {
        (Some(extra), Attributes::Exact) => Err(WireError::new("there is no such attribute").in_attribute(extra)),
        _ => Ok(Value::Object(found)),
    }
}

fn dynamic(mut parts: Map<String, Json>, attributes: Attributes, depth: usize) -> Result<Value, WireError> {
    let (Some(ty), Some(inner), true) = (parts.remove("type"), parts.remove("value"), parts.is_empty()) else {
        return Err(WireError::new("a dynamic value must be an object of `type` and `value`"));
    };
    let ty = type_json::from_json(&ty, depth)?;
    let inner = value(inner, &ty, attributes, depth)?;
    Ok(if ty == Type::Dynamic { inner } else { Value::Dynamic(Box::new((ty, inner))) })
}

fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a bool",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "an array",
        Json::Object(_) => "an object",
    }
}
