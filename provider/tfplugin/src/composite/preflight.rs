//! What must ask AWS while planning: does this zone exist, is that region switched on.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{AttributeValue, Field, Out};
use crate::plan::Attributes;
use crate::value::Value;

use super::common::PARTS;
use super::graph::Composite;
use super::{Fault, Place};

/// A plan under way, for questions to AWS. It gives messages with paths; the only values it may set are those that the
/// configuration left open and no earlier plan chose.
pub struct Preflight<'a, R: Composite> {
    /// The way to AWS.
    pub cloud: &'a R::Cloud,
    /// Where the resource lives.
    pub place: &'a Place,
    planned: &'a mut Attributes,
    config: &'a Attributes,
    prior: Option<&'a Attributes>,
    chosen: BTreeSet<&'static str>,
    diagnostics: Diagnostics,
}

impl<'a, R: Composite> Preflight<'a, R> {
    pub(super) fn new(
        cloud: &'a R::Cloud,
        place: &'a Place,
        prior: Option<&'a Attributes>,
        planned: &'a mut Attributes,
        config: &'a Attributes,
    ) -> Preflight<'a, R> {
        Preflight { cloud, place, planned, config, prior, chosen: BTreeSet::new(), diagnostics: Diagnostics::new() }
    }

    /// Whether the configuration has a value for the field, known or not.
    pub fn is_set<T>(&self, field: Field<R, T>) -> bool {
        self.config.get(field.name()).is_some_and(|value| !value.is_null())
    }

    /// Whether the resource exists.
    pub fn exists(&self) -> bool {
        self.prior.is_some()
    }

    /// The value of a field in the state; `None` for a resource that does not exist, and where there is none.
    pub fn before<T: AttributeValue>(&self, field: Field<R, T>) -> Option<T> {
        let value = self.prior?.get(field.name())?;
        T::decode(value).ok()
    }

    /// Whether the resource has a part of this address already.
    pub fn has_part(&self, address: &str) -> bool {
        self.planned.get(PARTS).and_then(Value::entries).is_some_and(|parts| parts.contains_key(address))
    }

    /// Chooses a value, also another than an earlier plan chose, unless the configuration has one.
    pub fn choose_again<T: AttributeValue>(&mut self, field: Field<R, Out<T>>, value: &T) {
        if !self.is_set(field) {
            self.planned.insert(field.name().to_owned(), value.encode());
            self.chosen.insert(field.name());
        }
    }

    /// The planned value of a field, or `None` while any of it is unknown.
    pub fn known<T: AttributeValue>(&self, field: Field<R, T>) -> Option<T> {
        let value = self.planned.get(field.name()).unwrap_or(&Value::Null);
        value.is_wholly_known().then(|| T::decode(value).ok()).flatten()
    }

    /// Chooses a value for an attribute that neither the configuration nor an earlier plan has set.
    pub fn choose<T: AttributeValue>(&mut self, field: Field<R, Out<T>>, value: &T) {
        if self.planned.get(field.name()).is_none_or(|value| value.is_null() || value.is_unknown()) {
            self.planned.insert(field.name().to_owned(), value.encode());
            self.chosen.insert(field.name());
        }
    }

    /// Adds a message.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds what a question ended in.
    pub fn fault(&mut self, asking: &str, fault: &Fault) {
        let hint = fault.hint.as_ref().map_or(String::new(), |hint| format!("\n\n{hint}"));
        self.push(Diagnostic::error(format!("Could not {asking}"), format!("In {}: {fault}.{hint}", self.place)));
    }

    /// What was found out, and which attributes were chosen.
    pub(super) fn finish(self) -> (Diagnostics, BTreeSet<&'static str>) {
        (self.diagnostics, self.chosen)
    }
}
