//! Many resources of one type in one configuration: each walk has one provider process, which serves them all.

use super::{Action, Handle, Live, Plan, Report, Terraform, Walk};
use crate::driver::{Catalog, Start};
use crate::ensure;
use crate::error::{Context as _, Result};
use futures_util::stream::{self, StreamExt as _};
use std::time::{Duration, Instant};
use tfplugin::plan::Attributes;

/// Resources that are planned and applied together, as core does with those that do not refer to each other.
pub struct Fleet<'a> {
    members: Vec<Member<'a>>,
    at_once: usize,
    /// Told about every walk when all answers are there and its provider still runs: how long it took.
    at_end: AtEnd<'a>,
}

/// Told about a walk.
type AtEnd<'a> = Box<dyn FnMut(&Handle, Duration) + 'a>;

struct Member<'a> {
    terraform: Terraform<'a>,
    config: Attributes,
    plan: Option<Plan>,
    report: Report,
}

impl<'a> Fleet<'a> {
    /// A resource for each configuration, none of which exists yet. `at_once` is Terraform's `-parallelism`.
    pub fn new(
        catalog: &'a Catalog,
        type_name: &'a str,
        block: &Attributes,
        start: &Start,
        configs: Vec<Attributes>,
        at_once: usize,
    ) -> Self {
        let member = |config| Member {
            terraform: Terraform::new(catalog, type_name, block.clone(), start.clone()),
            config,
            plan: None,
            report: Report::default(),
        };
        Self { members: configs.into_iter().map(member).collect(), at_once, at_end: Box::new(|_, _| {}) }
    }

    /// From now on, calls this at the end of every walk, while its provider still runs, with the time that it took.
    pub fn at_end(&mut self, hook: impl FnMut(&Handle, Duration) + 'a) {
        self.at_end = Box::new(hook);
    }

    /// Changes each configuration.
    pub fn change(&mut self, change: impl Fn(&mut Attributes)) {
        for member in &mut self.members {
            change(&mut member.config);
        }
    }

    /// What the state file holds of each resource.
    pub fn states(&self) -> impl Iterator<Item = Option<&Attributes>> {
        self.members.iter().map(|member| member.terraform.state.as_ref().map(|stored| &stored.attributes))
    }

    /// `terraform plan`, and how many resources it would change.
    pub fn plan(&mut self) -> Result<usize> {
        self.walk(Walk::Plan, false)
    }

    /// `terraform apply`: both walks, or the first alone when there is nothing to do. How many resources it changed.
    pub fn apply(&mut self) -> Result<usize> {
        self.both(false)
    }

    /// `terraform destroy`: both walks. How many resources it deleted.
    pub fn destroy(&mut self) -> Result<usize> {
        self.both(true)
    }

    fn both(&mut self, destroy: bool) -> Result<usize> {
        if self.walk(Walk::Plan, destroy)? == 0 { Ok(0) } else { self.walk(Walk::Apply, destroy) }
    }

    /// One walk over all members; the first that fails is the error. How many resources it is to change, or changed.
    fn walk(&mut self, walk: Walk, destroy: bool) -> Result<usize> {
        let began = Instant::now();
        let at_once = self.at_once;
        let (members, at_end) = (&mut self.members, &mut self.at_end);
        crate::runtime().block_on(async {
            let first = members.first().context("there is nothing to plan")?;
            let live = first.terraform.start.start().await?;
            let mut report = Report::default();
            let configured = first.terraform.configure(&live, &mut report).await?;
            ensure!(configured.is_some(), "the provider could not be configured: {}", report.text());
            let work = members.iter_mut().map(|member| member.walk(&live, walk, destroy));
            let ends: Vec<_> = stream::iter(work).buffer_unordered(at_once).collect().await;
            let took = began.elapsed();
            at_end(&live.handle(), took);
            let log = live.end().await;
            let mut changes = 0;
            for end in ends {
                changes += usize::from(end.context(format!("{walk:?}, with the log\n{}\n", log.join("\n")))?);
            }
            Ok(changes)
        })
    }
}

impl Member<'_> {
    /// Whether there is something to change, or something was.
    async fn walk(&mut self, live: &Live, walk: Walk, destroy: bool) -> Result<bool> {
        let config = (!destroy).then_some(&self.config);
        self.report = Report::default();
        let changes = match walk {
            Walk::Plan => {
                self.plan = self.terraform.plan_configured(live, config, &mut self.report).await?;
                self.plan.as_ref().is_some_and(|plan| plan.action != Action::None)
            }
            Walk::Apply => match self.plan.take() {
                Some(plan) if plan.action != Action::None => {
                    self.terraform.apply_configured(live, config, plan, &mut self.report).await?;
                    true
                }
                _ => false,
            },
        };
        ensure!(!self.report.diagnostics.has_error(), "{}", self.report.text());
        Ok(changes)
    }
}
