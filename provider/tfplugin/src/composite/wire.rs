//! Wires: the typed inputs of a part, from attributes of the resource and from other parts.
//!
//! A closure gets exactly the wires it names, so what it depends on cannot be understated. A wire whose value is not
//! known yet (an unknown attribute while planning, a part that does not exist) is [`Input::Unknown`], and the closure
//! is not called.

use std::any::Any;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::diagnostic::Step;
use crate::model::{AttributeValue, Field, Mismatch, Out};
use crate::value::Value;

use super::Part;

/// A value that may not be known yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Input<T> {
    /// Known.
    Known(T),
    /// Depends on something that is not known yet.
    Unknown,
}

/// How a part looks, whatever its kind.
pub(super) type AnySeen = Arc<dyn Any + Send + Sync>;

/// What wires read from: the attributes of one state of the resource, and the parts seen so far.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub(super) attributes: &'a BTreeMap<String, Value>,
    pub(super) seen: &'a Sightings,
    /// The instance whose wires are read; empty for a single part.
    pub(super) name: &'a str,
}

impl<'a> Scene<'a> {
    /// The scene of a single part.
    pub(super) fn new(attributes: &'a BTreeMap<String, Value>, seen: &'a Sightings) -> Scene<'a> {
        Scene { attributes, seen, name: "" }
    }

    /// The same scene for the instance of this name.
    pub(super) fn of<'b>(self, name: &'b str) -> Scene<'b>
    where
        'a: 'b,
    {
        Scene { name, ..self }
    }
}

/// Parts as they were last seen, by node and instance name; and whether nobody has looked, as while planning, so that
/// what is missing may well be there.
#[derive(Clone, Default)]
pub(super) struct Sightings(pub(super) BTreeMap<(usize, String), AnySeen>, bool);

impl Sightings {
    /// No part seen: what a plan starts from.
    pub(super) const fn none() -> Sightings {
        Sightings(BTreeMap::new(), true)
    }
}

/// One wire, or a tuple of wires. `Root` is the resource.
pub trait Wires<Root>: Copy + Send + Sync + 'static {
    /// What the closure gets.
    type Values;

    /// Calls `visit` with every attribute and every node that the wires read.
    fn sources(self, visit: &mut dyn FnMut(Source));

    /// Calls `visit` with every instance that the wires read, for the instance that the scene is about; without a name
    /// for all instances of the node.
    fn needs(self, scene: &Scene<'_>, visit: &mut dyn FnMut(usize, Option<&str>)) {
        let _ = scene;
        self.sources(&mut |source| {
            if let Source::Node(node) = source {
                visit(node, None);
            }
        });
    }

    /// Reads the values. A [`Mismatch`] is a defect: a schema and its struct disagree.
    fn read(self, scene: &Scene<'_>) -> Result<Input<Self::Values>, Mismatch>;
}

/// Where a wire starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// An attribute of the resource.
    Attribute(&'static str),
    /// A part, by its index in the graph.
    Node(usize),
}

impl<Root: 'static, T: AttributeValue> Wires<Root> for Field<Root, T> {
    type Values = T;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        visit(Source::Attribute(self.name()));
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<T>, Mismatch> {
        let value = scene.attributes.get(self.name()).unwrap_or(&Value::Null);
        if !value.is_wholly_known() {
            return Ok(Input::Unknown);
        }
        match T::decode(value) {
            Ok(decoded) => Ok(Input::Known(decoded)),
            // An import starts without what the configuration must set.
            Err(_) if value.is_null() => Ok(Input::Unknown),
            Err(mismatch) => Err(mismatch.within(Step::Attribute(self.name().to_owned()))),
        }
    }
}

/// A declared part, as a wire that gives how the part looks. It exists only after the part is declared, so a forward
/// reference or a cycle does not compile.
pub struct Handle<P> {
    node: usize,
    part: PhantomData<fn() -> P>,
}

impl<P> Handle<P> {
    pub(super) fn new(node: usize) -> Handle<P> {
        Handle { node, part: PhantomData }
    }
}

impl<P> Clone for Handle<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Handle<P> {}

impl<Root, P: Part> Wires<Root> for Handle<P> {
    type Values = P::Seen;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        visit(Source::Node(self.node));
    }

    fn needs(self, _scene: &Scene<'_>, visit: &mut dyn FnMut(usize, Option<&str>)) {
        visit(self.node, Some(""));
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<P::Seen>, Mismatch> {
        Ok(sighting::<P>(scene, self.node, ""))
    }
}

impl<P: Part> Handle<P> {
    /// An attribute that the part fills: its value once it is known, and before, as in the create that makes the part,
    /// what the part shows. So a plan of an existing resource knows it without looking.
    pub fn filling<R, T, F>(self, field: Field<R, Out<T>>, read: F) -> Filling<R, P, T, F>
    where
        F: Fn(&P::Seen) -> Option<T> + Copy + Send + Sync + 'static,
    {
        Filling { part: self, name: "", field, read }
    }
}

