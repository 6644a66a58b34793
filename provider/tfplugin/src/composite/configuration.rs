//! A configuration by typed field.

use std::collections::BTreeMap;

use crate::model::{AttributeValue, Field, Named};
use crate::value::Value;

/// The configuration of a resource while it is validated or planned, by typed field.
pub struct Configuration<'a, R> {
    /// With defaults, as nobody but the wire sees values without them.
    pub(super) attributes: BTreeMap<String, Value>,
    pub(super) written: &'a BTreeMap<String, Value>,
    pub(super) root: std::marker::PhantomData<fn() -> R>,
}

impl<'a, R: Named> Configuration<'a, R> {
    /// The configuration as it is written.
    pub fn new(written: &'a BTreeMap<String, Value>) -> Configuration<'a, R> {
        let mut attributes = written.clone();
        crate::plan::fill_defaults(&R::object(), written, &mut attributes);
        Configuration { attributes, written, root: std::marker::PhantomData }
    }

    /// The value of a field, its default where none is written, or `None` while any of it is unknown. What cannot be
    /// decoded counts as unknown: the schema's own checks report it.
    pub fn known<T: AttributeValue>(&self, field: Field<R, T>) -> Option<T> {
        let value = self.attributes.get(field.name()).unwrap_or(&Value::Null);
        value.is_wholly_known().then(|| T::decode(value).ok()).flatten()
    }

    /// Whether the configuration has a value for the field, known or not. What is unknown yet, as any variable is while a
    /// module is validated, may still turn out to be null: see [`Configuration::is_given`].
    pub fn is_set<T>(&self, field: Field<R, T>) -> bool {
        self.written.get(field.name()).is_some_and(|value| !value.is_null())
    }

    /// Whether the configuration certainly has a value for the field: for rules that refuse one.
    pub fn is_given<T>(&self, field: Field<R, T>) -> bool {
        self.written.get(field.name()).is_some_and(|value| !value.is_null() && !value.is_unknown())
    }
}
