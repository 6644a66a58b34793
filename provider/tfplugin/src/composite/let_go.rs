//! Objects that Terraform stops managing and that stay as they are: an account's settings, when their baseline goes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::Attributes;
use crate::value::Value;

use super::common::{PARTS, REGION};
use super::configuration::Configuration;
use super::graph::{Composite, Graph};
use super::node::Node;
use super::plan::mark_name;
use super::replaced::is_replaced;
use super::run::Run;
use super::steps::{Action, Step, name_in, string_map};
use super::{Cloud, Fault, Place};

/// A destroy that is planned, or about to begin.
pub struct Leaving<'a, R: Composite> {
    /// The way to AWS, for questions.
    pub cloud: &'a R::Cloud,
    /// Where the resource lives.
    pub place: &'a Place,
    /// The resource as it stands in the state.
    pub state: Configuration<'a, R>,
}

/// What a destroy leaves at AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaves {
    /// The addresses of parts that stay, such as `organizational_unit/Workloads`; `None`: all parts.
    pub parts: Option<BTreeSet<String>>,
    /// What a person may do about it, in a sentence or two, under a list of what stays.
    pub advice: String,
}

impl Leaves {
    fn has(&self, address: &str) -> bool {
        self.parts.as_ref().is_none_or(|parts| parts.contains(address))
    }
}

/// What a destroy of a resource as it stands in the state would leave, as a warning for its plan.
pub(super) async fn warn<R: Composite>(
    graph: &Graph<R>,
    cloud: &R::Cloud,
    provider: &str,
    state: &Attributes,
) -> Diagnostics {
    let text = |name: &str| state.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let place = Place { account_id: text(R::HOME), region: text(REGION) };
    let name = mark_name::<R>(provider, state);
    let configuration = Configuration::new(state);
    let lets_go = R::lets_go(&configuration);
    let leaves = match lets_go {
        Some(advice) => Some(Leaves { parts: None, advice: advice.to_owned() }),
        None => match R::leaves(&Leaving { cloud, place: &place, state: configuration }).await {
            Ok(leaves) => leaves,
            Err(fault) => return Diagnostics::from(unasked(&name, &place, &fault)),
        },
    };
    let Some(leaves) = leaves else { return Diagnostics::new() };
    let ledger = string_map(state, PARTS);
    let mut names: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for address in ledger.keys().filter(|address| leaves.has(address)) {
        let mut nodes = graph.nodes.iter().enumerate();
        if let Some((node, name)) =
            nodes.find_map(|(index, node)| name_in(node.as_ref(), address).map(|name| (index, name)))
            // What another object has replaced is deleted when the rest is let go.
            && !graph.nodes.get(node).is_some_and(|node| lets_go.is_some() && is_replaced(node.as_ref(), name))
        {
            names.entry(node).or_default().push(name);
        }
    }
    if names.is_empty() {
        return Diagnostics::new();
    }
    let list = listed(names.iter().filter_map(|(node, names)| Some((graph.nodes.get(*node)?.as_ref(), names))));
    let detail = format!("As things stand now, a destroy leaves these at AWS as they are:{list}\n\n{}", leaves.advice);
    Diagnostics::from(Diagnostic::warning(format!("Parts of {name} will be left as they are"), detail))
}

/// What stays could not be found out.
pub(super) fn unasked(resource: &str, place: &Place, fault: &Fault) -> Diagnostic {
    let hint = fault.hint.as_ref().map_or(String::new(), |hint| format!("\n\n{hint}"));
    Diagnostic::error(
        format!("Could not find out what a destroy of {resource} leaves"),
        format!("In {place}: {fault}.\n\nNothing was changed.{hint}"),
    )
}

/// The parts with their names, a line each.
fn listed<'n, C: Cloud>(parts: impl Iterator<Item = (&'n (dyn Node<C> + 'static), &'n Vec<&'n str>)>) -> String {
    let mut list = String::new();
    for (node, names) in parts {
        let of = if node.is_repeated() { format!(": {}", names.join(", ")) } else { String::new() };
        let _ = write!(list, "\n  - {}{of}", node.address());
    }
    list
}

impl<R: Composite> Run<'_, R> {
    /// Takes out of `steps` what the resource lets go instead of deleting it, and forgets it with a warning that names it.
    /// What another object has replaced is deleted all the same: nobody wants two.
    pub(super) fn let_go(&self, steps: Vec<Step>) -> Vec<Step> {
        let Some(advice) = self.lets_go else { return steps };
        let goes = |step: &Step| {
            let node = self.node(step.node);
            step.action == Action::Delete && !node.is_some_and(|node| is_replaced(node, &step.name))
        };
        let (let_go, rest): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(goes);
        self.leave(&let_go, advice);
        rest
    }

    /// What a destroy leaves, with the advice about it, and what it deletes.
    pub(super) async fn leaving(&self, steps: Vec<Step>) -> Result<(Vec<Step>, String, Vec<Step>), Fault> {
        let state = Configuration::new(&self.attributes);
        let Some(leaves) = R::leaves(&Leaving { cloud: self.cloud, place: &self.place, state }).await? else {
            return Ok((Vec::new(), String::new(), steps));
        };
        let (left, rest) = steps.into_iter().partition(|step| leaves.has(&step.address));
        Ok((left, leaves.advice, rest))
    }

    /// Forgets objects and lets them be, with a warning that names them.
    pub(super) fn leave(&self, steps: &[Step], advice: &str) {
        if steps.is_empty() {
            return;
        }
        let mut names: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for step in steps {
            tracing::info!(part = %step.address, "left as it is");
            names.entry(step.node).or_default().push(&step.name);
            self.forget(step.node, &step.name);
        }
        let list = listed(names.iter().filter_map(|(node, names)| Some((self.node(*node)?, names))));
        let summary = format!("Parts of {} are left as they are", self.mark.resource);
        let detail = format!("Terraform no longer manages these, and they stay at AWS as they are:{list}\n\n{advice}");
        self.known().diagnostics.push(Diagnostic::warning(summary, detail));
    }
}
