//! What the last pass repairs, and what it refuses.

use super::*;
use crate::schema::{Attribute, Block, Mode};

fn attribute(name: &'static str, shape: Shape) -> Attribute {
    Attribute {
        name,
        doc: "",
        shape,
        mode: Mode::Optional,
        sensitive: false,
        write_only: false,
        force_new: false,
        volatile: false,
        default: None,
        checks: Vec::new(),
        same: |left, right| left == right,
        deprecated: None,
    }
}

fn object() -> Object {
    let secret = Attribute { write_only: true, ..attribute("secret", Shape::Leaf(Type::String)) };
    let inner = Object { attributes: vec![attribute("text", Shape::Leaf(Type::String)), secret], ..Object::default() };
    let block = |name, nesting| Block { name, nesting, object: inner.clone() };
    Object {
        doc: "",
        attributes: vec![
            attribute("name", Shape::Leaf(Type::String)),
            attribute("tags", Shape::Leaf(Type::map(Type::set(Type::String)))),
            attribute("nested", Shape::Nested(Nesting::List, inner.clone())),
        ],
        blocks: vec![
            block("list", Nesting::List),
            block("map", Nesting::Map),
            block("set", Nesting::Set),
            block("single", Nesting::Single),
        ],
    }
}

fn empty() -> BTreeMap<String, Value> {
    BTreeMap::from_iter([
        ("name".to_owned(), Value::Null),
        ("tags".to_owned(), Value::Null),
        ("nested".to_owned(), Value::Null),
        ("list".to_owned(), Value::List(vec![])),
        ("map".to_owned(), Value::Map(BTreeMap::new())),
        ("set".to_owned(), Value::Set(vec![])),
        ("single".to_owned(), Value::Null),
    ])
}

fn with(name: &str, value: Value) -> Value {
    let mut attributes = empty();
    attributes.insert(name.to_owned(), value);
    Value::Object(attributes)
}

#[test]
fn what_is_missing_is_null_and_missing_blocks_are_empty() {
    assert_eq!(conform(Value::Object(BTreeMap::new()), &object()), Ok(Value::Object(empty())));
    assert_eq!(conform(with("list", Value::Null), &object()), Ok(Value::Object(empty())));
}

#[test]
fn write_only_attributes_are_null_at_any_depth() {
    let inner = |secret| Value::object([("text", Value::Null), ("secret", secret)]);
    for (name, wrap) in [
        ("nested", (|value| Value::List(vec![value])) as fn(Value) -> Value),
        ("list", |value| Value::List(vec![value])),
        ("map", |value| Value::map([("k", value)])),
        ("set", |value| Value::set([value])),
        ("single", |value| value),
    ] {
        let secret = conform(with(name, wrap(inner(Value::string("hush")))), &object());
        assert_eq!(secret, Ok(with(name, wrap(inner(Value::Null)))));
    }
}

#[test]
fn strings_and_keys_are_normalised_and_sets_sorted_again() {
    let tags = Value::map([("e\u{301}", Value::set([Value::string("e\u{301}"), Value::string("f")]))]);
    let normal = Value::map([("\u{e9}", Value::set([Value::string("\u{e9}"), Value::string("f")]))]);
    assert_eq!(conform(with("tags", tags), &object()), Ok(with("tags", normal)));
}

#[test]
fn null_and_unknown_stay() {
    assert_eq!(conform(Value::Null, &object()), Ok(Value::Null));
    for name in ["name", "tags", "nested", "list", "single"] {
        assert_eq!(conform(with(name, Value::UNKNOWN), &object()), Ok(with(name, Value::UNKNOWN)));
    }
}

#[test]
fn what_does_not_belong_is_an_error_with_its_path() {
    let error = |value| conform(value, &object()).expect_err("refused").to_string();
    assert_eq!(error(with("more", Value::Null)), "`more`: there is no such attribute");
    let nested = Value::List(vec![Value::object([("more", Value::Null)])]);
    assert_eq!(error(with("nested", nested)), "`nested[0].more`: there is no such attribute");
    assert_eq!(error(with("name", Value::Bool(true))), "`name`: a string is required, found a bool");
    assert_eq!(error(with("map", Value::List(vec![]))), "`map`: a map is required, found a list");
    assert_eq!(error(Value::Bool(true)), "an object is required, found a bool");
}
