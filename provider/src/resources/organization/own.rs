//! Which objects of an organization are the resource's own.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::{Input, Scene, Source, Wires};
use tfplugin::model::{AttributeValue, Field, Mismatch, Named, Out};

use super::Organization;
use crate::parts::organizations::Own;

/// What an attribute lists, as a wire for the lists of a part. It is no source of anything: it says what a refresh looks
/// at, and nothing about how an object is or what identifies it.
pub(super) struct Listed<T> {
    /// The attribute.
    pub(super) field: Field<Organization, T>,
    /// The names that its value means.
    pub(super) names: fn(T) -> BTreeSet<String>,
    /// The first half of the part's addresses.
    pub(super) address: &'static str,
}

impl<T> Clone for Listed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Listed<T> {}

impl<T: AttributeValue> Wires<Organization> for Listed<T> {
    type Values = Own;

    fn sources(self, _: &mut dyn FnMut(Source)) {}

    fn read(self, scene: &Scene<'_>) -> Result<Input<Own>, Mismatch> {
        let parts: Field<Organization, Out<BTreeMap<String, String>>> = Organization::fields().common.parts;
        let known = match parts.read(scene)? {
            // Nothing is known of a resource that is being imported.
            Input::Known(Out(None)) => return Ok(Input::Known(Own::default())),
            Input::Known(Out(Some(parts))) => parts,
            Input::Unknown => BTreeMap::new(),
        };
        let names = match self.field.read(scene)? {
            Input::Known(value) => (self.names)(value),
            Input::Unknown => BTreeSet::new(),
        };
        let prefix = format!("{}/", self.address);
        let known = known.into_iter().filter_map(|(address, id)| Some((address.strip_prefix(&prefix)?.to_owned(), id)));
        Ok(Input::Known(Own { names: Some(names), known: known.collect() }))
    }
}
