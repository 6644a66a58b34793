//! The dangerous moment: a create whose answer is lost, or whose object is already there.
//!
//! Most AWS creates take no client token, so a repeated call makes a second object or fails. After anything that may
//! have taken effect the engine looks for the object by its key, a few times since lists lag behind, and only then
//! creates again. An object that is there already is taken over only when its mark says that an interrupted run of
//! this very resource made it; everything else is refused with the way to import it.

use std::time::Duration;

use crate::model::Named;
use crate::value::Value;

use super::graph::Composite;
use super::node::{AnyFound, Node};
use super::replaced::by_name;
use super::run::{Run, guarded, pause};
use super::steps::Step;
use super::unmarked::NOT_OURS;
use super::wire::Scene;
use super::{Context, Fault, FaultKind, Mark, Status};

/// How a create ended well.
pub(super) enum CreateEnd {
    /// The object was made now.
    Made,
    /// The object was made by a run that died, or by a call whose answer was lost.
    Resumed,
}

/// How often a create is tried whose answer is lost and whose object is not found afterwards.
const ATTEMPTS: u32 = 3;

impl<R: Composite> Run<'_, R> {
    /// Creates one object and records its id.
    pub(super) async fn create(&self, step: &Step) -> Result<CreateEnd, Fault> {
        let node = self.node(step.node).ok_or_else(|| Fault::new(FaultKind::Bug, "a part is not in the graph"))?;
        let token = client_token();
        let seen = self.seen();
        let scene = Scene::new(&self.attributes, &seen);
        let spot = self.planned_spot(node, &step.name);
        // What is added to a resource that stands belongs to it at once. A new anchor does not: if the run dies, no state
        // knows it, and its mark must say that the next run may go on with it.
        let status = if self.is_anchor(step) { Status::Creating } else { self.mark.status };
        let mark = Mark { status, ..self.mark.clone() };
        let cx = Context { mark: &mark, ..self.context(&spot, &token) };
        if let Some(found) = self.leftover(step, scene, &cx).await? {
            return self.take_over(step, found, false);
        }
        let mut uncertain = false;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let fault = match guarded(node.create(&cx, scene, &step.name)).await {
                Ok(id) => {
                    if mark.status == Status::Creating {
                        self.note_not_ready(node, &step.address);
                    }
                    self.record(step, id);
                    self.known().fresh |= self.is_anchor(step) && !uncertain;
                    return Ok(if uncertain { CreateEnd::Resumed } else { CreateEnd::Made });
                }
                Err(fault) => fault,
            };
            if fault.kind == FaultKind::AlreadyExists {
                let found = self.find(step, scene, &cx).await?;
                return match found {
                    Some(found) => self.take_over(step, found, uncertain),
                    None => Err(fault),
                };
            }
            if !fault.is_uncertain() {
                return Err(fault);
            }
            uncertain = true;
            tracing::warn!(part = %step.address, %fault, "the create may have taken effect; looking for the object");
            if let Some(found) = self.look(step, scene, &cx).await? {
                let end = self.take_over(step, found, true)?;
                // After a panic the object is recorded and the defect still reported.
                return if fault.kind == FaultKind::Bug { Err(fault) } else { Ok(end) };
            }
            if fault.kind == FaultKind::Bug || attempt >= ATTEMPTS || self.cancel.is_cancelled() {
                return Err(fault);
            }
        }
    }

    /// What an interrupted run left of this instance. Asked once per node, and only of parts that AWS would make twice;
    /// not of what belongs to an anchor that was made just now.
    async fn leftover(
        &self,
        step: &Step,
        scene: Scene<'_>,
        cx: &Context<'_, R::Cloud>,
    ) -> Result<Option<AnyFound>, Fault> {
        let Some(node) = self.node(step.node).filter(|node| !node.is_keyed()) else { return Ok(None) };
        let of_anchor = self.above(Node::key_sources).remove(&self.anchor());
        let belongs_to_anchor = of_anchor.is_some_and(|of_anchor| of_anchor.contains(&step.node));
        if belongs_to_anchor && self.known().fresh {
            return Ok(None);
        }
        let Some(leftovers) = self.leftovers.get(step.node) else { return Ok(None) };
        let mut leftovers = leftovers.lock().await;
        if leftovers.is_none() {
            *leftovers = Some(by_name(guarded(node.list(cx, scene)).await?));
        }
        let found = leftovers.as_mut().and_then(|found| found.remove(&step.name)).unwrap_or_default();
        Ok(self.choose(step, &scene, found))
    }

    /// Looks for an object once. Where another of the same key stands until this one does, all of them are looked at.
    async fn find(&self, step: &Step, scene: Scene<'_>, cx: &Context<'_, R::Cloud>) -> Result<Option<AnyFound>, Fault> {
        let node = self.node(step.node).ok_or_else(|| Fault::new(FaultKind::Bug, "a part is not in the graph"))?;
        if !node.creates_first() {
            return guarded(node.find(cx, scene, &step.name)).await;
        }
        let found = by_name(guarded(node.list(cx, scene)).await?).remove(&step.name).unwrap_or_default();
        Ok(self.choose(step, &scene, found))
    }

    /// Looks for an object a few times over some seconds.
    async fn look(&self, step: &Step, scene: Scene<'_>, cx: &Context<'_, R::Cloud>) -> Result<Option<AnyFound>, Fault> {
        let mut last = None;
        for wait in [0, 250, 1000, 2000] {
            // The look goes on when Terraform asks to stop: an object that exists must be in the state.
            pause(&tokio_util::sync::CancellationToken::new(), Duration::from_millis(wait)).await;
            match self.find(step, scene, cx).await {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) => last = None,
                Err(fault) => last = Some(fault),
            }
        }
        last.map_or(Ok(None), Err)
    }

    /// Takes over an object that is there already, if it is ours.
    fn take_over(&self, step: &Step, found: AnyFound, uncertain: bool) -> Result<CreateEnd, Fault> {
        let ours = match &found.mark {
            // Only the anchor can be somebody else's: what stands on an anchor of ours is ours. So is the anchor itself when
            // the state knows of the resource: a run died that had made it again.
            Some(mark) => {
                let is_known = !self.is_anchor(step) || self.operation == "update";
                mark.resource == self.mark.resource && (mark.status == Status::Creating || uncertain || is_known)
            }
            // Objects without marks are told apart by their key, under an owner that is ours.
            None => self.node(step.node).is_some_and(|node| node.is_repeated() || !node.is_marked()),
        };
        let seen = self.seen();
        let scene = Scene::new(&self.attributes, &seen);
        let nobodys = found.mark.as_ref().is_none_or(|mark| mark.resource == self.mark.resource);
        let taken = nobodys && self.node(step.node).is_some_and(|node| node.takes_over(&scene, &step.name));
        if ours || taken {
            tracing::info!(part = %step.address, id = found.id, "resuming what an interrupted run made");
            if found.mark.is_none() && taken {
                self.known().drift.insert(step.address.clone(), NOT_OURS.to_owned());
            }
            let half_made = found.mark.as_ref().is_some_and(|mark| mark.status == Status::Creating);
            if let Some(node) = self.node(step.node).filter(|_| half_made) {
                self.note_not_ready(node, &step.address);
            }
            self.known().seen.0.insert((step.node, step.name.clone()), found.seen);
            self.record(step, found.id);
            return Ok(CreateEnd::Resumed);
        }
        let owner = match &found.mark {
            Some(mark) if mark.resource == self.mark.resource => {
                "another configuration manages it, or its state was lost".to_owned()
            }
            Some(mark) => format!("it belongs to `{}`", mark.resource),
            None => "Plinth did not make it".to_owned(),
        };
        let message = format!("`{}` exists already ({}), and {owner}", step.address, found.id);
        Err(Fault::new(FaultKind::AlreadyExists, message).hint(self.import_advice()))
    }

    /// The block that brings an existing object under Terraform's care, ready to paste.
    fn import_advice(&self) -> String {
        let text = |name: &&str| match self.attributes.get(*name) {
            Some(Value::Set(elements)) => elements.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
            value => value.and_then(Value::as_str).unwrap_or("?").to_owned(),
        };
        let id: Vec<String> = R::IMPORT_ID.iter().map(text).collect();
        let kind = self.mark.resource.split('/').next().unwrap_or(<R as Named>::NAME);
        format!(
            "Choose another name, or take it over with this block, NAME being the resource's name in the \
             configuration:\n\n  import {{\n    to = {kind}.NAME\n    id = \"{}\"\n  }}",
            id.join("/")
        )
    }
}

/// A random token for one create, the same on each retry.
fn client_token() -> String {
    let mut random = [0_u8; 16];
    if rustls::crypto::aws_lc_rs::default_provider().secure_random.fill(&mut random).is_err() {
        return String::new();
    }
    format!("{:032x}", u128::from_be_bytes(random))
}
