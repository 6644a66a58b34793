//! Breaks `plinth_cross_account_role` at every call of its life, in every way, and asserts that nothing is lost, nothing
//! is made twice, the next apply converges and the next destroy leaves nothing.
//!
//! The small resource gets every fault at every call; the large one, whose calls are of the same kinds, three at each.
//! `PLINTH_CHECKS=update/killed` runs the cases whose name holds the words, `PLINTH_CHECKS=none` runs none;
//! `PLINTH_CRASH_FULL=1` breaks the large resource in every way, too. `PLINTH_JOBS=1` runs one case at a time.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_macros,
    reason = "this is a program of its own, without the standard harness, and its lines are what it is for"
)]
#![expect(clippy::panic, reason = "a provider that panics is what is tested")]

mod case;
mod check;
mod fault;
mod subject;

use acceptance_tests::driver::Catalog;
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::Result;
use case::{Case, Operation, Unbroken, World, unbroken};
use fault::{PANIC, Wrong};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use subject::Subject;

fn main() -> ExitCode {
    quiet_panics();
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("crash: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Panics that are made here are no news; all others are.
fn quiet_panics() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.payload_as_str().is_some_and(|text| text.starts_with(PANIC)) {
            tell(panic);
        }
    }));
}

/// Unbroken runs, by what they are of.
type Plans = BTreeMap<(Subject, Operation), Unbroken>;

fn run() -> Result<bool> {
    let filter = std::env::var("PLINTH_CHECKS").ok().filter(|filter| !filter.is_empty());
    // Numbers are the checks of the acceptance tests.
    let words =
        filter.as_ref().map(|filter| filter.split(',').filter(|word| word.parse::<u32>().is_err()).collect::<Vec<_>>());
    if words.as_ref().is_some_and(|words| words.is_empty() || words.contains(&"none")) {
        println!("crash: none asked for");
        return Ok(true);
    }
    let started = Instant::now();
    let emulator = Emulator::start()?;
    let partner = emulator.account()?.id;
    let world = World { emulator, catalog: Catalog::of(&plinth_provider::plinth()), partner };
    let mut plans = Plans::new();
    for subject in [Subject::Minimal, Subject::Full] {
        for operation in Operation::ALL {
            plans.insert((subject, operation), unbroken(&world, subject, operation)?);
        }
    }
    let mut cases = cases(&plans);
    if let Some(words) = words {
        cases.retain(|case| words.iter().any(|word| name(case, &plans).contains(word)));
    }
    let failed = work(&world, &plans, &cases);

    for subject in [Subject::Minimal, Subject::Full] {
        for operation in Operation::ALL {
            let count = cases.iter().filter(|case| case.subject == subject && case.operation == operation).count();
            let calls = plans.get(&(subject, operation)).map_or(0, |plan| plan.calls.len());
            println!("{:8} {:8} {calls:3} calls, {count:4} cases", lower(&subject), lower(&operation));
        }
    }
    let complaints = world.emulator.complaints();
    if !complaints.is_empty() {
        println!("crash: the emulator complained:\n{}", complaints.join("\n"));
    }
    let seconds = started.elapsed().as_secs();
    println!("crash: {} of {} cases failed, {seconds} s", failed, cases.len());
    Ok(failed == 0 && complaints.is_empty())
}

/// Every fault at every call; of the large resource a sample that changes with the call.
fn cases(plans: &Plans) -> Vec<Case> {
    let all = std::env::var_os("PLINTH_CRASH_FULL").is_some();
    let mut cases = Vec::new();
    for (&(subject, operation), plan) in plans {
        for at in 0..plan.calls.len() {
            for (index, wrong) in Wrong::ALL.into_iter().enumerate() {
                // Thirteen faults: steps of five come to each of them.
                let turn = (0..3).any(|n| (at * 3 + n) * 5 % Wrong::ALL.len() == index);
                if all || turn || subject == Subject::Minimal {
                    cases.push(Case { subject, operation, wrong, at });
                }
            }
        }
    }
    cases
}

/// `full/create/killed_after/iam:CreateRole#2`, the number being that of the call.
fn name(case: &Case, plans: &Plans) -> String {
    let call = plans.get(&(case.subject, case.operation)).and_then(|plan| plan.calls.get(case.at));
    let call = call.map_or("?", String::as_str);
    format!("{}/{}/{}/{call}#{}", lower(&case.subject), lower(&case.operation), lower(&case.wrong), case.at)
}

/// The name of a variant, as `killed_after`.
fn lower(variant: &impl std::fmt::Debug) -> String {
    let mut text = String::new();
    for character in format!("{variant:?}").chars() {
        if character.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(character.to_lowercase());
    }
    text
}

/// Runs the cases, a few at a time, and tells of those that fail. Most of a case is waiting.
fn work(world: &World, plans: &Plans, cases: &[Case]) -> usize {
    let at_once = std::env::var("PLINTH_JOBS").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    let (next, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let slowest = Mutex::new((0.0, String::new()));
    let twice = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(plan) = plans.get(&(case.subject, case.operation)) else { continue };
                    let started = Instant::now();
                    match case.run(world, plan) {
                        Ok(applies) if applies > 1 => _ = twice.fetch_add(1, Ordering::Relaxed),
                        Ok(_) => {}
                        Err(error) => {
                            failed.fetch_add(1, Ordering::Relaxed);
                            println!("FAILED {}\n    {}", name(case, plans), error.to_string().replace('\n', "\n    "));
                        }
                    }
                    let seconds = started.elapsed().as_secs_f64();
                    let mut slowest = slowest.lock().unwrap_or_else(PoisonError::into_inner);
                    if seconds > slowest.0 {
                        *slowest = (seconds, name(case, plans));
                    }
                }
            });
        }
    });
    let (seconds, name) = slowest.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!("{} cases took two applies to converge; the slowest took {seconds:.1} s: {name}", twice.into_inner());
    failed.into_inner()
}
