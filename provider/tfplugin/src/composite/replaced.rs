//! What must not blink: a replacement is made first, what is wired to the old object is led to the new one, and only then
//! the old one goes.
//!
//! Until then both stand in the ledger, the old one under an address of its own: `dhcp_options/main (replaced)`. Both
//! carry the same mark, so the ids in the ledger tell them apart, and what they look like where an id was lost.

use std::collections::BTreeMap;

use super::Cloud;
use super::graph::Composite;
use super::node::{AnyFound, Node, address_of};
use super::run::{NodeOf, Run};
use super::steps::{Action, Ledger, Step, name_in};
use super::wire::Scene;

const REPLACED: &str = " (replaced";

/// The name of the object that came in the place of one, when the name is that of a replaced object: `main` for
/// `main (replaced)`.
pub(super) fn successor(name: &str) -> Option<&str> {
    let (successor, number) = name.rsplit_once(REPLACED)?;
    let number = number.strip_suffix(')')?;
    let is_number = |text: &str| text.strip_prefix(' ').is_some_and(|number| number.parse::<u32>().is_ok());
    (number.is_empty() || is_number(number)).then_some(successor)
}

/// Whether a name is that of a replaced object of a node.
pub(super) fn is_replaced<C: Cloud>(node: &(dyn Node<C> + 'static), name: &str) -> bool {
    node.creates_first() && successor(name).is_some()
}

/// The address under which one more replaced object goes into a ledger.
pub(super) fn free_address<C: Cloud>(ledger: &Ledger, node: &(dyn Node<C> + 'static), name: &str) -> String {
    let mut address = address_of(node.address(), &format!("{name}{REPLACED})"));
    let mut number = 1;
    while ledger.contains_key(&address) {
        number += 1;
        address = address_of(node.address(), &format!("{name}{REPLACED} {number})"));
    }
    address
}

/// The objects of a list by name. A create whose answer was lost can leave two of one.
pub(super) fn by_name(listed: Vec<(String, AnyFound)>) -> BTreeMap<String, Vec<AnyFound>> {
    let mut named: BTreeMap<String, Vec<AnyFound>> = BTreeMap::new();
    for (name, found) in listed {
        named.entry(name).or_default().push(found);
    }
    named
}

/// Removes an id from among the replaced ones of a node.
fn take_out<C: Cloud>(ledger: &mut Ledger, node: &(dyn Node<C> + 'static), id: &str) {
    ledger.retain(|address, other| other != id || !name_in(node, address).is_some_and(|name| is_replaced(node, name)));
}

/// The first of what a list shows of one instance. The same one is kept each time; another is named when what it stands in
/// cannot be deleted because of it.
fn first(address: &str, found: Vec<AnyFound>) -> Option<AnyFound> {
    let mut found = found.into_iter();
    let first = found.next()?;
    for other in found {
        tracing::warn!(part = address, one = first.id, other = other.id, "there are two of a part");
    }
    Some(first)
}

impl<R: Composite> Run<'_, R> {
    /// Records the id of an object the moment it is known. What it replaces stays in the ledger.
    pub(super) fn record(&self, step: &Step, id: String) {
        let mut known = self.known();
        let before = known.ledger.insert(step.address.clone(), id.clone());
        if let Some(node) = self.node(step.node).filter(|node| node.creates_first()) {
            take_out(&mut known.ledger, node, &id);
            if let Some(before) = before.filter(|before| *before != id) {
                let address = free_address(&known.ledger, node, &step.name);
                known.ledger.insert(address, before);
            }
        }
        drop(known);
        self.save();
    }

    /// Takes a replacement back that failed on the way: the object that was there is in its place again, and the new one
    /// waits for the next apply, which goes on with it or removes it.
    pub(super) fn put_back(&self, step: &Step, before: String) {
        let Some(node) = self.node(step.node) else { return };
        let mut known = self.known();
        let made = known.ledger.insert(step.address.clone(), before.clone());
        take_out(&mut known.ledger, node, &before);
        if let Some(made) = made.filter(|made| *made != before) {
            let address = free_address(&known.ledger, node, &step.name);
            known.ledger.insert(address, made);
        }
        known.seen.0.remove(&(step.node, step.name.clone()));
        drop(known);
        self.save();
    }

    /// Of objects that carry the mark of one instance, the one that a create goes on with. Where the old one must stand
    /// until the new one does, that is one that looks as wanted but for what an update reaches: a broken run made it, or
    /// replaced it when something else was wanted. The others are replaced.
    pub(super) fn choose(&self, step: &Step, scene: &Scene<'_>, mut found: Vec<AnyFound>) -> Option<AnyFound> {
        let node = self.node(step.node)?;
        if !node.creates_first() {
            return first(&step.address, found);
        }
        let own = self.id(&step.address);
        let is_own = |found: &AnyFound| own.as_ref() == Some(&found.id);
        let fits = |found: &AnyFound| {
            let differences = node.differences(scene, &step.name, &found.seen);
            // What follows something else is to be another object, however this one looks.
            differences.is_ok_and(|differences| differences.fixed.is_empty()) && !(node.follows() && is_own(found))
        };
        let place = found.iter().position(|found| is_own(found) && fits(found));
        let chosen = place.or_else(|| found.iter().position(fits)).map(|place| found.remove(place));
        let others: Vec<AnyFound> = found.into_iter().filter(|found| !is_own(found)).collect();
        let mut known = self.known();
        self.keep_others(&mut known.ledger, node, &step.name, &others);
        chosen
    }

    /// Sorts what a list shows of one instance into what is there: the object whose id the ledger knows, else the one
    /// that looks as wanted, else the first. Returns it.
    pub(super) fn tell_apart(
        &self,
        node: &NodeOf<R>,
        scene: &Scene<'_>,
        name: &str,
        mut found: Vec<AnyFound>,
        there: &mut Ledger,
    ) -> Option<AnyFound> {
        let address = address_of(node.address(), name);
        let own = self.id(&address);
        if node.creates_first() {
            found.retain(|found| !there.values().any(|id| *id == found.id));
        }
        let is_own = |found: &AnyFound| own.as_ref() == Some(&found.id);
        let fits = |found: &AnyFound| {
            node.differences(scene, name, &found.seen).is_ok_and(|differences| differences.fixed.is_empty())
        };
        let place = found.iter().position(is_own).or_else(|| found.iter().position(fits)).unwrap_or(0);
        if place < found.len() {
            found.swap(0, place);
        }
        if !node.creates_first() {
            return first(&address, found);
        }
        let others = found.split_off(found.len().min(1));
        self.keep_others(there, node, name, &others);
        found.pop()
    }

    /// The replaced objects of a node in the ledger, by id.
    pub(super) fn replaced_of(&self, node: &NodeOf<R>) -> BTreeMap<String, String> {
        let known = self.known();
        let replaced = known
            .ledger
            .iter()
            .filter(|(address, _)| name_in(node, address).is_some_and(|name| is_replaced(node, name)));
        replaced.map(|(address, id)| (id.clone(), address.clone())).collect()
    }

    /// What is left of all replacements, but for those whose new object is not there.
    pub(super) fn all_replaced(&self) -> Vec<Step> {
        let known = self.known();
        let steps = self.graph.nodes.iter().enumerate().flat_map(|(index, node)| {
            let names = known.ledger.keys().filter_map(|address| name_in(node.as_ref(), address));
            names.filter_map(move |name| {
                let successor = successor(name).filter(|_| node.creates_first())?;
                let step = Step {
                    node: index,
                    name: name.to_owned(),
                    address: address_of(node.address(), name),
                    action: Action::Delete,
                };
                Some((step, (index, successor.to_owned())))
            })
        });
        steps.filter(|(_, successor)| !known.failed.contains(successor)).map(|(step, _)| step).collect()
    }

    /// The step that deletes what a step replaces, once that is done.
    pub(super) fn replaced_by(&self, step: &Step) -> Option<Step> {
        let node = self.node(step.node)?;
        let address = free_address(&self.known().ledger, node, &step.name);
        let name = name_in(node, &address)?.to_owned();
        Some(Step { node: step.node, name, address, action: Action::Delete })
    }

    /// Puts what is the resource's own, and in no ledger, among the replaced.
    fn keep_others(&self, ledger: &mut Ledger, node: &NodeOf<R>, name: &str, others: &[AnyFound]) {
        for found in others {
            let is_ours = found.mark.as_ref().is_some_and(|mark| mark.resource == self.mark.resource);
            if is_ours && !ledger.values().any(|id| *id == found.id) {
                let address = free_address(ledger, node, name);
                tracing::info!(part = %address, id = found.id, "an interrupted run left another of this part");
                ledger.insert(address, found.id.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_object_is_told_by_its_name() {
        assert_eq!(successor("main (replaced)"), Some("main"));
        assert_eq!(successor("a/b (replaced 12)"), Some("a/b"));
        for other in ["main", "main (replaced", "main (replaced x)", "main (replaced2)", "(replaced)"] {
            assert_eq!(successor(other), None, "{other}");
        }
    }
}
