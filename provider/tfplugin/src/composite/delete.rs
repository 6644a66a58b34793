//! Deleting a composite: backwards along the edges, from the ledger alone.

use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::plan::Attributes;
use crate::resource::{ApplyRequest, Outcome};
use crate::schema::Schema;

use super::apply::nowhere;
use super::common::deadline;
use super::graph::{Composite, Graph};
use super::node::address_of;
use super::run::{Deadline, Run, guarded, pause};
use super::steps::name_in;
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
    let limit = deadline(&prior, "delete");
    let mut run = match Run::start(schema, graph, cloud, provider, "delete", prior.clone()).await {
        Ok(run) => run,
        Err(fault) => return Outcome::failed(Some(prior), nowhere::<R>("delete", &fault)),
    };
    run.cancel = request.cancel.child_token();
    run.progress = request.progress;
    let _deadline = Deadline::start(run.cancel.clone(), limit);
    for index in (0..graph.nodes.len()).rev() {
        let Some(node) = run.node(index) else { continue };
        let instances: Vec<String> =
            run.ledger.keys().filter_map(|address| name_in(node, address).map(str::to_owned)).collect();
        for name in instances {
            if let Err(fault) = run.delete_one(index, &name).await {
                run.report("delete", index, &name, &fault);
                if fault.kind != FaultKind::Cancelled {
                    continue;
                }
                return run.finish();
            }
        }
        if run.has_error() {
            // What comes next is what the failed parts stand on.
            return run.finish();
        }
    }
    if run.ledger.is_empty() {
        return Outcome { state: None, diagnostics: run.told() };
    }
    let strangers: Vec<String> = run.ledger.iter().map(|(address, id)| format!("{address} = {id}")).collect();
    run.diagnostics.push(Diagnostic::error(
        format!("Could not delete all of {}", run.mark.resource),
        format!(
            "The state lists parts that this version of the provider does not know: {}. Delete them by hand and \
             remove the resource with `terraform state rm`, or use the version that made them.",
            strangers.join(", ")
        ),
    ));
    run.finish()
}

impl<R: Composite> Run<'_, R> {
    /// Deletes one object. What is refused because something else is still going away is tried again for a while.
    async fn delete_one(&mut self, index: usize, name: &str) -> Result<(), Fault> {
        let Some(node) = self.node(index) else { return Ok(()) };
        let address = address_of(node.address(), name);
        let Some(id) = self.ledger.get(&address).cloned() else { return Ok(()) };
        if let Some(fault) = self.stopped("deleting") {
            return Err(fault);
        }
        let mut waits = [250, 500, 1000, 2000].into_iter();
        loop {
            tracing::info!(part = %address, id, "deleting part");
            let fault = match guarded(node.delete(&self.context(""), &id)).await {
                Ok(()) => break,
                Err(fault) if fault.kind == FaultKind::NotFound => break,
                Err(fault) => fault,
            };
            let retry = matches!(fault.kind, FaultKind::Conflict | FaultKind::Uncertain);
            let Some(wait) = waits.next().filter(|_| retry) else { return Err(fault) };
            if !pause(&self.cancel, Duration::from_millis(wait)).await {
                return Err(fault);
            }
        }
        self.ledger.remove(&address);
        self.drift.remove(&address);
        self.save();
        Ok(())
    }
}
