//! How guardrails that are AWS services declare their parts: in the account or in the organization's management account,
//! one instance per region, or per region and name.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Graph, Input, RepeatedPartDeclared, Scene, Source, Wires};
use tfplugin::model::{Mismatch, Named, Out};

use super::AccountBaseline;
use super::guardrail::{BaselineField, Guardrail, is_managed, text};
use crate::parts::regional::{InRegion, Regional, RegionalOwner};
use crate::parts::setting;

/// In which account a part lives. As a wire, the account's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum In {
    /// The baseline's own.
    Account,
    /// The organization's management account.
    Management,
}

impl Wires<AccountBaseline> for In {
    type Values = String;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        let f = AccountBaseline::fields();
        match self {
            In::Account => Wires::<AccountBaseline>::sources(f.common.account_id, visit),
            In::Management => Wires::<AccountBaseline>::sources(f.management_account_id, visit),
        }
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<String>, Mismatch> {
        let f = AccountBaseline::fields();
        let known = match self {
            In::Account => known(Wires::<AccountBaseline>::read(f.common.account_id, scene)?).map(text),
            In::Management => {
                known(Wires::<AccountBaseline>::read(f.management_account_id, scene)?).map(Option::unwrap_or_default)
            }
        };
        Ok(known.map_or(Input::Unknown, Input::Known))
    }
}

fn known<T>(input: Input<T>) -> Option<T> {
    match input {
        Input::Known(value) => Some(value),
        Input::Unknown => None,
    }
}

/// Where the baseline is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ground {
    /// Its account.
    pub(super) account_id: String,
    /// Its regions.
    pub(super) regions: BTreeSet<String>,
    /// The region of what there is once.
    pub(super) home: String,
}

/// [`Ground`] as a wire.
#[derive(Clone, Copy)]
pub(super) struct OnGround;

impl Wires<AccountBaseline> for OnGround {
    type Values = Ground;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        let f = AccountBaseline::fields();
        Wires::<AccountBaseline>::sources((f.common.account_id, f.regions, f.home_region), visit);
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<Ground>, Mismatch> {
        let f = AccountBaseline::fields();
        let wires = (f.common.account_id, f.regions, f.home_region);
        Ok(match Wires::<AccountBaseline>::read(wires, scene)? {
            Input::Known((account_id, regions, home)) => {
                // Without a home there is one region, or nothing that needs one.
                let home = home.or_else(|| regions.first().cloned()).unwrap_or_default();
                Input::Known(Ground { account_id: text(account_id), regions, home })
            }
            Input::Unknown => Input::Unknown,
        })
    }
}

/// The tags of everything that a service makes for the baseline, as a wire.
#[derive(Clone, Copy)]
pub(super) struct Tags;

impl Wires<AccountBaseline> for Tags {
    type Values = BTreeMap<String, String>;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        Wires::<AccountBaseline>::sources(AccountBaseline::fields().common.tags_all, visit);
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<Self::Values>, Mismatch> {
        let tags = Wires::<AccountBaseline>::read(AccountBaseline::fields().common.tags_all, scene)?;
        Ok(known(tags).map_or(Input::Unknown, |tags: Out<_>| Input::Known(tags.0.unwrap_or_default())))
    }
}

/// A part of a guardrail, to be declared.
pub(super) struct ServicePart<G> {
    /// The first half of its instances' addresses.
    pub(super) address: &'static str,
    /// The guardrail's attribute.
    pub(super) field: BaselineField<G>,
    /// Where it lives.
    pub(super) lives: In,
}

/// A part of the baseline's own account.
pub(super) fn here<G: Guardrail>(address: &'static str, field: BaselineField<G>) -> ServicePart<G> {
    ServicePart { address, field, lives: In::Account }
}

/// A part of the organization's management account.
pub(super) fn in_management<G: Guardrail>(address: &'static str, field: BaselineField<G>) -> ServicePart<G> {
    ServicePart { address, field, lives: In::Management }
}

impl<G: Guardrail> ServicePart<G> {
    /// Declares it. `names` says which instances there are, from the guardrail's attributes, where the baseline is, and its
    /// own wires; none are asked for where the guardrail is unmanaged. `want` says how each should look.
    pub(super) fn declare<S: Regional, N: Wires<AccountBaseline>, W: Wires<AccountBaseline>>(
        self,
        g: &mut Graph<AccountBaseline>,
        (name_wires, names): (N, impl Fn(&G, &Ground, N::Values) -> BTreeSet<String> + Copy + Send + Sync + 'static),
        (want_wires, want): (W, impl Fn(G, &str, W::Values) -> Option<S::Want> + Send + Sync + 'static),
    ) -> RepeatedPartDeclared<'_, AccountBaseline, InRegion<S>> {
        let field = self.field;
        let named = move |(ground, config, values): (Ground, Option<G>, N::Values)| match config {
            Some(config) if is_managed(Some(&config)) => names(&config, &ground, values),
            _ => BTreeSet::new(),
        };
        g.parts::<InRegion<S>>(self.address)
            .names((OnGround, field, name_wires), named)
            .owner((self.lives, (OnGround, field, name_wires)), move |(account_id, values)| RegionalOwner {
                account_id,
                names: named(values),
            })
            .want((field, want_wires), move |name, (config, values)| want(config?, name, values))
            .place(self.lives, |name, account_id| {
                setting::place(&account_id, name.split('/').next().unwrap_or_default())
            })
            .at(field, false)
    }
}

/// One instance per region.
pub(super) fn each_region<G>(_: &G, ground: &Ground, (): ()) -> BTreeSet<String> {
    ground.regions.clone()
}

/// One instance, if so.
pub(super) fn once(name: impl Into<String>, is_there: bool) -> BTreeSet<String> {
    is_there.then(|| name.into()).into_iter().collect()
}
