//! A resource on its way, and everything around it.

use crate::check;
use crate::fault::Trap;
use crate::subject::{Place, Size, Subject, provider_block};
use acceptance_tests::aws::{Inventory, Shape};
use acceptance_tests::driver::{Action, Catalog, Plan, Report, Terraform};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::proxy::Proxy;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use tfplugin::plan::Attributes;
use tfplugin::value::Value;

/// What all cases share.
pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) catalog: Catalog,
}

/// One resource, in a place of its own.
pub(crate) struct Stage<'a> {
    pub(crate) world: &'a World,
    pub(crate) subject: &'a Subject,
    pub(crate) place: Place,
    pub(crate) proxy: &'a Proxy,
    pub(crate) trap: &'a Trap,
    pub(crate) terraform: Terraform<'a>,
    /// What was there before the resource.
    pub(crate) before: Inventory,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(
        world: &'a World,
        subject: &'a Subject,
        place: Place,
        proxy: &'a Proxy,
        trap: &'a Trap,
    ) -> Result<Self> {
        let block = provider_block(&world.catalog, &place.caller, proxy.url())?;
        let terraform = Terraform::new(&world.catalog, subject.type_name, block, trap.provider());
        let before = place.look().context("a look at what is there before")?;
        Ok(Self { world, subject, place, proxy, trap, terraform, before })
    }

    pub(crate) fn first(&self, size: Size) -> Result<Attributes> {
        self.config(&(self.subject.first)(&self.place, size))
    }

    pub(crate) fn second(&self, size: Size) -> Result<Attributes> {
        self.config(&self.subject.second(&self.place, size))
    }

    pub(crate) fn config(&self, written: &Json) -> Result<Attributes> {
        self.subject.config(&self.world.catalog, written)
    }

    /// An apply that nothing disturbs.
    pub(crate) fn applied(&mut self, config: &Attributes) -> Result<Report> {
        let report = self.terraform.apply(config)?;
        check::nothing_is_leaked(&report, &self.secrets())?;
        ensure!(!report.diagnostics.has_error(), "it failed: {}", report.text());
        Ok(report)
    }

    /// A plan that finds nothing to do.
    pub(crate) fn settled(&mut self, config: &Attributes) -> Result<()> {
        let before = self.terraform.state.as_ref().map(|stored| stored.attributes.clone());
        let plan = self.terraform.planned(config)?;
        if plan.action == Action::None {
            return Ok(());
        }
        let read = self.terraform.state.as_ref().map(|stored| &stored.attributes);
        let (seen, wanted) = (differences(before.as_ref(), read), differences(read, plan.planned.as_ref()));
        Err(format!("a plan should be empty and is {:?}; the refresh saw {seen}; it wants {wanted}", plan.action)
            .into())
    }

    pub(crate) fn look(&self) -> Result<Inventory> {
        self.place.look()
    }

    /// What exists now, without what differs from case to case.
    pub(crate) fn shape(&self) -> Result<Shape> {
        Ok(self.shape_of(&self.look()?))
    }

    /// The same of what was seen before.
    pub(crate) fn shape_of(&self, inventory: &Inventory) -> Shape {
        self.place.shape(inventory, &self.before)
    }

    /// Parts by address, with their ids, as the state has them.
    pub(crate) fn parts(&self) -> BTreeMap<String, String> {
        check::texts(self.terraform.state.as_ref(), "parts")
    }

    /// Destroys, and everything is as it was before, at AWS and not only in the state.
    pub(crate) fn destroyed(&mut self) -> Result<()> {
        let report = self.terraform.destroy()?;
        check::nothing_is_leaked(&report, &self.secrets())?;
        ensure!(!report.diagnostics.has_error(), "it failed: {}", report.text());
        ensure!(self.terraform.state.is_none(), "it left a state");
        self.look()?.same_as(&self.before).context("it left something")
    }

    pub(crate) fn secrets(&self) -> Vec<String> {
        let mut secrets = self.proxy.log().secrets();
        secrets.push(self.place.caller.keys.secret.clone());
        secrets
    }
}

/// The attributes that differ, for messages.
pub(crate) fn differences(before: Option<&Attributes>, after: Option<&Attributes>) -> String {
    let (Some(before), Some(after)) = (before, after) else { return "all of it".to_owned() };
    let null = Value::Null;
    let differing = after.iter().filter_map(|(name, value)| {
        let old = before.get(name).unwrap_or(&null);
        (old != value).then(|| format!("{name}: {old:?} -> {value:?}"))
    });
    let differing: Vec<String> = differing.collect();
    if differing.is_empty() { "nothing else".to_owned() } else { differing.join("; ") }
}

/// Which attributes a plan changes.
pub(crate) fn changed(state: &Attributes, plan: &Plan) -> Vec<String> {
    let planned = plan.planned.iter().flatten();
    planned.filter(|(name, value)| state.get(*name) != Some(value)).map(|(name, _)| name.clone()).collect()
}
