//! From `MessagePack` to values.

use std::collections::BTreeMap;

use super::REFINED;
use super::reader::{Reader, Token, utf8};
use super::refinements;
use crate::number::Number;
use crate::types::Type;
use crate::value::Value;
use crate::wire::describe::mismatch;
use crate::wire::{WireError, deeper, number, type_json};

/// Reads a value of the type, which must be all there is in `bytes`.
///
/// Objects have exactly the attributes of their type and tuples exactly its length; anything else is an error with the
/// path of the attribute. Sets come out in canonical order without duplicates. An unknown value keeps the refinements
/// that make sense for its type.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, WireError> {
    let mut reader = Reader::new(bytes);
    let value = value(&mut reader, ty, 0)?;
    if reader.is_at_end() { Ok(value) } else { Err(WireError::new("bytes are left over after the value")) }
}

fn value(reader: &mut Reader<'_>, ty: &Type, depth: usize) -> Result<Value, WireError> {
    let depth = deeper(depth)?;
    match (reader.token()?, ty) {
        (Token::Nil, _) => Ok(Value::Null),
        (Token::Extension(REFINED, payload), ty) => refinements::decode(payload, ty).map(Value::Unknown),
        (Token::Extension(..), _) => Ok(Value::UNKNOWN),
        (Token::Bool(value), Type::Bool) => Ok(Value::Bool(value)),
        (Token::Text(bytes) | Token::Binary(bytes), Type::String) => Ok(Value::string(utf8(bytes)?)),
        (token, Type::Number) => number_of(token).map(Value::Number),
        (Token::Array(2), Type::Dynamic) => dynamic(reader, depth),
        (Token::Array(length), Type::List(element)) => (0..length)
            .map(|at| value(reader, element, depth).map_err(|e| e.in_index(at)))
            .collect::<Result<_, _>>()
            .map(Value::List),
        (Token::Array(length), Type::Set(element)) => {
            let elements: Vec<Value> = (0..length)
                .map(|_| value(reader, element, depth).map_err(WireError::in_set))
                .collect::<Result<_, _>>()?;
            Ok(Value::set(elements))
        }
        (Token::Array(length), Type::Tuple(types)) => tuple(reader, length, types, depth),
        (Token::Map(length), Type::Map(element)) => map(reader, length, element, depth),
        (Token::Map(length), Type::Object(attributes)) => object(reader, length, attributes, depth),
        (token, ty) => Err(mismatch(ty, token.kind())),
    }
}

/// A number of any width, or its decimal text.
pub(super) fn number_of(token: Token<'_>) -> Result<Number, WireError> {
    match token {
        Token::Signed(value) => Ok(Number::from(value)),
        Token::Unsigned(value) => Ok(Number::from(value)),
        Token::Float(value) => number::from_f64(value),
        Token::Text(bytes) | Token::Binary(bytes) => number::parse(utf8(bytes)?),
        other => Err(mismatch(&Type::Number, other.kind())),
    }
}

/// The two parts of a dynamic value: its type, and the value of that type.
fn dynamic(reader: &mut Reader<'_>, depth: usize) -> Result<Value, WireError> {
    let ty = type_json::decode(reader.text()?.as_bytes())?;
    let inner = value(reader, &ty, depth)?;
    // A dynamic value in a dynamic value says nothing new: there is one form for each value.
    Ok(if ty == Type::Dynamic { inner } else { Value::Dynamic(Box::new((ty, inner))) })
}

fn tuple(reader: &mut Reader<'_>, length: usize, types: &[Type], depth: usize) -> Result<Value, WireError> {
    if length != types.len() {
        return Err(WireError::new(format!("a tuple of {} elements is required, found {length}", types.len())));
    }
    let element = |(at, ty)| value(reader, ty, depth).map_err(|error| error.in_index(at));
    types.iter().enumerate().map(element).collect::<Result<_, _>>().map(Value::Tuple)
}

fn map(reader: &mut Reader<'_>, length: usize, element: &Type, depth: usize) -> Result<Value, WireError> {
    let mut entries = BTreeMap::new();
    for _ in 0..length {
        let key = reader.text()?;
        let value = value(reader, element, depth).map_err(|error| error.in_key(key))?;
        if entries.insert(key.to_owned(), value).is_some() {
            return Err(WireError::new("the key is there twice").in_key(key));
        }
    }
    Ok(Value::Map(entries))
}

fn object(
    reader: &mut Reader<'_>,
    length: usize,
    types: &BTreeMap<String, Type>,
    depth: usize,
) -> Result<Value, WireError> {
    let mut attributes = BTreeMap::new();
    for _ in 0..length {
        let name = reader.text()?;
        let ty = types.get(name).ok_or_else(|| WireError::new("there is no such attribute").in_attribute(name))?;
        let value = value(reader, ty, depth).map_err(|error| error.in_attribute(name))?;
        if attributes.insert(name.to_owned(), value).is_some() {
            return Err(WireError::new("the attribute is there twice").in_attribute(name));
        }
    }
    match types.keys().find(|name| !attributes.contains_key(*name)) {
        Some(missing) => Err(WireError::new("the attribute is missing").in_attribute(missing)),
        None => Ok(Value::Object(attributes)),
    }
}
