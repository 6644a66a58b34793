//! Functions of the provider: pure text, no AWS, no configuration.

mod role_arn;
mod sign_in_url;

use tfplugin::function::FunctionEntry;

pub use role_arn::RoleArn;
pub use sign_in_url::{SignInUrl, sign_in_url};

/// All functions, in the order of the documentation.
pub fn all() -> Vec<FunctionEntry> {
    vec![FunctionEntry::of::<RoleArn>(), FunctionEntry::of::<SignInUrl>()]
}
