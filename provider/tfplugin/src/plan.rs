//! Planning that any resource needs, as pure functions over values: defaults, values that mean the same, replacement.
//!
//! Terraform proposes a new state that merges prior state and configuration; what a provider may make of it is fixed
//! by Terraform's rules (see `selfcheck`). What depends on parts is in `composite`.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostics, Path};
use crate::schema::{Attribute, Nesting, Object, Shape};
use crate::value::Value;

/// The attributes of an object value.
pub type Attributes = BTreeMap<String, Value>;

/// The proposed attributes with defaults filled in, write-only values removed, and each value that means the same as
/// the prior one kept as the prior one.
pub fn prepare(object: &Object, prior: Option<&Attributes>, config: &Attributes, proposed: Attributes) -> Attributes {
    let mut planned = proposed;
    fill_defaults(object, config, &mut planned);
    for attribute in &object.attributes {
        let name = attribute.name;
        let configured = config.get(name).is_some_and(|value| !value.is_null());
        if let Some(before) = prior.and_then(|prior| prior.get(name))
            && let Some(now) = planned.get(name)
            && configured
            && !before.is_null()
            && now != before
            && now.is_wholly_known()
            && (attribute.same)(before, now)
        {
            planned.insert(name.to_owned(), before.clone());
        }
    }
    planned
}

/// Fills defaults where the configuration has nothing, at any depth, and drops write-only values.
pub fn fill_defaults(object: &Object, config: &Attributes, planned: &mut Attributes) {
    for attribute in &object.attributes {
        let configured = config.get(attribute.name).unwrap_or(&Value::Null);
        if attribute.write_only {
            planned.insert(attribute.name.to_owned(), Value::Null);
        } else if configured.is_null()
            && let Some(default) = &attribute.default
        {
            planned.insert(attribute.name.to_owned(), default.clone());
        } else if let Shape::Nested(nesting, nested) = &attribute.shape
            && let Some(value) = planned.get_mut(attribute.name)
        {
            fill_nested(*nesting, nested, configured, value);
        }
    }
    for block in &object.blocks {
        let configured = config.get(block.name).unwrap_or(&Value::Null);
        if let Some(value) = planned.get_mut(block.name) {
            fill_nested(block.nesting, &block.object, configured, value);
        }
    }
}

fn fill_nested(nesting: Nesting, object: &Object, config: &Value, planned: &mut Value) {
    match (config, planned) {
        (Value::Object(config), Value::Object(planned)) if nesting == Nesting::Single => {
            fill_defaults(object, config, planned);
        }
        (Value::List(config), Value::List(planned)) => {
            for (config, planned) in config.iter().zip(planned) {
                fill_nested(Nesting::Single, object, config, planned);
            }
        }
        (Value::Map(config), Value::Map(planned)) => {
            for (key, planned) in planned {
                if let Some(config) = config.get(key) {
                    fill_nested(Nesting::Single, object, config, planned);
                }
            }
        }
        // Elements of a set cannot be told apart but by value: the configured elements, with their defaults.
        (Value::Set(config), planned @ Value::Set(_)) => {
            let filled = config.iter().map(|element| {
                let mut filled = element.clone();
                fill_nested(Nesting::Single, object, element, &mut filled);
                filled
            });
            *planned = Value::set(filled);
        }
        _ => {}
    }
}

/// The paths whose change replaces the resource: attributes declared so whose planned value differs from the prior
/// one, or is not known yet.
pub fn requires_replace(object: &Object, prior: &Attributes, planned: &Attributes) -> Vec<Path> {
    let differs = |attribute: &&Attribute| {
        attribute.force_new
            && prior.get(attribute.name).unwrap_or(&Value::Null) != planned.get(attribute.name).unwrap_or(&Value::Null)
    };
    object.attributes.iter().filter(differs).map(|attribute| Path::attribute(attribute.name)).collect()
}

/// Runs the checks of a schema on a configuration, at any depth. Unknown values pass.
pub fn check(object: &Object, config: &Attributes, at: &Path, diagnostics: &mut Diagnostics) {
    for attribute in &object.attributes {
        let Some(value) = config.get(attribute.name) else { continue };
        let path = at.then(attribute.name);
        for rule in &attribute.checks {
            rule.test(value, &path, diagnostics);
        }
        if let Shape::Nested(_, nested) = &attribute.shape {
            check_nested(nested, value, &path, diagnostics);
        }
        if let Some(advice) = attribute.deprecated
            && !value.is_null()
        {
            let summary = format!("`{path}` is deprecated");
            diagnostics.push(crate::diagnostic::Diagnostic::warning(summary, advice).at(path));
        }
    }
    for block in &object.blocks {
        if let Some(value) = config.get(block.name) {
            check_nested(&block.object, value, &at.then(block.name), diagnostics);
        }
    }
}

fn check_nested(object: &Object, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    match value {
        Value::Object(attributes) => check(object, attributes, path, diagnostics),
        Value::List(elements) => {
            for (index, element) in elements.iter().enumerate() {
                check_nested(object, element, &path.index(index), diagnostics);
            }
        }
        Value::Set(elements) => elements.iter().for_each(|element| check_nested(object, element, path, diagnostics)),
        Value::Map(entries) => {
            for (key, element) in entries {
                check_nested(object, element, &path.key(key.clone()), diagnostics);
            }
        }
        _ => {}
    }
}
