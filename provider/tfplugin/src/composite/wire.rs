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
use crate::model::{AttributeValue, Field, Mismatch};
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
}

/// Parts as they were last seen, by node and instance name.
#[derive(Clone, Default)]
pub(super) struct Sightings(pub(super) BTreeMap<(usize, String), AnySeen>);

impl Sightings {
    /// No part seen: what a plan starts from.
    pub(super) const fn none() -> Sightings {
        Sightings(BTreeMap::new())
    }
}

/// One wire, or a tuple of wires. `Root` is the resource.
pub trait Wires<Root>: Copy + Send + Sync + 'static {
    /// What the closure gets.
    type Values;

    /// Calls `visit` with every attribute and every node that the wires read.
    fn sources(self, visit: &mut dyn FnMut(Source));

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
        if value.is_wholly_known() {
            let within = |error: Mismatch| error.within(Step::Attribute(self.name().to_owned()));
            T::decode(value).map(Input::Known).map_err(within)
        } else {
            Ok(Input::Unknown)
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

    fn read(self, scene: &Scene<'_>) -> Result<Input<P::Seen>, Mismatch> {
        let seen = scene.seen.0.get(&(self.node, String::new()));
        Ok(match seen.and_then(|seen| seen.downcast_ref::<P::Seen>()) {
            Some(seen) => Input::Known(seen.clone()),
            None => Input::Unknown,
        })
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
