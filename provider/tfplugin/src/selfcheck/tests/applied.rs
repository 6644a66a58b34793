//! Applied objects.

use super::*;
use crate::value::Refinements;

const NONE: [&str; 0] = [];

fn applied(object: &Object, planned: Value, new: Value) -> Vec<String> {
    sentences(crate::selfcheck::applied(object, &x(planned), &x(new)))
}

fn typed(ty: Type) -> Object {
    of([attribute("x", Mode::OptionalComputed, Shape::Leaf(ty))])
}

fn refined(known: Refinements) -> Value {
    Value::Unknown(Some(Box::new(known)))
}

#[test]
fn what_was_known_is_the_same() {
    let object = typed(Type::String);
    assert_eq!(applied(&object, text("a"), text("a")), NONE);
    assert_eq!(applied(&object, text("a"), text("b")), [r#"x: was planned as "a", but is now "b""#]);
    assert_eq!(applied(&object, Value::Null, text("")), [r#"x: was planned as null, but is now """#]);
    assert_eq!(applied(&object, text("a"), Value::Null), [r#"x: was planned as "a", but is now null"#]);
    let list = typed(Type::list(Type::String));
    assert_eq!(applied(&list, Value::Null, Value::List(vec![])), ["x: was planned as null, but is now []"]);
    let map = typed(Type::map(Type::String));
    assert_eq!(applied(&map, Value::map::<String>([]), Value::Null), ["x: was planned as {}, but is now null"]);
}

#[test]
fn what_was_unknown_may_be_anything_known() {
    let object = typed(Type::list(Type::String));
    for new in [Value::Null, Value::List(vec![]), Value::List(vec![text("a"), Value::Null])] {
        assert_eq!(applied(&object, Value::UNKNOWN, new), NONE);
    }
    assert_eq!(applied(&object, Value::UNKNOWN, Value::UNKNOWN), ["x: still unknown after apply"]);
    assert_eq!(
        applied(&object, Value::UNKNOWN, Value::List(vec![text("a"), Value::UNKNOWN])),
        ["x[1]: still unknown after apply"]
    );
    assert_eq!(
        applied(&object, Value::List(vec![Value::UNKNOWN]), Value::List(vec![Value::UNKNOWN])),
        ["x[0]: still unknown after apply"]
    );
    assert_eq!(
        applied(&typed(Type::Dynamic), Value::UNKNOWN, Value::Dynamic(Box::new((Type::Bool, Value::UNKNOWN)))),
        ["x: still unknown after apply"]
    );
}

#[test]
fn refinements_are_kept() {
    let string = typed(Type::String);
    let arn =
        refined(Refinements { nullness: Some(false), string_prefix: Some("arn:".into()), ..Refinements::default() });
    assert_eq!(applied(&string, arn.clone(), text("arn:aws")), NONE);
    assert_eq!(
        applied(&string, arn.clone(), text("aws")),
        [r#"x: is "aws", although the plan said that it would start with "arn:""#]
    );
    assert_eq!(applied(&string, arn, Value::Null), ["x: is null, although the plan said that it would not be null"]);
    let null = refined(Refinements { nullness: Some(true), ..Refinements::default() });
    assert_eq!(applied(&string, null, text("")), [r#"x: is "", although the plan said that it would be null"#]);

    let number = typed(Type::Number);
    let positive = refined(Refinements {
        number_lower: Some((0_i64.into(), false)),
        number_upper: Some((9_i64.into(), true)),
        ..Refinements::default()
    });
    assert_eq!(applied(&number, positive.clone(), Value::integer(9)), NONE);
    assert_eq!(applied(&number, positive.clone(), Value::Null), NONE);
    assert_eq!(
        applied(&number, positive.clone(), Value::integer(0)),
        ["x: is 0, although the plan said that it would be more than 0"]
    );
    assert_eq!(
        applied(&number, positive, Value::integer(10)),
        ["x: is 10, although the plan said that it would be at most 9"]
    );

    let list = typed(Type::list(Type::Bool));
    let one = refined(Refinements { length_lower: Some(1), length_upper: Some(1), ..Refinements::default() });
    let of_length = |length| Value::List(vec![Value::Bool(true); length]);
    assert_eq!(applied(&list, one.clone(), of_length(1)), NONE);
    assert_eq!(
        applied(&list, one.clone(), of_length(0)),
        ["x: is [], although the plan said that it would have at least 1 elements"]
    );
    assert_eq!(
        applied(&list, one, of_length(2)),
        ["x: is [true, true], although the plan said that it would have at most 1 elements"]
    );
}

#[test]
fn lists_maps_and_tuples_keep_their_elements() {
    let list = typed(Type::list(Type::String));
    let values = |texts: &[&str]| texts.iter().map(|one| text(one)).collect::<Vec<_>>();
    assert_eq!(
        applied(&list, Value::List(values(&["a", "b"])), Value::List(values(&["a", "c"]))),
        [r#"x[1]: was planned as "b", but is now "c""#]
    );
    assert_eq!(
        applied(&list, Value::List(values(&["a"])), Value::List(values(&["a", "b"]))),
        ["x: was planned with 1 elements, but has 2 now"]
    );
    let map = typed(Type::map(Type::String));
    assert_eq!(
        applied(
            &map,
            Value::map([("a", text("1")), ("b", Value::UNKNOWN)]),
            Value::map([("b", text("2")), ("c", text("3"))])
        ),
        [r#"x["a"]: was planned, but is not there any more"#, r#"x["c"]: was not planned, but is there now"#]
    );
}

#[test]
fn dynamic_values_keep_their_type() {
    let object = typed(Type::Dynamic);
    let value = |ty, value| Value::Dynamic(Box::new((ty, value)));
    assert_eq!(applied(&object, value(Type::String, Value::UNKNOWN), value(Type::String, text("a"))), NONE);
    assert_eq!(
        applied(&object, value(Type::String, Value::UNKNOWN), value(Type::Bool, Value::Bool(true))),
        ["x: has another type than was planned"]
    );
}

#[test]
fn sets_do_not_grow_and_their_elements_were_planned() {
    let object = typed(Type::set(Type::String));
    let set = |texts: &[&str]| Value::set(texts.iter().map(|one| text(one)));
    assert_eq!(applied(&object, set(&["a", "b"]), set(&["a", "b"])), NONE);
    assert_eq!(applied(&object, Value::set([text("a"), Value::UNKNOWN]), set(&["a", "b"])), NONE);
    // Two unknown elements turned out to be one.
    assert_eq!(applied(&object, Value::set([Value::UNKNOWN, Value::UNKNOWN]), set(&["a"])), NONE);
    assert_eq!(
        applied(&object, set(&["a"]), set(&["b"])),
        [r#"x: the planned element "a" is not there any more"#, r#"x: the element "b" was not planned"#]
    );
    assert_eq!(applied(&object, set(&["a"]), set(&["a", "b"])), ["x: was planned with 1 elements, but has 2 now"]);
    assert_eq!(
        applied(&object, Value::UNKNOWN, Value::set([Value::UNKNOWN])),
        ["x: in an element of the set: the value itself: still unknown after apply"]
    );
}

#[test]
fn nested_objects_and_blocks_alike() {
    let planned = item(text("a"), Value::UNKNOWN);
    let (good, bad) = (item(text("a"), text("i")), item(text("b"), text("i")));
    for object in [nested(Nesting::Single), block(Nesting::Single)] {
        assert_eq!(applied(&object, planned.clone(), good.clone()), NONE);
        assert_eq!(applied(&object, planned.clone(), bad.clone()), [r#"x.name: was planned as "a", but is now "b""#]);
        assert_eq!(applied(&object, planned.clone(), Value::Null), ["x: was planned as {…}, but is now null"]);
        assert_eq!(
            applied(&object, planned.clone(), item(text("a"), Value::UNKNOWN)),
            ["x.id: still unknown after apply"]
        );
    }
    for object in [nested(Nesting::List), block(Nesting::List)] {
        let list = |item: &Value| Value::List(vec![item.clone()]);
        assert_eq!(applied(&object, list(&planned), list(&good)), NONE);
        assert_eq!(applied(&object, list(&planned), list(&bad)), [r#"x[0].name: was planned as "a", but is now "b""#]);
    }
    for object in [nested(Nesting::Map), block(Nesting::Map)] {
        let map = |item: &Value| Value::map([("k", item.clone())]);
        assert_eq!(applied(&object, map(&planned), map(&good)), NONE);
        assert_eq!(applied(&object, map(&planned), map(&bad)), [r#"x["k"].name: was planned as "a", but is now "b""#]);
    }
    for object in [nested(Nesting::Set), block(Nesting::Set)] {
        let set = |item: &Value| Value::set([item.clone()]);
        assert_eq!(applied(&object, set(&planned), set(&good)), NONE);
        assert_eq!(
            applied(&object, set(&planned), set(&bad)),
            ["x: the planned element {…} is not there any more", "x: the element {…} was not planned"]
        );
        assert_eq!(
            applied(&object, set(&planned), set(&planned)),
            ["x: in an element of the set: id: still unknown after apply"]
        );
    }
}

#[test]
fn blocks_are_empty_not_null() {
    for nesting in [Nesting::List, Nesting::Set, Nesting::Map] {
        assert_eq!(
            applied(&block(nesting), Value::UNKNOWN, Value::Null),
            ["x: must be empty to say that there is no block, not null"]
        );
        assert_eq!(applied(&nested(nesting), Value::UNKNOWN, Value::Null), NONE);
    }
}

#[test]
fn write_only_is_null_at_any_depth() {
    let secret = || Attribute { write_only: true, ..leaf("s", Mode::Optional) };
    let object = of([attribute("x", Mode::Optional, Shape::Nested(Nesting::Single, of([secret()])))]);
    let with = |value| Value::object([("s", value)]);
    assert_eq!(applied(&object, with(Value::Null), with(Value::Null)), NONE);
    for planned in [with(Value::Null), Value::UNKNOWN] {
        assert_eq!(applied(&object, planned, with(text("hush"))), ["x.s: write-only, so it must be null"]);
    }
}

#[test]
fn sensitive_values_are_not_shown_at_any_depth() {
    let object = of([Attribute { sensitive: true, ..nested(Nesting::Single).attributes.remove(0) }]);
    assert_eq!(
        applied(&object, item(text("hush"), Value::Null), item(text("HUSH"), Value::Null)),
        ["x.name: was planned as (sensitive value), but is now (sensitive value)"]
    );
}

#[test]
fn a_destroy_leaves_null_and_everything_else_does_not() {
    let object = typed(Type::String);
    let check = |planned: &Value, new: &Value| sentences(crate::selfcheck::applied(&object, planned, new));
    assert_eq!(check(&Value::Null, &Value::Null), NONE);
    assert_eq!(check(&Value::Null, &x(text("a"))), ["the value itself: was planned as null, but is now {…}"]);
    assert_eq!(check(&x(text("a")), &Value::Null), ["the value itself: was planned as {…}, but is now null"]);
    assert_eq!(check(&x(text("a")), &Value::UNKNOWN), ["the value itself: still unknown after apply"]);
}

#[test]
fn long_values_are_cut() {
    let sentences = applied(&typed(Type::String), text(&"ä".repeat(1000)), text(""));
    assert!(sentences[0].contains('…') && sentences[0].len() < 600);
}
