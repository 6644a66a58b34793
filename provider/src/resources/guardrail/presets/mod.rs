//! The presets: policies that are ready-made. Adding one is a file and a line in the list.

use std::collections::BTreeSet;

use super::Parameters;
use crate::policy::Policy;

/// A policy that is ready but for a few values.
pub(super) struct Preset {
    /// The value of `preset`.
    pub(super) name: &'static str,
    /// The types of policy that it can be; the first one unless `type` says otherwise.
    pub(super) types: &'static [&'static str],
    /// The parameters that it must have.
    pub(super) required: &'static [&'static str],
    /// The parameters that it may have beside.
    pub(super) optional: &'static [&'static str],
    /// What may stand in `services`, where that is not any service.
    pub(super) services: &'static [&'static str],
    /// Writes the policy as one of a type.
    pub(super) build: fn(&Parameters, &str) -> Policy,
}

impl Preset {
    /// The preset of this name.
    pub(super) fn named(name: &str) -> Option<&'static Preset> {
        ALL.iter().copied().find(|preset| preset.name == name)
    }
}

/// Declares the modules and the list, in the order of the documentation.
macro_rules! presets {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every preset.
        pub(super) const ALL: &[&Preset] = &[$(&$module::PRESET),+];

        /// Their names.
        pub(super) const NAMES: &[&str] = &[$($module::PRESET.name),+];
    };
}

presets! {
    deny_leaving_organization,
    deny_regions,
    deny_root_user,
    require_imdsv2,
    protect_security_services,
    deny_public_s3,
    confused_deputy_protection,
    quarantine,
}

/// What a preset of one type only says of itself.
const SERVICE_CONTROL: &[&str] = &["service_control_policy"];

/// A parameter's values; none where it is left out.
fn items(values: Option<&BTreeSet<String>>) -> impl Iterator<Item = &str> {
    values.into_iter().flatten().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::organization::PolicyType;

    /// Values for all parameters.
    pub(super) fn parameters() -> Parameters {
        let set = |values: &[&str]| Some(values.iter().map(|value| (*value).to_owned()).collect());
        Parameters {
            regions: set(&["eu-west-1", "us-east-1"]),
            allowed_actions: set(&["bedrock:*"]),
            services: None,
            organization_id: Some("o-example1234".to_owned()),
            allowed_accounts: set(&["111122223333"]),
            max_hop_limit: Some(2),
        }
    }

    /// The policy of a preset, of its first type, with these values.
    pub(super) fn built(preset: &Preset, parameters: &Parameters) -> Policy {
        (preset.build)(parameters, preset.types[0])
    }

    #[test]
    fn every_preset_of_every_type_is_sound_and_small() {
        for preset in ALL {
            for name in preset.types {
                let kind = PolicyType::named(name).unwrap();
                for parameters in [parameters(), Parameters { allowed_actions: None, allowed_accounts: None, ..parameters() }] {
                    let policy = (preset.build)(&parameters, name);
                    let problems = kind.kind().map(|kind| policy.problems(kind)).unwrap_or_default();
                    assert_eq!(problems, [""; 0], "{} as {name}", preset.name);
                    // Half of what AWS takes, so that principals can be left out.
                    assert!(policy.size() <= kind.size / 2, "{} as {name}: {}", preset.name, policy.size());
                }
            }
        }
    }

    #[test]
    fn names_are_unique_and_parameters_exist() {
        let names: BTreeSet<&&str> = NAMES.iter().collect();
        assert_eq!(names.len(), ALL.len());
        for preset in ALL {
            let all = ["allowed_accounts", "allowed_actions", "max_hop_limit", "organization_id", "regions", "services"];
            assert!(preset.required.iter().chain(preset.optional).all(|name| all.contains(name)), "{}", preset.name);
        }
    }
}
