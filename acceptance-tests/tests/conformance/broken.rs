//! One command broken at one call, and what comes after.

use crate::case::Outcome;
use crate::check;
use crate::fault::{Armed, Target, Trap, Wrong};
use crate::stage::{Stage, World};
use crate::subject::{Size, Subject};
use acceptance_tests::aws::{Inventory, Shape};
use acceptance_tests::driver::{Action, Report, Start, Walk};
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::paths;
use acceptance_tests::proxy::{Call, Proxy};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// The command that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operation {
    Create,
    Update,
    Destroy,
}

impl Operation {
    pub(crate) const ALL: [Self; 3] = [Self::Create, Self::Update, Self::Destroy];

    /// Comes to where the operation begins.
    fn prepare(self, stage: &mut Stage<'_>, size: Size) -> Result<()> {
        if self == Self::Create {
            return Ok(());
        }
        let first = stage.first(size)?;
        stage.applied(&first).map(|_| ()).context("the first apply")
    }

    fn command(self, stage: &mut Stage<'_>, size: Size) -> Result<Report> {
        match self {
            Self::Create => stage.first(size).and_then(|first| stage.terraform.apply(&first)),
            Self::Update => stage.second(size).and_then(|second| stage.terraform.apply(&second)),
            Self::Destroy => stage.terraform.destroy(),
        }
    }
}

/// What an unbroken run does.
pub(crate) struct Unbroken {
    /// The calls of the walk that applies.
    pub(crate) calls: Vec<Target>,
    /// What exists afterwards.
    wanted: Shape,
    /// How many of the objects that existed before still do.
    kept: usize,
}

/// Learns what an unbroken run does.
pub(crate) fn unbroken(world: &World, subject: &Subject, size: Size, operation: Operation) -> Result<Unbroken> {
    let place = (subject.place)(&world.emulator, size)?;
    let (proxy, trap, before) = (Proxy::start(world.emulator.url())?, Trap::default(), Cell::new(0));
    let mut stage = Stage::new(world, subject, place, &proxy, &trap)?;
    operation.prepare(&mut stage, size)?;
    let born = stage.look()?;
    stage.terraform.on_walk(|walk, _| {
        if walk == Walk::Apply {
            before.set(proxy.log().calls().len());
        }
    });
    let report = operation.command(&mut stage, size)?;
    ensure!(!report.diagnostics.has_error(), "an unbroken {operation:?} failed: {}", report.text());
    let made = proxy.log().calls().into_iter().skip(before.get()).collect::<Vec<Call>>();
    let end = stage.look()?;
    let wanted = stage.shape_of(&end);
    let kept = born.births().intersection(&end.births()).count();
    stage.terraform.on_walk(|_, _| {});
    if operation == Operation::Destroy {
        end.same_as(&stage.before).context("an unbroken destroy left something")?;
    } else {
        let config = if operation == Operation::Create { stage.first(size)? } else { stage.second(size)? };
        stage.settled(&config).context(format!("after an unbroken {operation:?}"))?;
        check::nothing_is_lost(&end, &stage.before, stage.terraform.state.as_ref())?;
        stage.destroyed().context(format!("the destroy after an unbroken {operation:?}"))?;
    }
    Ok(Unbroken { calls: targets(&made), wanted, kept })
}

fn targets(calls: &[Call]) -> Vec<Target> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let one = |call: &'_ Call| {
        let (service, action) = (call.service.clone(), call.action.clone());
        Target { service, action, nth: 0 }
    };
    let mut targets: Vec<Target> = calls.iter().map(one).collect();
    for (target, call) in targets.iter_mut().zip(calls) {
        let count = counts.entry((&call.service, &call.action)).or_default();
        *count += 1;
        target.nth = *count;
    }
    targets
}

/// A broken run.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    pub(crate) size: Size,
    pub(crate) operation: Operation,
    pub(crate) wrong: Wrong,
    pub(crate) target: Target,
}

impl Broken {
    /// Breaks, looks, goes on, looks, destroys, looks.
    pub(crate) fn run(&self, world: &World, subject: &Subject, unbroken: &Unbroken) -> Result<Outcome> {
        let place = (subject.place)(&world.emulator, self.size)?;
        let (proxy, trap) = (Proxy::start(world.emulator.url())?, Trap::default());
        let (armed, before) = (RefCell::new(None), Cell::new(0));
        let mut stage = Stage::new(world, subject, place, &proxy, &trap)?;
        self.operation.prepare(&mut stage, self.size)?;

        let born = stage.look()?;
        if self.wrong.is_about_processes() {
            stage.terraform.start = Start::Binary(paths::provider_binary()?, vec![("TF_LOG", "TRACE")]);
        }
        stage.terraform.on_walk(|walk, handle| {
            if walk == Walk::Apply && armed.borrow().is_none() {
                before.set(proxy.log().calls().len());
                *armed.borrow_mut() = Some(Armed::set(self.wrong, &self.target, &proxy, &trap, handle));
            }
        });
        let report = self.operation.command(&mut stage, self.size)?;
        let mut armed = armed.take().context("it never came to applying")??;
        let came = armed.end(&proxy, &trap)?;
        stage.terraform.on_walk(|_, _| {});
        stage.terraform.start = stage.trap.provider();
        if !came {
            // Parts run at the same time and poll: a run may have a call less than the one that was learned from.
            let made = proxy.log().calls().into_iter().skip(before.get());
            let made = made.filter(|call| (&call.service, &call.action) == (&self.target.service, &self.target.action));
            let made = made.count();
            ensure!(made < self.target.nth, "{} was called {made} times, and nothing went wrong", self.target);
            stage.destroyed()?;
            return Ok(Outcome { missed: 1, ..Outcome::default() });
        }

        let found = stage.look()?;
        let told = || format!("the broken run said:\n{}the calls were:\n{}", report.text(), proxy.log().text());
        self.broken(&stage, &report, &found, unbroken).map_err(|error| format!("{error}\n{}", told()))?;
        self.recovered(&mut stage, &found, &born, unbroken).map_err(|error| format!("{error}\n{}", told()).into())
    }

