//! A part that exists once.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Path;
use crate::model::Mismatch;
use crate::value::Value;

use super::node::{AnyFound, Call, Needed, any_found, needed, needs};
use super::typed::{Filled, Shape};
use super::wire::{Input, Scene, Source};
use super::wired::Wired;
use super::{Context, Part, Place};

type Fill<P> = Box<dyn Fn(&<P as Part>::Seen) -> Option<Value> + Send + Sync>;

/// Key and want, each from wires. The only instance has the empty name.
pub(super) struct Single<P: Part> {
    address: &'static str,
    key: Wired<(), P::Key>,
    want: Wired<(), P::Want>,
    fills: Vec<(&'static str, Fill<P>)>,
    pub(super) at: Option<Path>,
    pub(super) place: Option<Wired<String, Place>>,
    /// Whether it goes with the anchor.
    pub(super) with_anchor: bool,
}

impl<P: Part> Single<P> {
    pub(super) fn new(address: &'static str, key: Wired<(), P::Key>, want: Wired<(), P::Want>) -> Single<P> {
        Single { address, key, want, fills: Vec::new(), at: None, place: None, with_anchor: false }
    }

    pub(super) fn fill(&mut self, attribute: &'static str, read: Fill<P>) {
        self.fills.push((attribute, read));
    }
}

impl<P: Part> Shape<P> for Single<P> {
    fn address(&self) -> &'static str {
        self.address
    }

    fn is_repeated(&self) -> bool {
        false
    }

    fn creates_first(&self) -> bool {
        false
    }

    fn goes_with_anchor(&self) -> bool {
        self.with_anchor
    }

    fn key_sources(&self) -> Vec<Source> {
        self.key.sources.clone()
    }

    fn want_sources(&self) -> Vec<Source> {
        self.want.sources.clone()
    }

    fn name_sources(&self) -> Vec<Source> {
        Vec::new()
    }

    fn fills(&self) -> Vec<&'static str> {
        self.fills.iter().map(|(attribute, _)| *attribute).collect()
    }

    fn path(&self, _name: &str) -> Option<Path> {
        self.at.clone()
    }

    fn key_needs(&self, scene: &Scene<'_>) -> Needed {
        needs(scene, &self.key.needs)
    }

    fn want_needs(&self, scene: &Scene<'_>) -> Needed {
        needs(scene, &self.want.needs)
    }

    fn place(&self) -> Option<&Wired<String, Place>> {
        self.place.as_ref()
    }

    fn names(&self, _scene: &Scene<'_>) -> Result<Input<BTreeSet<String>>, Mismatch> {
        Ok(Input::Known(BTreeSet::from([String::new()])))
    }

    fn key(&self, scene: &Scene<'_>) -> Result<Input<P::Key>, Mismatch> {
        (self.key.call)(scene, ())
    }

    fn want(&self, scene: &Scene<'_>) -> Result<Input<Option<P::Want>>, Mismatch> {
        Ok(match (self.want.call)(scene, ())? {
            Input::Known(want) => Input::Known(Some(want)),
            Input::Unknown => Input::Unknown,
        })
    }

    fn filled(&self, _scene: &Scene<'_>, seen: BTreeMap<String, P::Seen>) -> Result<Filled, Mismatch> {
        let Some(seen) = seen.get("") else { return Ok(Vec::new()) };
        Ok(self.fills.iter().map(|(attribute, read)| (*attribute, read(seen))).collect())
    }

    fn list<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, scene: Scene<'a>) -> Call<'a, Vec<(String, AnyFound)>> {
        Box::pin(async move {
            let key = needed(self.key(&scene))?;
            let found = P::find(cx, &key).await?;
            Ok(found.map(|found| (String::new(), any_found(found))).into_iter().collect())
        })
    }
}
