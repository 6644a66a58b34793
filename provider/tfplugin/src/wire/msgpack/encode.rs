//! From values to `MessagePack`.

use std::collections::BTreeMap;
use std::fmt::Display;

use rmp::encode as write;

use super::{REFINED, refinements};
use crate::number::Number;
use crate::types::Type;
use crate::value::Value;
use crate::wire::describe::{mismatch, of_value};
use crate::wire::{WireError, deeper, number, text, type_json};

/// Writes a value of the type.
///
/// Objects must have exactly the attributes of their type (`conform` sees to that), and a value where the type says
/// `dynamic` must carry its own. Strings come out in Unicode normalization form C, sets in canonical order, map keys
/// sorted: the same value is always the same bytes.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, WireError> {
    let mut bytes = Vec::new();
    put(&mut bytes, value, ty, 0)?;
    Ok(bytes)
}

fn put(out: &mut Vec<u8>, value: &Value, ty: &Type, depth: usize) -> Result<(), WireError> {
    let depth = deeper(depth)?;
    match (value, ty) {
        (Value::Null, _) => written(write::write_nil(out)),
        (Value::Unknown(known), ty) => unknown(out, refinements::encode(known.as_deref(), ty)?),
        (Value::Bool(value), Type::Bool) => written(write::write_bool(out, *value)),
        (Value::Number(value), Type::Number) => put_number(out, value),
        (Value::String(value), Type::String) => put_text(out, &text::nfc(value)),
        (Value::List(elements), Type::List(element)) => {
            put_array_length(out, elements.len())?;
            elements
                .iter()
                .enumerate()
                .try_for_each(|(at, value)| put(out, value, element, depth).map_err(|error| error.in_index(at)))
        }
        (Value::Set(elements), Type::Set(element)) => put_set(out, elements, element, depth),
        (Value::Tuple(elements), Type::Tuple(types)) => {
            if elements.len() != types.len() {
                let lengths = format!("a tuple of {} elements is required, found {}", types.len(), elements.len());
                return Err(WireError::new(lengths));
            }
            put_array_length(out, elements.len())?;
            elements
                .iter()
                .zip(types)
                .enumerate()
                .try_for_each(|(at, (value, ty))| put(out, value, ty, depth).map_err(|error| error.in_index(at)))
        }
        (Value::Map(entries), Type::Map(element)) => {
            let entries = text::nfc_keys(entries)?;
            put_map_length(out, entries.len())?;
            entries.into_iter().try_for_each(|(key, value)| {
                put_text(out, &key)?;
                put(out, value, element, depth).map_err(|error| error.in_key(&key))
            })
        }
        (Value::Object(attributes), Type::Object(types)) => put_object(out, attributes, types, depth),
        (Value::Dynamic(inner), Type::Dynamic) => {
            let (ty, value) = &**inner;
            if *ty == Type::Dynamic {
                return put(out, value, ty, depth);
            }
            put_array_length(out, 2)?;
            let ty_json = type_json::encode(ty);
            length(ty_json.len())?;
            written(write::write_bin(out, &ty_json))?;
            put(out, value, ty, depth)
        }
        (value, ty) => Err(mismatch(ty, of_value(value))),
    }
}

/// Integers as integers where they fit, floats only where they are exactly the number, and text for all others.
pub(super) fn put_number(out: &mut Vec<u8>, value: &Number) -> Result<(), WireError> {
    if let Some(integer) = value.as_i64() {
        return written(write::write_sint(out, integer));
    }
    if let Some(float) = number::exact_f64(value).filter(|_| !value.is_integer()) {
        return written(write::write_f64(out, float));
    }
    let text = number::json_text(value).ok_or_else(|| WireError::new("a number without a text"))?;
    put_text(out, &text)
}

pub(super) fn put_text(out: &mut Vec<u8>, text: &str) -> Result<(), WireError> {
    length(text.len())?;
    written(write::write_str(out, text))
}

pub(super) fn put_map_length(out: &mut Vec<u8>, entries: usize) -> Result<(), WireError> {
    written(write::write_map_len(out, length(entries)?))
}

pub(super) fn put_array_length(out: &mut Vec<u8>, elements: usize) -> Result<(), WireError> {
    written(write::write_array_len(out, length(elements)?))
}

fn put_set(out: &mut Vec<u8>, elements: &[Value], element: &Type, depth: usize) -> Result<(), WireError> {
    // A set that was not built with `Value::set` still leaves in canonical form.
    let mut elements: Vec<&Value> = elements.iter().collect();
    elements.sort();
    elements.dedup_by(|a, b| a == b && a.is_wholly_known());
    put_array_length(out, elements.len())?;
    elements.into_iter().try_for_each(|value| put(out, value, element, depth).map_err(WireError::in_set))
}

fn put_object(
    out: &mut Vec<u8>,
    attributes: &BTreeMap<String, Value>,
    types: &BTreeMap<String, Type>,
    depth: usize,
) -> Result<(), WireError> {
    if let Some(extra) = attributes.keys().find(|name| !types.contains_key(*name)) {
        return Err(WireError::new("there is no such attribute").in_attribute(extra));
    }
    put_map_length(out, types.len())?;
    types.iter().try_for_each(|(name, ty)| {
        let value =
            attributes.get(name).ok_or_else(|| WireError::new("the attribute is missing").in_attribute(name))?;
        put_text(out, name)?;
        put(out, value, ty, depth).map_err(|error| error.in_attribute(name))
    })
}

/// An unknown value: `d4 00 00`, or the extension with the refinements.
fn unknown(out: &mut Vec<u8>, refinements: Option<Vec<u8>>) -> Result<(), WireError> {
    match refinements {
        None => {
            written(write::write_ext_meta(out, 1, 0))?;
            out.push(0);
        }
        Some(payload) => {
            written(write::write_ext_meta(out, length(payload.len())?, REFINED))?;
            out.extend(payload);
        }
    }
    Ok(())
}

fn length(length: usize) -> Result<u32, WireError> {
    u32::try_from(length).map_err(|_| WireError::new("longer than 4 GiB"))
}

fn written<T, E: Display>(result: Result<T, E>) -> Result<(), WireError> {
    result.map(drop).map_err(|error| WireError::new(error.to_string()))
}
