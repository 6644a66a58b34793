//! Parts without their types: what planning, applying and reading walk over.
//!
//! Keys, wants and sightings keep their types inside a node; outside there are names, ids and opaque sightings.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::diagnostic::Path;
use crate::model::Mismatch;
use crate::value::Value;

use super::graph::{Needs, Wired, path_of};
use super::wire::{AnySeen, Input, Scene, Source};
use super::{Cloud, Context, Fault, FaultKind, Found, Mark, Part, Place, RepeatedPart};

/// One verb under way.
pub(super) type Call<'a, T> = BoxFuture<'a, Result<T, Fault>>;

/// An object that was found, whatever its kind.
pub(super) struct AnyFound {
    pub(super) id: String,
    pub(super) seen: AnySeen,
    pub(super) mark: Option<Mark>,
}

/// How a want differs between two scenes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    No,
    Yes,
    /// Something it depends on is not known yet.
    Maybe,
}

/// A declared part, single or repeated. Instances go by name; the only instance of a single part has the empty name.
pub(super) trait Node<C: Cloud>: Send + Sync {
    fn address(&self) -> &'static str;
    fn kind(&self) -> &'static str;
    fn is_repeated(&self) -> bool;
    /// Whether its objects carry the mark.
    fn is_marked(&self) -> bool;
    /// Whether AWS refuses a second object of the same key.
    fn is_keyed(&self) -> bool;
    /// The objects that are marked as ready together.
    fn settle_group(&self) -> Option<&'static str>;
    /// Where an object lives, when its id says so.
    fn place_of(&self, id: &str) -> Option<Place>;
    /// Where an instance is to live, when that is not where its resource lives.
    fn place(&self, scene: &Scene<'_>, name: &str) -> Option<Place>;
    /// What the keys depend on.
    fn key_sources(&self) -> Vec<Source>;
    /// What the wants depend on.
    fn want_sources(&self) -> Vec<Source>;
    /// What the names depend on.
    fn name_sources(&self) -> Vec<Source>;
    /// The attributes it fills.
    fn fills(&self) -> Vec<&'static str>;
    fn path(&self, name: &str) -> Option<Path>;

    /// The instances that one instance must see before it can be made, by node; without a name, all of a node.
    fn needs(&self, scene: &Scene<'_>, name: &str) -> BTreeSet<(usize, Option<String>)>;

    fn names(&self, scene: &Scene<'_>) -> Result<Input<BTreeSet<String>>, Mismatch>;
    fn key_changed(&self, before: &Scene<'_>, after: &Scene<'_>, name: &str) -> Result<Change, Mismatch>;
    fn want_changed(&self, before: &Scene<'_>, after: &Scene<'_>, name: &str) -> Result<Change, Mismatch>;
    fn check(&self, scene: &Scene<'_>, name: &str) -> Result<Vec<String>, Mismatch>;
    fn advise(&self, scene: &Scene<'_>, name: &str) -> Result<Vec<String>, Mismatch>;
    fn differences(&self, scene: &Scene<'_>, name: &str, seen: &AnySeen) -> Result<Vec<String>, Mismatch>;
    /// Attribute values from the instances seen; `None` leaves the attribute as it is.
    fn filled(
        &self,
        scene: &Scene<'_>,
        seen: &BTreeMap<String, AnySeen>,
    ) -> Result<Vec<(&'static str, Option<Value>)>, Mismatch>;
    fn expect(&self, scene: &Scene<'_>, name: &str) -> Option<AnySeen>;

    fn find<'a>(&'a self, cx: &'a Context<'a, C>, scene: Scene<'a>, name: &'a str) -> Call<'a, Option<AnyFound>>;
    fn list<'a>(&'a self, cx: &'a Context<'a, C>, scene: Scene<'a>) -> Call<'a, Vec<(String, AnyFound)>>;
    fn create<'a>(&'a self, cx: &'a Context<'a, C>, scene: Scene<'a>, name: &'a str) -> Call<'a, String>;
    fn read<'a>(&'a self, cx: &'a Context<'a, C>, id: &'a str) -> Call<'a, Option<AnySeen>>;
    fn update<'a>(
        &'a self,
        cx: &'a Context<'a, C>,
        scene: Scene<'a>,
        name: &'a str,
        id: &'a str,
        seen: &'a AnySeen,
    ) -> Call<'a, ()>;
    fn delete<'a>(&'a self, cx: &'a Context<'a, C>, id: &'a str) -> Call<'a, ()>;
    fn wait<'a>(
        &'a self,
        cx: &'a Context<'a, C>,
        scene: Scene<'a>,
        name: &'a str,
        id: &'a str,
    ) -> Call<'a, Vec<String>>;
    fn settle<'a>(&'a self, cx: &'a Context<'a, C>, ids: &'a [String]) -> Call<'a, ()>;
}

/// The address of an instance, as it stands in the map `parts`.
pub(super) fn address_of(node: &str, name: &str) -> String {
    if name.is_empty() { node.to_owned() } else { format!("{node}/{name}") }
}

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

fn needs<const N: usize>(scene: &Scene<'_>, wired: [&Needs; N]) -> BTreeSet<(usize, Option<String>)> {
    let mut needs = BTreeSet::new();
    for wired in wired {
        wired(scene, &mut |node, name| {
            needs.insert((node, name.map(str::to_owned)));
        });
    }
    needs
}

fn opaque<S: Any + Send + Sync>(seen: S) -> AnySeen {
    Arc::new(seen)
}

fn any_found<S: Any + Send + Sync>(found: Found<S>) -> AnyFound {
    AnyFound { id: found.id, seen: opaque(found.seen), mark: found.mark }
}

fn typed<S: 'static>(seen: &AnySeen) -> Result<&S, Fault> {
    seen.downcast_ref().ok_or_else(|| bug("a part was seen as another kind".to_owned()))
}

fn known<T>(input: Input<T>) -> Option<T> {
    match input {
        Input::Known(value) => Some(value),
        Input::Unknown => None,
    }
}

/// A wire's value where everything must be known.
fn needed<T>(input: Result<Input<T>, Mismatch>) -> Result<T, Fault> {
    match input {
        Ok(Input::Known(value)) => Ok(value),
        Ok(Input::Unknown) => Err(bug("a value that the part needs is not known".to_owned())),
        Err(mismatch) => Err(bug(mismatch.to_string())),
    }
}

fn bug(message: String) -> Fault {
    Fault::new(FaultKind::Bug, message)
}

fn change<T: PartialEq>(before: Input<T>, after: Input<T>) -> Change {
    match (before, after) {
        (Input::Known(before), Input::Known(after)) if before == after => Change::No,
        (Input::Known(_), Input::Known(_)) => Change::Yes,
        _ => Change::Maybe,
    }
}
