//! One file for each resource type: what the suite must know of it. A new type is one file and one line.

use crate::subject::Subject;

/// Types of which a create that fails leaves no state.
pub(crate) const MADE_ONCE: &[&str] = &["plinth_account"];

/// Declares the modules and the list.
macro_rules! subjects {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every subject, by the name of its cases: its type, and which aspect of it where there are several.
        pub(crate) const ALL: &[(&str, &Subject)] =
            &[$((concat!("plinth_", stringify!($module)), &$module::SUBJECT)),+];
    };
}

subjects! {
    account,
    account_baseline,
    account_baseline_security,
    cross_account_role,
    env_vpc,
    guardrail,
    log_archive,
    organization,
    secrets_key,
    vpc_peering,
}
