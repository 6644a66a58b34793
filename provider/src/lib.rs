//! Plinth: AWS multi-account foundations for Terraform and OpenTofu.
//!
//! | module | what it is for |
//! |---|---|
//! | `config` | the provider block |
//! | `aws` | accounts and regions: credentials, clients, limits, errors |
//! | `parts` | one AWS object per file |
//! | `policy` | IAM policy documents |
//! | `network` | which block each subnet of a VPC gets |
//! | `resources`, `data_sources`, `functions` | what the provider offers, one per file |

pub mod aws;
pub mod config;
pub mod data_sources;
pub mod functions;
pub mod network;
pub mod parts;
pub mod policy;
pub mod resources;

use tfplugin::definition::ProviderDefinition;
use tfplugin::model::Model;
use tfplugin::schema::Schema;

use crate::aws::Aws;
use crate::config::ProviderConfig;

/// The provider's type: the prefix of its resources.
pub const NAME: &str = "plinth";

/// The version, without `v`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The addresses under which the registries of Terraform and OpenTofu have the provider.
pub const ADDRESSES: &[&str] = &["registry.terraform.io/plinth/plinth", "registry.opentofu.org/plinth/plinth"];

/// The provider, with its clients made from the provider block alone.
pub fn plinth() -> ProviderDefinition<Aws> {
    plinth_with(Aws::configure)
}

/// The provider, with clients made otherwise: observed, for tests.
pub fn plinth_with(
    configure: impl Fn(&tfplugin::plan::Attributes) -> Result<Aws, tfplugin::diagnostic::Diagnostics>
    + Send
    + Sync
    + 'static,
) -> ProviderDefinition<Aws> {
    ProviderDefinition {
        name: NAME,
        version: VERSION,
        block: Schema { version: 0, object: ProviderConfig::object() },
        validate: config::validate,
        configure: Box::new(configure),
        resources: resources::all(),
        data_sources: data_sources::all(),
        functions: functions::all(),
    }
}
