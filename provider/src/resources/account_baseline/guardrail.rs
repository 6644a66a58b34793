//! What a guardrail is: an optional object among the baseline's attributes, the parts that hold what it says, and the ids
//! of the controls that it serves.

use std::collections::BTreeSet;

use tfplugin::composite::{Configuration, Graph, Input, Many, Scene, Source, Wires};
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::{AttributeValue, Field, Mismatch, Named, Out};

use super::AccountBaseline;
use crate::parts::setting::{self, GLOBAL, Held, HeldIn, Setting};

/// The attribute of a guardrail.
pub(super) type BaselineField<G> = Field<AccountBaseline, Option<G>>;

/// The baseline sees to it.
pub(super) const ENABLED: &str = "enabled";
/// The baseline looks away, and leaves it as it is found.
pub(super) const UNMANAGED: &str = "unmanaged";
/// What every guardrail's `mode` may be.
pub(super) const MODES: &[&str] = &[ENABLED, UNMANAGED];

/// Where a guardrail has something to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Once in the account.
    Account,
    /// In each of the baseline's regions.
    Regions,
}

/// The attributes, parts and controls of one concern. The default is what an omitted attribute means, and must be what the
/// schema's own defaults say; a test compares them.
pub(super) trait Guardrail: AttributeValue + Default {
    /// Where it holds something.
    const SCOPE: Scope;

    /// Addresses of its parts, without what follows the first slash; empty when there is one, under the guardrail's own name.
    /// What follows must begin with the region, or with `global`.
    const PARTS: &'static [&'static str] = &[];

    /// The controls that it serves: requirements of the CIS AWS Foundations Benchmark 3.0.0, and controls of Security Hub.
    /// <https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html>
    const CONTROLS: &'static [&'static str];

    /// `enabled` or `unmanaged`.
    fn mode(&self) -> &str;

    /// Whether an omitted attribute means the secure default. `false` where there is nothing to see to until somebody says
    /// what: an account's alias.
    const BY_DEFAULT: bool = true;

    /// What is wrong with its attributes, beyond what their own checks say, in a baseline of these regions.
    fn problems(&self, regions: &BTreeSet<String>) -> Vec<Problem> {
        let _ = regions;
        Vec::new()
    }

    /// Declares its parts.
    fn parts(g: &mut Graph<AccountBaseline>, field: BaselineField<Self>);
}

/// Something that is wrong with a guardrail's attributes.
pub(super) struct Problem {
    /// The attribute within the guardrail; empty for the guardrail itself.
    pub(super) attribute: &'static str,
    /// The key within that attribute.
    pub(super) key: String,
    pub(super) summary: String,
    pub(super) detail: String,
}

/// Reports what is wrong with a guardrail, as far as its attributes and the regions are known.
pub(super) fn validate<G: Guardrail>(
    field: BaselineField<G>,
    config: &Configuration<'_, AccountBaseline>,
    diagnostics: &mut Diagnostics,
) {
    let regions = config.known(AccountBaseline::fields().regions);
    let (Some(Some(guardrail)), Some(regions)) = (config.known(field), regions) else { return };
    for problem in guardrail.problems(&regions) {
        let Problem { attribute, key, summary, detail } = problem;
        let path = if attribute.is_empty() { field.path() } else { field.path().then(attribute) };
        diagnostics.error_at(path.key(key), summary, detail);
    }
}

/// Whether the baseline sees to a guardrail.
pub(super) fn is_managed<G: Guardrail>(config: Option<&G>) -> bool {
    config.map_or(G::BY_DEFAULT, |config| config.mode() != UNMANAGED)
}

/// The names of a guardrail's instances: the regions, `global`, or none.
pub(super) fn names<G: Guardrail>(config: Option<&G>, regions: &BTreeSet<String>) -> BTreeSet<String> {
    match (is_managed(config), G::SCOPE) {
        (false, _) => BTreeSet::new(),
        (true, Scope::Account) => BTreeSet::from([GLOBAL.to_owned()]),
        (true, Scope::Regions) => regions.clone(),
    }
}

/// Declares the part of a guardrail that is one setting, in the account or in each region, under the guardrail's own name.
/// `want` gets the guardrail's attributes, secure where omitted, and the region or `global`.
pub(super) fn setting<S: Setting, G: Guardrail>(
    g: &mut Graph<AccountBaseline>,
    field: BaselineField<G>,
    want: impl Fn(G, &str) -> S::Want + Send + Sync + 'static,
) {
    setting_if::<S, G>(g, field.name(), field, |_| true, want);
}

