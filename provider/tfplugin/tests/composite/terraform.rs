//! What Terraform does with a resource, as far as the engine is concerned: plan, apply, taint, replace, refresh.

use std::time::Duration;

use tfplugin::composite::composite;
use tfplugin::diagnostic::Diagnostics;
use tfplugin::model::Named;
use tfplugin::plan::Attributes;
use tfplugin::resource::{ApplyRequest, ManagedResource, Outcome, PlanRequest, Planned, Progress, complete};
use tfplugin::selfcheck;
use tfplugin::value::Value;
use tokio_util::sync::CancellationToken;

use super::beacon::Beacon;
use super::climate::Climate;
use super::harbor::Harbor;
use super::once::Charter;
use super::toy::{Shipment, Toy};
use super::unkeyed::Estate;

/// A state file with one resource, and the provider's process.
pub(crate) struct Terraform {
    pub(crate) toy: Toy,
    pub(crate) state: Option<Attributes>,
    pub(crate) tainted: bool,
    resource: Box<dyn ManagedResource<Toy>>,
}

pub(crate) fn config(name: &str, label: Option<&str>, items: &[(&str, &str)]) -> Attributes {
    let label = label.map_or(Value::Null, Value::string);
    let items = Value::map(items.iter().map(|(name, text)| (*name, Value::string(*text))));
    let set = [("name", Value::string(name)), ("label", label), ("items", items)];
    complete(&Shipment::schema(), set.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

impl Terraform {
    /// With objects that are told apart by their marks alone.
    pub(crate) fn unkeyed() -> Terraform {
        Terraform { resource: composite::<Estate>("toy"), ..Terraform::new() }
    }

    /// With objects of which not everything can be changed.
    pub(crate) fn harbor() -> Terraform {
        Terraform { resource: composite::<Harbor>("toy"), ..Terraform::new() }
    }

    /// With objects that must not be missing for a moment.
    pub(crate) fn beacon() -> Terraform {
        Terraform { resource: composite::<Beacon>("toy"), ..Terraform::new() }
    }

    /// With settings that are always there.
    pub(crate) fn climate() -> Terraform {
        Terraform { resource: composite::<Climate>("toy"), ..Terraform::new() }
    }

    /// With what must never be made twice, nor go by accident.
    pub(crate) fn charter() -> Terraform {
        Terraform { resource: composite::<Charter>("toy"), ..Terraform::new() }
    }

    pub(crate) fn new() -> Terraform {
        Terraform { toy: Toy::default(), state: None, tainted: false, resource: composite::<Shipment>("toy") }
    }

    pub(crate) async fn refresh(&mut self) -> Diagnostics {
        let Some(state) = self.state.clone() else { return Diagnostics::new() };
        let outcome = tokio::select! {
            outcome = self.resource.read(&self.toy, state, CancellationToken::new()) => outcome,
            () = killed(&self.toy) => return Diagnostics::new(),
        };
        if !outcome.diagnostics.has_error() {
            self.state = outcome.state;
        }
        outcome.diagnostics
    }

    pub(crate) async fn import(&mut self, id: &str) -> Diagnostics {
        match self.resource.import(id) {
            Ok(state) => self.state = Some(state),
            Err(diagnostic) => return diagnostic.into(),
        }
        let diagnostics = self.refresh().await;
        if diagnostics.has_error() {
            self.state = None;
        }
        diagnostics
    }

    /// Plans against a prior state, and checks the plan by Terraform's rules.
    pub(crate) async fn plan(&self, prior: Option<Attributes>, config: &Attributes) -> Planned {
        let schema = self.resource.schema();
        let mut proposed = config.clone();
        for attribute in &schema.object.attributes {
            let open = config[attribute.name].is_null();
            if let Some(prior) = prior.as_ref().filter(|_| open && attribute.mode.is_computed()) {
                proposed.insert(attribute.name.to_owned(), prior[attribute.name].clone());
            }
        }
        let request = PlanRequest { prior: prior.clone(), config: Some(config.clone()), proposed: Some(proposed) };
        let planned = self.resource.plan(Some(&self.toy), request).await;
        if let Some(state) = planned.state.clone().filter(|_| !planned.diagnostics.has_error()) {
            let prior = prior.map_or(Value::Null, Value::Object);
            let violations =
                selfcheck::plan(&schema.object, &prior, &Value::Object(config.clone()), &Value::Object(state));
            assert!(violations.is_empty(), "{violations:?}");
        }
        planned
    }

    /// Whether a plan against the state as it is would change nothing.
    pub(crate) async fn is_settled(&self, config: &Attributes) -> bool {
        let planned = self.plan(self.state.clone(), config).await;
        !self.tainted && planned.state == self.state
    }

    /// Refreshes, plans and applies; an interrupted or killed run saves what Terraform would save.
    pub(crate) async fn apply(&mut self, config: &Attributes) -> Diagnostics {
        let refreshed = self.refresh().await;
        if refreshed.has_error() || self.toy.is_killed() {
            return refreshed;
        }
        let planned = self.plan(self.state.clone(), config).await;
        if planned.diagnostics.has_error() {
            return planned.diagnostics;
        }
        if self.state.is_some() && (self.tainted || !planned.requires_replace.is_empty()) {
            let gone = self.run(None).await;
            if gone.has_error() || self.toy.is_killed() {
                return gone;
            }
        }
        let planned = self.plan(self.state.clone(), config).await;
        if planned.state == self.state {
            return planned.diagnostics;
        }
        self.run(planned.state).await
    }

    pub(crate) async fn destroy(&mut self) -> Diagnostics {
        let refreshed = self.refresh().await;
        if refreshed.has_error() || self.state.is_none() || self.toy.is_killed() {
            return refreshed;
        }
        let planned = self.planned_destroy().await;
        if planned.has_error() {
            return planned;
        }
        self.run(None).await
    }

    /// What the plan of a destroy says.
    pub(crate) async fn planned_destroy(&self) -> Diagnostics {
        let request = PlanRequest { prior: self.state.clone(), config: None, proposed: None };
        self.resource.plan(Some(&self.toy), request).await.diagnostics
    }

    /// Destroys as an earlier plan said, without a refresh.
    pub(crate) async fn destroy_unplanned(&mut self) -> Diagnostics {
        self.run(None).await
    }

    async fn run(&mut self, planned: Option<Attributes>) -> Diagnostics {
        let progress = Progress::default();
        let creating = self.state.is_none();
        let request = ApplyRequest {
            prior: self.state.clone(),
            planned: planned.clone(),
            config: None,
            cancel: self.toy.stop.lock().unwrap().clone(),
            progress,
        };
        let apply = self.resource.apply(&self.toy, request);
        // A killed process answers nothing and saves nothing.
        let outcome = tokio::select! {
            outcome = apply => outcome,
            () = killed(&self.toy) => return Diagnostics::new(),
        };
        let Outcome { state, diagnostics } = outcome;
        if let (Some(planned), Some(state), false) = (planned, &state, diagnostics.has_error()) {
            let schema = &self.resource.schema().object;
            let violations = selfcheck::applied(schema, &Value::Object(planned), &Value::Object(state.clone()));
            assert!(violations.is_empty(), "{violations:?}");
        }
        self.tainted = state.is_some() && creating && diagnostics.has_error();
        self.state = state;
        diagnostics
    }
}

async fn killed(toy: &Toy) {
    while !toy.is_killed() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
