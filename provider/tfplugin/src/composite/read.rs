//! Reading a composite: what exists, what differs from what was wanted, and what the attributes are in truth.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;

use crate::diagnostic::Diagnostic;
use crate::plan::Attributes;
use crate::resource::Outcome;
use crate::schema::{Attribute, Schema};
use crate::value::Value;

use super::apply::nowhere;
use super::common::{ID, PARTS, TAGS, TAGS_ALL, merged_tags};
use super::events::{Action, Ended, Phase};
use super::graph::{Composite, Graph};
use super::identify::Identify;
use super::imported::Imported;
use super::memo::Memo;
use super::node::address_of;
use super::plan::mark_name;
use super::replaced::by_name;
use super::run::{NodeOf, Run, guarded};
use super::steps::{Ledger, name_in};
use super::unmarked::{NOT_OURS, in_drift};
use super::wire::{AnySeen, Input, Scene, Sightings, Source};
use super::{Cloud, Fault, FaultKind};

/// Reads one resource. A state without parts is an import: its parts are found by their keys.
pub(super) async fn read<R: Composite>(
    schema: &Schema,
    graph: &Graph<R>,
    cloud: &R::Cloud,
    provider: &str,
    state: Attributes,
    cancel: CancellationToken,
) -> Outcome {
    Memo::scope(observe_all(schema, graph, cloud, provider, state, cancel)).await
}

async fn observe_all<R: Composite>(
    schema: &Schema,
    graph: &Graph<R>,
    cloud: &R::Cloud,
    provider: &str,
    state: Attributes,
    cancel: CancellationToken,
) -> Outcome {
    let imported = state.get(PARTS).is_none_or(Value::is_null);
    let mut run = match Run::start(schema, graph, cloud, provider, "read", state.clone()).await {
        Ok(run) => run,
        Err(fault) => return Outcome::failed(Some(state), nowhere::<R>("read", &fault)),
    };
    run.cancel = cancel;
    if imported && !R::IMPORT_FORM.is_empty() {
        let id = state.get(ID).and_then(Value::as_str).unwrap_or_default();
        let mut identify = Identify::new(cloud, &run.place, id, &mut run.attributes);
        if let Err(fault) = R::identify(&mut identify).await {
            return Outcome::failed(Some(state.clone()), unidentified::<R>(provider, id, &fault));
        }
        run.mark.resource = mark_name::<R>(provider, &run.attributes);
    }
    run.note_marks_in_drift();
    let had_none = run.known().ledger.is_empty();
    let mut there = Ledger::new();
    for (index, observed) in run.journal.scope(run.observe_nodes(imported)).await.into_iter().enumerate() {
        match observed {
            Ok(found) => there.extend(found),
            Err(fault) => {
                run.report("read", index, "", &fault);
                let diagnostics = run.finish().diagnostics;
                return Outcome { state: Some(state), diagnostics };
            }
        }
    }
    // A resource of which nothing was wanted stands all the same.
    if there.is_empty() && (imported || !had_none) {
        run.journal.end();
        if imported {
            let detail = format!("In {}: there is no such object.", run.place);
            let summary = format!("Could not import {}", run.mark.resource);
            return Outcome::failed(None, Diagnostic::error(summary, detail));
        }
        tracing::info!(resource = run.mark.resource, "the anchor is gone, and so is the resource");
        return Outcome::default();
    }
    let text = there.iter().map(|(address, id)| (address.clone(), Value::string(id.clone())));
    run.attributes.insert(PARTS.to_owned(), Value::map(text.collect::<Vec<_>>()));
    run.known().ledger = there;
    let wanted = run.attributes.clone();
    if imported {
        run.fill_seen();
        let ledger = run.known().ledger.clone();
        R::imported(&mut Imported::new(&mut run.attributes, &ledger));
        run.fill_seen();
        run.fill_own_tags();
        run.compare(&run.attributes.clone());
    } else {
        run.compare(&wanted);
        run.fill_seen();
    }
    run.finish()
}

/// An id of an import that leads to nothing.
fn unidentified<R: Composite>(provider: &str, id: &str, fault: &Fault) -> Diagnostic {
    let hint = fault.hint.as_ref().map_or(String::new(), |hint| format!("\n\n{hint}"));
    let summary = format!("Could not import {provider}_{} `{id}`", R::NAME);
    Diagnostic::error(summary, format!("{fault}.{hint}"))
}

