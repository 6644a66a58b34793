//! The resources, one per file. A resource wires parts to attributes; it never talks to AWS itself.

use tfplugin::composite::composite;
use tfplugin::resource::ManagedResource;

use crate::aws::Aws;

/// Declares the modules and the list, in the order of the documentation.
macro_rules! resources {
    ($($module:ident::$resource:ident),+ $(,)?) => {
        $(pub mod $module;)+

        /// Every resource of the provider.
        pub fn all() -> Vec<Box<dyn ManagedResource<Aws>>> {
            vec![$(composite::<$module::$resource>(crate::NAME)),+]
        }
    };
}

resources! {
    account::Account,
    account_baseline::AccountBaseline,
    cross_account_role::CrossAccountRole,
    env_vpc::EnvVpc,
    guardrail::Guardrail,
    log_archive::LogArchive,
    organization::Organization,
    secrets_key::SecretsKey,
    vpc_peering::VpcPeering,
}