    /// What holds at once.
    fn broken(&self, stage: &Stage<'_>, report: &Report, found: &Inventory, unbroken: &Unbroken) -> Result<()> {
        let kept = stage.terraform.state.as_ref();
        let secrets = stage.secrets();
        check::nothing_is_leaked(report, &secrets)?;
        // A search in nothing, or for nothing, finds nothing.
        let logged = report.log.iter().any(|line| line.contains("AWS call"));
        let answered = stage.proxy.log().calls().iter().any(|call| call.status.is_some());
        ensure!(logged || !answered || !self.wrong.is_about_processes(), "the provider's process logged no call");
        let given = |call: &Call| call.action == "AssumeRole" && call.status == Some(200);
        let session = stage.proxy.log().calls().iter().any(given);
        ensure!(secrets.len() >= if session { 3 } else { 1 }, "a session's secrets were not seen");
        ensure!(report.lost == self.wrong.is_kill(), "lost is {}", report.lost);
        if self.wrong.is_kill() {
            return Ok(());
        }
        let without_state = stage.subject.is_made_once() && self.operation == Operation::Create && kept.is_none();
        if !without_state {
            check::nothing_is_lost(found, &stage.before, kept)?;
        }
        check::messages(self.wrong, report, kept, without_state)?;
        if !report.diagnostics.has_error() {
            stage.shape_of(found).same_as(&unbroken.wanted).context("no error, and yet")?;
        }
        Ok(())
    }

    /// What holds after the next applies, and after a destroy.
    fn recovered(
        &self,
        stage: &mut Stage<'_>,
        found: &Inventory,
        born: &Inventory,
        unbroken: &Unbroken,
    ) -> Result<Outcome> {
        if self.operation == Operation::Destroy {
            stage.destroyed().context("the next destroy")?;
            return Ok(Outcome::one());
        }
        let config =
            if self.operation == Operation::Create { stage.first(self.size) } else { stage.second(self.size) }?;
        let tainted = stage.terraform.state.as_ref().is_some_and(|stored| stored.tainted);
        self.import_what_no_state_knows(stage, found, unbroken)?;
        let mut applies = 0;
        loop {
            applies += 1;
            stage.applied(&config).context(format!("apply {applies} after the broken one"))?;
            if stage.terraform.planned(&config)?.action == Action::None {
                break;
            }
            ensure!(applies < 2, "after {applies} more applies: {:?}", stage.settled(&config));
        }
        let end = stage.look()?;
        stage.shape_of(&end).same_as(&unbroken.wanted).context("after the next apply")?;
        check::nothing_is_lost(&end, &stage.before, stage.terraform.state.as_ref())?;
        // After a killed update no state knows what had already taken the place of what: that is replaced once more.
        let killed_update = self.wrong.is_kill() && self.operation == Operation::Update;
        if !tainted && !killed_update {
            not_made_twice(found, born, &end, unbroken)?;
        }
        stage.destroyed().context("the destroy in the end")?;
        Ok(Outcome { twice: usize::from(applies > 1), ..Outcome::one() })
    }

    /// Killed when everything stood, and before the state was saved: the one thing that a person must help with.
    fn import_what_no_state_knows(&self, stage: &mut Stage<'_>, found: &Inventory, unbroken: &Unbroken) -> Result<()> {
        let stands = self.operation == Operation::Create
            && stage.terraform.state.is_none()
            && stage.shape_of(found) == unbroken.wanted;
        // What made nothing and only set what is always there is adopted by the next apply.
        let only_settings = found.since(&stage.before).next().is_none();
        if !stands || only_settings {
            return Ok(());
        }
        let is_left = stage.subject.is_made_once() || self.wrong == Wrong::KilledAfter;
        ensure!(is_left, "everything stands and no state knows it");
        let config = stage.first(self.size)?;
        let again = stage.terraform.apply(&config)?;
        if !again.diagnostics.has_error() {
            // It is of a kind that is taken over wherever it is found.
            return Ok(());
        }
        let refused = again.text();
        let id = refused.split_once("import {").and_then(|(_, block)| block.split('"').nth(1).map(str::to_owned));
        let id = id.context(format!("no block to paste: {refused}"))?;
        let imported = stage.terraform.import(&id)?;
        ensure!(!imported.diagnostics.has_error(), "the import failed: {}", imported.text());
        Ok(())
    }
}

/// What the broken run made is continued, and what stood before it is kept as an unbroken run keeps it.
fn not_made_twice(found: &Inventory, born: &Inventory, end: &Inventory, unbroken: &Unbroken) -> Result<()> {
    let (found, born, end) = (found.births(), born.births(), end.births());
    let made: BTreeSet<_> = found.difference(&born).collect();
    let thrown_away: Vec<_> = made.iter().filter(|birth| !end.contains(**birth)).collect();
    ensure!(thrown_away.is_empty(), "{thrown_away:?} were made by the broken run, and are made again");
    let kept = born.intersection(&end).count();
    ensure!(kept >= unbroken.kept, "{kept} objects are those from before, and {} in an unbroken run", unbroken.kept);
    Ok(())
}