impl<R: Composite> Run<'_, R> {
    /// Sees the instances of all nodes, each as soon as those are seen that its key depends on. What depends on a node that
    /// could not be seen is not looked for.
    async fn observe_nodes(&self, imported: bool) -> Vec<Result<Ledger, Fault>> {
        let done: Vec<CancellationToken> = self.graph.nodes.iter().map(|_| CancellationToken::new()).collect();
        let observed = self.graph.nodes.iter().zip(&done).enumerate().map(async |(index, (node, own))| {
            // The graph is declared from below, so this ends.
            for source in node.key_sources() {
                if let Source::Node(below) = source
                    && let Some(below) = done.get(below)
                {
                    below.cancelled().await;
                }
            }
            let observed = self.observe_step(index, imported).await;
            own.cancel();
            observed
        });
        join_all(observed).await
    }

    /// Sees the instances of one node, as a piece of work of its own.
    async fn observe_step(&self, index: usize, imported: bool) -> Result<Ledger, Fault> {
        let Some(node) = self.node(index) else { return Ok(Ledger::new()) };
        let job = self.job(Phase::Read, Action::Read, node, "");
        let below = node.key_sources().into_iter().filter_map(|source| match source {
            Source::Node(below) => self.node(below).map(|below| (Phase::Read, below.address().to_owned())),
            Source::Attribute(_) => None,
        });
        self.journal.after(&job, below);
        self.journal.work(job, self.observe(index, imported), |_| (Ended::Seen, None)).await
    }

    /// Sees the instances of one node; returns what is there.
    async fn observe(&self, index: usize, imported: bool) -> Result<Ledger, Fault> {
        let Some(node) = self.node(index) else { return Ok(Ledger::new()) };
        let address = node.address();
        if !node.is_repeated() && !imported {
            let there = self.see(index, "").await?;
            let id = self.id(address).filter(|_| there);
            return Ok(id.map(|id| (address.to_owned(), id)).into_iter().collect());
        }
        let seen = self.seen();
        let missing = node.key_sources().into_iter().any(|source| match source {
            Source::Node(below) => seen.of(below).is_empty(),
            Source::Attribute(_) => false,
        });
        if missing {
            // What the objects belong to is not there, so neither are they. What one of them replaced may be.
            return self.still_there(index, &BTreeSet::new()).await;
        }
        if !imported && node.is_own_only() && self.knows_none(node)? {
            return Ok(Ledger::new());
        }
        let spot = self.planned_spot(node, "");
        let scene = Scene::new(&self.attributes, &seen);
        let found = guarded(node.list(&self.context(&spot, ""), scene)).await?;
        let listed: BTreeSet<String> = found.iter().map(|(_, found)| found.id.clone()).collect();
        let mut there = self.still_there(index, &listed).await?;
        for (name, found) in by_name(found) {
            let Some(found) = self.tell_apart(node, &scene, &name, found, &mut there) else { continue };
            let mut known = self.known();
            if let Some(text) = self.unmarked(node, &found, imported) {
                known.unmarked.insert(address_of(address, &name), text);
            }
            there.insert(address_of(address, &name), found.id);
            known.seen.0.insert((index, name), found.seen);
        }
        Ok(there)
    }

    /// The replaced objects of a node that are there: those in a list, and those that their ids still lead to.
    async fn still_there(&self, index: usize, listed: &BTreeSet<String>) -> Result<Ledger, Fault> {
        let mut there = Ledger::new();
        let Some(node) = self.node(index) else { return Ok(there) };
        for (id, address) in self.replaced_of(node) {
            let spot = self.actual_spot(node, name_in(node, &address).unwrap_or_default(), &id);
            if listed.contains(&id) || guarded(node.read(&self.context(&spot, ""), &id)).await?.is_some() {
                there.insert(address, id);
            }
        }
        Ok(there)
    }

    /// Forgets what differed when the state was written, but for marks: those are not seen by id. A list shows them anew.
    fn note_marks_in_drift(&self) {
        let mut known = self.known();
        for (address, drift) in std::mem::take(&mut known.drift) {
            let listed =
                self.graph.nodes.iter().any(|node| node.is_repeated() && name_in(node.as_ref(), &address).is_some());
            if let Some(text) = in_drift(&drift).filter(|text| !listed || *text == NOT_OURS) {
                known.unmarked.insert(address, text);
            }
        }
    }

    /// Whether no instance of a node is wanted, and none is in the ledger.
    fn knows_none(&self, node: &NodeOf<R>) -> Result<bool, Fault> {
        let nothing_seen = Sightings::none();
        let names = node.names(&Scene::new(&self.attributes, &nothing_seen)).map_err(|mismatch| {
            // The schema and the struct disagree: a defect, which the message names.
            Fault::new(FaultKind::Bug, mismatch.to_string())
        })?;
        let none_wanted = matches!(names, Input::Known(names) if names.is_empty());
        Ok(none_wanted && !self.known().ledger.keys().any(|address| name_in(node, address).is_some()))
    }

    /// Fills attributes from what was seen. A value that means the same as the one in state keeps its form.
    fn fill_seen(&mut self) {
        let seen = self.seen();
        for index in 0..self.graph.nodes.len() {
            let Some(node) = self.node(index) else { continue };
            let scene = Scene::new(&self.attributes, &seen);
            for (name, value) in node.filled(&scene, &seen.of(index)).unwrap_or_default() {
                let (Some(value), Some(attribute)) = (value, self.schema.object.attribute(name)) else { continue };
                let before = self.attributes.get(name).cloned().unwrap_or_default();
                self.attributes.insert(name.to_owned(), keep_form(attribute, before, value));
            }
        }
        for output in &self.graph.outputs {
            // What the configuration may set has a value already; only an import leaves it open.
            let set = self.attributes.get(output.attribute).is_some_and(|value| !value.is_null());
            let configurable = |attribute: &Attribute| attribute.mode.is_configurable();
            if set && self.schema.object.attribute(output.attribute).is_some_and(configurable) {
                continue;
            }
            if let Ok(Input::Known(value)) = (output.read)(&Scene::new(&self.attributes, &seen)) {
                self.attributes.insert(output.attribute.to_owned(), value);
            }
        }
    }

    /// The tags of an imported resource that do not come from the provider's default tags.
    fn fill_own_tags(&mut self) {
        let defaults = self.cloud.default_tags().cloned().unwrap_or_default();
        let all = self.attributes.get(TAGS_ALL).and_then(Value::entries).cloned().unwrap_or_default();
        let own = all.into_iter().filter(|(key, value)| defaults.get(key).map(String::as_str) != value.as_str());
        let own: BTreeMap<String, Value> = own.collect();
        let own = if own.is_empty() { Value::Null } else { Value::Map(own) };
        if self.schema.object.attribute(TAGS).is_none() {
            return;
        }
        if self.attributes.get(TAGS_ALL).is_none_or(Value::is_null) {
            self.attributes.insert(TAGS_ALL.to_owned(), merged_tags(Some(&defaults), &own));
        }
        self.attributes.insert(TAGS.to_owned(), own);
    }

    /// Notes what differs from the wanted attributes.
    fn compare(&self, wanted: &Attributes) {
        let seen = self.seen();
        for index in 0..self.graph.nodes.len() {
            let Some(node) = self.node(index) else { continue };
            let scene = Scene::new(wanted, &seen);
            let Ok(Input::Known(names)) = node.names(&scene) else { continue };
            let mut drift = Ledger::new();
            for (name, seen) in seen.of(index) {
                let address = address_of(node.address(), &name);
                let difference = if names.contains(&name) {
                    let looks = node.differences(&scene, &name, &seen).unwrap_or_default().drift();
                    let mark = self.known().unmarked.get(&address).map(|text| (*text).to_owned());
                    let all: Vec<String> = looks.into_iter().chain(mark).collect();
                    all.join("; ")
                } else {
                    "exists, should not".to_owned()
                };
                if !difference.is_empty() {
                    drift.insert(address, difference);
                }
            }
            for name in names {
                let address = address_of(node.address(), &name);
                if !self.known().ledger.contains_key(&address) {
                    drift.insert(address, "does not exist, should".to_owned());
                }
            }
            let replaced = self.replaced_of(node).into_values();
            drift.extend(replaced.map(|address| (address, "exists, should not".to_owned())));
            self.known().drift.extend(drift);
        }
    }
}

