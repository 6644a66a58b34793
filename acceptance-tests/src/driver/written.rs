//! Configurations as JSON, which Terraform reads as well as its own language: what is left out is null.

use crate::ensure;
use crate::error::{Context as _, Result};
use serde_json::Value as Json;
use tfplugin::schema::{Nesting, Object, Shape};
use tfplugin::types::Type;
use tfplugin::value::Value;
use tfplugin::wire;

/// An object with a schema: the attributes that are written, and null or no block for all others.
pub(super) fn object(written: &Json, object: &Object) -> Result<Value> {
    let arguments = written.as_object().context(format!("{written} is not an object"))?;
    let mut values = std::collections::BTreeMap::new();
    for attribute in &object.attributes {
        let value = match (arguments.get(attribute.name), &attribute.shape) {
            (None | Some(Json::Null), _) => Value::Null,
            (Some(value), Shape::Leaf(ty)) => leaf(value, ty).context(attribute.name)?,
            (Some(value), Shape::Nested(nesting, inner)) => nested(value, *nesting, inner).context(attribute.name)?,
        };
        values.insert(attribute.name.to_owned(), value);
    }
    for block in &object.blocks {
        let value = match arguments.get(block.name) {
            None | Some(Json::Null) => block.absent(),
            Some(value) => nested(value, block.nesting, &block.object).context(block.name)?,
        };
        values.insert(block.name.to_owned(), value);
    }
    let unknown = arguments.keys().find(|name| !values.contains_key(*name));
    ensure!(unknown.is_none(), "there is no argument {unknown:?}");
    Ok(Value::Object(values))
}

fn nested(written: &Json, nesting: Nesting, inner: &Object) -> Result<Value> {
    let each = || -> Result<Vec<Value>> {
        let elements = written.as_array().context(format!("{written} is not a list"))?;
        elements.iter().map(|element| object(element, inner)).collect()
    };
    Ok(match nesting {
        Nesting::Single => object(written, inner)?,
        Nesting::List => Value::List(each()?),
        Nesting::Set => Value::set(each()?),
        Nesting::Map => {
            let entries = written.as_object().context(format!("{written} is not a map"))?.iter();
            let entries = entries.map(|(key, element)| Ok((key.clone(), object(element, inner)?)));
            Value::map(entries.collect::<Result<Vec<_>>>()?)
        }
    })
}

fn leaf(written: &Json, ty: &Type) -> Result<Value> {
    wire::json::decode(written.to_string().as_bytes(), ty).context(format!("{written} is no {ty:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tfplugin::schema::Schema;

    fn schema() -> Schema {
        crate::driver::Catalog::of(&plinth_provider::plinth()).resources["plinth_cross_account_role"].clone()
    }

    #[test]
    fn what_is_left_out_is_null_and_what_does_not_exist_is_an_error() {
        let written = json!({ "name": "a", "policies": ["c", "b"], "oidc": { "provider": "p", "subjects": ["s"] } });
        let value = object(&written, &schema().object).unwrap();
        assert_eq!(value.get("name"), Some(&Value::string("a")));
        assert_eq!(value.get("policies"), Some(&Value::set([Value::string("b"), Value::string("c")])));
        assert_eq!(value.get("oidc").and_then(|oidc| oidc.get("audiences")), Some(&Value::Null));
        assert_eq!(value.get("description"), Some(&Value::Null));
        for wrong in [json!({ "nam": "a" }), json!({ "name": ["a"] }), json!({ "oidc": { "url": "p" } }), json!([])] {
            assert!(object(&wrong, &schema().object).is_err(), "{wrong}");
        }
    }
}
