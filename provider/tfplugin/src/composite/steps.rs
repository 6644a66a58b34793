//! What must happen to each instance of each part. Pure, and the same code in plan and apply.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Mismatch;
use crate::plan::Attributes;
use crate::value::Value;

use super::graph::{Composite, Graph};
use super::node::{Change, Differences, Needed, Node, address_of};
use super::wire::{Input, Scene, Sightings, Source};

/// Addresses of parts and their ids: the computed map `parts`.
pub(super) type Ledger = BTreeMap<String, String>;

/// What happens to one instance; the more drastic, the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Action {
    Keep,
    /// Bring it to how it should look; may turn out to need nothing.
    Update,
    Delete,
    /// Another object: delete, then create.
    Replace,
    Create,
}

impl Action {
    /// Whether there is another object afterwards, or none.
    fn is_remake(self) -> bool {
        self > Action::Update
    }
}

/// One instance and what happens to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) node: usize,
    pub(super) name: String,
    pub(super) address: String,
    pub(super) action: Action,
}

impl Step {
    /// Whether the object goes, to stay away or to be made again.
    pub(super) fn is_deleted(&self) -> bool {
        matches!(self.action, Action::Delete | Action::Replace)
    }
}

/// All steps, in the order of the graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    pub(super) steps: Vec<Step>,
    /// Nodes whose names are not known yet.
    pub(super) unknown: BTreeSet<usize>,
}

impl Steps {
    /// Whether anything happens, or might.
    pub(super) fn is_change(&self) -> bool {
        !self.unknown.is_empty() || self.steps.iter().any(|step| step.action != Action::Keep)
    }

    /// The most drastic thing that happens to any instance of a node.
    pub(super) fn of_node(&self, node: usize) -> Action {
        if self.unknown.contains(&node) {
            return Action::Create;
        }
        let actions = self.steps.iter().filter(|step| step.node == node).map(|step| step.action);
        actions.max().unwrap_or(Action::Keep)
    }

    /// Whether any instance of a node is created, replaced or deleted, or its names are unknown.
    pub(super) fn is_remade(&self, node: usize) -> bool {
        !matches!(self.of_node(node), Action::Keep | Action::Update)
    }

    /// What happens to the instance that a wire reads; without a name, the most drastic of all.
    fn of_needed(&self, (node, name): &(usize, Option<String>)) -> Action {
        let Some(name) = name.as_ref().filter(|_| !self.unknown.contains(node)) else { return self.of_node(*node) };
        let step = self.steps.iter().find(|step| step.node == *node && step.name == *name);
        step.map_or(Action::Keep, |step| step.action)
    }
}

/// What must happen to come from `before` (nothing, for a create) to `after`.
pub(super) fn steps<R: Composite>(
    graph: &Graph<R>,
    before: Option<&Attributes>,
    after: &Attributes,
    ledger: &Ledger,
    drift: &Ledger,
) -> Result<Steps, Mismatch> {
    let nothing_seen = Sightings::none();
    let nothing = Attributes::new();
    let old = Scene::new(before.unwrap_or(&nothing), &nothing_seen);
    let new = Scene::new(after, &nothing_seen);
    let mut steps = Steps::default();
    for (index, node) in graph.nodes.iter().enumerate() {
        let names = match node.names(&new)? {
            Input::Known(names) => names,
            Input::Unknown => {
                steps.unknown.insert(index);
                continue;
            }
        };
        let mut instances: BTreeMap<String, Action> = BTreeMap::new();
        for name in names {
            let address = address_of(node.address(), &name);
            let action = if before.is_none() || !ledger.contains_key(&address) {
                Action::Create
            } else {
                changed(node.as_ref(), &steps, &old, &new, &name, drift.get(&address))?
            };
            instances.insert(name, action);
        }
        for name in ledger.keys().filter_map(|address| name_in(node.as_ref(), address)) {
            instances.entry(name.to_owned()).or_insert(Action::Delete);
        }
        steps.steps.extend(instances.into_iter().map(|(name, action)| Step {
            node: index,
            address: address_of(node.address(), &name),
            name,
            action,
        }));
    }
    Ok(steps)
}

/// What happens to an instance that exists.
fn changed<C: super::Cloud>(
    node: &dyn Node<C>,
    so_far: &Steps,
    old: &Scene<'_>,
    new: &Scene<'_>,
    name: &str,
    drift: Option<&String>,
) -> Result<Action, Mismatch> {
    let moved = |source: &Source| match source {
        Source::Attribute(attribute) => differs(old.attributes, new.attributes, attribute),
        Source::Node(_) => false,
    };
    // An update of another part does not change what identifies this one; only a new object does.
    let remade = |needed: &Needed| needed.iter().any(|needed| so_far.of_needed(needed).is_remake());
    let replace = match node.key_changed(old, new, name)? {
        Change::No => false,
        Change::Yes | Change::Remake => true,
        Change::Maybe => node.key_sources().iter().any(moved) || remade(&node.key_needs(new, name)),
    };
    if replace || drift.is_some_and(|drift| Differences::is_remake(drift)) {
        return Ok(Action::Replace);
    }
    let update = match node.want_changed(old, new, name)? {
        Change::No => false,
        Change::Yes => true,
        Change::Remake => return Ok(Action::Replace),
        Change::Maybe => {
            let needed = node.want_needs(new, name);
            if node.follows() && (remade(&needed) || needed != node.want_needs(old, name)) {
                return Ok(Action::Replace);
            }
            let stirred = |needed: &(usize, Option<String>)| so_far.of_needed(needed) != Action::Keep;
            node.want_sources().iter().any(moved) || needed.iter().any(stirred)
        }
    };
    Ok(if update || drift.is_some() { Action::Update } else { Action::Keep })
}

fn differs(old: &Attributes, new: &Attributes, attribute: &str) -> bool {
    old.get(attribute).unwrap_or(&Value::Null) != new.get(attribute).unwrap_or(&Value::Null)
}

/// The instance of a node that an address names.
pub(super) fn name_in<'a, C: super::Cloud>(node: &dyn Node<C>, address: &'a str) -> Option<&'a str> {
    let rest = address.strip_prefix(node.address())?;
    if node.is_repeated() { rest.strip_prefix('/') } else { rest.is_empty().then_some("") }
}

/// A map of strings among the attributes: `parts` and `drift`.
pub(super) fn string_map(attributes: &Attributes, name: &str) -> Ledger {
    let entries = attributes.get(name).and_then(Value::entries);
    let text = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
    entries.into_iter().flatten().filter_map(text).collect()
}
