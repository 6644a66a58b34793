//! Parts without their types: what planning, applying and reading walk over.
//!
//! Keys, wants and sightings keep their types inside a node; outside there are names, ids and opaque sightings.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::diagnostic::Path;
use crate::model::Mismatch;

use super::typed::Filled;
use super::wire::{AnySeen, Input, Scene, Source};
use super::wired::Needs;
use super::{Cloud, Context, Fault, FaultKind, Found, Mark, Place};

/// One verb under way.
pub(super) type Call<'a, T> = BoxFuture<'a, Result<T, Fault>>;

/// An object that was found, whatever its kind.
pub(super) struct AnyFound {
    pub(super) id: String,
    pub(super) seen: AnySeen,
    pub(super) mark: Option<Mark>,
}

/// How a key or a want differs between two scenes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    No,
    Yes,
    /// Yes, and no update leads there.
    Remake,
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
    /// Whether it is made again together with what its want is wired to.
    fn follows(&self) -> bool;
    /// Whether a replacement is made before the old object goes.
    fn creates_first(&self) -> bool;
    /// Whether its objects go with the anchor.
    fn goes_with_anchor(&self) -> bool;
    /// Whether an object that is there already, and that nobody manages, is taken over.
    fn takes_over(&self, scene: &Scene<'_>, name: &str) -> bool;
    /// Whether an import gives its objects the mark.
    fn adopts(&self) -> bool;
    /// Whether a list sees only what is the resource's own.
    fn is_own_only(&self) -> bool;
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

    /// The instances that the key of one instance is wired to.
    fn key_needs(&self, scene: &Scene<'_>, name: &str) -> Needed;
    /// The instances that the want of one instance is wired to.
    fn want_needs(&self, scene: &Scene<'_>, name: &str) -> Needed;

    fn names(&self, scene: &Scene<'_>) -> Result<Input<BTreeSet<String>>, Mismatch>;
    fn key_changed(&self, before: &Scene<'_>, after: &Scene<'_>, name: &str) -> Result<Change, Mismatch>;
    fn want_changed(&self, before: &Scene<'_>, after: &Scene<'_>, name: &str) -> Result<Change, Mismatch>;
    fn check(&self, scene: &Scene<'_>, name: &str) -> Result<Vec<String>, Mismatch>;
    fn advise(&self, scene: &Scene<'_>, name: &str) -> Result<Vec<String>, Mismatch>;
    fn differences(&self, scene: &Scene<'_>, name: &str, seen: &AnySeen) -> Result<Differences, Mismatch>;
    /// Attribute values from the instances seen; `None` leaves the attribute as it is.
    fn filled(&self, scene: &Scene<'_>, seen: &BTreeMap<String, AnySeen>) -> Result<Filled, Mismatch>;
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
    fn delete<'a>(&'a self, cx: &'a Context<'a, C>, scene: Scene<'a>, name: &'a str, id: &'a str) -> Call<'a, ()>;
    fn wait<'a>(
        &'a self,
        cx: &'a Context<'a, C>,
        scene: Scene<'a>,
        name: &'a str,
        id: &'a str,
    ) -> Call<'a, Vec<String>>;
    fn adopt<'a>(&'a self, cx: &'a Context<'a, C>, id: &'a str) -> Call<'a, ()>;
    fn settle<'a>(&'a self, cx: &'a Context<'a, C>, ids: &'a [String]) -> Call<'a, ()>;
}

/// Instances that something is wired to, by node; without a name, all of a node.
pub(super) type Needed = BTreeSet<(usize, Option<String>)>;

/// What differs between how an object should look and how it looks, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Differences {
    /// What an update removes.
    pub(super) open: Vec<String>,
    /// What only another object removes.
    pub(super) fixed: Vec<String>,
}

/// What drift begins with that only another object removes. The plan knows no more of it than this text.
const REMAKE: &str = "must be replaced: ";

impl Differences {
    /// As one text, for `drift`; `None`: nothing differs.
    pub(super) fn drift(&self) -> Option<String> {
        let all: Vec<&str> = self.fixed.iter().chain(&self.open).map(String::as_str).collect();
        let remake = if self.fixed.is_empty() { "" } else { REMAKE };
        (!all.is_empty()).then(|| format!("{remake}{}", all.join("; ")))
    }

    /// Whether a text of `drift` says that only another object removes it.
    pub(super) fn is_remake(drift: &str) -> bool {
        drift.starts_with(REMAKE)
    }
}

/// The address of an instance, as it stands in the map `parts`.
pub(super) fn address_of(node: &str, name: &str) -> String {
    if name.is_empty() { node.to_owned() } else { format!("{node}/{name}") }
}

/// What wires read, for the instance that a scene is about.
pub(super) fn needs(scene: &Scene<'_>, wired: &Needs) -> Needed {
    let mut needs = Needed::new();
    wired(scene, &mut |node, name| {
        needs.insert((node, name.map(str::to_owned)));
    });
    needs
}

pub(super) fn opaque<S: Any + Send + Sync>(seen: S) -> AnySeen {
    Arc::new(seen)
}

pub(super) fn any_found<S: Any + Send + Sync>(found: Found<S>) -> AnyFound {
    AnyFound { id: found.id, seen: opaque(found.seen), mark: found.mark }
}

pub(super) fn seen_as<S: 'static>(seen: &AnySeen) -> Result<&S, Fault> {
    seen.downcast_ref().ok_or_else(|| bug("a part was seen as another kind".to_owned()))
}

pub(super) fn known<T>(input: Input<T>) -> Option<T> {
    match input {
        Input::Known(value) => Some(value),
        Input::Unknown => None,
    }
}

/// A wire's value where everything must be known.
pub(super) fn needed<T>(input: Result<Input<T>, Mismatch>) -> Result<T, Fault> {
    match input {
        Ok(Input::Known(value)) => Ok(value),
        Ok(Input::Unknown) => Err(bug("a value that the part needs is not known".to_owned())),
        Err(mismatch) => Err(bug(mismatch.to_string())),
    }
}

pub(super) fn bug(message: String) -> Fault {
    Fault::new(FaultKind::Bug, message)
}

pub(super) fn change<T: PartialEq>(before: Input<T>, after: Input<T>) -> Change {
    match (before, after) {
        (Input::Known(before), Input::Known(after)) if before == after => Change::No,
        (Input::Known(_), Input::Known(_)) => Change::Yes,
        _ => Change::Maybe,
    }
}
