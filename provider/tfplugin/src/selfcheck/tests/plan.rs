//! Planned objects.

use super::*;
use crate::value::Refinements;

fn planned(object: &Object, prior: Value, config: Value, planned: Value) -> Vec<String> {
    sentences(crate::selfcheck::plan(object, &x(prior), &x(config), &x(planned)))
}

fn one(mode: Mode) -> Object {
    of([leaf("x", mode)])
}

const NONE: [&str; 0] = [];

#[test]
fn what_is_configured_is_planned() {
    let object = one(Mode::Required);
    assert_eq!(planned(&object, Value::Null, text("a"), text("a")), NONE);
    assert_eq!(
        planned(&object, text("b"), text("a"), text("c")),
        [r#"x: planned as "c", which is not the configured value "a", nor the prior value "b""#]
    );
    assert_eq!(
        planned(&object, Value::Null, text("A"), text("a")),
        [r#"x: planned as "a", which is not the configured value "A""#]
    );
    assert_eq!(
        planned(&object, Value::Null, text("a"), Value::Null),
        [r#"x: planned as null, which is not the configured value "a""#]
    );
}

#[test]
fn the_prior_value_may_be_kept() {
    let object = one(Mode::Required);
    assert_eq!(planned(&object, text("a "), text("a"), text("a ")), NONE);
}

#[test]
fn what_is_not_configured_stays_null_unless_computed() {
    for value in [text("a"), Value::UNKNOWN] {
        assert_eq!(planned(&one(Mode::Computed), Value::Null, Value::Null, value.clone()), NONE);
        assert_eq!(planned(&one(Mode::OptionalComputed), Value::Null, Value::Null, value), NONE);
    }
    // Keeping the prior value is no excuse: the configuration wants it gone.
    assert_eq!(
        planned(&one(Mode::Optional), text("a"), Value::Null, text("a")),
        [r#"x: planned as "a", but it is neither configured nor computed"#]
    );
}

#[test]
fn unknown_stays_unknown_whatever_is_known_about_it() {
    let refined = Value::Unknown(Some(Box::new(Refinements { nullness: Some(false), ..Refinements::default() })));
    let object = one(Mode::Required);
    assert_eq!(planned(&object, Value::Null, refined.clone(), Value::UNKNOWN), NONE);
    assert_eq!(planned(&object, Value::Null, Value::UNKNOWN, refined), NONE);
    assert_eq!(
        planned(&object, Value::Null, Value::UNKNOWN, text("a")),
        [r#"x: planned as "a", which is not the configured value (known after apply)"#]
    );
}

#[test]
fn numbers_are_compared_with_all_their_digits() {
    let object = of([attribute("x", Mode::Required, Shape::Leaf(Type::Number))]);
    let number = |text: &str| Value::Number(text.parse().expect("a number"));
    assert_eq!(planned(&object, Value::Null, number("1.50"), number("1.5")), NONE);
    assert_eq!(
        planned(&object, Value::Null, number("0.12345678901234567890123"), number("0.12345678901234568")).len(),
        1
    );
}

#[test]
fn write_only_is_null() {
    let object = of([Attribute { write_only: true, ..leaf("x", Mode::Optional) }]);
    assert_eq!(planned(&object, Value::Null, text("hush"), Value::Null), NONE);
    assert_eq!(
        planned(&object, Value::Null, text("hush"), text("hush")),
        ["x: write-only, so it must be planned as null"]
    );
}

#[test]
fn sensitive_values_are_not_shown() {
    let object = of([Attribute { sensitive: true, ..leaf("x", Mode::Required) }]);
    assert_eq!(
        planned(&object, Value::Null, text("hush"), text("HUSH")),
        ["x: planned as (sensitive value), which is not the configured value (sensitive value)"]
    );
}

#[test]
fn a_destroy_is_planned_as_null() {
    let object = one(Mode::Required);
    let check =
        |config: &Value, planned: &Value| sentences(crate::selfcheck::plan(&object, &x(text("a")), config, planned));
    assert_eq!(check(&Value::Null, &Value::Null), NONE);
    assert_eq!(
        check(&Value::Null, &x(text("a"))),
        ["the value itself: planned to exist, but the configuration wants it absent"]
    );
    assert_eq!(
        check(&x(text("a")), &Value::Null),
        ["the value itself: planned to be absent, but the configuration wants it to exist"]
    );
    assert_eq!(
        check(&x(text("a")), &Value::UNKNOWN),
        ["the value itself: planned as unknown, but the configuration knows it"]
    );
}

#[test]
fn nested_objects_are_compared_attribute_by_attribute() {
    let object = nested(Nesting::Single);
    let config = || item(text("a"), Value::Null);
    assert_eq!(planned(&object, Value::Null, config(), item(text("a"), Value::UNKNOWN)), NONE);
    assert_eq!(
        planned(&object, Value::Null, config(), item(text("b"), Value::UNKNOWN)),
        [r#"x.name: planned as "b", which is not the configured value "a""#]
    );
    assert_eq!(
        planned(&object, Value::Null, config(), Value::UNKNOWN),
        ["x: planned as unknown, but the configuration knows it"]
    );
    assert_eq!(
        planned(&object, Value::Null, Value::UNKNOWN, config()),
        ["x: planned as known, but the configuration does not know it yet"]
    );
    assert_eq!(
        planned(&object, Value::Null, config(), Value::Null),
        ["x: planned to be absent, but the configuration wants it to exist"]
    );
    assert_eq!(
        planned(&object, Value::Null, Value::Null, config()),
        ["x: planned as {…}, but it is neither configured nor computed"]
    );
}

#[test]
fn elements_of_lists_and_maps_are_those_configured() {
    for object in [nested(Nesting::List), block(Nesting::List)] {
        let list = |names: &[&str], id: &Value| Value::List(names.iter().map(|n| item(text(n), id.clone())).collect());
        let config = list(&["a", "b"], &Value::Null);
        assert_eq!(planned(&object, Value::Null, config.clone(), list(&["a", "b"], &text("i"))), NONE);
        assert_eq!(
            planned(&object, Value::Null, config.clone(), list(&["b", "a"], &text("i"))),
            [
                r#"x[0].name: planned as "b", which is not the configured value "a""#,
                r#"x[1].name: planned as "a", which is not the configured value "b""#,
            ]
        );
        assert_eq!(
            planned(&object, Value::Null, config, list(&["a"], &Value::Null)),
            ["x: planned with 1 elements, but 2 are configured"]
        );
    }
    for object in [nested(Nesting::Map), block(Nesting::Map)] {
        let map = |names: &[&str]| Value::map(names.iter().map(|n| (*n, item(text(n), text("i")))));
        let config = || Value::map(["a", "b"].map(|n| (n, item(text(n), Value::Null))));
        assert_eq!(planned(&object, Value::Null, config(), map(&["a", "b"])), NONE);
        assert_eq!(
            planned(&object, Value::Null, config(), map(&["b", "c"])),
            [r#"x["c"]: planned, but not configured"#, r#"x["a"]: configured, but not planned"#]
        );
    }
}

#[test]
fn prior_elements_may_be_kept_by_index_and_key() {
    let list = |name: &str| Value::List(vec![item(text(name), Value::Null)]);
    assert_eq!(planned(&nested(Nesting::List), list("a "), list("a"), list("a ")), NONE);
    let map = |name: &str| Value::map([("k", item(text(name), text("i")))]);
    assert_eq!(planned(&block(Nesting::Map), map("a "), map("a"), map("a ")).len(), 0);
}

#[test]
fn sets_are_trusted_with_all_but_their_number() {
    let object = nested(Nesting::Set);
    let set = |names: &[Value]| Value::set(names.iter().map(|n| item(n.clone(), Value::Null)));
    assert_eq!(planned(&object, Value::Null, set(&[text("a")]), set(&[text("b")])), NONE);
    assert_eq!(
        planned(&object, Value::Null, set(&[text("a")]), set(&[text("b"), text("c")])),
        ["x: planned with 2 elements, but 1 are configured"]
    );
    // Two unknown elements may turn out to be one.
    let unknown = Value::Set(vec![item(Value::UNKNOWN, Value::Null), item(Value::UNKNOWN, text("i"))]);
    assert_eq!(planned(&object, Value::Null, unknown, set(&[text("b")])), NONE);
}

#[test]
fn blocks_are_empty_not_null_and_not_unknown() {
    for (nesting, empty) in [
        (Nesting::List, Value::List(vec![])),
        (Nesting::Set, Value::Set(vec![])),
        (Nesting::Map, Value::map::<String>([])),
    ] {
        let object = block(nesting);
        assert_eq!(planned(&object, Value::Null, empty.clone(), empty.clone()), NONE);
        assert_eq!(planned(&object, Value::Null, Value::Null, empty.clone()), NONE);
        assert_eq!(
            planned(&object, Value::Null, empty.clone(), Value::Null),
            ["x: must be empty to say that there is no block, not null"]
        );
        assert_eq!(
            planned(&object, Value::Null, empty.clone(), Value::UNKNOWN),
            ["x: blocks must not be planned as unknown"]
        );
        assert_eq!(planned(&object, Value::Null, Value::UNKNOWN, Value::UNKNOWN), NONE);
        assert_eq!(
            planned(&object, Value::Null, Value::UNKNOWN, empty),
            ["x: planned as known, but the configuration does not know the blocks yet"]
        );
    }
    let set = |element| Value::Set(vec![element]);
    assert_eq!(
        planned(&block(Nesting::Set), Value::Null, set(item(text("a"), Value::Null)), set(Value::UNKNOWN)),
        ["x: a block must not be planned as unknown; only attributes in it may be"]
    );
    assert_eq!(
        planned(
            &block(Nesting::List),
            Value::Null,
            Value::List(vec![item(text("a"), Value::Null)]),
            Value::List(vec![Value::UNKNOWN])
        ),
        ["x[0]: planned as unknown, but the configuration knows it"]
    );
}

#[test]
fn a_single_block_exists_when_it_is_configured() {
    let object = block(Nesting::Single);
    assert_eq!(planned(&object, Value::Null, Value::Null, Value::Null), NONE);
    assert_eq!(
        planned(&object, Value::Null, Value::Null, item(text("a"), Value::Null)),
        ["x: planned to exist, but the configuration wants it absent"]
    );
}
