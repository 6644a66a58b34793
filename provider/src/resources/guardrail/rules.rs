//! Rules over several attributes, found before anything is planned.

use tfplugin::composite::Configuration;
use tfplugin::diagnostic::{Diagnostic, Diagnostics};
use tfplugin::model::Named;

use super::document::default_type;
use super::presets::Preset;
use super::{Guardrail, Parameters};
use crate::policy::organization::PolicyType;

type Config<'a> = Configuration<'a, Guardrail>;

pub(super) fn validate(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    it_says_one_thing(config, diagnostics);
    parameters_are_the_presets(config, diagnostics);
    the_type_is_possible(config, diagnostics);
    principals_can_be_left_out(config, diagnostics);
}

fn it_says_one_thing(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = Guardrail::fields();
    if config.is_given(f.preset) && config.is_given(f.policy) {
        let detail = "A guardrail is either a `preset` or a `policy` of your own: leave one of them out.";
        diagnostics.error_at(f.policy.path(), "Both a preset and a policy", detail);
    }
    if !config.is_set(f.preset) && !config.is_set(f.policy) {
        let detail = "A guardrail needs something to say: set `preset` or `policy`.";
        diagnostics.push(Diagnostic::error("Neither a preset nor a policy", detail));
    }
    if config.is_given(f.parameters) && !config.is_set(f.preset) {
        let detail = "Only presets have parameters, and this guardrail has a policy of its own.";
        diagnostics.error_at(f.parameters.path(), "`parameters` has no effect", detail);
    }
}

fn parameters_are_the_presets(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = Guardrail::fields();
    let Some(preset) = config.known(f.preset).flatten().and_then(|name| Preset::named(&name)) else { return };
    let Some(parameters) = config.known(f.parameters) else { return };
    let parameters = parameters.unwrap_or_default();
    for (name, is_set) in set(&parameters) {
        let path = f.parameters.path().then(name);
        if preset.required.contains(&name) && !is_set {
            let detail = format!("The preset `{}` needs to know `{name}`.", preset.name);
            diagnostics.error_at(path, format!("`{name}` is missing"), detail);
        } else if is_set && !preset.required.contains(&name) && !preset.optional.contains(&name) {
            let detail = format!("The preset `{}` does not read `{name}`.", preset.name);
            diagnostics.error_at(path, format!("`{name}` has no effect"), detail);
        }
    }
    let unknown = |service: &&String| !preset.services.is_empty() && !preset.services.contains(&service.as_str());
    for service in parameters.services.iter().flatten().filter(unknown) {
        let detail = format!("The preset `{}` knows {}; not `{service}`.", preset.name, preset.services.join(", "));
        diagnostics.error_at(f.parameters.path().then("services"), "Unknown service", detail);
    }
}

/// Each parameter, and whether it has a value.
fn set(parameters: &Parameters) -> [(&'static str, bool); 6] {
    let Parameters { regions, allowed_actions, services, organization_id, allowed_accounts, max_hop_limit } = parameters;
    [
        ("regions", regions.is_some()),
        ("allowed_actions", allowed_actions.is_some()),
        ("services", services.is_some()),
        ("organization_id", organization_id.is_some()),
        ("allowed_accounts", allowed_accounts.is_some()),
        ("max_hop_limit", max_hop_limit.is_some()),
    ]
}

fn the_type_is_possible(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = Guardrail::fields();
    let Some(preset) = config.known(f.preset).flatten().and_then(|name| Preset::named(&name)) else { return };
    let Some(kind) = config.known(f.kind).and_then(|kind| kind.0) else { return };
    if !preset.types.contains(&kind.as_str()) {
        let detail = format!("The preset `{}` can be a policy of the type {}.", preset.name, preset.types.join(" or "));
        diagnostics.error_at(f.kind.path(), "The preset has another type", detail);
    }
}

fn principals_can_be_left_out(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = Guardrail::fields();
    let (Some(kind), Some(preset)) = (config.known(f.kind), config.known(f.preset)) else { return };
    let kind = kind.0.unwrap_or_else(|| default_type(preset.as_deref()).to_owned());
    let is_settings = PolicyType::named(&kind).is_some_and(|kind| kind.kind().is_none());
    if is_settings && config.is_given(f.except_principals) {
        let detail = format!("A policy of the type `{kind}` is about settings, which are the same for everybody.");
        diagnostics.error_at(f.except_principals.path(), "`except_principals` has no effect", detail);
    }
}
