//! A part that exists once per name.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Path;
use crate::model::Mismatch;
use crate::value::Value;

use super::graph::path_of;
use super::node::{AnyFound, Call, Needed, any_found, known, needed, needs};
use super::typed::{Filled, Shape};
use super::wire::{Input, Scene, Source};
use super::wired::Wired;
use super::{Context, Part, Place, RepeatedPart};

type Fill<P> = Wired<BTreeMap<String, <P as Part>::Seen>, Value>;

/// Names, owner and wants, each from wires. A key is an owner and a name.
pub(super) struct Repeated<P: RepeatedPart> {
    pub(super) address: &'static str,
    names: Wired<(), BTreeSet<String>>,
    owner: Wired<(), P::Owner>,
    want: Wired<String, Option<P::Want>>,
    fills: Vec<(&'static str, Fill<P>)>,
    pub(super) at: Option<(Path, bool)>,
    pub(super) place: Option<Wired<String, Place>>,
    /// What must be there first, though it is no part of the want.
    pub(super) after: Option<Wired<(), ()>>,
    /// Whether they go with the anchor.
    pub(super) with_anchor: bool,
}

impl<P: RepeatedPart> Repeated<P> {
    pub(super) fn new(
        address: &'static str,
        names: Wired<(), BTreeSet<String>>,
        owner: Wired<(), P::Owner>,
        want: Wired<String, Option<P::Want>>,
    ) -> Repeated<P> {
        const { assert!(!P::CREATE_FIRST || (P::MARKED && !P::KEYED), "there are two of one key for a while") };
        let (fills, at, place, after) = (Vec::new(), None, None, None);
        Repeated { address, names, owner, want, fills, at, place, after, with_anchor: false }
    }

    pub(super) fn fill(&mut self, attribute: &'static str, read: Fill<P>) {
        self.fills.push((attribute, read));
    }
}

impl<P: RepeatedPart> Shape<P> for Repeated<P> {
    fn address(&self) -> &'static str {
        self.address
    }

    fn is_repeated(&self) -> bool {
        true
    }

    fn creates_first(&self) -> bool {
        P::CREATE_FIRST
    }

    fn goes_with_anchor(&self) -> bool {
        self.with_anchor
    }

    fn key_sources(&self) -> Vec<Source> {
        self.owner.sources.clone()
    }

    fn want_sources(&self) -> Vec<Source> {
        let after = self.after.iter().flat_map(|after| &after.sources);
        self.want.sources.iter().chain(after).copied().collect()
    }

    fn name_sources(&self) -> Vec<Source> {
        self.names.sources.clone()
    }

    fn fills(&self) -> Vec<&'static str> {
        self.fills.iter().map(|(attribute, _)| *attribute).collect()
    }

    fn path(&self, name: &str) -> Option<Path> {
        path_of(self.at.as_ref(), name)
    }

    fn key_needs(&self, scene: &Scene<'_>) -> Needed {
        needs(scene, &self.owner.needs)
    }

    fn want_needs(&self, scene: &Scene<'_>) -> Needed {
        let mut needed = needs(scene, &self.want.needs);
        if let Some(after) = &self.after {
            needed.extend(needs(scene, &after.needs));
        }
        needed
    }

    fn place(&self) -> Option<&Wired<String, Place>> {
        self.place.as_ref()
    }

    fn names(&self, scene: &Scene<'_>) -> Result<Input<BTreeSet<String>>, Mismatch> {
        (self.names.call)(scene, ())
    }

    fn key(&self, scene: &Scene<'_>) -> Result<Input<P::Key>, Mismatch> {
        Ok(match (self.owner.call)(scene, ())? {
            Input::Known(owner) => Input::Known(P::key(&owner, scene.name)),
            Input::Unknown => Input::Unknown,
        })
    }

    fn want(&self, scene: &Scene<'_>) -> Result<Input<Option<P::Want>>, Mismatch> {
        (self.want.call)(scene, scene.name.to_owned())
    }

    fn filled(&self, scene: &Scene<'_>, seen: BTreeMap<String, P::Seen>) -> Result<Filled, Mismatch> {
        let fill =
            |(attribute, read): &(&'static str, Fill<P>)| Ok((*attribute, known((read.call)(scene, seen.clone())?)));
        self.fills.iter().map(fill).collect()
    }

    fn list<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, scene: Scene<'a>) -> Call<'a, Vec<(String, AnyFound)>> {
        Box::pin(async move {
            let owner = needed((self.owner.call)(&scene, ()))?;
            Ok(P::list(cx, &owner).await?.into_iter().map(|(name, found)| (name, any_found(found))).collect())
        })
    }
}
