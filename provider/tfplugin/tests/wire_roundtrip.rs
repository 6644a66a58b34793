//! Whatever can be said comes back as it was said, and whatever arrives is a value or an error.

#[path = "wire_values/mod.rs"]
mod wire_values;

use proptest::prelude::*;
use tfplugin::proto::tfplugin6;
use tfplugin::schema::{Object, Schema, Shape};
use tfplugin::types::Type;
use tfplugin::value::Value;
use tfplugin::{selfcheck, wire};
use wire_values::{States, names, numbers, objects, typed, types, values, without};

/// A schema's object, and two values of its type.
fn object_and_values(states: States) -> impl Strategy<Value = (Object, Value, Value)> {
    objects(2, true).prop_flat_map(move |object| {
        let (one, other) = (values(&object.ty(), states), values(&object.ty(), states));
        (Just(object), one, other)
    })
}

/// Every type that the message says is the type of the schema's attribute.
fn says_the_same(object: &Object, attributes: &[tfplugin6::schema::Attribute]) {
    assert_eq!(object.attributes.len(), attributes.len());
    for (ours, encoded) in object.attributes.iter().zip(attributes) {
        assert_eq!(ours.name, encoded.name);
        assert!(encoded.required || encoded.optional || encoded.computed);
        match &ours.shape {
            Shape::Leaf(ty) => {
                assert_eq!(wire::type_json::decode(&encoded.r#type).as_ref(), Ok(ty));
                assert_eq!(encoded.nested_type, None);
            }
            Shape::Nested(_, inner) => {
                assert!(encoded.r#type.is_empty());
                let nested = encoded.nested_type.as_ref().map(|nested| nested.attributes.as_slice());
                says_the_same(inner, nested.unwrap_or_default());
                assert!(nested.is_some());
            }
        }
    }
}

proptest! {
    #[test]
    fn types_round_trip(ty in types(true)) {
        prop_assert_eq!(wire::type_json::decode(&wire::type_json::encode(&ty)), Ok(ty));
    }

    #[test]
    fn values_round_trip_through_msgpack((ty, value) in typed(States::All)) {
        let bytes = wire::msgpack::encode(&value, &ty).expect("a value of the type");
        let read = wire::msgpack::decode(&bytes, &ty).expect("what was just written");
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(wire::msgpack::encode(&read, &ty), Ok(bytes));
    }

    #[test]
    fn known_values_round_trip_through_json((ty, value) in typed(States::Known)) {
        let bytes = wire::json::encode(&value, &ty).expect("a known value of the type");
        prop_assert_eq!(wire::json::decode(&bytes, &ty), Ok(value.clone()));
        prop_assert_eq!(wire::json::decode_lenient(&bytes, &ty), Ok(value));
    }

    #[test]
    fn messages_round_trip((ty, value) in typed(States::All)) {
        let message = wire::dynamic::encode(&value, &ty).expect("a value of the type");
        prop_assert!(!message.msgpack.is_empty() && message.json.is_empty());
        prop_assert_eq!(wire::dynamic::decode(Some(&message), &ty), Ok(value));
    }

    #[test]
    fn a_number_is_the_same_number_afterwards(number in numbers(States::All)) {
        let value = Value::Number(number);
        let bytes = wire::msgpack::encode(&value, &Type::Number).expect("a number");
        prop_assert_eq!(wire::msgpack::decode(&bytes, &Type::Number), Ok(value));
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(ty in types(true), bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(value) = wire::msgpack::decode(&bytes, &ty) {
            let _ = wire::msgpack::encode(&value, &ty);
        }
        let _ = wire::json::decode(&bytes, &ty);
        let _ = wire::json::decode_lenient(&bytes, &ty);
        let _ = wire::type_json::decode(&bytes);
    }

    #[test]
    fn damaged_bytes_are_a_value_or_an_error(
        (ty, value) in typed(States::All),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<bool>(),
    ) {
        let mut bytes = wire::msgpack::encode(&value, &ty).expect("a value of the type");
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
            prop_assert!(wire::msgpack::decode(&bytes, &ty).is_err());
        } else {
            bytes[at] = byte;
            if let Ok(value) = wire::msgpack::decode(&bytes, &ty) {
                let _ = wire::msgpack::encode(&value, &ty);
            }
        }
    }

    #[test]
    fn a_value_of_one_type_is_read_as_another_or_refused(
        (ty, value) in typed(States::All),
        other in types(true),
    ) {
        let bytes = wire::msgpack::encode(&value, &ty).expect("a value of the type");
        if let Ok(read) = wire::msgpack::decode(&bytes, &other) {
            prop_assert!(wire::msgpack::encode(&read, &other).is_ok());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn schemas_say_what_they_are(object in objects(2, true), version in 0..5_i64) {
        let encoded = wire::schema::encode(&Schema { version, object: object.clone() });
        prop_assert_eq!(encoded.version, version);
        let block = encoded.block.expect("a body");
        says_the_same(&object, &block.attributes);
        prop_assert_eq!(block.block_types.len(), object.blocks.len());
        prop_assert!(block.block_types.iter().all(|nested| nested.block.is_some() && nested.nesting != 0));
        prop_assert_eq!(selfcheck::schema(&Schema { version, object }), vec![]);
    }

    #[test]
    fn objects_of_schemas_round_trip((object, value, _) in object_and_values(States::All), left_out in names()) {
        let ty = object.ty();
        let conformed = wire::conform::conform(without(value, &left_out), &object).expect("an object of the schema");
        prop_assert_eq!(wire::conform::conform(conformed.clone(), &object), Ok(conformed.clone()));
        let bytes = wire::msgpack::encode(&conformed, &ty).expect("a conformed object");
        prop_assert_eq!(wire::msgpack::decode(&bytes, &ty), Ok(conformed));
    }

    #[test]
    fn to_plan_and_apply_what_is_configured_breaks_no_rule((object, value, prior) in object_and_values(States::Known)) {
        let conform = |value| wire::conform::conform(value, &object).expect("an object of the schema");
        let (config, prior) = (conform(value), conform(prior));
        prop_assert_eq!(selfcheck::plan(&object, &prior, &config, &config), vec![]);
        prop_assert_eq!(selfcheck::applied(&object, &config, &config), vec![]);
    }

    #[test]
    fn checks_end_whatever_they_are_given(
        (object, one, other) in object_and_values(States::All),
        config in typed(States::All),
    ) {
        let _ = selfcheck::plan(&object, &one, &other, &config.1);
        let _ = selfcheck::plan(&object, &config.1, &one, &other);
        let _ = selfcheck::applied(&object, &one, &other);
        let _ = selfcheck::applied(&object, &config.1, &other);
        let _ = wire::conform::conform(config.1, &object);
    }
}
