//! The provider block as far as it is known: in a plan, any argument may depend on what is not there yet.

use std::collections::BTreeMap;

use tfplugin::diagnostic::{Diagnostic, Diagnostics, Path};
use tfplugin::model::{AttributeValue, Mismatch, Model};
use tfplugin::plan::Attributes;
use tfplugin::value::Value;

use super::ProviderConfig;

/// What is known of the provider block.
#[derive(Clone, Debug, PartialEq)]
pub struct Configured {
    /// The region, when it is known and set.
    pub(crate) region: Option<String>,
    /// Whether the region is the configuration's to say, and not said yet.
    pub(crate) region_is_unknown: bool,
    /// The default tags; `None` while any of them is unknown.
    pub(crate) default_tags: Option<BTreeMap<String, String>>,
    /// All that calls to AWS need, or the arguments that they still wait for.
    pub(crate) access: Result<Box<ProviderConfig>, Vec<Path>>,
}

impl Configured {
    /// Reads the provider block. Unknown arguments are no error: creating resources can be planned without AWS.
    pub fn from_block(block: &Attributes) -> Result<Configured, Diagnostics> {
        ProviderConfig::from_value(&Value::Object(block.clone())).map_err(|mismatch| {
            Diagnostic::error("Could not read the provider block", format!("{mismatch}.")).at(mismatch.path).into()
        })
    }
}

impl ProviderConfig {
    /// The same, from the block as one value.
    pub fn from_value(config: &Value) -> Result<Configured, Mismatch> {
        let region = config.get("region").unwrap_or(&Value::Null);
        let block = config.get("default_tags").unwrap_or(&Value::Null);
        let default_tags = match block.get("tags").unwrap_or(&Value::Null) {
            _ if !block.is_wholly_known() => None,
            tags => Some(Option::<BTreeMap<String, String>>::decode(tags)?.unwrap_or_default()),
        };
        // Tags are the one thing that no call depends on to be sent.
        let mut waits_for = Vec::new();
        for (name, value) in config.entries().into_iter().flatten().filter(|(name, _)| *name != "default_tags") {
            unknowns(value, &Path::attribute(name), &mut waits_for);
        }
        let access = if waits_for.is_empty() {
            let mut known = config.clone();
            if let Value::Object(attributes) = &mut known {
                attributes.insert("default_tags".to_owned(), Value::Null);
            }
            Ok(Box::new(ProviderConfig::decode(&known)?))
        } else {
            Err(waits_for)
        };
        Ok(Configured {
            region: region.as_str().map(str::to_owned),
            region_is_unknown: region.is_unknown(),
            default_tags,
            access,
        })
    }
}

/// The paths of what is unknown, as deep as Terraform can address it.
fn unknowns(value: &Value, path: &Path, found: &mut Vec<Path>) {
    match value {
        Value::Unknown(_) => found.push(path.clone()),
        Value::Object(attributes) => {
            for (name, value) in attributes {
                unknowns(value, &path.then(name), found);
            }
        }
        Value::Map(elements) => {
            for (key, value) in elements {
                unknowns(value, &path.key(key), found);
            }
        }
        Value::List(elements) | Value::Tuple(elements) => {
            for (index, value) in elements.iter().enumerate() {
                unknowns(value, &path.index(index), found);
            }
        }
        other if !other.is_wholly_known() => found.push(path.clone()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(set: &[(&str, Value)]) -> Value {
        let object = ProviderConfig::object();
        let attributes = object.attributes.iter().map(|attribute| attribute.name);
        let mut all: BTreeMap<String, Value> = attributes.map(|name| (name.to_owned(), Value::Null)).collect();
        for block in &object.blocks {
            let none = if block.name == "assume_role" { Value::List(Vec::new()) } else { Value::Null };
            all.insert(block.name.to_owned(), none);
        }
        for (name, value) in set {
            all.insert((*name).to_owned(), value.clone());
        }
        Value::Object(all)
    }

    fn tags(value: Value) -> Value {
        Value::object([("tags", value)])
    }

    #[test]
    fn an_empty_block_is_wholly_known() {
        let configured = ProviderConfig::from_value(&block(&[])).unwrap();
        assert_eq!((configured.region, configured.default_tags), (None, Some(BTreeMap::new())));
        assert!(configured.access.is_ok());
    }

    #[test]
    fn what_calls_wait_for_is_named() {
        let role = Value::object([("role_arn", Value::UNKNOWN), ("duration", Value::string("1h"))]);
        let configured = ProviderConfig::from_value(&block(&[
            ("region", Value::string("eu-west-1")),
            ("assume_role", Value::List(vec![role])),
            ("default_tags", tags(Value::map([("a", Value::string("b"))]))),
        ]));
        let configured = configured.unwrap();
        assert_eq!(configured.region.as_deref(), Some("eu-west-1"));
        assert_eq!(configured.default_tags, Some([("a".to_owned(), "b".to_owned())].into()));
        assert_eq!(configured.access.unwrap_err()[0].to_string(), "assume_role[0].role_arn");
    }

    #[test]
    fn unknown_tags_keep_no_call_back() {
        for unknown in [Value::UNKNOWN, tags(Value::UNKNOWN), tags(Value::map([("a", Value::UNKNOWN)]))] {
            let configured = ProviderConfig::from_value(&block(&[("default_tags", unknown)])).unwrap();
            assert_eq!(configured.default_tags, None);
            assert!(configured.access.is_ok());
        }
    }

    #[test]
    fn an_unknown_region_is_not_a_missing_one() {
        let configured = ProviderConfig::from_value(&block(&[("region", Value::UNKNOWN)])).unwrap();
        assert!(configured.region_is_unknown && configured.region.is_none());
    }
}
