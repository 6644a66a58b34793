//! Data sources: what is only read, one per file.

use tfplugin::definition::{AnyDataSource, data_source};

use crate::aws::Aws;

/// Declares the modules and the list, in the order of the documentation.
macro_rules! data_sources {
    ($($module:ident::$source:ident),+ $(,)?) => {
        $(pub mod $module;)+

        /// Every data source of the provider.
        pub fn all() -> Vec<Box<dyn AnyDataSource<Aws>>> {
            vec![$(data_source::<$module::$source>()),+]
        }
    };
}

data_sources! {
    caller::Caller,
    env_vpc::EnvVpc,
    organization::Organization,
}
