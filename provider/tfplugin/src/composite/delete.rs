//! Deleting a composite, or letting it go: backwards along the edges, from the ledger alone.

use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::plan::Attributes;
use crate::resource::{ApplyRequest, Outcome};
use crate::schema::Schema;

use super::apply::nowhere;
use super::common::deadline;
use super::configuration::Configuration;
use super::events;
use super::graph::{Composite, Graph};
use super::let_go::unasked;
use super::node::{Node, address_of};
use super::run::{Deadline, Run, guarded, pause};
use super::steps::{Action, Step, name_in};
use super::wire::Scene;
use super::{Fault, FaultKind};

/// Deletes everything in the ledger. On failure the rest stays in the state.
pub(super) async fn delete<R: Composite>(
    schema: &Schema,
    graph: &Graph<R>,
    cloud: &R::Cloud,
    provider: &str,
    prior: Attributes,
    request: ApplyRequest,
) -> Outcome {
    if let Some(diagnostic) = kept::<R>(&prior) {
        return Outcome::failed(Some(prior), diagnostic);
    }
    let limit = deadline(&prior, "delete");
    let mut run = match Run::start(schema, graph, cloud, provider, "delete", prior.clone()).await {
        Ok(run) => run,
        Err(fault) => return Outcome::failed(Some(prior), nowhere::<R>("delete", &fault)),
    };
    run.cancel = request.cancel.child_token();
    run.progress = request.progress;
    let _deadline = Deadline::start(run.cancel.clone(), limit);
    let (left, advice, steps) = match run.leaving(run.let_go(run.everything())).await {
        Ok(parted) => parted,
        Err(fault) => {
            let diagnostic = unasked(&run.mark.resource, &run.place, &fault);
            return Outcome::failed(Some(prior), diagnostic);
        }
    };
    let (with_anchor, steps) = run.with_anchor(steps);
    let journal = run.journal.clone();
    journal
        .scope(async {
            run.queue(&steps);
            run.delete_all(steps.iter().collect()).await;
        })
        .await;
    // Only now: others stand on some of it until they are gone, and the next destroy must find them.
    if !run.has_error() {
        run.leave(&left, &advice);
    }
    if !steps.iter().any(|step| run.is_anchor(step) && run.id(&step.address).is_some()) {
        for step in &with_anchor {
            run.forget(step.node, &step.name);
        }
    }
    if run.known().ledger.is_empty() {
        return run.vanish();
    }
    if !run.has_error() {
        let strangers: Vec<String> =
            run.known().ledger.iter().map(|(address, id)| format!("{address} = {id}")).collect();
        run.known().diagnostics.push(Diagnostic::error(
            format!("Could not delete all of {}", run.mark.resource),
            format!(
                "The state lists parts that this version of the provider does not know: {}. Delete them by hand and \
                 remove the resource with `terraform state rm`, or use the version that made them.",
                strangers.join(", ")
            ),
        ));
    }
    run.finish()
}

/// Why the resource must stay.
pub(super) fn kept<R: Composite>(state: &Attributes) -> Option<Diagnostic> {
    let (summary, detail) = R::keeps(&Configuration::new(state))?;
    Some(Diagnostic::error(summary, format!("{detail}\n\nNothing was changed.")))
}

impl<R: Composite> Run<'_, R> {
    /// The steps on what goes with the anchor, and the others. Without an anchor, nothing goes with it.
    fn with_anchor(&self, steps: Vec<Step>) -> (Vec<Step>, Vec<Step>) {
        let has_anchor = steps.iter().any(|step| self.is_anchor(step));
        let goes = |step: &Step| has_anchor && self.node(step.node).is_some_and(Node::goes_with_anchor);
        steps.into_iter().partition(goes)
    }

    /// A step for each object in the ledger that the graph knows.
    fn everything(&self) -> Vec<Step> {
        let known = self.known();
        let nodes = self.graph.nodes.iter().enumerate();
        let steps = nodes.flat_map(|(index, node)| {
            let named = known.ledger.keys().filter_map(|address| name_in(node.as_ref(), address));
            named.map(move |name| Step {
                node: index,
                name: name.to_owned(),
                address: address_of(node.address(), name),
                action: Action::Delete,
            })
        });
        steps.collect()
    }

    /// Deletes one object. What is refused because something else is still going away is tried again for a while.
    pub(super) async fn delete_one(&self, index: usize, name: &str) -> Result<(), Fault> {
        let Some(node) = self.node(index) else { return Ok(()) };
        let address = address_of(node.address(), name);
        let Some(id) = self.id(&address) else { return Ok(()) };
        if let Some(fault) = self.stopped("deleting") {
            return Err(fault);
        }
        let spot = self.actual_spot(node, name, &id);
        let mut waits = [250, 500, 1000, 2000].into_iter();
        loop {
            let seen = self.seen();
            let scene = Scene::new(&self.attributes, &seen);
            let fault = match guarded(node.delete(&self.context(&spot, ""), scene, name, &id)).await {
                Ok(()) => break,
                Err(fault) if fault.kind == FaultKind::NotFound => break,
                Err(fault) => fault,
            };
            let retry = matches!(fault.kind, FaultKind::Conflict | FaultKind::Uncertain);
            let Some(wait) = waits.next().filter(|_| retry) else { return Err(fault) };
            events::waiting("what stands in the way of deleting it to go");
            if !pause(&self.cancel, Duration::from_millis(wait)).await {
                return Err(fault);
            }
        }
        self.forget(index, name);
        Ok(())
    }
}
