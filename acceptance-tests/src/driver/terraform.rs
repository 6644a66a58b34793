//! The commands, as core runs them on one resource.
//!
//! What core refuses as a bug of the provider is an error of the harness here; what the provider reports is a
//! [`Report`].

use super::calls::{Answer, Calls};
use super::live::{Handle, Live};
use super::{Catalog, Start, proposed_new};
use crate::ensure;
use crate::error::{Context as _, Result};
use tfplugin::diagnostic::{Diagnostic, Diagnostics};
use tfplugin::plan::Attributes;
use tfplugin::schema::Schema;
use tfplugin::selfcheck::{self, Violation};
use tfplugin::value::Value;

mod fleet;

pub use fleet::Fleet;

/// A state file with at most one resource, its configuration's provider block, and where the provider comes from.
pub struct Terraform<'a> {
    catalog: &'a Catalog,
    type_name: &'a str,
    block: Attributes,
    /// Where the provider comes from; may change between commands.
    pub start: Start,
    /// What the state file holds.
    pub state: Option<Stored>,
    /// Told about every walk when its provider runs and has not been asked anything.
    on_walk: Box<dyn FnMut(Walk, Handle) + 'a>,
}

/// A resource in the state file.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its attributes.
    pub attributes: Attributes,
    /// The provider's private notes.
    pub private: Vec<u8>,
    /// Whether the next apply replaces it.
    pub tainted: bool,
}

/// Walks of the graph; each has a provider of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// Refresh and plan.
    Plan,
    /// Plan again, and apply.
    Apply,
}

/// How a command went.
#[derive(Debug, Default)]
pub struct Report {
    /// What the provider said, and what core says when it does not answer.
    pub diagnostics: Diagnostics,
    /// What the provider's processes wrote on standard error.
    pub log: Vec<String>,
    /// Whether a call had no answer.
    pub lost: bool,
    /// Whether it came to applying anything.
    pub applied: bool,
}

impl Report {
    /// Summaries and details, for messages and for searching.
    pub fn text(&self) -> String {
        let all = self.diagnostics.iter().map(|one| format!("{:?}: {}\n{}\n", one.severity, one.summary, one.detail));
        all.collect()
    }

    /// The value of an answer without an error; otherwise the command ends here.
    fn take<T>(&mut self, answer: Answer<T>) -> Option<T> {
        match answer {
            Ok((value, told)) => {
                let failed = told.has_error();
                self.diagnostics.append(told);
                (!failed).then_some(value)
            }
            Err(status) => {
                self.lost = true;
                self.diagnostics.push(Diagnostic::error("Plugin did not respond", status.to_string()));
                None
            }
        }
    }
}

/// What a plan does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    None,
    /// Makes what is not there.
    Create,
    /// Changes it in place.
    Update,
    /// Deletes it and makes another.
    Replace,
    /// Deletes it.
    Delete,
}

/// A plan, as a plan file holds it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it does.
    pub action: Action,
    /// How the resource will look, with what is not known yet.
    pub planned: Option<Attributes>,
    /// Attributes because of which the resource is replaced.
    pub replaces: Vec<String>,
}

impl<'a> Terraform<'a> {
    /// An empty state.
    pub fn new(catalog: &'a Catalog, type_name: &'a str, block: Attributes, start: Start) -> Self {
        Self { catalog, type_name, block, start, state: None, on_walk: Box::new(|_, _| {}) }
    }

    /// From now on, calls this at the beginning of every walk.
    pub fn on_walk(&mut self, hook: impl FnMut(Walk, Handle) + 'a) {
        self.on_walk = Box::new(hook);
    }

    /// `terraform apply`.
    pub fn apply(&mut self, config: &Attributes) -> Result<Report> {
        crate::runtime().block_on(self.run(Some(config)))
    }

    /// `terraform destroy`.
    pub fn destroy(&mut self) -> Result<Report> {
        crate::runtime().block_on(self.run(None))
    }

    /// `terraform plan`, with its plan unless it failed. The state holds what the refresh saw.
    pub fn plan(&mut self, config: &Attributes) -> Result<(Report, Option<Plan>)> {
        crate::runtime().block_on(async {
            let mut report = Report::default();
            let plan = self.plan_walk(Some(config), &mut report).await?;
            Ok((report, plan))
        })
    }

    /// `terraform plan`, which must not fail.
    pub fn planned(&mut self, config: &Attributes) -> Result<Plan> {
        let (report, plan) = self.plan(config)?;
        ensure!(!report.diagnostics.has_error(), "the plan failed: {}", report.text());
        plan.context("there is no plan, and no error")
    }

