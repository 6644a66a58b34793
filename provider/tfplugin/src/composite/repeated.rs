//! A part that exists once per name, as a node.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Path;
use crate::model::Mismatch;
use crate::value::Value;

use super::graph::{Wired, path_of};
use super::node::{
    AnyFound, Call, Change, Node, address_of, any_found, bug, change, known, needed, needs, opaque, typed,
};
use super::wire::{AnySeen, Input, Scene, Source};
use super::{Context, Fault, Part, Place, RepeatedPart};

type RepeatedFill<P> = Wired<BTreeMap<String, <P as Part>::Seen>, Value>;

/// A part that exists once per name.
pub(super) struct Repeated<P: RepeatedPart> {
    address: &'static str,
    names: Wired<(), BTreeSet<String>>,
    owner: Wired<(), P::Owner>,
    want: Wired<String, Option<P::Want>>,
    fills: Vec<(&'static str, RepeatedFill<P>)>,
    pub(super) at: Option<(Path, bool)>,
    pub(super) place: Option<Wired<String, Place>>,
}

impl<P: RepeatedPart> Repeated<P> {
    pub(super) fn new(
        address: &'static str,
        names: Wired<(), BTreeSet<String>>,
        owner: Wired<(), P::Owner>,
        want: Wired<String, Option<P::Want>>,
    ) -> Repeated<P> {
        Repeated { address, names, owner, want, fills: Vec::new(), at: None, place: None }
    }

    pub(super) fn fill(&mut self, attribute: &'static str, read: RepeatedFill<P>) {
        self.fills.push((attribute, read));
    }

    fn wanted(&self, scene: &Scene<'_>, name: &str) -> Result<Option<P::Want>, Mismatch> {
        Ok(known((self.want.call)(&scene.of(name), name.to_owned())?).flatten())
    }

    fn wanted_now(&self, scene: &Scene<'_>, name: &str) -> Result<P::Want, Fault> {
        let missing = || bug(format!("`{}` is not among the wanted parts", address_of(self.address, name)));
        needed((self.want.call)(&scene.of(name), name.to_owned()))?.ok_or_else(missing)
    }
}

impl<P: RepeatedPart> Node<P::Cloud> for Repeated<P> {
    fn address(&self) -> &'static str {
        self.address
    }

    fn kind(&self) -> &'static str {
        P::KIND
    }

    fn is_repeated(&self) -> bool {
        true
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
        self.owner.sources.clone()
    }

    fn want_sources(&self) -> Vec<Source> {
        self.want.sources.clone()
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

    fn needs(&self, scene: &Scene<'_>, name: &str) -> BTreeSet<(usize, Option<String>)> {
        needs(&scene.of(name), [&self.owner.needs, &self.want.needs])
    }

    fn names(&self, scene: &Scene<'_>) -> Result<Input<BTreeSet<String>>, Mismatch> {
        (self.names.call)(scene, ())
    }

    fn key_changed(&self, before: &Scene<'_>, after: &Scene<'_>, _name: &str) -> Result<Change, Mismatch> {
        Ok(change((self.owner.call)(before, ())?, (self.owner.call)(after, ())?))
    }

    fn want_changed(&self, before: &Scene<'_>, after: &Scene<'_>, name: &str) -> Result<Change, Mismatch> {
        Ok(change(
            (self.want.call)(&before.of(name), name.to_owned())?,
            (self.want.call)(&after.of(name), name.to_owned())?,
        ))
    }

    fn check(&self, scene: &Scene<'_>, name: &str) -> Result<Vec<String>, Mismatch> {
        Ok(self.wanted(scene, name)?.map(|want| P::check(&want)).unwrap_or_default())
    }

    fn advise(&self, scene: &Scene<'_>, name: &str) -> Result<Vec<String>, Mismatch> {
        Ok(self.wanted(scene, name)?.map(|want| P::advise(&want)).unwrap_or_default())
    }

    fn differences(&self, scene: &Scene<'_>, name: &str, seen: &AnySeen) -> Result<Vec<String>, Mismatch> {
        Ok(match (self.wanted(scene, name)?, seen.downcast_ref::<P::Seen>()) {
            (Some(want), Some(seen)) => P::differences(&want, seen),
            _ => Vec::new(),
        })
    }

    fn filled(
        &self,
        scene: &Scene<'_>,
        seen: &BTreeMap<String, AnySeen>,
    ) -> Result<Vec<(&'static str, Option<Value>)>, Mismatch> {
        let typed = |(name, seen): (&String, &AnySeen)| Some((name.clone(), seen.downcast_ref::<P::Seen>()?.clone()));
        let all: BTreeMap<String, P::Seen> = seen.iter().filter_map(typed).collect();
        let fill = |(attribute, read): &(&'static str, RepeatedFill<P>)| {
            Ok((*attribute, known((read.call)(scene, all.clone())?)))
        };
        self.fills.iter().map(fill).collect()
    }

    fn expect(&self, scene: &Scene<'_>, name: &str) -> Option<AnySeen> {
        let owner = (self.owner.call)(scene, ()).ok().and_then(known)?;
        let want = self.wanted(scene, name).ok().flatten()?;
        P::expect(&P::key(&owner, name), &want).map(opaque)
    }

    fn find<'a>(
        &'a self,
        cx: &'a Context<'a, P::Cloud>,
        scene: Scene<'a>,
        name: &'a str,
    ) -> Call<'a, Option<AnyFound>> {
        Box::pin(async move {
            let owner = needed((self.owner.call)(&scene, ()))?;
            Ok(P::find(cx, &P::key(&owner, name)).await?.map(any_found))
        })
    }

    fn list<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, scene: Scene<'a>) -> Call<'a, Vec<(String, AnyFound)>> {
        Box::pin(async move {
            let owner = needed((self.owner.call)(&scene, ()))?;
            Ok(P::list(cx, &owner).await?.into_iter().map(|(name, found)| (name, any_found(found))).collect())
        })
    }

    fn create<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, scene: Scene<'a>, name: &'a str) -> Call<'a, String> {
        Box::pin(async move {
            let owner = needed((self.owner.call)(&scene, ()))?;
            let want = self.wanted_now(&scene, name)?;
            P::create(cx, &P::key(&owner, name), &want).await
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
            let want = self.wanted_now(&scene, name)?;
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
        name: &'a str,
        id: &'a str,
    ) -> Call<'a, Vec<String>> {
        Box::pin(async move {
            let want = self.wanted_now(&scene, name)?;
            P::wait(cx, id, &want).await
        })
    }

    fn settle<'a>(&'a self, cx: &'a Context<'a, P::Cloud>, ids: &'a [String]) -> Call<'a, ()> {
        Box::pin(P::settle(cx, ids))
    }
}
