//! The schemas of a provider, by the names that Terraform knows.

use super::written;
use crate::error::{Context as _, Result};
use std::collections::BTreeMap;
use tfplugin::definition::ProviderDefinition;
use tfplugin::plan::Attributes;
use tfplugin::schema::Schema;
use tfplugin::value::Value;

/// What a provider accepts.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The provider block.
    pub provider: Schema,
    /// Resources by their full type names.
    pub resources: BTreeMap<String, Schema>,
}

impl Catalog {
    /// The schemas of a provider.
    pub fn of<C>(definition: &ProviderDefinition<C>) -> Self {
        let resources = definition.resources.iter();
        let resources =
            resources.map(|resource| (definition.type_name(resource.name()), resource.schema().clone())).collect();
        Self { provider: definition.block.clone(), resources }
    }

    /// The schema of a resource type.
    pub fn resource(&self, type_name: &str) -> Result<&Schema> {
        self.resources.get(type_name).context(format!("the provider has no resource `{type_name}`"))
    }

    /// A configuration: these arguments, as a JSON object, and null for all the others.
    ///
    /// # Errors
    /// When an argument does not exist or has another type.
    pub fn config(schema: &Schema, arguments: &serde_json::Value) -> Result<Attributes> {
        match written::object(arguments, &schema.object)? {
            Value::Object(attributes) => Ok(attributes),
            other => Err(format!("{other:?} is no configuration").into()),
        }
    }
}
