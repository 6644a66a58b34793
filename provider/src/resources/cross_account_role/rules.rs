//! Rules over several attributes, found before anything is planned.

use std::collections::BTreeSet;

use tfplugin::composite::Configuration;
use tfplugin::diagnostic::{Diagnostic, Diagnostics};
use tfplugin::model::Named;

use super::access::{DEVELOPER_POLICY, inline, managed};
use super::CrossAccountRole;
use crate::parts::iam::inline_policy::InlinePolicy;
use crate::policy::Policy;

type Config<'a> = Configuration<'a, CrossAccountRole>;

pub(super) fn validate(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    somebody_is_trusted(config, diagnostics);
    access_has_what_it_needs(config, diagnostics);
    mfa_is_consistent(config, diagnostics);
    external_id_has_a_bearer(config, diagnostics);
    policies_fit(config, diagnostics);
    sessions_last_as_asked(config, diagnostics);
}

fn somebody_is_trusted(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = CrossAccountRole::fields();
    let empty = |set: Option<Option<BTreeSet<String>>>| set.is_some_and(|set| set.unwrap_or_default().is_empty());
    let nobody = empty(config.known(f.trusted_accounts))
        && empty(config.known(f.trusted_principals))
        && config.known(f.oidc).is_some_and(|oidc| oidc.is_none());
    if nobody {
        let detail = "A role needs somebody who may assume it: set `trusted_accounts`, `trusted_principals` or `oidc`.";
        diagnostics.push(Diagnostic::error("Nobody may assume the role", detail));
    }
}

fn access_has_what_it_needs(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = CrossAccountRole::fields();
    let Some(access) = config.known(f.access) else { return };
    let services = config.known(f.allowed_services);
    if access == "developer" && services.as_ref().is_some_and(|s| s.as_ref().is_none_or(BTreeSet::is_empty)) {
        let detail = "`access = \"developer\"` allows everything in `allowed_services`, so it needs at least one.";
        diagnostics.error_at(f.allowed_services.path(), "No services allowed", detail);
    }
    if access != "developer" && config.is_given(f.allowed_services) {
        let detail = format!("Only `access = \"developer\"` reads `allowed_services`; this role has `{access}`.");
        diagnostics.error_at(f.allowed_services.path(), "`allowed_services` has no effect", detail);
    }
    let filled_by_person = matches!(access.as_str(), "auto_deploy" | "custom");
    if filled_by_person && !config.is_set(f.policies) && !config.is_set(f.inline_policies) {
        let detail = format!("`access = \"{access}\"` allows only what `policies` and `inline_policies` say.");
        diagnostics.push(Diagnostic::warning("The role may do nothing", detail).at(f.access.path()));
    }
}

fn mfa_is_consistent(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = CrossAccountRole::fields();
    let refused = config.known(f.require_mfa).and_then(|mfa| mfa.0) == Some(false);
    if refused && config.is_given(f.mfa_max_age) {
        let detail = "MFA that is not required cannot grow old: set `require_mfa = true`, or leave `mfa_max_age` out.";
        diagnostics.error_at(f.mfa_max_age.path(), "`mfa_max_age` without MFA", detail);
    }
}

fn external_id_has_a_bearer(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = CrossAccountRole::fields();
    if config.is_given(f.external_id) && !config.is_set(f.trusted_accounts) && !config.is_set(f.trusted_principals) {
        let detail = "Only `trusted_accounts` and `trusted_principals` send an external id; workloads of `oidc` do not.";
        diagnostics.error_at(f.external_id.path(), "`external_id` has no effect", detail);
    }
}

fn policies_fit(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = CrossAccountRole::fields();
    let access = config.known(f.access);
    if let (Some(access), Some(Some(policies))) = (&access, config.known(f.policies)) {
        for arn in policies.iter().filter(|arn| managed(access).contains(&arn.as_str())) {
            let detail = format!("`access = \"{access}\"` attaches `{arn}` already.");
            diagnostics.error_at(f.policies.path(), "A policy is attached twice", detail);
        }
    }
    attachments_fit(access.as_deref(), config, diagnostics);
    let Some(Some(own)) = config.known(f.inline_policies) else { return };
    if own.contains_key(DEVELOPER_POLICY) && access.as_deref() == Some("developer") {
        let path = f.inline_policies.path().key(DEVELOPER_POLICY);
        diagnostics.error_at(path, "Reserved name", "This is the name of the policy that `access = \"developer\"` adds.");
    }
    let services = config.known(f.allowed_services).flatten().unwrap_or_default();
    let preset = access.as_deref().and_then(|access| inline(access, &services));
    let parsed = own.iter().filter_map(|(name, json)| Some((name.as_str(), json.policy()?)));
    let all: Vec<(&str, Policy)> = parsed.chain(preset.map(|policy| (DEVELOPER_POLICY, policy))).collect();
    if let Some(problem) = InlinePolicy::check_total(all.iter().map(|(name, policy)| (*name, policy))) {
        diagnostics.error_at(f.inline_policies.path(), "Inline policies are too large", problem);
    }
}

/// Managed policies per role: 10, which AWS raises to 20 on request
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).
fn attachments_fit(access: Option<&str>, config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = CrossAccountRole::fields();
    let (Some(access), Some(Some(policies))) = (access, config.known(f.policies)) else { return };
    let count = policies.len() + managed(access).len();
    let detail = format!("With that of `access` the role has {count} managed policies; AWS takes 10, and 20 with a raised quota.");
    if count > 20 {
        diagnostics.error_at(f.policies.path(), "Too many managed policies", detail);
    } else if count > 10 {
        diagnostics.push(Diagnostic::warning("AWS may refuse so many managed policies", detail).at(f.policies.path()));
    }
}

/// Role chaining: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>.
fn sessions_last_as_asked(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = CrossAccountRole::fields();
    let long = config.known(f.max_session_duration).and_then(|duration| duration.0).is_some_and(|d| d > 3600);
    let principals = config.known(f.trusted_principals).flatten().unwrap_or_default();
    if let Some(chained) = principals.iter().find(|arn| arn.contains(":role/")).filter(|_| long) {
        let detail = format!(
            "AWS ends a session after one hour when a role is assumed from another role, whatever \
             `max_session_duration` says. That will happen to sessions from `{chained}`."
        );
        let warning = Diagnostic::warning("Chained sessions last one hour", detail);
        diagnostics.push(warning.at(f.max_session_duration.path()));
    }
}
