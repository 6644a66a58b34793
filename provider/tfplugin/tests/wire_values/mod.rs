//! Random types, values of a type, and schemas.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tfplugin::number::Number;
use tfplugin::schema::{Attribute, Block, Mode, Nesting, Object, Shape};
use tfplugin::types::Type;
use tfplugin::value::{Refinements, Value};
use unicode_normalization::UnicodeNormalization;

/// Names for attributes and blocks: schemas hold static text.
const NAMES: &[&str] = &["arn", "b2", "_c", "description", "e", "id", "name", "policy", "tags", "z"];

/// What values may be.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum States {
    /// Null, unknown with and without refinements, known; infinities too.
    All,
    /// Null and known: what JSON can say.
    Known,
}

/// Any type, with `dynamic` anywhere inside if asked for.
pub(crate) fn types(dynamic: bool) -> BoxedStrategy<Type> {
    let mut leaves = vec![Type::Bool, Type::Number, Type::String];
    if dynamic {
        leaves.push(Type::Dynamic);
    }
    select(leaves)
        .prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                inner.clone().prop_map(Type::list),
                inner.clone().prop_map(Type::set),
                inner.clone().prop_map(Type::map),
                vec(inner.clone(), 0..4).prop_map(Type::Tuple),
                btree_map(text(), inner, 0..4).prop_map(Type::Object),
            ]
        })
        .boxed()
}

/// Any value of the type.
pub(crate) fn values(ty: &Type, states: States) -> BoxedStrategy<Value> {
    let known = known(ty, states);
    match states {
        States::Known => prop_oneof![1 => Just(Value::Null), 7 => known].boxed(),
        States::All => prop_oneof![
            1 => Just(Value::Null),
            1 => Just(Value::UNKNOWN),
            1 => refinements(ty).prop_map(|known| {
                Value::Unknown((known != Refinements::default()).then(|| Box::new(known)))
            }),
            7 => known,
        ]
        .boxed(),
    }
}

/// A type and a value of it.
pub(crate) fn typed(states: States) -> impl Strategy<Value = (Type, Value)> {
    types(true).prop_flat_map(move |ty| {
        let values = values(&ty, states);
        (Just(ty), values)
    })
}

/// Text in normalization form C, as Terraform has it.
pub(crate) fn text() -> BoxedStrategy<String> {
    prop_oneof!["[a-z_]{0,8}", any::<String>()].prop_map(|text| text.nfc().collect()).boxed()
}

/// Numbers of all sizes.
pub(crate) fn numbers(states: States) -> BoxedStrategy<Number> {
    let finite = prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        any::<f64>().prop_filter_map("finite", |float| float.is_finite().then(|| Number::from_f64(float))?),
        "-?[0-9]{1,40}(\\.[0-9]{1,40})?(e-?[0-9]{1,3})?".prop_filter_map("a number", |text| text.parse().ok()),
    ];
    match states {
        States::Known => finite.boxed(),
        States::All => prop_oneof![
            15 => finite,
            1 => select(vec![Number::infinity(), Number::negative_infinity()])
        ]
        .boxed(),
    }
}

fn known(ty: &Type, states: States) -> BoxedStrategy<Value> {
    match ty {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Number => numbers(states).prop_map(Value::Number).boxed(),
        Type::String => text().prop_map(Value::String).boxed(),
        Type::List(element) => vec(values(element, states), 0..4).prop_map(Value::List).boxed(),
        Type::Set(element) => vec(values(element, states), 0..4).prop_map(Value::set).boxed(),
        Type::Map(element) => btree_map(text(), values(element, states), 0..4).prop_map(Value::Map).boxed(),
        Type::Tuple(types) => {
            types.iter().map(|ty| values(ty, states)).collect::<Vec<_>>().prop_map(Value::Tuple).boxed()
        }
        Type::Object(types) => {
            let names: Vec<String> = types.keys().cloned().collect();
            let attributes: Vec<_> = types.values().map(|ty| values(ty, states)).collect();
            attributes.prop_map(move |values| Value::Object(names.iter().cloned().zip(values).collect())).boxed()
        }
        Type::Dynamic => types(false)
            .prop_flat_map(move |ty| {
                let values = values(&ty, states);
                (Just(ty), values)
            })
            .prop_map(|typed| Value::Dynamic(Box::new(typed)))
            .boxed(),
    }
}

