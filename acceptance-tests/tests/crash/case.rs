//! One case: a resource in accounts of its own, one command broken at one call, and what comes after.

use crate::check;
use crate::fault::{Armed, Trap, Wrong};
use crate::subject::{Accounts, ROLE, Subject, provider_block};
use acceptance_tests::aws::{Found, Inventory};
use acceptance_tests::driver::{Catalog, Report, Start, Terraform, Walk};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::paths;
use acceptance_tests::proxy::{Call, Proxy};
use std::cell::{Cell, RefCell};
use tfplugin::plan::Attributes;

/// What all cases share.
pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) catalog: Catalog,
    /// An account that roles trust.
    pub(crate) partner: String,
}

/// The command that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operation {
    Create,
    Update,
    Destroy,
}

impl Operation {
    pub(crate) const ALL: [Self; 3] = [Self::Create, Self::Update, Self::Destroy];
}

/// What an unbroken run does.
pub(crate) struct Unbroken {
    /// The calls of the walk that applies, as service and action.
    pub(crate) calls: Vec<String>,
    /// What exists afterwards, with the account's id taken out.
    wanted: Inventory,
}

/// A case to run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) subject: Subject,
    pub(crate) operation: Operation,
    pub(crate) wrong: Wrong,
    /// The broken call, counted from 0 since the walk that applies began.
    pub(crate) at: usize,
}

/// How many applies it took after the broken one.
pub(crate) type Applies = usize;

/// A resource on its way, and everything around it.
struct Stage<'a> {
    accounts: Accounts,
    proxy: &'a Proxy,
    trap: &'a Trap,
    terraform: Terraform<'a>,
    first: Attributes,
    second: Attributes,
}

impl<'a> Stage<'a> {
    fn new(world: &'a World, subject: Subject, accounts: Accounts, proxy: &'a Proxy, trap: &'a Trap) -> Result<Self> {
        let block = provider_block(&world.catalog, &accounts.caller, proxy.url());
        let terraform = Terraform::new(&world.catalog, ROLE, block, trap.provider());
        let first = subject.first(&world.catalog, &accounts.home.id, &world.partner)?;
        let second = subject.second(&world.catalog, &accounts.home.id, &world.partner)?;
        Ok(Self { accounts, proxy, trap, terraform, first, second })
    }

    /// Comes to where the operation begins.
    fn prepare(&mut self, operation: Operation) -> Result<()> {
        if operation == Operation::Create {
            return Ok(());
        }
        let made = self.terraform.apply(&self.first).context("the first apply")?;
        ensure!(!made.diagnostics.has_error(), "the first apply failed: {}", made.text());
        Ok(())
    }

    fn command(&mut self, operation: Operation) -> Result<Report> {
        match operation {
            Operation::Create => self.terraform.apply(&self.first),
            Operation::Update => self.terraform.apply(&self.second),
            Operation::Destroy => self.terraform.destroy(),
        }
    }

    fn look(&self) -> Result<Found> {
        self.accounts.home.inventory()
    }

    /// The same with the account's id taken out, which is all that differs from case to case.
    fn shape(&self, objects: &Inventory) -> Inventory {
        let plain = |text: &String| text.replace(&self.accounts.home.id, "HOME");
        objects.iter().map(|(id, look)| (plain(id), plain(look))).collect()
    }

    /// Destroys, and nothing is left.
    fn destroyed(&mut self) -> Result<()> {
        let report = self.terraform.destroy()?;
        check::nothing_is_leaked(&report, &self.secrets())?;
        ensure!(!report.diagnostics.has_error(), "it failed: {}", report.text());
        ensure!(self.terraform.state.is_none(), "it left a state");
        let left = self.look()?.objects;
        ensure!(left.is_empty(), "it left {left:?}");
        Ok(())
    }

    fn secrets(&self) -> Vec<String> {
        let mut secrets = self.proxy.log().secrets();
        secrets.push(self.accounts.caller.keys.secret.clone());
        secrets
    }
}

/// Learns what an unbroken run does.
pub(crate) fn unbroken(world: &World, subject: Subject, operation: Operation) -> Result<Unbroken> {
    let accounts = subject.accounts(&world.emulator)?;
    let (proxy, trap, before) = (Proxy::start(world.emulator.url())?, Trap::default(), Cell::new(0));
    let mut stage = Stage::new(world, subject, accounts, &proxy, &trap)?;
    stage.prepare(operation)?;
    stage.terraform.on_walk(|walk, _| {
        if walk == Walk::Apply {
            before.set(proxy.log().calls().len());
        }
    });
    let report = stage.command(operation)?;
    ensure!(!report.diagnostics.has_error(), "an unbroken run failed: {}", report.text());
    let calls = proxy.log().calls().iter().skip(before.get()).map(name).collect();
    let wanted = stage.shape(&stage.look()?.objects);
    Ok(Unbroken { calls, wanted })
}

fn name(call: &Call) -> String {
    format!("{}:{}", call.service, call.action)
}

