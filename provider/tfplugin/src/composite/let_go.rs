//! Objects that Terraform stops managing and that stay as they are: an account's settings, when their baseline goes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;

use super::configuration::Configuration;
use super::graph::Composite;
use super::replaced::is_replaced;
use super::run::Run;
use super::steps::{Action, Step};

/// What a destroy leaves at AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaves {
    /// The first halves of the addresses of parts that stay; `None`: all parts.
    pub parts: Option<&'static [&'static str]>,
    /// What a person may do about it, in a sentence or two, under a list of what stays.
    pub advice: String,
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
    pub(super) fn leaving(&self, steps: Vec<Step>) -> (Vec<Step>, String, Vec<Step>) {
        let Some(leaves) = R::leaves(&Configuration::new(&self.attributes)) else {
            return (Vec::new(), String::new(), steps);
        };
        let address = |step: &Step| self.node(step.node).map_or("", |node| node.address());
        let stays = |step: &Step| leaves.parts.is_none_or(|parts| parts.contains(&address(step)));
        let (left, rest) = steps.into_iter().partition(stays);
        (left, leaves.advice, rest)
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
        let mut list = String::new();
        for (node, names) in names {
            let Some(node) = self.node(node) else { continue };
            let of = if node.is_repeated() { format!(": {}", names.join(", ")) } else { String::new() };
            let _ = write!(list, "\n  - {}{of}", node.address());
        }
        let summary = format!("Parts of {} are left as they are", self.mark.resource);
        let detail = format!("Terraform no longer manages these, and they stay at AWS as they are:{list}\n\n{advice}");
        self.known().diagnostics.push(Diagnostic::warning(summary, detail));
    }
}
