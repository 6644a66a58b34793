//! Words for types and values in error messages. Never the value itself, which may be a secret.

use crate::types::Type;
use crate::value::Value;
use crate::wire::WireError;

/// "a string is required, found a list"
pub(super) fn mismatch(ty: &Type, found: &str) -> WireError {
    WireError::new(format!("{} is required, found {found}", of_type(ty)))
}

/// The kind of a type, with its article.
pub(super) fn of_type(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "a bool",
        Type::Number => "a number",
        Type::String => "a string",
        Type::Dynamic => "a value with its type",
        Type::List(_) => "a list",
        Type::Set(_) => "a set",
        Type::Map(_) => "a map",
        Type::Object(_) => "an object",
        Type::Tuple(_) => "a tuple",
    }
}

/// The kind of a value, with its article.
pub(super) fn of_value(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Unknown(_) => "an unknown value",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::List(_) => "a list",
        Value::Set(_) => "a set",
        Value::Map(_) => "a map",
        Value::Object(_) => "an object",
        Value::Tuple(_) => "a tuple",
        Value::Dynamic(_) => "a value with a type of its own",
    }
}
