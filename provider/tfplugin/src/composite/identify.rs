//! From the id of an import to the attributes by which the resource's parts are found.

use crate::model::{AttributeValue, Field};
use crate::plan::Attributes;
use crate::value::Value;

use super::Place;
use super::graph::Composite;

/// An import whose id does not hold the attributes itself: AWS must be asked what they are.
pub struct Identify<'a, R: Composite> {
    /// The way to AWS.
    pub cloud: &'a R::Cloud,
    /// Where the resource lives, as far as the id leaves that open.
    pub place: &'a Place,
    /// What the person wrote.
    pub id: &'a str,
    attributes: &'a mut Attributes,
}

impl<'a, R: Composite> Identify<'a, R> {
    pub(super) fn new(
        cloud: &'a R::Cloud,
        place: &'a Place,
        id: &'a str,
        attributes: &'a mut Attributes,
    ) -> Identify<'a, R> {
        Identify { cloud, place, id, attributes }
    }

    /// Sets an attribute.
    pub fn set<T: AttributeValue>(&mut self, field: Field<R, T>, value: &T) {
        let value: Value = value.encode();
        self.attributes.insert(field.name().to_owned(), value);
    }
}
