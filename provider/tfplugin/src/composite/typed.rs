//! A part with its types, as a node: one implementation for parts that exist once and parts that exist once per name.
//!
//! What differs between the two (where key, want and names come from) is their [`Shape`].

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use crate::diagnostic::Path;
use crate::model::Mismatch;
use crate::value::Value;

use super::node::{
    AnyFound, Call, Change, Differences, Needed, Node, any_found, bug, change, known, needed, opaque, seen_as,
};
use super::wire::{AnySeen, Input, Scene, Source};
use super::wired::Wired;
use super::{Context, Fault, Part, Place};

/// Attribute values; `None` leaves the attribute as it is.
pub(super) type Filled = Vec<(&'static str, Option<Value>)>;

/// Where the key, the want and the names of a part's instances come from.
pub(super) trait Shape<P: Part>: Send + Sync + 'static {
    fn address(&self) -> &'static str;
    fn is_repeated(&self) -> bool;
    /// Whether a replacement is made before the old object goes.
    fn creates_first(&self) -> bool;
    /// Whether its objects go with the anchor.
    fn goes_with_anchor(&self) -> bool;
    fn key_sources(&self) -> Vec<Source>;
    fn want_sources(&self) -> Vec<Source>;
    fn name_sources(&self) -> Vec<Source>;
    fn fills(&self) -> Vec<&'static str>;
    fn path(&self, name: &str) -> Option<Path>;
    fn key_needs(&self, scene: &Scene<'_>) -> Needed;
    fn want_needs(&self, scene: &Scene<'_>) -> Needed;
    fn place(&self) -> Option<&Wired<String, Place>>;
    fn names(&self, scene: &Scene<'_>) -> Result<Input<BTreeSet<String>>, Mismatch>;
    /// The key of the instance that the scene is about.
    fn key(&self, scene: &Scene<'_>) -> Result<Input<P::Key>, Mismatch>;
    /// How that instance should look; `None`: it should not exist.
    fn want(&self, scene: &Scene<'_>) -> Result<Input<Option<P::Want>>, Mismatch>;
    fn filled(&self, scene: &Scene<'_>, seen: BTreeMap<String, P::Seen>) -> Result<Filled, Mismatch>;
    fn list<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, scene: Scene<'a>) -> Call<'a, Vec<(String, AnyFound)>>;
}

/// A part of the graph.
pub(super) struct Typed<P, S> {
    shape: S,
    part: PhantomData<fn() -> P>,
}

impl<P: Part, S: Shape<P>> Typed<P, S> {
    pub(super) fn new(shape: S) -> Typed<P, S> {
        Typed { shape, part: PhantomData }
    }

    fn wanted(&self, scene: &Scene<'_>, name: &str) -> Result<Option<P::Want>, Mismatch> {
        Ok(known(self.shape.want(&scene.of(name))?).flatten())
    }

    fn key_now(&self, scene: &Scene<'_>, name: &str) -> Result<P::Key, Fault> {
        needed(self.shape.key(&scene.of(name)))
    }

    fn want_now(&self, scene: &Scene<'_>, name: &str) -> Result<P::Want, Fault> {
        needed(self.shape.want(&scene.of(name)))?.ok_or_else(|| {
            bug(format!("`{}` is not among the wanted parts", super::node::address_of(self.shape.address(), name)))
        })
    }
}

impl<P: Part, S: Shape<P>> Node<P::Cloud> for Typed<P, S> {
    fn address(&self) -> &'static str {
        self.shape.address()
    }

    fn kind(&self) -> &'static str {
        P::KIND
    }

    fn is_repeated(&self) -> bool {
        self.shape.is_repeated()
    }

    fn is_marked(&self) -> bool {
        P::MARKED
    }

    fn is_keyed(&self) -> bool {
        P::KEYED
    }

    fn follows(&self) -> bool {
        P::FOLLOWS
    }

    fn creates_first(&self) -> bool {
        self.shape.creates_first()
    }

    fn goes_with_anchor(&self) -> bool {
        self.shape.goes_with_anchor()
    }

    fn takes_over(&self, scene: &Scene<'_>, name: &str) -> bool {
        self.wanted(scene, name).ok().flatten().is_some_and(|want| P::takes_over(&want))
    }

    fn adopts(&self) -> bool {
        P::ADOPTS
    }

    fn is_own_only(&self) -> bool {
        P::OWN_ONLY
    }

    fn settle_group(&self) -> Option<&'static str> {
        P::SETTLE
    }

    fn place_of(&self, id: &str) -> Option<Place> {
        P::place_of(id)
    }

    fn place(&self, scene: &Scene<'_>, name: &str) -> Option<Place> {
        let place = self.shape.place()?;
        (place.call)(&scene.of(name), name.to_owned()).ok().and_then(known)
    }

    fn key_sources(&self) -> Vec<Source> {
        self.shape.key_sources()
    }

    fn want_sources(&self) -> Vec<Source> {
        self.shape.want_sources()
    }

    fn name_sources(&self) -> Vec<Source> {
        self.shape.name_sources()
    }

    fn fills(&self) -> Vec<&'static str> {
        self.shape.fills()
    }

    fn path(&self, name: &str) -> Option<Path> {
        self.shape.path(name)
    }

    fn key_needs(&self, scene: &Scene<'_>, name: &str) -> Needed {
        self.shape.key_needs(&scene.of(name))
    }

    fn want_needs(&self, scene: &Scene<'_>, name: &str) -> Needed {
        self.shape.want_needs(&scene.of(name))
    }

    fn names(&self, scene: &Scene<'_>) -> Result<Input<BTreeSet<String>>, Mismatch> {
        self.shape.names(scene)
    }

    fn key_changed(&self, before: &Scene<'_>, after: &Scene<'_>, name: &str) -> Result<Change, Mismatch> {
        Ok(change(self.shape.key(&before.of(name))?, self.shape.key(&after.of(name))?))
    }

    fn want_changed(&self, before: &Scene<'_>, after: &Scene<'_>, name: &str) -> Result<Change, Mismatch> {
        let (before, after) = (self.shape.want(&before.of(name))?, self.shape.want(&after.of(name))?);
        if let (Input::Known(Some(before)), Input::Known(Some(after))) = (&before, &after)
            && before != after
            && P::replaces(before, after)
        {
            return Ok(Change::Remake);
        }
        Ok(change(before, after))
    }

    fn check(&self, scene: &Scene<'_>, name: &str) -> Result<Vec<String>, Mismatch> {
        Ok(self.wanted(scene, name)?.map(|want| P::check(&want)).unwrap_or_default())
    }

    fn advise(&self, scene: &Scene<'_>, name: &str) -> Result<Vec<String>, Mismatch> {
        Ok(self.wanted(scene, name)?.map(|want| P::advise(&want)).unwrap_or_default())
    }

    fn differences(&self, scene: &Scene<'_>, name: &str, seen: &AnySeen) -> Result<Differences, Mismatch> {
        Ok(match (self.wanted(scene, name)?, seen.downcast_ref::<P::Seen>()) {
            (Some(want), Some(seen)) => {
                let fixed = P::fixed(&want, seen);
                let mut open = P::differences(&want, seen);
                open.retain(|difference| !fixed.contains(difference));
                Differences { open, fixed }
            }
            _ => Differences::default(),
        })
    }

    fn filled(&self, scene: &Scene<'_>, seen: &BTreeMap<String, AnySeen>) -> Result<Filled, Mismatch> {
        let typed = |(name, seen): (&String, &AnySeen)| Some((name.clone(), seen.downcast_ref::<P::Seen>()?.clone()));
        self.shape.filled(scene, seen.iter().filter_map(typed).collect())
    }

    fn expect(&self, scene: &Scene<'_>, name: &str) -> Option<AnySeen> {
        let key = self.shape.key(&scene.of(name)).ok().and_then(known)?;
        let want = self.wanted(scene, name).ok().flatten()?;
        P::expect(&key, &want).map(opaque)
    }

    fn find<'a>(
        &'a self,
        cx: &'a Context<'a, P::Cloud>,
        scene: Scene<'a>,
        name: &'a str,
    ) -> Call<'a, Option<AnyFound>> {
        Box::pin(async move {
            let key = self.key_now(&scene, name)?;
            Ok(P::find(cx, &key).await?.map(any_found))
        })
    }

    fn list<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, scene: Scene<'a>) -> Call<'a, Vec<(String, AnyFound)>> {
        self.shape.list(cx, scene)
    }

    fn create<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, scene: Scene<'a>, name: &'a str) -> Call<'a, String> {
        Box::pin(async move {
            let (key, want) = (self.key_now(&scene, name)?, self.want_now(&scene, name)?);
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
        name: &'a str,
        id: &'a str,
        seen: &'a AnySeen,
    ) -> Call<'a, ()> {
        Box::pin(async move {
            let want = self.want_now(&scene, name)?;
            P::update(cx, id, seen_as::<P::Seen>(seen)?, &want).await
        })
    }

    fn delete<'a>(
        &'a self,
        cx: &'a Context<'a, P::Cloud>,
        scene: Scene<'a>,
        name: &'a str,
        id: &'a str,
    ) -> Call<'a, ()> {
        Box::pin(async move {
            // A schema and its struct that disagree must not keep anything from being deleted.
            let want = self.wanted(&scene, name).ok().flatten();
            P::remove(cx, id, want.as_ref()).await
        })
    }

    fn wait<'a>(
        &'a self,
        cx: &'a Context<'a, P::Cloud>,
        scene: Scene<'a>,
        name: &'a str,
        id: &'a str,
    ) -> Call<'a, Vec<String>> {
        Box::pin(async move {
            let want = self.want_now(&scene, name)?;
            P::wait(cx, id, &want).await
        })
    }

    fn adopt<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, id: &'a str) -> Call<'a, ()> {
        Box::pin(P::adopt(cx, id))
    }

    fn settle<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, ids: &'a [String]) -> Call<'a, ()> {
        Box::pin(P::settle(cx, ids))
    }
}
