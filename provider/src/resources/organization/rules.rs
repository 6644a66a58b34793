//! Rules over several attributes, found before anything is made.

use std::collections::BTreeSet;

use tfplugin::composite::Configuration;
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::Named;

use super::Organization;

/// The principal of IAM, which central root access needs trusted access for.
const IAM: &str = "iam.amazonaws.com";

pub(super) fn validate(config: &Configuration<'_, Organization>, diagnostics: &mut Diagnostics) {
    let f = Organization::fields();
    // Services that are not managed here may well have trusted access.
    let Some(Some(trusted)) = config.known(f.trusted_services) else { return };
    let administrators = config.known(f.delegated_administrators).flatten().unwrap_or_default();
    for service in administrators.keys().filter(|service| !trusted.contains(*service)) {
        diagnostics.error_at(
            f.delegated_administrators.path().key(service.clone()),
            "A service with an administrator has no trusted access",
            format!("An account can administer `{service}` only when the service is trusted: add it to `trusted_services`."),
        );
    }
    let management = config.known(f.root_access_management).flatten();
    let features = management.map_or_else(BTreeSet::new, super::RootAccessManagement::features);
    if !features.is_empty() && !trusted.contains(IAM) {
        diagnostics.error_at(
            f.root_access_management.path(),
            "Central root access needs trusted access for IAM",
            format!("Add `{IAM}` to `trusted_services`."),
        );
    }
}
