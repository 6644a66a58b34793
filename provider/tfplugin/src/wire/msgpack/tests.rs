//! The bytes of the protocol, one fact a test.

use super::*;
use crate::number::Number;
use crate::types::Type;
use crate::value::{Refinements, Value};
use crate::wire::MAX_DEPTH;

fn number(text: &str) -> Value {
    Value::Number(text.parse().expect("a number"))
}

/// The bytes of the value, after a check that they read back as it.
fn bytes(value: &Value, ty: &Type) -> Vec<u8> {
    let bytes = encode(value, ty).expect("encodes");
    assert_eq!(decode(&bytes, ty).as_ref(), Ok(value));
    bytes
}

fn refused(bytes: &[u8], ty: &Type) -> String {
    decode(bytes, ty).expect_err("refused").to_string()
}

#[test]
fn null_and_unknown() {
    assert_eq!(bytes(&Value::Null, &Type::String), [0xc0]);
    assert_eq!(bytes(&Value::UNKNOWN, &Type::String), [0xd4, 0, 0]);
}

#[test]
fn any_other_extension_is_unknown() {
    for bytes in [&[0xd4, 0, 9][..], &[0xc7, 0, 0], &[0xd5, 7, 1, 2], &[0xc7, 3, 0x80, 1, 2, 3]] {
        assert_eq!(decode(bytes, &Type::list(Type::Bool)), Ok(Value::UNKNOWN));
    }
}

#[test]
fn a_string_with_a_known_start() {
    // `"b-${other.id}"`
    let known = Refinements { nullness: Some(false), string_prefix: Some("b-".into()), ..Refinements::default() };
    let value = Value::Unknown(Some(Box::new(known)));
    assert_eq!(bytes(&value, &Type::String), [0xc7, 7, 12, 0x82, 1, 0xc2, 2, 0xa2, b'b', b'-']);
}

#[test]
fn bounds_of_numbers_and_lengths() {
    let known = Refinements {
        number_lower: Some((Number::from(0_i64), true)),
        number_upper: Some(("0.1".parse().expect("a number"), false)),
        ..Refinements::default()
    };
    let value = Value::Unknown(Some(Box::new(known)));
    let expected = [0xc7, 12, 12, 0x82, 3, 0x92, 0, 0xc3, 4, 0x92, 0xa3, b'0', b'.', b'1', 0xc2];
    assert_eq!(bytes(&value, &Type::Number), expected);
    let known = Refinements { length_lower: Some(1), length_upper: Some(300), ..Refinements::default() };
    let value = Value::Unknown(Some(Box::new(known)));
    assert_eq!(bytes(&value, &Type::set(Type::Bool)), [0xc7, 7, 12, 0x82, 5, 1, 6, 0xcd, 1, 44]);
}

#[test]
fn refinements_say_only_what_the_type_can_be() {
    let known = Refinements { string_prefix: Some("a".into()), length_lower: Some(1), ..Refinements::default() };
    let value = Value::Unknown(Some(Box::new(known)));
    assert_eq!(encode(&value, &Type::Number), Ok(vec![0xd4, 0, 0]));
    assert_eq!(encode(&value, &Type::Dynamic), Ok(vec![0xd4, 0, 0]));
    // An unknown key, with a value of any depth, is passed over.
    assert_eq!(decode(&[0xc7, 5, 12, 0x81, 99, 0x91, 0x91, 1], &Type::String), Ok(Value::UNKNOWN));
    assert_eq!(decode(&[0xc7, 1, 12, 0x80], &Type::String), Ok(Value::UNKNOWN));
}

#[test]
fn refinements_stay_short() {
    let known = Refinements { string_prefix: Some("ä".repeat(1000)), ..Refinements::default() };
    let value = Value::Unknown(Some(Box::new(known)));
    let Ok(Value::Unknown(Some(read))) = decode(&encode(&value, &Type::String).expect("encodes"), &Type::String) else {
        panic!("a refined unknown value")
    };
    assert_eq!(read.string_prefix, Some("ä".repeat(128)));
    let known = Refinements {
        nullness: Some(false),
        number_lower: Some(("1".repeat(2000).parse().expect("a number"), true)),
        ..Refinements::default()
    };
    let value = Value::Unknown(Some(Box::new(known)));
    assert_eq!(encode(&value, &Type::Number), Ok(vec![0xc7, 3, 12, 0x81, 1, 0xc2]));
    let mut long = vec![0xc8, 0x04, 0x01, 12, 0x81, 2, 0xda, 0x03, 0xfc];
    long.extend([b'a'; 1020]);
    assert!(refused(&long, &Type::String).contains("1024"));
}

