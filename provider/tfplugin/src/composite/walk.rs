//! Many parts at a time: each starts as soon as what it needs is there, and waits for nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::diagnostic::Diagnostic;

use super::events::{self, Ended, Job, Phase};
use super::graph::Composite;
use super::node::{Node, address_of};
use super::replaced::is_replaced;
use super::run::{NodeOf, Run, guarded};
use super::steps::{Action, Step};
use super::unmarked::{NOT_OURS, NOT_READY, in_drift};
use super::wire::{Scene, Sightings, Source};
use super::{Cloud, Context, Fault, Mark, Place, Status};

/// Parts of one resource that are worked on at a time. Each of them holds calls with their requests and answers: what is more
/// than this waits where it holds nothing.
const AT_ONCE: usize = 64;

/// An instance: its node and its name.
type Instance = (usize, String);

/// What is deleted, and when.
#[derive(Default)]
struct Deletions<'s> {
    /// Before anything is made.
    first: Vec<&'s Step>,
    /// After everything is made: what nothing uses any more.
    last: Vec<&'s Step>,
    /// With the last, as what is replaced by then: the old object, since the new one is made before.
    made_first: Vec<&'s Step>,
}

impl<R: Composite> Run<'_, R> {
    /// Deletes, backwards along the edges, what nothing stands on and what is in the way of a replacement; creates and
    /// updates, forwards; waits until what was made can be used; then deletes what nothing uses any more, and what was
    /// replaced by what stands now.
    pub(super) async fn walk(&self, steps: &[Step]) {
        let Deletions { first, last, .. } = self.deletions(steps);
        self.delete_all(first).await;
        let made = self.make_all(steps).await;
        self.wait_all(steps, &made).await;
        let replaced = self.all_replaced();
        self.delete_all(self.unused(last.into_iter().chain(&replaced).collect())).await;
    }

    /// What is deleted before anything is made, and what afterwards: an object that others used until then can go only
    /// when their updates have let go of it.
    fn deletions<'s>(&self, steps: &'s [Step]) -> Deletions<'s> {
        let above = self.above(all_sources);
        let stays = |node: usize| self.node(node).is_some_and(Node::creates_first);
        let replaced = steps.iter().filter(|step| step.action == Action::Replace);
        // What must not blink is itself deleted first where something below it is.
        let mut goes_first: BTreeSet<usize> = BTreeSet::new();
        for node in replaced.map(|step| step.node) {
            if !stays(node) || goes_first.contains(&node) {
                goes_first.insert(node);
                goes_first.extend(above.get(&node).into_iter().flatten());
            }
        }
        let mut deletions = Deletions::default();
        for step in steps.iter().filter(|step| step.is_deleted()) {
            let is_free = above.get(&step.node).is_none_or(BTreeSet::is_empty);
            if goes_first.contains(&step.node) {
                deletions.first.push(step);
            } else if stays(step.node) && step.action == Action::Replace {
                deletions.made_first.push(step);
            } else if self.node(step.node).is_none_or(|node| !is_replaced(node, &step.name)) {
                if is_free { deletions.first.push(step) } else { deletions.last.push(step) }
            }
        }
        deletions
    }

    /// Those on which nothing stands whose update failed: it may still use them.
    fn unused<'s>(&self, steps: Vec<&'s Step>) -> Vec<&'s Step> {
        let above = self.above(all_sources);
        let failed: BTreeSet<usize> = self.known().failed.iter().map(|(node, _)| *node).collect();
        let is_free = |step: &&Step| above.get(&step.node).is_none_or(|above| above.is_disjoint(&failed));
        steps.into_iter().filter(is_free).collect()
    }

    /// Creates and updates, forwards. Returns what was created.
    async fn make_all<'s>(&self, steps: &'s [Step]) -> Vec<&'s Step> {
        // Where the old object could not be deleted, there is no place for the new one.
        let is_stuck = |step: &Step| self.known().failed.contains(&(step.node, step.name.clone()));
        let mut waiting: Vec<&Step> = steps
            .iter()
            .filter(|step| !matches!(step.action, Action::Keep | Action::Delete) && !is_stuck(step))
            .collect();
        self.see_kept(steps, &waiting).await;
        let instances: BTreeSet<Instance> = steps
            .iter()
            .filter(|step| step.action != Action::Delete)
            .map(|step| (step.node, step.name.clone()))
            .collect();
        let mut done: BTreeSet<Instance> = steps
            .iter()
            .filter(|step| step.action == Action::Keep)
            .map(|step| (step.node, step.name.clone()))
            .collect();
        let mut made = Vec::new();
        let mut running = FuturesUnordered::new();
        loop {
            let mut still = Vec::new();
            for step in waiting {
                let needs = self.needs(step, &instances);
                if needs.iter().any(|need| self.known().failed.contains(need)) {
                    // What it stands on is not there. The failure is reported once, where it happened.
                    self.known().failed.insert((step.node, step.name.clone()));
                } else if running.len() < AT_ONCE && needs.iter().all(|need| done.contains(need)) {
                    running.push(self.step(step));
                } else {
                    still.push(step);
                }
            }
            waiting = still;
            let Some((step, end)) = running.next().await else {
                if waiting.is_empty() {
                    break;
                }
                // Nothing runs, and something was found to fail just now: what waits for it fails in the next round.
                if !waiting.iter().any(|step| self.is_blocked(step, &instances)) {
                    break;
                }
                continue;
            };
            match end {
                Ok(ended) => {
                    done.insert((step.node, step.name.clone()));
                    if ended == Ended::Made {
                        made.push(step);
                    }
                }
                Err(fault) => {
                    self.known().failed.insert((step.node, step.name.clone()));
                    let verb = if step.action == Action::Update { "update" } else { "create" };
                    self.report(verb, step.node, &step.name, &fault);
                }
            }
        }
        made
    }

    fn step<'b, 's: 'b>(&'b self, step: &'s Step) -> BoxFuture<'b, (&'s Step, Result<Ended, Fault>)> {
        Box::pin(async move {
            let Some(job) = self.make_job(step) else { return (step, Ok(Ended::Kept)) };
            let work = async {
                match step.action {
                    Action::Update => self.update_step(step).await,
                    _ => self.create_step(step).await,
                }
            };
            let end = self.journal.work(job, work, |ended| (*ended, self.id(&step.address))).await;
            (step, end)
        })
    }

    /// The instances that a step needs, of those that there will be.
    fn needs(&self, step: &Step, instances: &BTreeSet<Instance>) -> BTreeSet<Instance> {
        let Some(node) = self.node(step.node) else { return BTreeSet::new() };
        let nothing_seen = Sightings::none();
        let scene = Scene::new(&self.attributes, &nothing_seen);
        let needs = node.key_needs(&scene, &step.name).into_iter().chain(node.want_needs(&scene, &step.name));
        let all = needs.flat_map(|(node, name)| match name {
            Some(name) => vec![(node, name)],
            None => instances.iter().filter(|(other, _)| *other == node).cloned().collect(),
        });
        all.filter(|need| instances.contains(need)).collect()
    }

    fn is_blocked(&self, step: &Step, instances: &BTreeSet<Instance>) -> bool {
        let known = self.known();
        self.needs(step, instances).iter().any(|need| known.failed.contains(need))
    }

    /// Reads what is kept and needed by what is not, all at once.
    async fn see_kept(&self, steps: &[Step], waiting: &[&Step]) {
        let kept: BTreeSet<Instance> = steps
            .iter()
            .filter(|step| step.action == Action::Keep)
            .map(|step| (step.node, step.name.clone()))
            .collect();
        let mut needed: BTreeSet<Instance> = waiting.iter().flat_map(|step| self.needs(step, &kept)).collect();
        // What fills an attribute that the plan left open is needed in the end.
        let open = |node: usize| self.node(node).is_some_and(|node| !self.open_fills(node).is_empty());
        needed.extend(kept.iter().filter(|(node, _)| open(*node)).cloned());
        let mut reading: FuturesUnordered<_> = needed
            .into_iter()
            .map(|(node, name)| async move {
                let end = self.see_step(node, &name).await;
                (node, name, end)
            })
            .collect();
        while let Some((node, name, end)) = reading.next().await {
            let there = end.unwrap_or_else(|fault| {
                self.report("read", node, &name, &fault);
                false
            });
            if !there {
                self.known().failed.insert((node, name));
            }
        }
    }

    /// Deletes what goes: every instance once nothing that stands on it is left to delete.
    pub(super) async fn delete_all(&self, mut waiting: Vec<&Step>) {
        let above = self.above(all_sources);
        let mut running = FuturesUnordered::new();
        let mut stuck: BTreeSet<usize> = BTreeSet::new();
        let mut active: BTreeMap<usize, usize> = BTreeMap::new();
        for step in &waiting {
            *active.entry(step.node).or_default() += 1;
        }
        loop {
            let mut still = Vec::new();
            for step in waiting {
                let mut above = above.get(&step.node).into_iter().flatten();
                if above.clone().any(|node| stuck.contains(node)) {
                    // What stands on it could not be deleted, and was reported.
                    stuck.insert(step.node);
                    self.known().failed.insert((step.node, step.name.clone()));
                    leave(&mut active, step.node);
                } else if running.len() >= AT_ONCE || above.any(|node| active.contains_key(node)) {
                    still.push(step);
                } else {
                    running.push(self.delete_step(step));
                }
            }
            waiting = still;
            let Some((step, end)) = running.next().await else {
                if waiting.is_empty() {
                    break;
                }
                continue;
            };
            if let Err(fault) = end {
                stuck.insert(step.node);
                self.known().failed.insert((step.node, step.name.clone()));
                self.report("delete", step.node, &step.name, &fault);
            }
            leave(&mut active, step.node);
        }
    }

    /// For each node, itself and the nodes that come to it by their `sources`, directly or not.
    pub(super) fn above(&self, sources: impl Fn(&NodeOf<R>) -> Vec<Source>) -> BTreeMap<usize, BTreeSet<usize>> {
        let mut above: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        // Later nodes depend on earlier ones only, so one pass from the last to the first sees everything.
        for (index, node) in self.graph.nodes.iter().enumerate().rev() {
            let mut mine = above.get(&index).cloned().unwrap_or_default();
            mine.insert(index);
            for source in sources(node.as_ref()) {
                if let Source::Node(below) = source {
                    above.entry(below).or_default().extend(mine.iter().copied());
                }
            }
        }
        above
    }

    /// The steps on objects of whose marks `text` is known.
    fn marked_as<'s>(&self, steps: &'s [Step], text: &str) -> impl Iterator<Item = &'s Step> {
        let mark_of = |step: &&Step| self.known().drift.get(&step.address).and_then(|drift| in_drift(drift));
        let found: Vec<&Step> = steps.iter().filter(|step| mark_of(step) == Some(text)).collect();
        found.into_iter()
    }

    /// Waits until what was made can be used, now or by a run that did not come to its end.
    async fn wait_all(&self, steps: &[Step], made: &[&Step]) {
        let half_made = self.marked_as(steps, NOT_READY);
        let others = half_made.filter(|step| !made.iter().any(|made| made.address == step.address));
        let waits: FuturesUnordered<_> = made.iter().copied().chain(others).map(|step| self.wait_one(step)).collect();
        waits.collect::<Vec<()>>().await;
    }

    /// Marks as ready what was made, all at once, and as this resource's what an import found without a mark. Not when
    /// anything failed.
    pub(super) async fn settle_all(&self, steps: &[Step]) {
        if !self.known().failed.is_empty() {
            return;
        }
        let foreign: Vec<&Step> = self.marked_as(steps, NOT_OURS).collect();
        let mut groups: BTreeMap<(&str, Place), Vec<&Step>> = BTreeMap::new();
        for step in self.marked_as(steps, NOT_READY) {
            let (Some(node), Some(id)) = (self.node(step.node), self.id(&step.address)) else { continue };
            if let Some(group) = node.settle_group() {
                let place = self.actual_spot(node, &step.name, &id).place;
                groups.entry((group, place)).or_default().push(step);
            }
        }
        // The anchor's mark says whether a run that died can be resumed, so it turns last.
        let has_anchor = |steps: &Vec<&Step>| steps.iter().any(|step| self.is_anchor(step));
        let (last, first): (Vec<_>, Vec<_>) = groups.into_values().partition(has_anchor);
        let settles: FuturesUnordered<_> = first.iter().map(|steps| self.settle_group(steps)).collect();
        let adoptions: FuturesUnordered<_> = foreign.iter().map(|step| self.adopt_one(step)).collect();
        tokio::join!(settles.collect::<Vec<()>>(), adoptions.collect::<Vec<()>>());
        if self.known().failed.is_empty() {
            for steps in &last {
                self.settle_group(steps).await;
            }
        }
    }

    /// Writes the mark onto an object that this resource did not make.
    async fn adopt_one(&self, step: &Step) {
        let (Some(node), Some(id)) = (self.node(step.node), self.id(&step.address)) else { return };
        let spot = self.actual_spot(node, &step.name, &id);
        let job = self.job(Phase::Settle, events::Action::Settle, node, &step.name);
        self.journal.after(&job, [(Phase::Make, step.address.clone())]);
        let mark = Mark { status: Status::Ready, ..self.mark.clone() };
        let cx = Context { mark: &mark, ..self.context(&spot, "") };
        let work = guarded(node.adopt(&cx, &id));
        match self.journal.work(job, work, |()| (Ended::Settled, Some(id.clone()))).await {
            Ok(()) => self.marked(&step.address),
            Err(fault) => {
                self.known().failed.insert((step.node, step.name.clone()));
                self.report("mark", step.node, &step.name, &fault);
            }
        }
    }

    /// Notes that the mark of an object is what it should be.
    fn marked(&self, address: &str) {
        self.known().drift.remove(address);
    }

    /// Tells what is going to be done, each piece of work after those that its wires name.
    pub(super) fn queue(&self, steps: &[Step]) {
        let instances: BTreeSet<Instance> = steps
            .iter()
            .filter(|step| step.action != Action::Delete)
            .map(|step| (step.node, step.name.clone()))
            .collect();
        let above = self.above(all_sources);
        let made_first = self.deletions(steps).made_first;
        self.journal.keep(steps.iter().filter(|step| step.action == Action::Keep).count());
        for step in steps {
            let own = (Phase::Delete, step.address.clone());
            let above = above.get(&step.node);
            let on_it =
                |other: &&Step| other.node != step.node && above.is_some_and(|above| above.contains(&other.node));
            if made_first.contains(&step) {
                let Some(old) = self.replaced_by(step) else { continue };
                let after = steps.iter().filter(|other| other.address == step.address || on_it(other));
                let after = after.map(|other| (Phase::Make, other.address.clone()));
                if let Some(job) = self.delete_job(&old) {
                    self.journal.queue(&job, after);
                }
            } else if let Some(job) = self.delete_job(step) {
                let after = steps.iter().filter(|other| on_it(other) && other.is_deleted());
                self.journal.queue(&job, after.map(|other| (Phase::Delete, other.address.clone())));
            }
            if let Some(job) = self.make_job(step) {
                let needs = self.needs(step, &instances).into_iter().flat_map(|(node, name)| {
                    let address = self.node(node).map(|node| address_of(node.address(), &name)).unwrap_or_default();
                    [(Phase::Read, address.clone()), (Phase::Make, address)]
                });
                self.journal.queue(&job, needs.chain([own]));
            }
        }
    }

    fn delete_job(&self, step: &Step) -> Option<Job> {
        let node = self.node(step.node).filter(|_| step.is_deleted())?;
        Some(self.job(Phase::Delete, events::Action::Delete, node, &step.name))
    }

    fn make_job(&self, step: &Step) -> Option<Job> {
        let action = match step.action {
            Action::Keep | Action::Delete => return None,
            Action::Update => events::Action::Update,
            Action::Create | Action::Replace => events::Action::Create,
        };
        Some(self.job(Phase::Make, action, self.node(step.node)?, &step.name))
    }

    async fn delete_step<'s>(&self, step: &'s Step) -> (&'s Step, Result<(), Fault>) {
        let Some(job) = self.delete_job(step) else { return (step, Ok(())) };
        let id = self.id(&step.address);
        let work = self.delete_one(step.node, &step.name);
        (step, self.journal.work(job, work, |()| (Ended::Removed, id)).await)
    }

    /// Reads one instance by its id, as a piece of work of its own. Whether it is there.
    pub(super) async fn see_step(&self, index: usize, name: &str) -> Result<bool, Fault> {
        let Some(node) = self.node(index) else { return Ok(false) };
        let job = self.job(Phase::Read, events::Action::Read, node, name);
        let id = self.id(&job.part);
        self.journal.work(job, self.see(index, name), |_| (Ended::Seen, id)).await
    }

    async fn wait_one(&self, step: &Step) {
        let (Some(node), Some(id)) = (self.node(step.node), self.id(&step.address)) else { return };
        let seen = self.seen();
        let scene = Scene::new(&self.attributes, &seen);
        let spot = self.actual_spot(node, &step.name, &id);
        let job = self.job(Phase::Wait, events::Action::Wait, node, &step.name);
        let address = job.part.clone();
        self.journal.after(&job, [(Phase::Make, address.clone())]);
        let cx = self.context(&spot, "");
        let work = telling(guarded(node.wait(&cx, scene, &step.name, &id)));
        match self.journal.work(job, work, |_| (Ended::Seen, Some(id.clone()))).await {
            Ok(warnings) => {
                for warning in warnings {
                    let summary = format!("{} `{address}` is not confirmed to be usable", node.kind());
                    self.known().diagnostics.push(Diagnostic::warning(summary, warning));
                }
            }
            Err(fault) => {
                self.known().failed.insert((step.node, step.name.clone()));
                self.report("wait for", step.node, &step.name, &fault);
            }
        }
    }

    async fn settle_group(&self, steps: &[&Step]) {
        let Some(first) = steps.first() else { return };
        let Some(node) = self.node(first.node) else { return };
        let ids: Vec<String> = steps.iter().filter_map(|step| self.id(&step.address)).collect();
        let spot = self.actual_spot(node, &first.name, ids.first().map_or("", String::as_str));
        let job = self.job(Phase::Settle, events::Action::Settle, node, &first.name);
        self.journal.after(&job, steps.iter().map(|step| (Phase::Wait, step.address.clone())));
        let cx = self.context(&spot, "");
        let work = guarded(node.settle(&cx, &ids));
        match self.journal.work(job, work, |()| (Ended::Settled, None)).await {
            Ok(()) => steps.iter().for_each(|step| self.marked(&step.address)),
            Err(fault) => {
                self.known().failed.insert((first.node, first.name.clone()));
                self.report("mark as ready", first.node, &first.name, &fault);
            }
        }
    }
}

/// Most objects can be used at once. Tells of a wait that is none of those.
async fn telling<T>(wait: impl Future<Output = T>) -> T {
    let mut wait = pin!(wait);
    tokio::select! {
        biased;
        end = &mut wait => return end,
        () = tokio::time::sleep(Duration::from_secs(1)) => events::waiting("AWS to let it be used"),
    }
    wait.await
}

/// All that a node is wired to.
fn all_sources<C: Cloud>(node: &(dyn Node<C> + 'static)) -> Vec<Source> {
    [node.key_sources(), node.want_sources(), node.name_sources()].concat()
}

/// Counts one instance of a node as dealt with.
fn leave(active: &mut BTreeMap<usize, usize>, node: usize) {
    if let Some(count) = active.get_mut(&node) {
        *count -= 1;
        if *count == 0 {
            active.remove(&node);
        }
    }
}