fn sighting<P: Part>(scene: &Scene<'_>, node: usize, name: &str) -> Input<P::Seen> {
    let seen = scene.seen.0.get(&(node, name.to_owned()));
    match seen.and_then(|seen| seen.downcast_ref::<P::Seen>()) {
        Some(seen) => Input::Known(seen.clone()),
        None => Input::Unknown,
    }
}

/// A declared repeated part, to make wires from.
pub struct Many<P>(Handle<P>, &'static str);

impl<P> Many<P> {
    pub(super) fn new(node: usize, address: &'static str) -> Many<P> {
        Many(Handle::new(node), address)
    }

    /// The first half of its instances' addresses.
    pub(super) fn address(self) -> &'static str {
        self.1
    }

    /// How the instance of the same name looks.
    pub fn same(self) -> Same<P> {
        Same(self.0)
    }

    /// How the instance looks whose name is computed from the own name and from attributes.
    pub fn at<W, V, F: Fn(&str, V) -> String>(self, wires: W, name: F) -> At<P, W, F> {
        At { part: self.0, wires, name }
    }

    /// How the instance looks whose name is computed from the own name and from attributes, where there is one to look
    /// at: a subnet's way out, which not every subnet has.
    pub fn maybe<W, V, F: Fn(&str, V) -> Option<String>>(self, wires: W, name: F) -> Maybe<P, W, F> {
        Maybe { part: self.0, wires, name }
    }

    /// An attribute that the instance of this name fills: see [`Handle::filling`].
    pub fn filling<R, T, F>(self, name: &'static str, field: Field<R, Out<T>>, read: F) -> Filling<R, P, T, F>
    where
        P: Part,
        F: Fn(&P::Seen) -> Option<T> + Copy + Send + Sync + 'static,
    {
        Filling { part: self.0, name, field, read }
    }

    /// How every instance looks, by name; none when there are none.
    pub fn all(self) -> All<P> {
        All(self.0)
    }
}

impl<P> Clone for Many<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Many<P> {}

/// The instance of the same name: see [`Many::same`].
pub struct Same<P>(Handle<P>);

impl<P> Clone for Same<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Same<P> {}

impl<Root, P: Part> Wires<Root> for Same<P> {
    type Values = P::Seen;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        visit(Source::Node(self.0.node));
    }

    fn needs(self, scene: &Scene<'_>, visit: &mut dyn FnMut(usize, Option<&str>)) {
        visit(self.0.node, Some(scene.name));
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<P::Seen>, Mismatch> {
        Ok(sighting::<P>(scene, self.0.node, scene.name))
    }
}

/// The instance of a computed name: see [`Many::at`].
pub struct At<P, W, F> {
    part: Handle<P>,
    wires: W,
    name: F,
}

impl<P, W: Copy, F: Copy> Clone for At<P, W, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P, W: Copy, F: Copy> Copy for At<P, W, F> {}

impl<Root, P, W, F> Wires<Root> for At<P, W, F>
where
    P: Part,
    W: Wires<Root>,
    F: Fn(&str, W::Values) -> String + Copy + Send + Sync + 'static,
{
    type Values = P::Seen;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        visit(Source::Node(self.part.node));
        self.wires.sources(visit);
    }

    fn needs(self, scene: &Scene<'_>, visit: &mut dyn FnMut(usize, Option<&str>)) {
        match self.wires.read(scene) {
            Ok(Input::Known(values)) => visit(self.part.node, Some(&(self.name)(scene.name, values))),
            // What cannot be told apart waits for all.
            _ => visit(self.part.node, None),
        }
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<P::Seen>, Mismatch> {
        Ok(match self.wires.read(scene)? {
            Input::Known(values) => sighting::<P>(scene, self.part.node, &(self.name)(scene.name, values)),
            Input::Unknown => Input::Unknown,
        })
    }
}

/// The instance of a computed name, if any: see [`Many::maybe`].
pub struct Maybe<P, W, F> {
    part: Handle<P>,
    wires: W,
    name: F,
}

impl<P, W: Copy, F: Copy> Clone for Maybe<P, W, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P, W: Copy, F: Copy> Copy for Maybe<P, W, F> {}

impl<Root, P, W, F> Wires<Root> for Maybe<P, W, F>
where
    P: Part,
    W: Wires<Root>,
    F: Fn(&str, W::Values) -> Option<String> + Copy + Send + Sync + 'static,
{
    type Values = Option<P::Seen>;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        visit(Source::Node(self.part.node));
        self.wires.sources(visit);
    }

    fn needs(self, scene: &Scene<'_>, visit: &mut dyn FnMut(usize, Option<&str>)) {
        match self.wires.read(scene) {
            Ok(Input::Known(values)) => {
                if let Some(name) = (self.name)(scene.name, values) {
                    visit(self.part.node, Some(&name));
                }
            }
            _ => visit(self.part.node, None),
        }
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<Option<P::Seen>>, Mismatch> {
        let Input::Known(values) = self.wires.read(scene)? else { return Ok(Input::Unknown) };
        let Some(name) = (self.name)(scene.name, values) else { return Ok(Input::Known(None)) };
        Ok(match sighting::<P>(scene, self.part.node, &name) {
            Input::Known(seen) => Input::Known(Some(seen)),
            Input::Unknown => Input::Unknown,
        })
    }
}

/// An attribute that a part fills: see [`Handle::filling`].
pub struct Filling<R, P, T, F> {
    part: Handle<P>,
    name: &'static str,
    field: Field<R, Out<T>>,
    read: F,
}

impl<R, P, T, F: Copy> Clone for Filling<R, P, T, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, P, T, F: Copy> Copy for Filling<R, P, T, F> {}

impl<R, P, T, F> Wires<R> for Filling<R, P, T, F>
where
    R: 'static,
    P: Part,
    T: AttributeValue,
    F: Fn(&P::Seen) -> Option<T> + Copy + Send + Sync + 'static,
{
    type Values = Option<T>;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        visit(Source::Node(self.part.node));
        visit(Source::Attribute(self.field.name()));
    }

    fn needs(self, _scene: &Scene<'_>, visit: &mut dyn FnMut(usize, Option<&str>)) {
        visit(self.part.node, Some(self.name));
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<Option<T>>, Mismatch> {
        // Of a resource that does not exist yet, empty means that nobody knows.
        let exists = scene.attributes.get(super::common::PARTS).is_some_and(|parts| parts.entries().is_some());
        if let Input::Known(value) = Wires::<R>::read(self.field, scene)?
            && (exists || value.0.is_some())
        {
            return Ok(Input::Known(value.0));
        }
        Ok(match sighting::<P>(scene, self.part.node, self.name) {
            Input::Known(seen) => Input::Known((self.read)(&seen)),
            Input::Unknown => Input::Unknown,
        })
    }
}

/// All instances: see [`Many::all`]. The engine waits for all of them first, so none seen means that there are none,
/// except while planning, when nobody looks.
pub struct All<P>(Handle<P>);

impl<P> Clone for All<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for All<P> {}

impl<Root, P: Part> Wires<Root> for All<P> {
    type Values = BTreeMap<String, P::Seen>;

    fn sources(self, visit: &mut dyn FnMut(Source)) {
        visit(Source::Node(self.0.node));
    }

    fn read(self, scene: &Scene<'_>) -> Result<Input<Self::Values>, Mismatch> {
        let seen: BTreeMap<String, P::Seen> = scene
            .seen
            .of(self.0.node)
            .into_iter()
            .filter_map(|(name, seen)| Some((name, seen.downcast_ref::<P::Seen>()?.clone())))
            .collect();
        Ok(if scene.seen.1 { Input::Unknown } else { Input::Known(seen) })
    }
}

impl<Root> Wires<Root> for () {
    type Values = ();

    fn sources(self, _visit: &mut dyn FnMut(Source)) {}

    fn read(self, _scene: &Scene<'_>) -> Result<Input<()>, Mismatch> {
        Ok(Input::Known(()))
    }
}

macro_rules! tuples {
    ($(($($wire:ident)+))+) => { $(
        impl<Root, $($wire: Wires<Root>),+> Wires<Root> for ($($wire,)+) {
            type Values = ($($wire::Values,)+);

            fn sources(self, visit: &mut dyn FnMut(Source)) {
                #[expect(non_snake_case, reason = "one variable per type parameter")]
                let ($($wire,)+) = self;
                $($wire.sources(visit);)+
            }

            fn needs(self, scene: &Scene<'_>, visit: &mut dyn FnMut(usize, Option<&str>)) {
                #[expect(non_snake_case, reason = "one variable per type parameter")]
                let ($($wire,)+) = self;
                $($wire.needs(scene, visit);)+
            }

            fn read(self, scene: &Scene<'_>) -> Result<Input<Self::Values>, Mismatch> {
                #[expect(non_snake_case, reason = "one variable per type parameter")]
                let ($($wire,)+) = self;
                Ok(Input::Known(($(
                    match $wire.read(scene)? {
                        Input::Known(value) => value,
                        Input::Unknown => return Ok(Input::Unknown),
                    },
                )+)))
            }
        }
    )+ };
}

tuples! { (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
(A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L) }