/// What is the same in other clothes keeps the form the person wrote, element by element.
fn keep_form(attribute: &Attribute, before: Value, now: Value) -> Value {
    if before == now || (attribute.same)(&before, &now) {
        return before;
    }
    match (before, now) {
        (Value::Map(before), Value::Map(now)) => {
            let one = |key: &String, value: &Value| Value::Map(BTreeMap::from([(key.clone(), value.clone())]));
            let kept = now.into_iter().map(|(key, value)| match before.get(&key) {
                Some(old) if (attribute.same)(&one(&key, old), &one(&key, &value)) => (key, old.clone()),
                _ => (key, value),
            });
            Value::Map(kept.collect())
        }
        (Value::Null, now) if is_empty(&now) => Value::Null,
        (_, now) => now,
    }
}

/// An empty collection is what AWS shows where the configuration has none.
fn is_empty(value: &Value) -> bool {
    value.entries().is_some_and(BTreeMap::is_empty)
        || value.elements().is_some_and(<[Value]>::is_empty)
        || value.as_str() == Some("")
}

impl Sightings {
    /// The instances of one node that were seen.
    pub(super) fn of(&self, node: usize) -> BTreeMap<String, AnySeen> {
        let range = self.0.range((node, String::new())..(node + 1, String::new()));
        range.map(|((_, name), seen)| (name.clone(), seen.clone())).collect()
    }
}