#[test]
fn integers_are_integers_where_they_fit() {
    assert_eq!(bytes(&number("1"), &Type::Number), [1]);
    assert_eq!(bytes(&number("1e3"), &Type::Number), [0xcd, 0x03, 0xe8]);
    assert_eq!(bytes(&number("43200.0"), &Type::Number), [0xcd, 0xa8, 0xc0]);
    assert_eq!(bytes(&number("-1"), &Type::Number), [0xff]);
    assert_eq!(bytes(&number("-9223372036854775808"), &Type::Number), [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(bytes(&number("9223372036854775807"), &Type::Number)[1..], i64::MAX.to_be_bytes());
}

#[test]
fn integers_beyond_64_bits_are_text() {
    for text in ["9223372036854775808", "18446744073709551617", "123456789012345678901234567890", "1e30"] {
        assert_eq!(bytes(&number(text), &Type::Number)[1..], *text.as_bytes());
    }
}

#[test]
fn fractions_are_floats_only_where_nothing_is_lost() {
    assert_eq!(bytes(&number("1.5"), &Type::Number), [0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]);
    assert_eq!(bytes(&number("0.1"), &Type::Number), *b"\xa30.1");
    assert_eq!(bytes(&number("0.12345678901234567890123"), &Type::Number)[1..], *b"0.12345678901234567890123");
}

#[test]
fn infinities_are_floats_and_nan_is_no_number() {
    assert_eq!(bytes(&Value::Number(Number::infinity()), &Type::Number), [0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(bytes(&Value::Number(Number::negative_infinity()), &Type::Number)[..3], [0xcb, 0xff, 0xf0]);
    assert!(refused(&[0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], &Type::Number).contains("NaN"));
    assert!(refused(b"\xa3inf", &Type::Number).contains("decimal"));
}

#[test]
fn numbers_of_any_width_are_read() {
    for bytes in [
        &[5][..],
        &[0xcc, 5],
        &[0xcd, 0, 5],
        &[0xce, 0, 0, 0, 5],
        &[0xcf, 0, 0, 0, 0, 0, 0, 0, 5],
        &[0xd0, 5],
        &[0xd1, 0, 5],
        &[0xd2, 0, 0, 0, 5],
        &[0xd3, 0, 0, 0, 0, 0, 0, 0, 5],
        &[0xca, 0x40, 0xa0, 0, 0],
        &[0xcb, 0x40, 0x14, 0, 0, 0, 0, 0, 0],
        b"\xa15",
        b"\xa35.0",
        b"\xd9\x015",
        b"\xc4\x015",
    ] {
        assert_eq!(decode(bytes, &Type::Number), Ok(Value::integer(5)), "{bytes:?}");
    }
    assert_eq!(decode(&[0xcf; 9], &Type::Number), Ok(number("14974415777481871311")));
}

#[test]
fn strings_leave_in_normalization_form_c() {
    assert_eq!(encode(&Value::string("e\u{301}"), &Type::String), Ok(b"\xa2\xc3\xa9".to_vec()));
    let map = Value::map([("e\u{301}", Value::Null)]);
    assert_eq!(encode(&map, &Type::map(Type::Bool)), Ok(b"\x81\xa2\xc3\xa9\xc0".to_vec()));
    let twice = Value::map([("e\u{301}", Value::Null), ("\u{e9}", Value::Null)]);
    assert!(encode(&twice, &Type::map(Type::Bool)).is_err());
}

#[test]
fn sets_are_sorted_and_without_duplicates() {
    let ty = Type::set(Type::String);
    assert_eq!(decode(b"\x93\xa1b\xa1a\xa1b", &ty), Ok(Value::set([Value::string("a"), Value::string("b")])));
    let unsorted = Value::Set(vec![Value::string("b"), Value::string("a"), Value::string("b")]);
    assert_eq!(encode(&unsorted, &ty), Ok(b"\x92\xa1a\xa1b".to_vec()));
    assert_eq!(bytes(&Value::set([Value::UNKNOWN, Value::UNKNOWN]), &ty), [0x92, 0xd4, 0, 0, 0xd4, 0, 0]);
}

#[test]
fn dynamic_values_carry_their_type() {
    let typed = |ty, value| Value::Dynamic(Box::new((ty, value)));
    assert_eq!(bytes(&typed(Type::Bool, Value::Bool(true)), &Type::Dynamic), *b"\x92\xc4\x06\"bool\"\xc3");
    assert_eq!(bytes(&typed(Type::Bool, Value::Null), &Type::Dynamic), *b"\x92\xc4\x06\"bool\"\xc0");
    assert_eq!(bytes(&Value::Null, &Type::Dynamic), [0xc0]);
    assert_eq!(bytes(&Value::UNKNOWN, &Type::Dynamic), [0xd4, 0, 0]);
    assert_eq!(
        decode(b"\x92\xc4\x09\"dynamic\"\x92\xc4\x06\"bool\"\xc3", &Type::Dynamic),
        Ok(typed(Type::Bool, Value::Bool(true)))
    );
    assert!(encode(&Value::Bool(true), &Type::Dynamic).is_err());
    assert!(decode(&[0xc3], &Type::Dynamic).is_err());
    assert!(decode(b"\x92\xa3\"x\"\xc0", &Type::Dynamic).is_err());
}

#[test]
fn objects_have_every_attribute_and_no_other() {
    let ty = Type::object([("a", Type::object([("b", Type::Bool), ("c", Type::Bool)]))]);
    let inner = |names: &[&str]| Value::object([("a", Value::object(names.iter().map(|name| (*name, Value::Null))))]);
    assert_eq!(bytes(&inner(&["b", "c"]), &ty), *b"\x81\xa1a\x82\xa1b\xc0\xa1c\xc0");
    assert_eq!(refused(b"\x81\xa1a\x81\xa1b\xc0", &ty), "`a.c`: the attribute is missing");
    assert_eq!(refused(b"\x81\xa1a\x83\xa1b\xc0\xa1d\xc0\xa1c\xc0", &ty), "`a.d`: there is no such attribute");
    assert_eq!(refused(b"\x81\xa1a\x82\xa1b\xc0\xa1b\xc0", &ty), "`a.b`: the attribute is there twice");
    for names in [&["b"][..], &["b", "c", "d"]] {
        assert!(encode(&inner(names), &ty).is_err());
    }
}

#[test]
fn errors_say_where_and_stop_at_sets() {
    let element = Type::object([("n", Type::Number)]);
    let list = Type::object([("l", Type::list(element.clone()))]);
    assert_eq!(refused(b"\x81\xa1l\x91\x81\xa1n\xc3", &list), "`l[0].n`: a number is required, found a bool");
    let set = Type::object([("s", Type::set(element))]);
    assert_eq!(
        refused(b"\x81\xa1s\x91\x81\xa1n\xc3", &set),
        "`s`: in an element of the set: `n`: a number is required, found a bool"
    );
    let map = Type::map(Type::Bool);
    assert_eq!(refused(b"\x82\xa1k\xc3\xa1k\xc3", &map), "`[\"k\"]`: the key is there twice");
}

#[test]
fn tuples_have_their_length() {
    let ty = Type::Tuple(vec![Type::Bool, Type::String]);
    assert_eq!(bytes(&Value::Tuple(vec![Value::Bool(true), Value::Null]), &ty), [0x92, 0xc3, 0xc0]);
    assert!(refused(&[0x91, 0xc3], &ty).contains("2 elements"));
    assert!(encode(&Value::Tuple(vec![]), &ty).is_err());
}

#[test]
fn lengths_without_bytes_are_refused() {
    for bytes in [
        &[0xdd, 0xff, 0xff, 0xff, 0xff][..],
        &[0xdc, 0xff, 0xff, 1],
        &[0xdf, 0xff, 0xff, 0xff, 0xff, 0xa0, 0xc0],
        &[0xdb, 0xff, 0xff, 0xff, 0xff],
        &[0xc9, 0xff, 0xff, 0xff, 0xff, 0],
        &[0x92, 0xc0],
        &[0xda, 0],
        &[],
    ] {
        for ty in [Type::list(Type::Bool), Type::map(Type::Bool), Type::String, Type::Dynamic] {
            assert!(decode(bytes, &ty).is_err());
        }
    }
}

#[test]
fn other_bytes_are_refused() {
    assert!(refused(&[0xc0, 0xc0], &Type::Bool).contains("left over"));
    assert!(refused(&[0xc1], &Type::Bool).contains("starts no value"));
    assert!(refused(&[0xa1, 0xff], &Type::String).contains("UTF-8"));
    assert!(refused(&[1], &Type::String).contains("a string is required, found a number"));
}

#[test]
fn depth_is_bounded() {
    // Dynamic values nest as deep as the bytes go, whatever the schema.
    let level = b"\x92\xc4\x09\"dynamic\"";
    let nest = |levels: usize| [level.repeat(levels), vec![0xc0]].concat();
    assert_eq!(decode(&nest(MAX_DEPTH - 1), &Type::Dynamic), Ok(Value::Null));
    assert!(refused(&nest(100_000), &Type::Dynamic).contains("deeper"));
}
