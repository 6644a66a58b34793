//! Functions of the provider, one per file: pure text, no AWS, no configuration.

use tfplugin::function::FunctionEntry;

/// Declares the modules and the list, in the order of the documentation.
macro_rules! functions {
    ($($module:ident::$function:ident),+ $(,)?) => {
        $(pub mod $module;)+

        /// Every function of the provider.
        pub fn all() -> Vec<FunctionEntry> {
            vec![$(FunctionEntry::of::<$module::$function>()),+]
        }
    };
}

functions! {
    account_email::AccountEmail,
    cidr_plan::CidrPlan,
    minify_policy::MinifyPolicy,
    role_arn::RoleArn,
    sign_in_url::SignInUrl,
}
