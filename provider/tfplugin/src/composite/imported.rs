//! What an import finds out that no single part shows.

use std::marker::PhantomData;

use crate::model::{AttributeValue, Field};
use crate::plan::Attributes;
use crate::value::Value;

use super::replaced::successor;
use super::steps::Ledger;

/// An imported resource after its parts filled what they show. What is still open and follows from several parts
/// together is set here; then the parts fill what depends on it.
pub struct Imported<'a, R> {
    attributes: &'a mut Attributes,
    ledger: &'a Ledger,
    root: PhantomData<fn() -> R>,
}

impl<'a, R> Imported<'a, R> {
    pub(super) fn new(attributes: &'a mut Attributes, ledger: &'a Ledger) -> Imported<'a, R> {
        Imported { attributes, ledger, root: PhantomData }
    }

    /// Whether the resource has a part of this address.
    pub fn has_part(&self, address: &str) -> bool {
        self.ledger.contains_key(address)
    }

    /// The names of a repeated part's instances: for `subnet`, of `subnet/public/a`, `public/a`.
    pub fn names(&self, address: &str) -> Vec<&str> {
        let prefix = format!("{address}/");
        let names = self.ledger.keys().filter_map(|key| key.strip_prefix(&prefix));
        names.filter(|name| successor(name).is_none()).collect()
    }

    /// The value of a field so far; `None` while it is null or of another form.
    pub fn known<T: AttributeValue>(&self, field: Field<R, T>) -> Option<T> {
        self.attributes.get(field.name()).and_then(|value| T::decode(value).ok())
    }

    /// Sets an attribute.
    pub fn set<T: AttributeValue>(&mut self, field: Field<R, T>, value: &T) {
        let value: Value = value.encode();
        self.attributes.insert(field.name().to_owned(), value);
    }
}
