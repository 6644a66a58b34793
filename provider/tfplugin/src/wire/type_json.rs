//! Types as JSON: `"string"`, `["list","string"]`, `["object",{"name":"string"}]`.
//!
//! Schemas carry types in this form and so does every dynamic value. Terraform crashes on a type it cannot read, so
//! what [`encode`] writes is only ever one of the forms above.

use serde_json::{Map, Value as Json};

use crate::types::Type;
use crate::wire::{WireError, deeper};

/// The type as JSON, object attributes sorted by name. The same type is always the same bytes.
pub fn encode(ty: &Type) -> Vec<u8> {
    to_json(ty).to_string().into_bytes()
}

/// Reads a type. The list of optional attribute names that an object may carry is accepted and ignored: values always
/// have every attribute.
pub fn decode(bytes: &[u8]) -> Result<Type, WireError> {
    let json: Json =
        serde_json::from_slice(bytes).map_err(|error| WireError::new(format!("a type is not JSON: {error}")))?;
    from_json(&json, 0)
}

/// The type as a JSON document.
pub(super) fn to_json(ty: &Type) -> Json {
    let of = |kind: &str, inner: Json| Json::Array(vec![Json::from(kind), inner]);
    match ty {
        Type::Bool => Json::from("bool"),
        Type::Number => Json::from("number"),
        Type::String => Json::from("string"),
        Type::Dynamic => Json::from("dynamic"),
        Type::List(element) => of("list", to_json(element)),
        Type::Set(element) => of("set", to_json(element)),
        Type::Map(element) => of("map", to_json(element)),
        Type::Tuple(elements) => of("tuple", Json::Array(elements.iter().map(to_json).collect())),
        Type::Object(attributes) => {
            let attributes: Map<_, _> = attributes.iter().map(|(name, ty)| (name.clone(), to_json(ty))).collect();
            of("object", Json::Object(attributes))
        }
    }
}

/// Reads a type from a JSON document, at a depth already reached.
pub(super) fn from_json(json: &Json, depth: usize) -> Result<Type, WireError> {
    let depth = deeper(depth)?;
    match json {
        Json::String(name) => match name.as_str() {
            "bool" => Ok(Type::Bool),
            "number" => Ok(Type::Number),
            "string" => Ok(Type::String),
            "dynamic" => Ok(Type::Dynamic),
            other => Err(WireError::new(format!("there is no type {other:?}"))),
        },
        Json::Array(parts) => match parts.as_slice() {
            [Json::String(kind), inner] => compound(kind, inner, depth),
            [Json::String(kind), inner, Json::Array(_)] if kind == "object" => compound(kind, inner, depth),
            _ => Err(WireError::new("a type in brackets must be a kind and what it is made of")),
        },
        _ => Err(WireError::new("a type must be a name, or a kind and what it is made of")),
    }
}

fn compound(kind: &str, inner: &Json, depth: usize) -> Result<Type, WireError> {
    match (kind, inner) {
        ("list", element) => from_json(element, depth).map(Type::list),
        ("set", element) => from_json(element, depth).map(Type::set),
        ("map", element) => from_json(element, depth).map(Type::map),
        ("tuple", Json::Array(elements)) => {
            elements.iter().map(|element| from_json(element, depth)).collect::<Result<_, _>>().map(Type::Tuple)
        }
        ("object", Json::Object(attributes)) => {
            let each = |(name, ty): (&String, &Json)| from_json(ty, depth).map(|ty| (name.clone(), ty));
            attributes.iter().map(each).collect::<Result<_, _>>().map(Type::Object)
        }
        ("tuple" | "object", _) => Err(WireError::new(format!("the type {kind:?} is not made of that"))),
        _ => Err(WireError::new(format!("there is no type {kind:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(ty: &Type) -> String {
        String::from_utf8(encode(ty)).expect("UTF-8")
    }

    #[test]
    fn every_kind_has_its_form() {
        let ty = Type::object([
            ("b", Type::list(Type::Bool)),
            ("a", Type::Tuple(vec![Type::String, Type::set(Type::Number)])),
            ("c", Type::map(Type::Dynamic)),
        ]);
        let json =
            r#"["object",{"a":["tuple",["string",["set","number"]]],"b":["list","bool"],"c":["map","dynamic"]}]"#;
        assert_eq!(text(&ty), json);
        assert_eq!(decode(json.as_bytes()), Ok(ty));
    }

    #[test]
    fn optional_attributes_are_accepted_and_ignored() {
        let json = br#"["object",{"a":"string"},["a"]]"#;
        assert_eq!(decode(json), Ok(Type::object([("a", Type::String)])));
    }

    #[test]
    fn unknown_tokens_are_errors() {
        for json in [
            "\"any\"",
            "\"float\"",
            "[]",
            "[\"list\"]",
            "[\"vector\",\"string\"]",
            "[\"list\",\"string\",[]]",
            "{}",
            "null",
            "1",
            "",
            "[\"tuple\",\"string\"]",
            "[\"object\",[]]",
            "\"string\"x",
        ] {
            assert!(decode(json.as_bytes()).is_err(), "{json}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nest = |levels: usize| format!("{}\"string\"{}", "[\"list\",".repeat(levels), "]".repeat(levels));
        assert!(decode(nest(50).as_bytes()).is_ok());
        assert!(decode(nest(110).as_bytes()).is_err());
        assert!(decode(nest(100_000).as_bytes()).is_err());
    }
}
