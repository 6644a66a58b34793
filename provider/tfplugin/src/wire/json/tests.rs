//! JSON, one fact a test.

use super::*;
use crate::number::Number;
use crate::types::Type;
use crate::value::Value;

fn written(value: &Value, ty: &Type) -> String {
    String::from_utf8(encode(value, ty).expect("encodes")).expect("UTF-8")
}

#[test]
fn numbers_keep_their_digits() {
    for text in ["0.1", "18446744073709551617", "0.12345678901234567890123", "-5", "1.50"] {
        let value = decode(text.as_bytes(), &Type::Number).expect("a number");
        let Value::Number(number) = &value else { panic!("a number") };
        assert_eq!(number.text(), text);
        assert_eq!(written(&value, &Type::Number), text);
    }
    assert!(decode(b"\"1\"", &Type::Number).is_err());
    assert!(encode(&Value::Number(Number::infinity()), &Type::Number).is_err());
}

#[test]
fn dynamic_values_carry_their_type() {
    let json = br#"{"type":["list","string"],"value":["a"]}"#;
    let value = Value::Dynamic(Box::new((Type::list(Type::String), Value::List(vec![Value::string("a")]))));
    assert_eq!(decode(json, &Type::Dynamic).as_ref(), Ok(&value));
    assert_eq!(written(&value, &Type::Dynamic).as_bytes(), json);
    assert_eq!(decode(b"null", &Type::Dynamic), Ok(Value::Null));
    for other in [&b"{}"[..], br#"{"type":"bool"}"#, br#"{"type":"bool","value":true,"more":1}"#, b"true"] {
        assert!(decode(other, &Type::Dynamic).is_err());
    }
}

#[test]
fn strict_by_default() {
    let ty = Type::object([("a", Type::list(Type::object([("b", Type::Bool)])))]);
    let error = |json: &[u8]| decode(json, &ty).expect_err("refused").to_string();
    assert_eq!(error(br#"{"a":[{}]}"#), "`a[0].b`: the attribute is missing");
    assert_eq!(error(br#"{"a":[{"b":true,"c":1}]}"#), "`a[0].c`: there is no such attribute");
    assert_eq!(error(br#"{"a":[{"b":1}]}"#), "`a[0].b`: a bool is required, found a number");
}

#[test]
fn old_state_is_read_leniently() {
    let ty = Type::object([("a", Type::list(Type::object([("b", Type::Bool)]))), ("new", Type::String)]);
    let value = Value::object([("a", Value::List(vec![Value::object([("b", Value::Null)])])), ("new", Value::Null)]);
    assert_eq!(decode_lenient(br#"{"a":[{"gone":1}],"old":{"x":[]}}"#, &ty), Ok(value));
    assert!(decode_lenient(br#"{"a":"text"}"#, &ty).is_err());
}

#[test]
fn sets_maps_and_tuples() {
    let ty = Type::map(Type::Tuple(vec![Type::set(Type::Number), Type::String]));
    let json = br#"{"k":[[2,1,2],"x"]}"#;
    let value =
        Value::map([("k", Value::Tuple(vec![Value::set([Value::integer(1), Value::integer(2)]), Value::string("x")]))]);
    assert_eq!(decode(json, &ty).as_ref(), Ok(&value));
    assert_eq!(written(&value, &ty), r#"{"k":[[1,2],"x"]}"#);
    assert!(decode(br#"{"k":[[]]}"#, &ty).is_err());
}

#[test]
fn unknown_values_have_no_json() {
    let error = encode(&Value::object([("a", Value::UNKNOWN)]), &Type::object([("a", Type::Bool)]));
    assert_eq!(error.expect_err("refused").to_string(), "`a`: an unknown value cannot be written as JSON");
}

#[test]
fn depth_is_bounded() {
    let deep = "[".repeat(100_000);
    assert!(decode(deep.as_bytes(), &Type::Dynamic).is_err());
}