/// What can be said about an unknown value of the type.
fn refinements(ty: &Type) -> BoxedStrategy<Refinements> {
    let nullness = any::<Option<bool>>().prop_map(|nullness| Refinements { nullness, ..Refinements::default() });
    let bound = || proptest::option::of((numbers(States::All), any::<bool>()));
    match ty {
        Type::Dynamic => Just(Refinements::default()).boxed(),
        Type::String => (nullness, proptest::option::of("[a-zä-ü]{1,100}"))
            .prop_map(|(known, prefix)| Refinements {
                string_prefix: prefix.map(|prefix| prefix.nfc().collect()),
                ..known
            })
            .boxed(),
        Type::Number => (nullness, bound(), bound())
            .prop_map(|(known, lower, upper)| Refinements { number_lower: lower, number_upper: upper, ..known })
            .boxed(),
        Type::List(_) | Type::Set(_) | Type::Map(_) => (nullness, any::<Option<i64>>(), any::<Option<i64>>())
            .prop_map(|(known, lower, upper)| Refinements { length_lower: lower, length_upper: upper, ..known })
            .boxed(),
        Type::Bool | Type::Object(_) | Type::Tuple(_) => nullness.boxed(),
    }
}

/// An object of a schema: plain attributes, nested ones in every nesting, and, at the root, blocks.
pub(crate) fn objects(depth: u32, blocks: bool) -> BoxedStrategy<Object> {
    (subsequence(NAMES, 0..6), 0..=6_usize)
        .prop_flat_map(move |(names, split)| {
            let split = if blocks { split.min(names.len()) } else { names.len() };
            let (attributes, nested) = names.split_at(split);
            let attributes: Vec<_> = attributes.iter().map(|name| attribute(name, depth)).collect();
            let nested: Vec<_> = nested.iter().map(|name| block(name, depth)).collect();
            (attributes, nested)
        })
        .prop_map(|(attributes, blocks)| Object { doc: "An object.", attributes, blocks })
        .boxed()
}

fn nestings() -> impl Strategy<Value = Nesting> {
    select(vec![Nesting::Single, Nesting::List, Nesting::Set, Nesting::Map])
}

fn block(name: &'static str, depth: u32) -> BoxedStrategy<Block> {
    let object = if depth == 0 { Just(Object::default()).boxed() } else { objects(depth - 1, true) };
    (nestings(), object).prop_map(move |(nesting, object)| Block { name, nesting, object }).boxed()
}

fn attribute(name: &'static str, depth: u32) -> BoxedStrategy<Attribute> {
    let leaf = types(false).prop_map(Shape::Leaf);
    let shape = if depth == 0 {
        leaf.boxed()
    } else {
        prop_oneof![
            leaf,
            (nestings(), objects(depth - 1, false)).prop_map(|(nesting, object)| Shape::Nested(nesting, object))
        ]
        .boxed()
    };
    let modes = select(vec![Mode::Required, Mode::Optional, Mode::OptionalComputed, Mode::Computed]);
    (shape, modes, any::<bool>())
        .prop_map(move |(shape, mode, sensitive)| Attribute {
            name,
            doc: "An attribute.",
            shape,
            mode,
            sensitive,
            write_only: false,
            force_new: false,
            volatile: false,
            default: None,
            checks: Vec::new(),
            same: |left, right| left == right,
            deprecated: None,
        })
        .boxed()
}

/// The same object value with some of its attributes left out.
pub(crate) fn without(value: Value, left_out: &[&str]) -> Value {
    match value {
        Value::Object(attributes) => {
            let kept: BTreeMap<_, _> =
                attributes.into_iter().filter(|(name, _)| !left_out.contains(&name.as_str())).collect();
            Value::Object(kept)
        }
        other => other,
    }
}

/// Any of the names that schemas use.
pub(crate) fn names() -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(NAMES, 0..4)
}
