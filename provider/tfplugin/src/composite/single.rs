//! A part that exists once, as a node.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Path;
use crate::model::Mismatch;
use crate::value::Value;

use super::graph::Wired;
use super::node::{AnyFound, Call, Change, Node, any_found, change, known, needed, needs, opaque, typed};
use super::wire::{AnySeen, Input, Scene, Source};
use super::{Context, Part, Place};

type SingleFill<P> = Box<dyn Fn(&<P as Part>::Seen) -> Option<Value> + Send + Sync>;

/// A part that exists once.
pub(super) struct Single<P: Part> {
    address: &'static str,
    key: Wired<(), P::Key>,
    want: Wired<(), P::Want>,
    fills: Vec<(&'static str, SingleFill<P>)>,
    pub(super) at: Option<Path>,
    pub(super) place: Option<Wired<String, Place>>,
}

impl<P: Part> Single<P> {
    pub(super) fn new(address: &'static str, key: Wired<(), P::Key>, want: Wired<(), P::Want>) -> Single<P> {
        Single { address, key, want, fills: Vec::new(), at: None, place: None }
    }

    pub(super) fn fill(&mut self, attribute: &'static str, read: SingleFill<P>) {
        self.fills.push((attribute, read));
    }
}

impl<P: Part> Node<P::Cloud> for Single<P> {
    fn address(&self) -> &'static str {
        self.address
    }

    fn kind(&self) -> &'static str {
        P::KIND
    }

    fn is_repeated(&self) -> bool {
        false
    }

    fn is_marked(&self) -> bool {
        P::MARKED
    }

    fn is_keyed(&self) -> bool {
        P::KEYED
    }

    fn settle_group(&self) -> Option<&'static str> {
        P::SETTLE
    }

    fn place_of(&self, id: &str) -> Option<Place> {
        P::place_of(id)
    }

    fn place(&self, scene: &Scene<'_>, name: &str) -> Option<Place> {
        let place = self.place.as_ref()?;
        (place.call)(&scene.of(name), name.to_owned()).ok().and_then(known)
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

    fn needs(&self, scene: &Scene<'_>, _name: &str) -> BTreeSet<(usize, Option<String>)> {
        needs(scene, [&self.key.needs, &self.want.needs])
    }

    fn names(&self, _scene: &Scene<'_>) -> Result<Input<BTreeSet<String>>, Mismatch> {
        Ok(Input::Known(BTreeSet::from([String::new()])))
    }

    fn key_changed(&self, before: &Scene<'_>, after: &Scene<'_>, _name: &str) -> Result<Change, Mismatch> {
        Ok(change((self.key.call)(before, ())?, (self.key.call)(after, ())?))
    }

    fn want_changed(&self, before: &Scene<'_>, after: &Scene<'_>, _name: &str) -> Result<Change, Mismatch> {
        Ok(change((self.want.call)(before, ())?, (self.want.call)(after, ())?))
    }

    fn check(&self, scene: &Scene<'_>, _name: &str) -> Result<Vec<String>, Mismatch> {
        Ok(known((self.want.call)(scene, ())?).map(|want| P::check(&want)).unwrap_or_default())
    }

    fn advise(&self, scene: &Scene<'_>, _name: &str) -> Result<Vec<String>, Mismatch> {
        Ok(known((self.want.call)(scene, ())?).map(|want| P::advise(&want)).unwrap_or_default())
    }

    fn differences(&self, scene: &Scene<'_>, _name: &str, seen: &AnySeen) -> Result<Vec<String>, Mismatch> {
        let want = known((self.want.call)(scene, ())?);
        Ok(match (want, seen.downcast_ref::<P::Seen>()) {
            (Some(want), Some(seen)) => P::differences(&want, seen),
            _ => Vec::new(),
        })
    }

    fn filled(
        &self,
        _scene: &Scene<'_>,
        seen: &BTreeMap<String, AnySeen>,
    ) -> Result<Vec<(&'static str, Option<Value>)>, Mismatch> {
        let Some(seen) = seen.get("").and_then(|seen| seen.downcast_ref::<P::Seen>()) else { return Ok(Vec::new()) };
        Ok(self.fills.iter().map(|(attribute, read)| (*attribute, read(seen))).collect())
    }

    fn expect(&self, scene: &Scene<'_>, _name: &str) -> Option<AnySeen> {
        let key = (self.key.call)(scene, ()).ok().and_then(known)?;
        let want = (self.want.call)(scene, ()).ok().and_then(known)?;
        P::expect(&key, &want).map(opaque)
    }

    fn find<'a>(
        &'a self,
        cx: &'a Context<'a, P::Cloud>,
        scene: Scene<'a>,
        _name: &'a str,
    ) -> Call<'a, Option<AnyFound>> {
        Box::pin(async move {
            let key = needed((self.key.call)(&scene, ()))?;
            Ok(P::find(cx, &key).await?.map(any_found))
        })
    }

    fn list<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, scene: Scene<'a>) -> Call<'a, Vec<(String, AnyFound)>> {
        Box::pin(async move {
            let found = self.find(cx, scene, "").await?;
            Ok(found.map(|found| (String::new(), found)).into_iter().collect())
        })
    }

    fn create<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, scene: Scene<'a>, _name: &'a str) -> Call<'a, String> {
        Box::pin(async move {
            let key = needed((self.key.call)(&scene, ()))?;
            let want = needed((self.want.call)(&scene, ()))?;
            P::create(cx, &key, &want).await
        })
    }

    fn read<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, id: &'a str) -> Call<'a, Option<AnySeen>> {
        Box::pin(async move { Ok(P::read(cx, id).await?.map(opaque)) })
    }

    fn update<'a>(
        &'a self,
        cx: &'a Context<'a, P::Cloud>,
        scene: Scene<'a>,
        _name: &'a str,
        id: &'a str,
        seen: &'a AnySeen,
    ) -> Call<'a, ()> {
        Box::pin(async move {
            let want = needed((self.want.call)(&scene, ()))?;
            P::update(cx, id, typed::<P::Seen>(seen)?, &want).await
        })
    }

    fn delete<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, id: &'a str) -> Call<'a, ()> {
        Box::pin(P::delete(cx, id))
    }

    fn wait<'a>(
        &'a self,
        cx: &'a Context<'a, P::Cloud>,
        scene: Scene<'a>,
        _name: &'a str,
        id: &'a str,
    ) -> Call<'a, Vec<String>> {
        Box::pin(async move {
            let want = needed((self.want.call)(&scene, ()))?;
            P::wait(cx, id, &want).await
        })
    }

    fn settle<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, ids: &'a [String]) -> Call<'a, ()> {
        Box::pin(P::settle(cx, ids))
    }
}
