//! A provider as a list: its block, its resources, its data sources and its functions.

use futures_util::future::BoxFuture;
use std::future::Future;
use std::sync::OnceLock;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::function::FunctionEntry;
use crate::model::Named;
use crate::plan::Attributes;
use crate::resource::ManagedResource;
use crate::schema::Schema;
use crate::value::Value;

/// Makes the way to the cloud from the arguments of the provider block.
pub type Configure<C> = Box<dyn Fn(&Attributes) -> Result<C, Diagnostics> + Send + Sync>;

/// Everything Terraform can ask of a provider. `C` is what the provider block makes: the way to the cloud.
pub struct ProviderDefinition<C> {
    /// The provider's type: the prefix of its resources.
    pub name: &'static str,
    /// Its version, without `v`.
    pub version: &'static str,
    /// The schema of the provider block.
    pub block: Schema,
    /// Rules over several arguments of the block, which may hold unknowns.
    pub validate: fn(&Attributes, &mut Diagnostics),
    /// Makes the way to the cloud from the block, without calling it. Arguments may be unknown while planning.
    pub configure: Configure<C>,
    /// The resources, in the order of the documentation.
    pub resources: Vec<Box<dyn ManagedResource<C>>>,
    /// The data sources, in the order of the documentation.
    pub data_sources: Vec<Box<dyn AnyDataSource<C>>>,
    /// The functions, in the order of the documentation.
    pub functions: Vec<FunctionEntry>,
}

impl<C> ProviderDefinition<C> {
    /// The resource of a full type name, such as `plinth_cross_account_role`.
    pub fn resource(&self, type_name: &str) -> Option<&dyn ManagedResource<C>> {
        let name = self.local(type_name)?;
        self.resources.iter().map(AsRef::as_ref).find(|resource| resource.name() == name)
    }

    /// The data source of a full type name.
    pub fn data_source(&self, type_name: &str) -> Option<&dyn AnyDataSource<C>> {
        let name = self.local(type_name)?;
        self.data_sources.iter().map(AsRef::as_ref).find(|source| source.name() == name)
    }

    /// The full type name of a resource or data source.
    pub fn type_name(&self, name: &str) -> String {
        format!("{}_{name}", self.name)
    }

    fn local<'a>(&self, type_name: &'a str) -> Option<&'a str> {
        type_name.strip_prefix(self.name)?.strip_prefix('_')
    }
}

/// Something that is only read.
pub trait DataSource: Named {
    /// The way to the cloud.
    type Cloud: Send + Sync + 'static;

    /// The group of its page in the Registry's navigation, such as `Access`.
    const SUBCATEGORY: &'static str = "";

    /// Fills the computed attributes. Not finding the thing is an error: Terraform has no "absent" for data.
    fn read(self, cloud: &Self::Cloud) -> impl Future<Output = Result<Self, Diagnostic>> + Send;
}

/// A data source without its type.
pub trait AnyDataSource<C>: Send + Sync {
    /// The type's name without the provider's prefix.
    fn name(&self) -> &'static str;

    /// Its schema.
    fn schema(&self) -> &Schema;

    /// The group of its page in the Registry's navigation, such as `Access`.
    fn subcategory(&self) -> &'static str;

    /// Reads it, for a configuration that is wholly known.
    fn read<'a>(&'a self, cloud: &'a C, config: Value) -> BoxFuture<'a, Result<Value, Diagnostic>>;
}

/// A data source type as an entry of [`ProviderDefinition::data_sources`].
pub fn data_source<D: DataSource>() -> Box<dyn AnyDataSource<D::Cloud>> {
    Box::new(Entry::<D> { schema: OnceLock::new(), source: std::marker::PhantomData })
}

struct Entry<D> {
    schema: OnceLock<Schema>,
    source: std::marker::PhantomData<fn() -> D>,
}

impl<D: DataSource> AnyDataSource<D::Cloud> for Entry<D> {
    fn name(&self) -> &'static str {
        D::NAME
    }

    fn schema(&self) -> &Schema {
        self.schema.get_or_init(D::schema)
    }

    fn subcategory(&self) -> &'static str {
        D::SUBCATEGORY
    }

    fn read<'a>(&'a self, cloud: &'a D::Cloud, config: Value) -> BoxFuture<'a, Result<Value, Diagnostic>> {
        Box::pin(async move {
            let model = D::decode(&config).map_err(|mismatch| {
                Diagnostic::error(
                    "Defect in the provider",
                    format!("The configuration is not as declared: {mismatch}."),
                )
            })?;
            Ok(model.read(cloud).await?.encode())
        })
    }
}