/// The same under another address, of a setting that is held only if the attributes have something about it.
pub(super) fn setting_if<S: Setting, G: Guardrail>(
    g: &mut Graph<AccountBaseline>,
    address: &'static str,
    field: BaselineField<G>,
    has: impl Fn(&G) -> bool + Copy + Send + Sync + 'static,
    want: impl Fn(G, &str) -> S::Want + Send + Sync + 'static,
) -> Many<Held<S>> {
    let f = AccountBaseline::fields();
    let (account_id, regions) = (f.common.account_id, f.regions);
    let held = move |config: Option<G>, regions: &BTreeSet<String>| {
        let is_held = config.as_ref().is_none_or(has);
        if is_held { names(config.as_ref(), regions) } else { BTreeSet::new() }
    };
    g.parts::<Held<S>>(address)
        .names((regions, field), move |(regions, config)| held(config, &regions))
        .owner((account_id, regions, field), move |(account_id, regions, config)| HeldIn {
            account_id: text(account_id),
            names: held(config, &regions),
        })
        .want(field, move |name, config| Some(want(config.unwrap_or_default(), name)))
        .place(account_id, |name, account_id| setting::place(&text(account_id), name))
        .at(field, false)
        .add()
}

/// A computed text.
pub(super) fn text(text: Out<String>) -> String {
    text.0.unwrap_or_default()
}

/// A guardrail without its type: what the whole baseline must know of it.
#[derive(Clone, Copy)]
pub(super) struct Registered {
    /// The attribute's name.
    pub(super) name: &'static str,
    pub(super) scope: Scope,
    pub(super) parts: &'static [&'static str],
    pub(super) controls: &'static [&'static str],
    /// Whether an omitted attribute means the secure default.
    pub(super) by_default: bool,
    /// Whether the baseline sees to it, as the attributes of a scene say.
    pub(super) is_managed: fn(&Scene<'_>) -> Result<Input<bool>, Mismatch>,
    /// Declares its parts.
    pub(super) declare: fn(&mut Graph<AccountBaseline>),
    /// Reports what is wrong with its attributes.
    pub(super) validate: fn(&Configuration<'_, AccountBaseline>, &mut Diagnostics),
}

/// Whether the baseline sees to the guardrail of an attribute.
pub(super) fn managed_in<G: Guardrail>(
    field: BaselineField<G>,
    scene: &Scene<'_>,
) -> Result<Input<bool>, Mismatch> {
    Ok(match Wires::<AccountBaseline>::read(field, scene)? {
        Input::Known(config) => Input::Known(is_managed(config.as_ref())),
        Input::Unknown => Input::Unknown,
    })
}

/// All guardrails as a wire: each with whether the baseline sees to it.
#[derive(Clone, Copy)]
pub(super) struct Guardrails;

impl Wires<AccountBaseline> for Guardrails {
    type Values = Vec<(Registered, bool)>;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        for guardrail in super::GUARDRAILS {
            visit(Source::Attribute(guardrail.name));
        }
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<Self::Values>, Mismatch> {
        let mut all = Vec::new();
        for guardrail in super::GUARDRAILS {
            match (guardrail.is_managed)(scene)? {
                Input::Known(managed) => all.push((*guardrail, managed)),
                Input::Unknown => return Ok(Input::Unknown),
            }
        }
        Ok(Input::Known(all))
    }
}

impl Registered {
    /// The first halves of its parts' addresses.
    pub(super) fn addresses(&self) -> Vec<&'static str> {
        if self.parts.is_empty() { vec![self.name] } else { self.parts.to_vec() }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use tfplugin::schema::Shape;
    use tfplugin::value::Value;

    use super::*;

    /// What an omitted attribute means is what an empty object means.
    pub(in super::super) fn default_is_the_schemas<G: Guardrail>() {
        if !G::BY_DEFAULT {
            return assert!(!is_managed::<G>(None));
        }
        let Shape::Nested(_, object) = G::shape() else { panic!("a guardrail is an object") };
        let attributes = object.attributes.into_iter();
        let empty = Value::object(attributes.map(|it| (it.name, it.default.unwrap_or(Value::Null))));
        assert_eq!(G::default().encode(), empty);
        assert!(is_managed::<G>(None) && is_managed(Some(&G::default())));
    }
}
