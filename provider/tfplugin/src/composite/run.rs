//! One operation on one resource under way: where it works, what it knows, and what it has to tell.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use tokio_util::sync::CancellationToken;

use crate::diagnostic::{Diagnostic, Diagnostics, Path};
use crate::plan::Attributes;
use crate::resource::{Outcome, Progress, complete};
use crate::schema::Schema;
use crate::value::Value;

use super::common::{DRIFT, PARTS, REGION};
use super::configuration::Configuration;
use super::events::{Action, Job, Journal, Phase};
use super::graph::{Composite, Graph};
use super::node::{AnyFound, Call, Node, address_of};
use super::plan::mark_name;
use super::replaced::successor;
use super::steps::{Ledger, Step, string_map};
use super::wire::{Input, Scene, Sightings};
use super::{Cloud, Context, Fault, FaultKind, Mark, Place, Status};

/// The nodes of a resource of type `R`.
pub(super) type NodeOf<R> = dyn Node<<R as Composite>::Cloud>;

/// An operation under way. Whatever ends it, [`Run::finish`] tells what exists.
pub(super) struct Run<'a, R: Composite> {
    pub(super) schema: &'a Schema,
    pub(super) graph: &'a Graph<R>,
    pub(super) cloud: &'a R::Cloud,
    pub(super) place: Place,
    pub(super) mark: Mark,
    /// Cancelled by Terraform or at the deadline.
    pub(super) cancel: CancellationToken,
    pub(super) attributes: Attributes,
    pub(super) progress: Progress,
    /// What one can see of it.
    pub(super) journal: Arc<Journal>,
    /// Whether what is no longer wanted stays, and what a person is told then.
    pub(super) lets_go: Option<&'static str>,
    /// What the operation is, for messages: `create`, `update`, `delete`, `read`.
    pub(super) operation: &'static str,
    /// What the parts, many at a time, have found out.
    known: Mutex<Known>,
    /// What interrupted runs left behind, by node, once it was looked for.
    pub(super) leftovers: Vec<Leftovers>,
}

/// Objects of one node that an interrupted run left, by name; `None` until they were looked for.
pub(super) type Leftovers = tokio::sync::Mutex<Option<BTreeMap<String, Vec<AnyFound>>>>;

/// Where an instance lives, and what it is called.
pub(super) struct Spot {
    pub(super) place: Place,
    pub(super) address: String,
}

/// What is known so far.
#[derive(Default)]
pub(super) struct Known {
    pub(super) ledger: Ledger,
    pub(super) seen: Sightings,
    pub(super) drift: Ledger,
    /// What is wrong with marks, by address.
    pub(super) unmarked: BTreeMap<String, &'static str>,
    /// Warnings, and errors that are about no part.
    pub(super) diagnostics: Diagnostics,
    /// Errors about parts, each still without its end: what exists is known when the operation is over.
    failures: Vec<Diagnostic>,
    /// Instances that failed, or could not start because of one that did.
    pub(super) failed: BTreeSet<(usize, String)>,
    /// The anchor was made just now, so nothing can stand on it yet.
    pub(super) fresh: bool,
}

