//! The typed name of an attribute.

use std::fmt;
use std::marker::PhantomData;

use crate::diagnostic::Path;

/// Attribute `name` of the root object `Root`, holding a `T`. Copyable, and checked at compile time, so that wiring
/// never looks anything up by text that could be misspelled.
pub struct Field<Root, T> {
    name: &'static str,
    types: PhantomData<fn() -> (Root, T)>,
}

/// The companion struct of a model, with one [`Field`] per attribute. Written by the derives.
pub trait FieldSet: Copy + Send + Sync + 'static {
    /// All fields.
    fn new() -> Self;
}

impl<Root, T> Field<Root, T> {
    /// The typed name; only derives need it.
    pub const fn new(name: &'static str) -> Self {
        Field { name, types: PhantomData }
    }

    /// The attribute's name.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Where it is.
    pub fn path(self) -> Path {
        Path::attribute(self.name)
    }
}

impl<Root, T> Clone for Field<Root, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Root, T> Copy for Field<Root, T> {}

impl<Root, T> fmt::Debug for Field<Root, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.name)
    }
}
