//! From values to JSON.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::types::Type;
use crate::value::Value;
use crate::wire::describe::{mismatch, of_value};
use crate::wire::{WireError, deeper, number, text, type_json};

/// Writes a wholly known value of the type. An unknown value or an infinity anywhere inside is an error, and so is an
/// object that has not exactly the attributes of its type. Numbers keep their text.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, WireError> {
    Ok(to_json(value, ty, 0)?.to_string().into_bytes())
}

fn to_json(value: &Value, ty: &Type, depth: usize) -> Result<Json, WireError> {
    let depth = deeper(depth)?;
    match (value, ty) {
        (Value::Null, _) => Ok(Json::Null),
        (Value::Unknown(_), _) => Err(WireError::new("an unknown value cannot be written as JSON")),
        (Value::Bool(value), Type::Bool) => Ok(Json::Bool(*value)),
        (Value::Number(value), Type::Number) => number::json_text(value)
            .and_then(|text| serde_json::from_str(&text).ok())
            .map(Json::Number)
            .ok_or_else(|| WireError::new("an infinite number cannot be written as JSON")),
        (Value::String(value), Type::String) => Ok(Json::String(text::nfc(value).into_owned())),
        (Value::List(elements), Type::List(ty)) => {
            let element = |(at, value)| to_json(value, ty, depth).map_err(|error| error.in_index(at));
            elements.iter().enumerate().map(element).collect::<Result<_, _>>().map(Json::Array)
        }
        (Value::Set(elements), Type::Set(ty)) => {
            let element = |value| to_json(value, ty, depth).map_err(WireError::in_set);
            elements.iter().map(element).collect::<Result<_, _>>().map(Json::Array)
        }
        (Value::Tuple(elements), Type::Tuple(types)) if elements.len() == types.len() => {
            let element = |(at, (value, ty))| to_json(value, ty, depth).map_err(|error: WireError| error.in_index(at));
            elements.iter().zip(types).enumerate().map(element).collect::<Result<_, _>>().map(Json::Array)
        }
        (Value::Map(entries), Type::Map(ty)) => {
            let element = |(key, value): (Cow<'_, str>, &Value)| match to_json(value, ty, depth) {
                Ok(json) => Ok((key.into_owned(), json)),
                Err(error) => Err(error.in_key(&key)),
            };
            text::nfc_keys(entries)?.into_iter().map(element).collect::<Result<_, _>>().map(Json::Object)
        }
        (Value::Object(attributes), Type::Object(types)) => {
            if let Some(extra) = attributes.keys().find(|name| !types.contains_key(*name)) {
                return Err(WireError::new("there is no such attribute").in_attribute(extra));
            }
            let mut object = Map::new();
            for (name, ty) in types {
                let json = match attributes.get(name) {
                    Some(value) => to_json(value, ty, depth),
                    None => Err(WireError::new("the attribute is missing")),
                };
                object.insert(name.clone(), json.map_err(|error| error.in_attribute(name))?);
            }
            Ok(Json::Object(object))
        }
        (Value::Dynamic(inner), Type::Dynamic) => {
            let (ty, value) = &**inner;
            let json = to_json(value, ty, depth)?;
            if *ty == Type::Dynamic {
                return Ok(json);
            }
            Ok(Json::Object(Map::from_iter([("type".to_owned(), type_json::to_json(ty)), ("value".to_owned(), json)])))
        }
        (value, ty) => Err(mismatch(ty, of_value(value))),
    }
}