impl<'a, R: Composite> Run<'a, R> {
    /// Starts from attributes in which account and region are known, or can be asked for.
    pub(super) async fn start(
        schema: &'a Schema,
        graph: &'a Graph<R>,
        cloud: &'a R::Cloud,
        provider: &str,
        operation: &'static str,
        attributes: Attributes,
    ) -> Result<Run<'a, R>, Fault> {
        let known = |name: &str| attributes.get(name).and_then(Value::as_str).map(str::to_owned);
        let account_id = match known(R::HOME) {
            Some(account_id) => account_id,
            None => cloud.default_account().await?,
        };
        let region = match (schema.object.attribute(REGION), known(REGION)) {
            (None, _) => String::new(),
            (Some(_), Some(region)) => region,
            (Some(_), None) => cloud.default_region().unwrap_or_default(),
        };
        // What is added to a resource that stands belongs to it from its first moment.
        let status = if operation == "create" { Status::Creating } else { Status::Ready };
        let mark = Mark { resource: mark_name::<R>(provider, &attributes), status };
        let mut run = Run {
            journal: Journal::new(&mark.resource, operation),
            schema,
            graph,
            cloud,
            place: Place { account_id, region },
            mark,
            cancel: CancellationToken::new(),
            known: Mutex::new(Known {
                ledger: string_map(&attributes, PARTS),
                drift: string_map(&attributes, DRIFT),
                ..Known::default()
            }),
            leftovers: graph.nodes.iter().map(|_| Leftovers::default()).collect(),
            lets_go: R::lets_go(&Configuration::new(&attributes)),
            attributes,
            progress: Progress::default(),
            operation,
        };
        run.attributes.insert(R::HOME.to_owned(), Value::string(run.place.account_id.clone()));
        if schema.object.attribute(REGION).is_some() {
            run.attributes.insert(REGION.to_owned(), Value::string(run.place.region.clone()));
        }
        Ok(run)
    }

    /// What a part gets. An object that exists is where its id says; one that does not yet, where the graph says.
    pub(super) fn context<'b>(&'b self, at: &'b Spot, token: &'b str) -> Context<'b, R::Cloud> {
        Context {
            cloud: self.cloud,
            place: &at.place,
            mark: &self.mark,
            part: &at.address,
            token,
            cancel: &self.cancel,
        }
    }

    /// Where an instance is to live.
    pub(super) fn planned_spot(&self, node: &NodeOf<R>, name: &str) -> Spot {
        let nothing_seen = Sightings::none();
        // A replaced object is where the new one is.
        let of = successor(name).filter(|_| node.creates_first()).unwrap_or(name);
        let place = node.place(&Scene::new(&self.attributes, &nothing_seen), of);
        Spot { place: place.unwrap_or_else(|| self.place.clone()), address: address_of(node.address(), name) }
    }

    /// A piece of work on an instance, as it is told of.
    pub(super) fn job(&self, phase: Phase, action: Action, node: &NodeOf<R>, name: &str) -> Job {
        let address = address_of(node.address(), name);
        let spot = match self.id(&address) {
            Some(id) => self.actual_spot(node, name, &id),
            None => self.planned_spot(node, name),
        };
        let gap = if name.is_empty() { "" } else { " " };
        let title = format!("{}{gap}{name}", node.kind());
        Job { phase, action, part: address, title, kind: node.kind(), place: spot.place }
    }

    /// Where an object lives that exists.
    pub(super) fn actual_spot(&self, node: &NodeOf<R>, name: &str, id: &str) -> Spot {
        match node.place_of(id) {
            Some(place) => Spot { place, address: address_of(node.address(), name) },
            None => self.planned_spot(node, name),
        }
    }

    /// What is known so far. Never held across a call.
    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What has been seen so far, for a scene.
    pub(super) fn seen(&self) -> Sightings {
        self.known().seen.clone()
    }

    /// The id of a part, by its address.
    pub(super) fn id(&self, address: &str) -> Option<String> {
        self.known().ledger.get(address).cloned()
    }

    /// The index of the part that the resource stands on.
    pub(super) fn anchor(&self) -> usize {
        self.graph.nodes.iter().position(|node| !node.is_repeated()).unwrap_or_default()
    }

    /// Whether a step is on that part.
    pub(super) fn is_anchor(&self, step: &Step) -> bool {
        step.node == self.anchor()
    }

    pub(super) fn node(&self, index: usize) -> Option<&'a NodeOf<R>> {
        let graph: &'a Graph<R> = self.graph;
        graph.nodes.get(index).map(AsRef::as_ref)
    }

    /// Reads one instance by its id in the ledger. Whether it is there.
    pub(super) async fn see(&self, index: usize, name: &str) -> Result<bool, Fault> {
        let Some(node) = self.node(index) else { return Ok(false) };
        let Some(id) = self.id(&address_of(node.address(), name)) else { return Ok(false) };
        let spot = self.actual_spot(node, name, &id);
        let seen = guarded(node.read(&self.context(&spot, ""), &id)).await?;
        let there = seen.is_some();
        if let Some(seen) = seen {
            self.known().seen.0.insert((index, name.to_owned()), seen);
        }
        Ok(there)
    }

    /// Forgets a part that is gone.
    pub(super) fn forget(&self, index: usize, name: &str) {
        let Some(node) = self.node(index) else { return };
        let address = address_of(node.address(), name);
        let mut known = self.known();
        known.ledger.remove(&address);
        known.drift.remove(&address);
        known.seen.0.remove(&(index, name.to_owned()));
        drop(known);
        self.save();
    }

    /// Saves what exists, so that a panic loses nothing.
    pub(super) fn save(&self) {
        if !self.is_only_once() {
            self.progress.save(&self.snapshot());
        }
    }

    /// Whether this creates what must never be made twice, and so returns no state unless all goes well.
    pub(super) fn is_only_once(&self) -> bool {
        R::ONCE && self.operation == "create"
    }

    /// The state as it stands: nothing unknown, the ledger exact.
    pub(super) fn snapshot(&self) -> Attributes {
        let mut state = self.attributes.clone();
        let known = self.known();
        let text = |map: &Ledger| Value::map(map.iter().map(|(key, text)| (key.clone(), Value::string(text.clone()))));
        // Some attributes are made of it.
        state.insert(PARTS.to_owned(), text(&known.ledger));
        state.insert(DRIFT.to_owned(), text(&known.drift));
        for output in &self.graph.outputs {
            let open =
                output.follows_drift() || state.get(output.attribute).is_none_or(|value| !value.is_wholly_known());
            let scene = Scene::new(&state, &known.seen);
            if open && let Ok(Input::Known(value)) = (output.read)(&scene) {
                state.insert(output.attribute.to_owned(), value);
            }
        }
        let closed = state.into_iter().map(|(name, value)| (name, value.with_unknown_as_null())).collect();
        complete(self.schema, closed)
    }

    /// Reports a failed verb on one part.
    pub(super) fn report(&self, verb: &str, index: usize, name: &str, fault: &Fault) {
        let Some(node) = self.node(index) else { return };
        let address = address_of(node.address(), name);
        let summary = format!("Could not {verb} {} `{address}` of {}", node.kind(), self.mark.resource);
        let place = self.id(&address).and_then(|id| node.place_of(&id));
        let place = place.unwrap_or_else(|| self.planned_spot(node, name).place);
        let mut detail = format!("In {place}: {fault}.");
        if let Some(hint) = &fault.hint {
            detail.push_str("\n\n");
            detail.push_str(hint);
        }
        tracing::error!(part = %address, %fault, "{summary}");
        let path = node.path(name).unwrap_or_else(Path::root);
        // An attribute is pointed at only when the request itself was wrong; otherwise it would point at an innocent.
        let at = if fault.kind == FaultKind::Invalid { path } else { Path::root() };
        self.known().failures.push(Diagnostic::error(summary, detail).at(at));
    }

    /// Whether anything failed.
    pub(super) fn has_error(&self) -> bool {
        let known = self.known();
        !known.failures.is_empty() || known.diagnostics.has_error()
    }

    /// All that is to be told, once nothing more happens. A failure cannot say earlier what exists: independent parts
    /// are still made and removed after it.
    fn told(&self) -> Diagnostics {
        let exists = self.what_exists();
        let mut known = self.known();
        let mut told = std::mem::take(&mut known.diagnostics);
        for mut failure in std::mem::take(&mut known.failures) {
            failure.detail.push_str(&exists);
            told.push(failure);
        }
        told
    }

    /// What exists now and what to do next, for the end of an error.
    fn what_exists(&self) -> String {
        if self.operation == "read" {
            // A read changes nothing, and has nothing to say about what is there when it failed.
            return String::new();
        }
        let known = self.known();
        let count = known.ledger.len();
        if count == 0 {
            return "\n\nNothing was created.".to_owned();
        }
        if self.is_only_once() {
            let all: Vec<String> = known.ledger.iter().map(|(address, id)| format!("{address} = {id}")).collect();
            return format!(
                "\n\nWhat exists is not in the state, so that nothing is made twice or removed for this: {}. The next apply \
                 finds it and goes on with it.",
                all.join(", ")
            );
        }
        let names: Vec<&str> = known.ledger.keys().take(10).map(String::as_str).collect();
        let more = if count > names.len() { format!(" and {} more", count - names.len()) } else { String::new() };
        let next = match self.operation {
            "create" => {
                " Terraform marks the resource as tainted: the next apply replaces it; to continue where this one \
                 stopped, run `terraform untaint` on it first."
            }
            "delete" => " The next destroy continues with these.",
            _ => " The next apply continues where this one stopped.",
        };
        format!("\n\nWhat exists is in the state (`parts`): {}{more}.{next}", names.join(", "))
    }

    /// Ends the operation without a state: nothing exists.
    pub(super) fn vanish(self) -> Outcome {
        self.journal.end();
        Outcome { state: None, diagnostics: self.told() }
    }

    /// Ends the operation with the state as it stands.
    pub(super) fn finish(self) -> Outcome {
        self.journal.end();
        let state = self.snapshot();
        self.progress.save(&state);
        Outcome { state: Some(state), diagnostics: self.told() }
    }
}

/// A deadline that cancels waits; gone when dropped.
pub(super) struct Deadline(tokio::task::JoinHandle<()>);

impl Deadline {
    /// Cancels `token` after `limit`.
    pub(super) fn start(token: CancellationToken, limit: Duration) -> Deadline {
        Deadline(tokio::spawn(async move {
            tokio::time::sleep(limit).await;
            token.cancel();
        }))
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs one verb; a panic inside becomes a fault, so that what the verb may have made is still looked for.
pub(super) async fn guarded<T>(call: Call<'_, T>) -> Result<T, Fault> {
    match AssertUnwindSafe(call).catch_unwind().await {
        Ok(result) => result,
        Err(panic) => Err(Fault::new(FaultKind::Bug, format!("the provider panicked: {}", panic_text(&*panic)))),
    }
}

/// The message of a panic.
pub fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

/// Waits, unless the operation is cancelled first. Whether the time passed.
pub(super) async fn pause(cancel: &CancellationToken, time: Duration) -> bool {
    tokio::select! {
        () = cancel.cancelled() => false,
        () = tokio::time::sleep(time) => true,
    }
}
