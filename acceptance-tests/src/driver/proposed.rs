//! Core's merge of prior state and configuration, which it hands to a provider to plan from (`objchange.ProposedNew`).

use tfplugin::plan::Attributes;
use tfplugin::schema::{Attribute, Nesting, Object, Shape};
use tfplugin::value::Value;

/// The proposed new state: the configuration, with the prior values of what the configuration leaves to the provider.
pub fn proposed_new(object: &Object, prior: Option<&Attributes>, config: &Attributes) -> Attributes {
    let null = Value::Null;
    let of = |values: &'_ Attributes, name: &str| values.get(name).cloned().unwrap_or_default();
    let mut proposed = Attributes::new();
    for attribute in &object.attributes {
        let before = prior.and_then(|prior| prior.get(attribute.name)).unwrap_or(&null);
        proposed.insert(attribute.name.to_owned(), one(attribute, before, of(config, attribute.name)));
    }
    for block in &object.blocks {
        let before = prior.and_then(|prior| prior.get(block.name)).unwrap_or(&null);
        proposed.insert(block.name.to_owned(), nested(block.nesting, &block.object, before, of(config, block.name)));
    }
    proposed
}

fn one(attribute: &Attribute, before: &Value, config: Value) -> Value {
    if attribute.mode.is_computed() && config.is_null() {
        // A prior value that only a configuration can have made is not the provider's to keep.
        return if attribute.mode.is_configurable() && was_configured(attribute, before) {
            config
        } else {
            before.clone()
        };
    }
    match &attribute.shape {
        Shape::Nested(nesting, object) => nested(*nesting, object, before, config),
        Shape::Leaf(_) => config,
    }
}

fn was_configured(attribute: &Attribute, before: &Value) -> bool {
    let Shape::Nested(_, object) = &attribute.shape else { return false };
    let set = |value: &Value| {
        let plain = object.attributes.iter().filter(|attribute| !attribute.mode.is_computed());
        plain.into_iter().any(|attribute| value.get(attribute.name).is_some_and(|value| !value.is_null()))
    };
    match before {
        Value::Object(_) => set(before),
        Value::Map(elements) => elements.values().any(set),
        Value::List(elements) | Value::Set(elements) => elements.iter().any(set),
        _ => false,
    }
}

fn nested(nesting: Nesting, object: &Object, before: &Value, config: Value) -> Value {
    let merge = |before: Option<&Value>, config: &Value| match config {
        Value::Object(config) => Value::Object(proposed_new(object, before.and_then(Value::entries), config)),
        other => other.clone(),
    };
    match (nesting, &config) {
        (Nesting::Single, Value::Object(_)) => merge(Some(before), &config),
        (Nesting::List, Value::List(elements)) => {
            let prior = before.elements().unwrap_or_default();
            Value::List(elements.iter().enumerate().map(|(at, element)| merge(prior.get(at), element)).collect())
        }
        (Nesting::Map, Value::Map(elements)) => {
            Value::map(elements.iter().map(|(key, element)| (key.clone(), merge(before.get(key), element))))
        }
        (Nesting::Set, Value::Set(elements)) => {
            // Elements of a set have no name: the one before is the one that differs in computed attributes alone.
            let same = |element: &Value, prior: &&Value| merge(Some(prior), element) == **prior;
            let prior = before.elements().unwrap_or_default();
            Value::set(elements.iter().map(|element| merge(prior.iter().find(|prior| same(element, prior)), element)))
        }
        _ => config,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tfplugin::schema::Mode;
    use tfplugin::types::Type;

    fn attribute(name: &'static str, mode: Mode, shape: Shape) -> Attribute {
        Attribute {
            name,
            doc: "",
            shape,
            mode,
            sensitive: false,
            write_only: false,
            force_new: false,
            volatile: false,
            default: None,
            checks: Vec::new(),
            same: |_, _| false,
            deprecated: None,
        }
    }

    fn text(name: &'static str, mode: Mode) -> Attribute {
        attribute(name, mode, Shape::Leaf(Type::String))
    }

    fn values(values: &[(&str, &str)]) -> Value {
        Value::object(
            values.iter().map(|(name, text)| (*name, if text.is_empty() { Value::Null } else { Value::string(*text) })),
        )
    }

    #[test]
    fn what_the_configuration_leaves_open_keeps_its_prior_value() {
        let inner =
            Object { attributes: vec![text("name", Mode::Optional), text("id", Mode::Computed)], ..Object::default() };
        let set = attribute("set", Mode::Optional, Shape::Nested(Nesting::Set, inner.clone()));
        let map = attribute("map", Mode::Optional, Shape::Nested(Nesting::Map, inner));
        let object = Object {
            attributes: vec![text("arn", Mode::Computed), text("note", Mode::Optional), set, map],
            ..Object::default()
        };
        let all = |arn: Value, note: Value, elements: &[Value]| {
            let map = Value::map([("k", elements[0].clone())]);
            let set = Value::set(elements.to_vec());
            Value::object([("arn", arn), ("note", note), ("set", set), ("map", map)])
        };
        let (a, b, c) = ([("name", "a"), ("id", "1")], [("name", "b"), ("id", "2")], [("name", "c"), ("id", "")]);
        let (open_a, open_c) = ([("name", "a"), ("id", "")], c);
        let prior = all(Value::string("arn:1"), Value::string("old"), &[values(&a), values(&b)]);
        let config = all(Value::Null, Value::Null, &[values(&open_a), values(&open_c)]);
        let proposed = proposed_new(&object, prior.entries(), config.entries().unwrap());
        let expected = all(Value::string("arn:1"), Value::Null, &[values(&a), values(&c)]);
        assert_eq!(Some(&proposed), expected.entries());
    }
}
