//! What the policy says: the preset with its parameters, or the person's own document, without the principals left out.

use std::collections::BTreeSet;

use tfplugin::composite::{Input, Scene, Source, Wires};
use tfplugin::model::{Mismatch, Named, Out};

use super::presets::Preset;
use super::{Guardrail, Parameters};
use crate::policy::{Policy, PolicyJson};

/// The policy as a wire. Not known where neither a preset nor a policy is: in an import, before it is read.
#[derive(Clone, Copy)]
pub(super) struct Document;

impl Wires<Guardrail> for Document {
    type Values = Policy;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        let f = Guardrail::fields();
        let wires = (f.preset, f.parameters, f.policy, f.except_principals, f.kind);
        Wires::<Guardrail>::sources(wires, visit);
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<Policy>, Mismatch> {
        let f = Guardrail::fields();
        let wires = (f.preset, f.parameters, f.policy, f.except_principals, f.kind);
        Ok(match Wires::<Guardrail>::read(wires, scene)? {
            Input::Known(inputs) => written(inputs).map_or(Input::Unknown, Input::Known),
            Input::Unknown => Input::Unknown,
        })
    }
}

/// Preset, parameters, policy, principals left out, type.
pub(super) type Inputs =
    (Option<String>, Option<Parameters>, Option<PolicyJson>, Option<BTreeSet<String>>, Out<String>);

pub(super) fn written((preset, parameters, policy, except, kind): Inputs) -> Option<Policy> {
    let document = match (preset.as_deref().and_then(Preset::named), policy) {
        (Some(preset), _) => {
            let kind = kind.0.unwrap_or_else(|| default_type(Some(preset.name)).to_owned());
            (preset.build)(&parameters.unwrap_or_default(), &kind)
        }
        (None, Some(json)) => json.policy()?,
        (None, None) => return None,
    };
    Some(document.excepting(except.iter().flatten().map(String::as_str)))
}

/// The type of a policy whose configuration names none.
pub(super) fn default_type(preset: Option<&str>) -> &'static str {
    let of_preset = preset.and_then(Preset::named).and_then(|preset| preset.types.first());
    of_preset.copied().unwrap_or("service_control_policy")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_that_of_the_preset() {
        assert_eq!(default_type(None), "service_control_policy");
        assert_eq!(default_type(Some("deny_regions")), "service_control_policy");
        assert_eq!(default_type(Some("confused_deputy_protection")), "resource_control_policy");
    }

    #[test]
    fn principals_are_left_out_of_presets_and_of_own_policies() {
        let except = || Some(BTreeSet::from(["arn:aws:iam::*:role/a".to_owned()]));
        let condition = r#""Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/a"}}"#;
        let preset = written((Some("quarantine".to_owned()), None, None, except(), Out(None))).unwrap();
        assert!(preset.minified().contains(condition));
        let own = Policy::of(r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#);
        let own = written((None, None, Some(PolicyJson::of(&own)), except(), Out(None))).unwrap();
        assert!(own.minified().contains(condition));
        assert_eq!(written((None, None, None, except(), Out(None))), None);
    }

    #[test]
    fn a_preset_follows_the_type() {
        let of = |kind: Option<&str>| {
            let kind = Out(kind.map(str::to_owned));
            written((Some("require_imdsv2".to_owned()), None, None, None, kind)).unwrap().minified()
        };
        assert!(of(None).contains("ec2:RunInstances"));
        assert!(of(Some("declarative_policy_ec2")).contains("ec2_attributes"));
    }
}
