//! Creating and updating a composite, so that nothing that exists is ever unknown to the state.

use std::time::Duration;

use futures_util::future::join_all;

use crate::diagnostic::Diagnostic;
use crate::plan::Attributes;
use crate::resource::{ApplyRequest, Outcome};
use crate::schema::Schema;
use crate::value::Value;

use super::common::{DRIFT, PARTS, TAGS, TAGS_ALL, deadline, merged_tags};
use super::create::CreateEnd;
use super::events::{self, Ended};
use super::graph::{Composite, Graph};
use super::node::{Differences, Node, address_of};
use super::plan::defect;
use super::replaced::is_replaced;
use super::run::{Deadline, NodeOf, Run, guarded};
use super::steps::{Ledger, Step, name_in, steps, string_map};
use super::unmarked::in_drift;
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
    run.known().ledger.clone_from(&ledger);
    let marks = drift.iter().filter_map(|(part, drift)| Some((part.clone(), in_drift(drift)?.to_owned())));
    run.known().drift = marks.filter(|(part, _)| ledger.contains_key(part)).collect();
    let _deadline = Deadline::start(run.cancel.clone(), limit);
    if schema.object.attribute(TAGS_ALL).is_some() && !run.attributes.get(TAGS_ALL).is_some_and(Value::is_wholly_known)
    {
        let merged = merged_tags(cloud.default_tags(), run.attributes.get(TAGS).unwrap_or(&Value::Null));
        run.attributes.insert(TAGS_ALL.to_owned(), merged);
    }
    let planned_steps = match steps(graph, prior, &run.attributes, &ledger, &drift) {
        Ok(steps) => run.let_go(steps.steps),
        Err(mismatch) => return Outcome::failed(prior.cloned(), defect(&mismatch)),
    };
    let journal = run.journal.clone();
    journal
        .scope(async {
            run.queue(&planned_steps);
            run.walk(&planned_steps).await;
            run.settle_all(&planned_steps).await;
            run.fill_open().await;
        })
        .await;
    if let Some(prior) = prior {
        run.take_back(prior, &drift, &planned_steps);
    }
    let failed = prior.is_none() && run.has_error();
    // Without a state there is nothing to taint: the next apply creates, or finds what exists.
    if failed && (run.is_only_once() || run.known().ledger.is_empty()) { run.vanish() } else { run.finish() }
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
    /// Brings an object that exists to how it should look. It may have to be created, because it is gone.
    pub(super) async fn update_step(&self, step: &Step) -> Result<Ended, Fault> {
        if let Some(fault) = self.stopped("updating") {
            return Err(fault);
        }
        let node = self.node(step.node).ok_or_else(missing_node)?;
        if !self.see(step.node, &step.name).await? {
            self.forget(step.node, &step.name);
            return Box::pin(self.create_step(step)).await;
        }
        let seen = self.seen();
        let scene = Scene::new(&self.attributes, &seen);
        let own = seen.0.get(&(step.node, step.name.clone())).ok_or_else(missing_node)?;
        let differences = self.differences(step)?;
        if !differences.fixed.is_empty() {
            let message = format!("no update reaches what is wanted: {}", differences.fixed.join("; "));
            return Err(Fault::new(FaultKind::Invalid, message).hint("The next plan shows its replacement."));
        }
        if differences.open.is_empty() {
            return Ok(Ended::Kept);
        }
        let id = self.id(&step.address).unwrap_or_default();
        let spot = self.actual_spot(node, &step.name, &id);
        guarded(node.update(&self.context(&spot, ""), scene, &step.name, &id, own)).await?;
        self.see(step.node, &step.name).await?;
        Ok(Ended::Changed)
    }

    /// What differs between an object as it was last seen and how it should look; nothing when it was not seen.
    fn differences(&self, step: &Step) -> Result<Differences, Fault> {
        let (Some(node), seen) = (self.node(step.node), self.seen()) else { return Ok(Differences::default()) };
        let Some(own) = seen.0.get(&(step.node, step.name.clone())) else { return Ok(Differences::default()) };
        node.differences(&Scene::new(&self.attributes, &seen), &step.name, own).map_err(|mismatch| {
            // The schema and the struct disagree: a defect, which the message names.
            Fault::new(FaultKind::Bug, mismatch.to_string())
        })
    }

    /// Makes an object. One that it replaces, and that must stand until then, is in its place again when that fails.
    pub(super) async fn create_step(&self, step: &Step) -> Result<Ended, Fault> {
        let stays = self.node(step.node).is_some_and(Node::creates_first);
        let before = self.id(&step.address).filter(|_| stays);
        let end = self.make(step).await;
        if let Some(before) = before.filter(|_| end.is_err()) {
            self.put_back(step, before);
        }
        end
    }

    async fn make(&self, step: &Step) -> Result<Ended, Fault> {
        if let Some(fault) = self.stopped("creating") {
            return Err(fault);
        }
        let node = self.node(step.node).ok_or_else(missing_node)?;
        let mut end = self.create(step).await?;
        if matches!(end, CreateEnd::Resumed) && !self.differences(step)?.fixed.is_empty() {
            // The interrupted run made it for another want.
            self.delete_one(step.node, &step.name).await?;
            end = self.create(step).await?;
        }
        match end {
            CreateEnd::Made => {
                let expected = node.expect(&Scene::new(&self.attributes, &self.seen()), &step.name);
                match expected {
                    Some(seen) => {
                        self.known().seen.0.insert((step.node, step.name.clone()), seen);
                    }
                    None => self.see_after_create(step).await?,
                }
            }
            // What an interrupted run made may be half-way: it is brought to how it should look.
            CreateEnd::Resumed => {
                self.update_step(step).await?;
            }
        }
        Ok(Ended::Made)
    }

    /// Reads what was just made. Lists and reads lag behind creates, so a "not found" is asked again.
    async fn see_after_create(&self, step: &Step) -> Result<(), Fault> {
        for wait in [0, 200, 500, 1000, 2000, 4000] {
            if wait > 0 {
                events::waiting("AWS to show it");
            }
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

    /// The attributes of a node that the plan left open.
    pub(super) fn open_fills(&self, node: &NodeOf<R>) -> Vec<&'static str> {
        let open =
            |attribute: &&'static str| self.attributes.get(*attribute).is_none_or(|value| !value.is_wholly_known());
        node.fills().into_iter().filter(open).collect()
    }

    /// Fills the attributes that the plan left open from the parts as they were seen.
    async fn fill_open(&mut self) {
        for index in 0..self.graph.nodes.len() {
            let Some(node) = self.node(index) else { continue };
            let wanted = self.open_fills(node);
            if wanted.is_empty() {
                continue;
            }
            let seen = self.seen();
            let names: Vec<String> =
                self.known().ledger.keys().filter_map(|address| name_in(node, address).map(str::to_owned)).collect();
            let names = names.into_iter().filter(|name| !is_replaced(node, name));
            let unseen = names.filter(|name| !seen.0.contains_key(&(index, name.clone())));
            let reading = unseen.map(async |name| {
                if let Err(fault) = self.see_step(index, &name).await {
                    self.known().failed.insert((index, name.clone()));
                    self.report("read", index, &name, &fault);
                }
            });
            join_all(reading).await;
            let seen = self.seen();
            let filled = node.filled(&Scene::new(&self.attributes, &seen), &seen.of(index));
            for (attribute, value) in filled.unwrap_or_default() {
                if let Some(value) = value.filter(|_| wanted.contains(&attribute)) {
                    self.attributes.insert(attribute.to_owned(), value);
                }
            }
        }
    }

    /// Gives the attributes of failed parts their old values back, so that the next plan shows the change again.
    fn take_back(&mut self, prior: &Attributes, drift: &Ledger, steps: &[Step]) {
        let failed = self.known().failed.clone();
        for step in steps.iter().filter(|step| failed.contains(&(step.node, step.name.clone()))) {
            // What replaced it is there, so there is nothing to take back.
            let Some(node) = self.node(step.node).filter(|node| !is_replaced(*node, &step.name)) else { continue };
            for source in node.key_sources().into_iter().chain(node.want_sources()).chain(node.name_sources()) {
                if let Source::Attribute(attribute) = source
                    && let Some(before) = prior.get(attribute)
                {
                    self.attributes.insert(attribute.to_owned(), before.clone());
                }
            }
            let address = address_of(node.address(), &step.name);
            if let Some(difference) = drift.get(&address) {
                self.known().drift.insert(address, difference.clone());
            }
        }
    }

    /// A fault when the operation was cancelled before it came to this.
    pub(super) fn stopped(&self, doing: &str) -> Option<Fault> {
        self.cancel.is_cancelled().then(|| {
            let message = format!("stopped before {doing} it, at the deadline or because Terraform asked to");
            Fault::new(FaultKind::Cancelled, message)
        })
    }
}

fn missing_node() -> Fault {
    Fault::new(FaultKind::Bug, "a part is not in the graph")
}
