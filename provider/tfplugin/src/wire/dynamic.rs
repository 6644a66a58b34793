//! The protobuf message around a value.

use crate::proto::tfplugin6;
use crate::types::Type;
use crate::value::Value;
use crate::wire::{WireError, json, msgpack};

/// Reads a value of the type: `MessagePack` if there is any, otherwise JSON. A message with neither and a message that
/// is not there are null; `OpenTofu` sends null arguments of functions that way.
pub fn decode(message: Option<&tfplugin6::DynamicValue>, ty: &Type) -> Result<Value, WireError> {
    match message {
        Some(message) if !message.msgpack.is_empty() => msgpack::decode(&message.msgpack, ty),
        Some(message) if !message.json.is_empty() => json::decode(&message.json, ty),
        _ => Ok(Value::Null),
    }
}

/// Writes a value of the type, always as `MessagePack`: not every version of Terraform reads JSON in every reply.
pub fn encode(value: &Value, ty: &Type) -> Result<tfplugin6::DynamicValue, WireError> {
    Ok(tfplugin6::DynamicValue { msgpack: msgpack::encode(value, ty)?, json: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_null() {
        assert_eq!(decode(None, &Type::String), Ok(Value::Null));
        assert_eq!(decode(Some(&tfplugin6::DynamicValue::default()), &Type::String), Ok(Value::Null));
    }

    #[test]
    fn msgpack_goes_before_json() {
        let both = tfplugin6::DynamicValue { msgpack: b"\xa1m".to_vec(), json: b"\"j\"".to_vec() };
        assert_eq!(decode(Some(&both), &Type::String), Ok(Value::string("m")));
        let json = tfplugin6::DynamicValue { msgpack: Vec::new(), json: b"\"j\"".to_vec() };
        assert_eq!(decode(Some(&json), &Type::String), Ok(Value::string("j")));
    }

    #[test]
    fn replies_are_msgpack_even_when_null() {
        let message = encode(&Value::Null, &Type::String).expect("null");
        assert_eq!((message.msgpack.as_slice(), message.json.as_slice()), (&b"\xc0"[..], &b""[..]));
    }
}
