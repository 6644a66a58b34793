//! Creating and updating a composite, part by part, so that nothing that exists is ever unknown to the state.

use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::plan::Attributes;
use crate::resource::{ApplyRequest, Outcome};
use crate::schema::Schema;
use crate::value::Value;

use super::common::{DRIFT, PARTS, TAGS, TAGS_ALL, deadline, merged_tags};
use super::create::CreateEnd;
use super::graph::{Composite, Graph};
use super::node::address_of;
use super::plan::defect;
use super::run::{Deadline, Run, guarded};
use super::steps::{Action, Ledger, Step, steps, string_map};
use super::wire::{Scene, Source};
use super::{Cloud, Fault, FaultKind};

/// Creates or updates.
pub(super) async fn apply<R: Composite>(
    schema: &Schema,
    graph: &Graph<R>,
    cloud: &R::Cloud,
    provider: &str,
    prior: Option<&Attributes>,
    planned: Attributes,
    request: ApplyRequest,
) -> Outcome {
    let operation = if prior.is_some() { "update" } else { "create" };
    let ledger = prior.map(|prior| string_map(prior, PARTS)).unwrap_or_default();
    let drift = prior.map(|prior| string_map(prior, DRIFT)).unwrap_or_default();
    let limit = deadline(&planned, operation);
    let mut run = match Run::start(schema, graph, cloud, provider, operation, planned).await {
        Ok(run) => run,
        Err(fault) => return Outcome::failed(prior.cloned(), nowhere::<R>(operation, &fault)),
    };
    run.cancel = request.cancel.child_token();
    run.progress = request.progress;
    run.ledger = ledger;
    run.drift = Ledger::new();
    let _deadline = Deadline::start(run.cancel.clone(), limit);
    if schema.object.attribute(TAGS_ALL).is_some() && !run.attributes.get(TAGS_ALL).is_some_and(Value::is_wholly_known)
    {
        let merged = merged_tags(cloud.default_tags(), run.attributes.get(TAGS).unwrap_or(&Value::Null));
        run.attributes.insert(TAGS_ALL.to_owned(), merged);
    }
    let planned_steps = match steps(graph, prior, &run.attributes, &run.ledger, &drift) {
        Ok(steps) => steps,
        Err(mismatch) => return Outcome::failed(prior.cloned(), defect(&mismatch)),
    };
    run.walk(&planned_steps.steps).await;
    run.fill_open().await;
    if let Some(prior) = prior {
        run.take_back(prior, &drift, &planned_steps.steps);
    }
    if run.has_error() && prior.is_none() && run.ledger.is_empty() {
        // Nothing was made: without a state there is nothing to taint, and the next apply simply creates.
        return Outcome { state: None, diagnostics: run.told() };
    }
    run.finish()
}

/// The account or region could not be found out, so nothing was tried.
pub(super) fn nowhere<R: Composite>(operation: &str, fault: &Fault) -> Diagnostic {
    let hint = fault.hint.as_ref().map_or(String::new(), |hint| format!("\n\n{hint}"));
    Diagnostic::error(
        format!("Could not {operation} `{}`", R::NAME),
        format!("The account it lives in is not known: {fault}.{hint}\n\nNothing was changed."),
    )
}