impl Case {
    /// Breaks, looks, goes on, looks, destroys, looks.
    pub(crate) fn run(&self, world: &World, unbroken: &Unbroken) -> Result<Applies> {
        let accounts = self.subject.accounts(&world.emulator)?;
        let (proxy, trap) = (Proxy::start(world.emulator.url())?, Trap::default());
        let armed = RefCell::new(None);
        let mut stage = Stage::new(world, self.subject, accounts, &proxy, &trap)?;
        stage.prepare(self.operation)?;

        let born = stage.look()?.births;
        if self.wrong.is_about_processes() {
            stage.terraform.start = Start::Binary(paths::provider_binary()?, vec![("TF_LOG", "TRACE")]);
        }
        stage.terraform.on_walk(|walk, handle| {
            if walk == Walk::Apply && armed.borrow().is_none() {
                *armed.borrow_mut() = Some(Armed::set(self.wrong, self.at, &proxy, &trap, handle));
            }
        });
        let report = stage.command(self.operation)?;
        let mut armed = armed.take().context("it never came to applying")??;
        armed.end(&proxy)?;
        stage.terraform.on_walk(|_, _| {});
        stage.terraform.start = stage.trap.provider();

        let found = stage.look()?;
        let told = || format!("the broken run said:\n{}the calls were:\n{}", report.text(), proxy.log().text());
        self.broken(&stage, &report, &found, unbroken).map_err(|error| format!("{error}\n{}", told()))?;
        self.recovered(&mut stage, &found, &born, unbroken).map_err(|error| format!("{error}\n{}", told()).into())
    }

    /// What holds at once.
    fn broken(&self, stage: &Stage<'_>, report: &Report, found: &Found, unbroken: &Unbroken) -> Result<()> {
        let kept = stage.terraform.state.as_ref();
        let secrets = stage.secrets();
        check::nothing_is_leaked(report, &secrets)?;
        // A search in nothing, or for nothing, finds nothing.
        let logged = report.log.iter().any(|line| line.contains("AWS call"));
        ensure!(logged || !self.wrong.is_about_processes(), "the provider's process logged no call");
        let given = |call: &Call| call.action == "AssumeRole" && call.status == Some(200);
        let session = stage.proxy.log().calls().iter().any(given);
        ensure!(secrets.len() >= if session { 3 } else { 1 }, "a session's secrets were not seen");
        ensure!(report.lost == self.wrong.is_kill(), "lost is {}", report.lost);
        if self.wrong.is_kill() {
            return Ok(());
        }
        check::nothing_is_lost(found, kept)?;
        check::messages(self.wrong, report, kept)?;
        if !report.diagnostics.has_error() {
            check::same(&stage.shape(&found.objects), &unbroken.wanted).context("no error, and yet")?;
        }
        Ok(())
    }

    /// What holds after the next applies, and after a destroy.
    fn recovered(
        &self,
        stage: &mut Stage<'_>,
        found: &Found,
        born: &Inventory,
        unbroken: &Unbroken,
    ) -> Result<Applies> {
        let config = match self.operation {
            Operation::Create => stage.first.clone(),
            _ => stage.second.clone(),
        };
        let mut applies = 0;
        if self.operation == Operation::Destroy {
            stage.destroyed().context("the next destroy")?;
            return Ok(1);
        }
        // What stands, with a state or as what a killed run left, is continued and not made again.
        let tainted = stage.terraform.state.as_ref().is_some_and(|stored| stored.tainted);
        let stands = if tainted { born.clone() } else { found.births.clone() };
        self.import_what_no_state_knows(stage, found, unbroken)?;
        loop {
            applies += 1;
            let next = stage.terraform.apply(&config).context(format!("apply {applies} after the broken one"))?;
            check::nothing_is_leaked(&next, &stage.secrets())?;
            ensure!(!next.diagnostics.has_error(), "apply {applies} after the broken one failed: {}", next.text());
            let (planned, changes) = stage.terraform.plan(&config)?;
            ensure!(!planned.diagnostics.has_error(), "the plan after it failed: {}", planned.text());
            if !changes {
                break;
            }
            ensure!(applies < 2, "after {applies} more applies the plan is still not empty");
        }
        let end = stage.look()?;
        check::same(&stage.shape(&end.objects), &unbroken.wanted).context("after the next apply")?;
        check::nothing_is_lost(&end, stage.terraform.state.as_ref())?;
        check::same(&end.births, if stands.is_empty() { &end.births } else { &stands }).context("made twice")?;
        stage.destroyed().context("the destroy in the end")?;
        Ok(applies)
    }

    /// Killed when everything stood, and before the state was saved: the one thing that a person must help with.
    fn import_what_no_state_knows(&self, stage: &mut Stage<'_>, found: &Found, unbroken: &Unbroken) -> Result<()> {
        let stands = self.operation == Operation::Create
            && stage.terraform.state.is_none()
            && stage.shape(&found.objects) == unbroken.wanted;
        if !stands {
            return Ok(());
        }
        let last = self.wrong == Wrong::KilledAfter && self.at + 1 == unbroken.calls.len();
        ensure!(last, "everything stands and no state knows it");
        let config = stage.first.clone();
        let refused = stage.terraform.apply(&config)?.text();
        let id = refused.split_once("import {").and_then(|(_, block)| block.split('"').nth(1).map(str::to_owned));
        let id = id.context(format!("no block to paste: {refused}"))?;
        let imported = stage.terraform.import(&id)?;
        ensure!(!imported.diagnostics.has_error(), "the import failed: {}", imported.text());
        Ok(())
    }
}
