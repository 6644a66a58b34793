//! The schemas of a provider, by the names that Terraform knows.

use crate::error::{Context as _, Result};
use std::collections::BTreeMap;
use tfplugin::definition::ProviderDefinition;
use tfplugin::plan::Attributes;
use tfplugin::resource::complete;
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

    /// A configuration: these arguments, and null for all the others.
    pub fn config<'a>(schema: &Schema, arguments: impl IntoIterator<Item = (&'a str, Value)>) -> Attributes {
        complete(schema, arguments.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}
