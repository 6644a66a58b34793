//! The list of checks. The number is the one of Terraform's conformance table in CONTRIBUTING.md; scenarios have none.

mod process;

use crate::world::World;
use acceptance_tests::error::Result;

/// A named check.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) body: Body,
}

/// What a check needs.
pub(crate) enum Body {
    /// The provider's binary alone.
    Provider(fn() -> Result<()>),
    /// A command line tool.
    Cli(fn(&World<'_>) -> Result<()>),
}

/// One line per check, in the order of the table.
macro_rules! checks {
    ($($kind:ident $module:ident::$name:ident),* $(,)?) => {
        /// All checks.
        pub(crate) fn all() -> Vec<Check> {
            vec![$(Check { name: stringify!($name), body: Body::$kind($module::$name) }),*]
        }
    };
}

checks! {
    Provider process::check_01_a_person_who_starts_it_is_told_what_it_is,
    Provider process::check_02_the_handshake_line_has_six_fields,
    Provider process::check_03_only_the_client_that_started_it_gets_in,
}