    /// `terraform import`.
    pub fn import(&mut self, id: &str) -> Result<Report> {
        crate::runtime().block_on(async {
            let mut report = Report::default();
            let live = self.begin(Walk::Plan).await?;
            let done = self.import_at(&live, id, &mut report).await;
            report.log.extend(live.end().await);
            done.map(|()| report)
        })
    }

    async fn run(&mut self, config: Option<&Attributes>) -> Result<Report> {
        let mut report = Report::default();
        let Some(plan) = self.plan_walk(config, &mut report).await? else { return Ok(report) };
        if plan.action == Action::None {
            return Ok(report);
        }
        let live = self.begin(Walk::Apply).await?;
        let done = self.apply_at(&live, config, plan, &mut report).await;
        report.log.extend(live.end().await);
        done.map(|()| report)
    }

    async fn begin(&mut self, walk: Walk) -> Result<Live> {
        let live = self.start.start().await?;
        (self.on_walk)(walk, live.handle());
        Ok(live)
    }

    fn schema(&self) -> Result<&'a Schema> {
        self.catalog.resource(self.type_name)
    }

    fn calls<'b>(&self, live: &'b Live) -> Result<Calls<'b>>
    where
        'a: 'b,
    {
        Ok(Calls { live, type_name: self.type_name, schema: self.schema()? })
    }

    /// Refreshes and plans; nothing when the command ends with an error.
    async fn plan_walk(&mut self, config: Option<&Attributes>, report: &mut Report) -> Result<Option<Plan>> {
        let live = self.begin(Walk::Plan).await?;
        let plan = self.plan_at(&live, config, report).await;
        report.log.extend(live.end().await);
        plan
    }

    async fn plan_at(&mut self, live: &Live, config: Option<&Attributes>, report: &mut Report) -> Result<Option<Plan>> {
        let Some(()) = self.configure(live, report).await? else { return Ok(None) };
        self.plan_configured(live, config, report).await
    }

    async fn configure(&self, live: &Live, report: &mut Report) -> Result<Option<()>> {
        Ok(report.take(self.calls(live)?.configure(&self.catalog.provider, &self.block).await?))
    }

    async fn plan_configured(
        &mut self,
        live: &Live,
        config: Option<&Attributes>,
        report: &mut Report,
    ) -> Result<Option<Plan>> {
        let calls = self.calls(live)?;
        if let Some(stored) = self.state.clone() {
            let Some(upgraded) = report.take(calls.upgrade(&stored.attributes).await?) else { return Ok(None) };
            let upgraded = upgraded.context("UpgradeResourceState answered null")?;
            let Some((now, private)) = report.take(calls.read(&upgraded, &stored.private).await?) else {
                return Ok(None);
            };
            let known = now.as_ref().is_none_or(|now| now.values().all(Value::is_wholly_known));
            ensure!(known, "ReadResource answered unknown values");
            self.state = now.map(|attributes| Stored { attributes, private, tainted: stored.tainted });
        }
        let Some(config) = config else {
            let action = if self.state.is_some() { Action::Delete } else { Action::None };
            return Ok(Some(Plan { action, planned: None, replaces: Vec::new() }));
        };
        let Some(()) = report.take(calls.validate(config).await?) else { return Ok(None) };
        let stored = self.state.clone();
        let mut replaces = Vec::new();
        if let Some(stored) = stored.filter(|stored| !stored.tainted) {
            let Some((planned, replace)) = self.plan_once(&calls, Some(&stored), config, report).await? else {
                return Ok(None);
            };
            if replace.is_empty() {
                let action = if planned == stored.attributes { Action::None } else { Action::Update };
                return Ok(Some(Plan { action, planned: Some(planned), replaces: Vec::new() }));
            }
            replaces = replace;
        }
        // A new object is planned from nothing, whether it takes another one's place or not.
        let action = if self.state.is_some() { Action::Replace } else { Action::Create };
        let planned = self.plan_once(&calls, None, config, report).await?;
        Ok(planned.map(|(planned, _)| Plan { action, planned: Some(planned), replaces }))
    }

    async fn plan_once(
        &self,
        calls: &Calls<'_>,
        prior: Option<&Stored>,
        config: &Attributes,
        report: &mut Report,
    ) -> Result<Option<(Attributes, Vec<String>)>> {
        let object = &self.schema()?.object;
        let before = prior.map(|prior| &prior.attributes);
        let proposed = proposed_new(object, before, config);
        let private = prior.map(|prior| prior.private.as_slice()).unwrap_or_default();
        let answer = calls.plan(before, Some(&proposed), Some(config), private).await?;
        let Some(((planned, _), replace)) = report.take(answer) else { return Ok(None) };
        let planned = planned.context("PlanResourceChange answered null")?;
        let value = |attributes: Option<&Attributes>| attributes.cloned().map_or(Value::Null, Value::Object);
        let found = selfcheck::plan(object, &value(before), &value(Some(config)), &value(Some(&planned)));
        ensure!(found.is_empty(), "Provider produced invalid plan: {}", listed(&found));
        Ok(Some((planned, if prior.is_some() { replace } else { Vec::new() })))
    }

    async fn apply_at(
        &mut self,
        live: &Live,
        config: Option<&Attributes>,
        plan: Plan,
        report: &mut Report,
    ) -> Result<()> {
        let Some(()) = self.configure(live, report).await? else { return Ok(()) };
        self.apply_configured(live, config, plan, report).await
    }

    async fn apply_configured(
        &mut self,
        live: &Live,
        config: Option<&Attributes>,
        plan: Plan,
        report: &mut Report,
    ) -> Result<()> {
        let calls = self.calls(live)?;
        if matches!(plan.action, Action::Delete | Action::Replace)
            && !self.apply_once(&calls, None, None, report).await?
        {
            return Ok(());
        }
        let (Some(config), Some(first)) = (config, plan.planned) else { return Ok(()) };
        let Some(()) = report.take(calls.validate(config).await?) else { return Ok(()) };
        let prior = self.state.clone();
        let Some((planned, _)) = self.plan_once(&calls, prior.as_ref(), config, report).await? else { return Ok(()) };
        for (name, value) in first.iter().filter(|(_, value)| value.is_wholly_known()) {
            let same = planned.get(name) == Some(value);
            ensure!(
                same,
                "Provider produced inconsistent final plan: {name} was {value:?}, now {:?}",
                planned.get(name)
            );
        }
        if prior.as_ref().is_some_and(|prior| prior.attributes == planned) {
            return Ok(());
        }
        self.apply_once(&calls, Some(&planned), Some(config), report).await.map(|_| ())
    }

    /// One `ApplyResourceChange`, and what core saves of it. Whether it went well.
    async fn apply_once(
        &mut self,
        calls: &Calls<'_>,
        planned: Option<&Attributes>,
        config: Option<&Attributes>,
        report: &mut Report,
    ) -> Result<bool> {
        report.applied = true;
        let prior = self.state.clone();
        let private = prior.as_ref().map(|prior| prior.private.clone()).unwrap_or_default();
        let before = prior.as_ref().map(|prior| &prior.attributes);
        let (new, private, told) = match calls.apply(before, planned, config, &private).await? {
            Ok(((new, private), told)) => (new, private, told),
            Err(status) => {
                // The prior value is kept, the private notes are not.
                self.state = prior.map(|prior| Stored { private: Vec::new(), ..prior });
                return Ok(report.take::<()>(Err(status)).is_some());
            }
        };
        let failed = told.has_error();
        report.diagnostics.append(told);
        if !failed {
            ensure!(new.is_some() == planned.is_some(), "ApplyResourceChange answered {new:?}, and no error");
        }
        if let Some(new) = &new {
            let known = new.values().all(Value::is_wholly_known);
            ensure!(known, "Provider returned invalid result object after apply: unknown values in {new:?}");
        }
        if let (Some(planned), Some(new), false) = (planned, &new, failed) {
            let (planned, new) = (Value::Object(planned.clone()), Value::Object(new.clone()));
            let found = selfcheck::applied(&self.schema()?.object, &planned, &new);
            ensure!(found.is_empty(), "Provider produced inconsistent result after apply: {}", listed(&found));
        }
        let tainted = match &prior {
            None => failed,
            Some(prior) => prior.tainted,
        };
        self.state = match new {
            Some(attributes) => Some(Stored { attributes, private, tainted }),
            // Nothing is answered: an error keeps what there was.
            None if failed => prior,
            None => None,
        };
        Ok(!failed)
    }

    async fn import_at(&mut self, live: &Live, id: &str, report: &mut Report) -> Result<()> {
        ensure!(self.state.is_none(), "Resource already managed by Terraform");
        let calls = self.calls(live)?;
        let Some(()) = report.take(calls.configure(&self.catalog.provider, &self.block).await?) else { return Ok(()) };
        let Some(mut imported) = report.take(calls.import(id).await?) else { return Ok(()) };
        let (Some((Some(state), private)), true) = (imported.pop(), imported.is_empty()) else {
            return Err("Import returned no resource, or several".into());
        };
        let Some((now, private)) = report.take(calls.read(&state, &private).await?) else { return Ok(()) };
        let attributes = now.context("Cannot import non-existent remote object")?;
        self.state = Some(Stored { attributes, private, tainted: false });
        Ok(())
    }
}

fn listed(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