impl<R: Composite> Run<'_, R> {
    /// Deletes what goes, backwards; then creates and updates, forwards; then waits, and marks what was made as ready.
    async fn walk(&mut self, steps: &[Step]) {
        let gone = |step: &&Step| matches!(step.action, Action::Delete | Action::Replace);
        for step in steps.iter().rev().filter(gone) {
            self.delete_step(step).await;
        }
        let mut made = Vec::new();
        for step in steps {
            if matches!(step.action, Action::Keep | Action::Delete) || !self.may_start(step) {
                continue;
            }
            let started = std::time::Instant::now();
            let done = match step.action {
                Action::Update => self.update_step(step).await,
                _ => self.create_step(step).await,
            };
            match done {
                Ok(created) => {
                    tracing::info!(part = %step.address, milliseconds = elapsed(started), created, "part is as wanted");
                    if created {
                        made.push(step);
                    }
                }
                Err(fault) => {
                    self.failed.insert(step.node);
                    let verb = if step.action == Action::Update { "update" } else { "create" };
                    self.report(verb, step.node, &step.name, &fault);
                }
            }
        }
        self.wait_and_settle(&made).await;
    }

    /// Whether everything that the step needs is there. What does not start because something else failed is not
    /// reported again, but counts as failed.
    fn may_start(&mut self, step: &Step) -> bool {
        let Some(node) = self.node(step.node) else { return false };
        let needs = node.key_sources().into_iter().chain(node.want_sources());
        let blocked = needs.into_iter().any(|s| matches!(s, Source::Node(node) if self.failed.contains(&node)));
        if blocked {
            self.failed.insert(step.node);
        }
        !blocked
    }

    async fn delete_step(&mut self, step: &Step) {
        let (Some(node), Some(id)) = (self.node(step.node), self.ledger.get(&step.address).cloned()) else { return };
        if let Err(fault) = self.stopped("deleting").map_or(Ok(()), Err) {
            self.failed.insert(step.node);
            self.report("delete", step.node, &step.name, &fault);
            return;
        }
        match guarded(node.delete(&self.context(""), &id)).await {
            Ok(()) => {
                tracing::info!(part = %step.address, id, "part deleted");
                self.ledger.remove(&step.address);
                self.seen.0.remove(&(step.node, step.name.clone()));
                self.save();
            }
            Err(fault) => {
                self.failed.insert(step.node);
                self.report("delete", step.node, &step.name, &fault);
            }
        }
    }

    /// Brings an object that exists to how it should look. Whether it had to be created, because it was gone.
    async fn update_step(&mut self, step: &Step) -> Result<bool, Fault> {
        if let Some(fault) = self.stopped("updating") {
            return Err(fault);
        }
        let node = self.node(step.node).ok_or_else(missing_node)?;
        let sources: Vec<Source> = node.key_sources().into_iter().chain(node.want_sources()).collect();
        self.see_sources(&sources).await?;
        if !self.see(step.node, &step.name).await? {
            self.ledger.remove(&step.address);
            return Box::pin(self.create_step(step)).await;
        }
        let at = (step.node, step.name.clone());
        let seen = self.seen.0.get(&at).cloned().ok_or_else(missing_node)?;
        let differences = node.differences(&self.scene(), &step.name, &seen).map_err(|e| bug(&e))?;
        if differences.is_empty() {
            return Ok(false);
        }
        tracing::info!(part = %step.address, differences = differences.join("; "), "updating part");
        let id = self.ledger.get(&step.address).cloned().unwrap_or_default();
        guarded(node.update(&self.context(""), self.scene(), &step.name, &id, &seen)).await?;
        self.see(step.node, &step.name).await?;
        Ok(false)
    }

    async fn create_step(&mut self, step: &Step) -> Result<bool, Fault> {
        if let Some(fault) = self.stopped("creating") {
            return Err(fault);
        }
        let node = self.node(step.node).ok_or_else(missing_node)?;
        let sources: Vec<Source> = node.key_sources().into_iter().chain(node.want_sources()).collect();
        self.see_sources(&sources).await?;
        match self.create(step).await? {
            CreateEnd::Made => {
                let expected = node.expect(&self.scene(), &step.name);
                match expected {
                    Some(seen) => {
                        self.seen.0.insert((step.node, step.name.clone()), seen);
                    }
                    None => self.see_after_create(step).await?,
                }
            }
            // What an interrupted run made may be half-way: it is brought to how it should look.
            CreateEnd::Resumed => {
                self.update_step(step).await?;
            }
        }
        Ok(true)
    }

    /// Reads what was just made. Lists and reads lag behind creates, so a "not found" is asked again.
    async fn see_after_create(&mut self, step: &Step) -> Result<(), Fault> {
        for wait in [0, 200, 500, 1000, 2000, 4000] {
            if wait > 0 && !super::run::pause(&self.cancel, Duration::from_millis(wait)).await {
                break;
            }
            if self.see(step.node, &step.name).await? {
                return Ok(());
            }
        }
        let message = format!("`{}` was created, and AWS does not show it yet", step.address);
        Err(Fault::new(FaultKind::Uncertain, message))
    }

    /// Waits until what was made can be used, then marks it as ready.
    async fn wait_and_settle(&mut self, made: &[&Step]) {
        for step in made {
            let (Some(node), Some(id)) = (self.node(step.node), self.ledger.get(&step.address).cloned()) else {
                continue;
            };
            match guarded(node.wait(&self.context(""), self.scene(), &step.name, &id)).await {
                Ok(warnings) => {
                    for warning in warnings {
                        let summary = format!("{} `{}` is not confirmed to be usable", node.kind(), step.address);
                        self.diagnostics.push(Diagnostic::warning(summary, warning));
                    }
                }
                Err(fault) => {
                    self.failed.insert(step.node);
                    self.report("wait for", step.node, &step.name, &fault);
                }
            }
        }
        if !self.failed.is_empty() {
            return;
        }
        for step in made {
            let (Some(node), Some(id)) = (self.node(step.node), self.ledger.get(&step.address).cloned()) else {
                continue;
            };
            if let Err(fault) = guarded(node.settle(&self.context(""), &id)).await {
                self.failed.insert(step.node);
                self.report("mark as ready", step.node, &step.name, &fault);
            }
        }
    }

    /// Fills the attributes that the plan left open from the parts as they were seen.
    async fn fill_open(&mut self) {
        for index in 0..self.graph.nodes.len() {
            let Some(node) = self.node(index) else { continue };
            let open =
                |attribute: &&'static str| self.attributes.get(*attribute).is_none_or(|value| !value.is_wholly_known());
            let wanted: Vec<&'static str> = node.fills().into_iter().filter(open).collect();
            if wanted.is_empty() {
                continue;
            }
            let names: Vec<String> = self
                .ledger
                .keys()
                .filter_map(|address| super::steps::name_in(node, address).map(str::to_owned))
                .filter(|name| !self.seen.0.contains_key(&(index, name.clone())))
                .collect();
            for name in names {
                if let Err(fault) = self.see(index, &name).await {
                    self.failed.insert(index);
                    self.report("read", index, &name, &fault);
                }
            }
            let filled = node.filled(&Scene { attributes: &self.attributes, seen: &self.seen }, &self.seen.of(index));
            for (attribute, value) in filled.unwrap_or_default() {
                if let Some(value) = value.filter(|_| wanted.contains(&attribute)) {
                    self.attributes.insert(attribute.to_owned(), value);
                }
            }
        }
    }

    /// Gives the attributes of failed parts their old values back, so that the next plan shows the change again.
    fn take_back(&mut self, prior: &Attributes, drift: &Ledger, steps: &[Step]) {
        for index in self.failed.clone() {
            let Some(node) = self.node(index) else { continue };
            for source in node.key_sources().into_iter().chain(node.want_sources()).chain(node.name_sources()) {
                if let Source::Attribute(attribute) = source
                    && let Some(before) = prior.get(attribute)
                {
                    self.attributes.insert(attribute.to_owned(), before.clone());
                }
            }
            for step in steps.iter().filter(|step| step.node == index) {
                let address = address_of(node.address(), &step.name);
                if let Some(difference) = drift.get(&address) {
                    self.drift.insert(address, difference.clone());
                }
            }
        }
    }

    /// A fault when the operation was cancelled before it came to this.
    pub(super) fn stopped(&self, doing: &str) -> Option<Fault> {
        self.cancel.is_cancelled().then(|| {
            Fault::new(
                FaultKind::Cancelled,
                format!("stopped before {doing} it, at the deadline or because Terraform asked to"),
            )
        })
    }
}

fn missing_node() -> Fault {
    Fault::new(FaultKind::Bug, "a part is not in the graph")
}

fn bug(mismatch: &crate::model::Mismatch) -> Fault {
    Fault::new(FaultKind::Bug, mismatch.to_string())
}

fn elapsed(since: std::time::Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
