//! What every resource of the provider must stand: broken at every kind of call in every way, harmed by hand, changed in
//! every argument, imported, and left alone. Nothing is lost, nothing is made twice, the next apply converges, and a
//! destroy leaves everything as it was before.
//!
//! A resource takes part by being in the provider's list; what the suite must know of it is one file in `subjects`. Most
//! cases play Terraform over the plugin protocol, because a tool cannot be stopped between two calls; a sample runs under
//! the real tools.
//!
//! `PLINTH_CHECKS=update/killed` runs the cases whose name holds the words, `PLINTH_CHECKS=none` runs none;
//! `PLINTH_CRASH_FULL=1` breaks every call in every way and harms every part, which takes long; `PLINTH_JOBS=1` runs one
//! case at a time.
//!
//! | module | what it is for |
//! |---|---|
//! | `subject`, `subjects` | what the suite must know of a resource type |
//! | `stage` | a resource on its way, and everything around it |
//! | `broken`, `fault`, `sample`, `check` | broken runs: what goes wrong, where, and what must hold |
//! | `by_hand`, `arguments`, `steady` | harm, changes, and what must change nothing |
//! | `command_line` | the sample under Terraform and OpenTofu |
//! | `case`, `table` | names, counts, times |

#![expect(
    clippy::print_stdout,
    clippy::disallowed_macros,
    reason = "this is a program of its own, without the standard harness, and its lines are what it is for"
)]
#![expect(clippy::indexing_slicing, reason = "only `serde_json::Value` is indexed, by name, and that answers null")]
#![expect(clippy::panic, reason = "a provider that panics is what is tested")]

mod arguments;
mod broken;
mod by_hand;
mod case;
mod check;
mod command_line;
mod fault;
mod sample;
mod stage;
mod steady;
mod subject;
mod subjects;
mod table;

use acceptance_tests::cli::{Cli, Tool};
use acceptance_tests::driver::Catalog;
use acceptance_tests::emulator::Emulator;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use broken::{Operation, unbroken};
use case::{Case, lower};
use command_line::Break;
use fault::PANIC;
use sample::{Runs, Sample};
use stage::World;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use subject::{Harm, Size, Subject};
use table::Table;

fn main() -> ExitCode {
    quiet_panics();
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("conformance: {error}");
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

fn run() -> Result<bool> {
    let filter = std::env::var("PLINTH_CHECKS").ok().filter(|filter| !filter.is_empty());
    // Numbers are the checks of the acceptance tests.
    let words =
        filter.as_ref().map(|filter| filter.split(',').filter(|word| word.parse::<u32>().is_err()).collect::<Vec<_>>());
    if words.as_ref().is_some_and(|words| words.is_empty() || words.contains(&"none")) {
        println!("conformance: none asked for");
        return Ok(true);
    }
    let started = Instant::now();
    let world = World { emulator: Emulator::start()?, catalog: Catalog::of(&plinth_provider::plinth()) };
    every_resource_has_a_subject(&world)?;
    let tools: Vec<Cli> = Tool::ALL.into_iter().filter_map(|tool| Cli::find(tool).ok()).collect();
    ensure!(!tools.is_empty(), "there is neither Terraform nor OpenTofu");

    let mut table = Table::default();
    let mut runs: Vec<(&'static str, &Subject, Runs)> = Vec::new();
    for &(name, subject) in subjects::ALL {
        // Words that begin with a type say that no other is asked for.
        let other = |word: &&str| word.starts_with("plinth_") && word.split('/').next() != Some(name);
        if words.as_ref().is_none_or(|words| !words.iter().all(other)) {
            runs.push((name, subject, learn(&world, name, subject, &mut table)));
        }
    }
    let mut cases = Vec::new();
    for (name, subject, runs) in &runs {
        cases.extend(broken_runs(name, subject, runs, &mut table));
        cases.extend(other_cases(&world, name, subject, &tools)?);
    }
    if let Some(words) = words {
        cases.retain(|case| words.iter().any(|word| case.name.contains(word)));
    }
    let table = Mutex::new(table);
    work(&world, &cases, &table);
    let mut table = table.into_inner().unwrap_or_else(PoisonError::into_inner);
    table.wall = started.elapsed();
    println!("{table}");
    let complaints = world.emulator.complaints();
    if !complaints.is_empty() {
        println!("conformance: the emulator complained:\n{}", complaints.join("\n"));
    }
    let path = table.write_json()?;
    let (count, failed) = table.counts();
    println!("conformance: {failed} of {count} failed, {} s; the table is in {}", table.wall.as_secs(), path.display());
    Ok(failed == 0 && complaints.is_empty())
}

/// A resource without a file in `subjects` would be tested by nobody.
fn every_resource_has_a_subject(world: &World) -> Result<()> {
    let missing: Vec<_> = world
        .catalog
        .resources
        .keys()
        .filter(|name| !subjects::ALL.iter().any(|(_, subject)| subject.type_name == name.as_str()))
        .collect();
    ensure!(missing.is_empty(), "{missing:?} have no file in tests/conformance/subjects");
    Ok(())
}

/// What unbroken runs do. One that fails is a failed case, and what it is needed for is not tried.
fn learn(world: &World, name: &'static str, subject: &Subject, table: &mut Table) -> Runs {
    let mut runs = Runs::new();
    for size in Size::ALL {
        for operation in Operation::ALL {
            let started = Instant::now();
            let run = unbroken(world, subject, size, operation);
            if let Err(error) = &run {
                let case = format!("{name}/{}/{}/unbroken", lower(&size), lower(&operation));
                println!("FAILED {case}\n    {}", error.to_string().replace('\n', "\n    "));
            }
            let outcome = run.is_ok().then(case::Outcome::one);
            table.add(name, "unbroken", outcome, started.elapsed());
            runs.extend(run.ok().map(|run| ((size, operation), run)));
        }
    }
    runs
}

/// Every kind of call, broken in as many ways as the resource is worth.
fn broken_runs<'a>(short: &'static str, subject: &'a Subject, runs: &'a Runs, table: &mut Table) -> Vec<Case<'a>> {
    let sample = Sample::of(runs, subject.broken_runs, everything());
    table.samples.push(format!(
        "{short}: {} of {} broken runs; {} of {} kinds of calls, each of these broken in at least {} of {} ways",
        sample.chosen.len(),
        sample.of,
        sample.broken,
        sample.kinds,
        sample.faults,
        fault::Wrong::ALL.len(),
    ));
    let case = |broken: broken::Broken| {
        let (size, operation, wrong) = (lower(&broken.size), lower(&broken.operation), lower(&broken.wrong));
        let kind = match broken.operation {
            Operation::Create => "create broken",
            Operation::Update => "update broken",
            Operation::Destroy => "destroy broken",
        };
        Case {
            name: format!("{short}/{size}/{operation}/{wrong}/{}", broken.target),
            type_name: short,
            kind,
            run: Box::new(move |world| {
                let unbroken = runs.get(&(broken.size, broken.operation)).context("nothing was learned")?;
                broken.run(world, subject, unbroken)
            }),
        }
    };
    sample.chosen.into_iter().map(case).collect()
}

/// Whether all cases are asked for, and no sample.
fn everything() -> bool {
    std::env::var_os("PLINTH_CRASH_FULL").is_some()
}

/// The row of what is one argument's.
const ALONE: &str = "argument changed alone";

/// Everything but broken runs.
fn other_cases<'a>(
    world: &World,
    type_name: &'static str,
    subject: &'a Subject,
    tools: &'a [Cli],
) -> Result<Vec<Case<'a>>> {
    let mut cases = Vec::new();
    let mut add = |name: String, kind: &'static str, run: case::Run<'a>| {
        cases.push(Case { name: format!("{type_name}/{name}"), type_name, kind, run });
    };
    for size in Size::ALL {
        let size_name = lower(&size);
        add(
            format!("{size_name}/unchanged"),
            "unchanged",
            Box::new(move |world| steady::unchanged(world, subject, size)),
        );
        add(format!("{size_name}/imported"), "imported", Box::new(move |world| steady::imported(world, subject, size)));
    }
    for (harm, kind) in [(Harm::Removed, "removed by hand"), (Harm::Changed, "changed by hand")] {
        for share in 0..by_hand::SHARES {
            let run = move |world: &World| by_hand::by_hand(world, subject, harm, share);
            add(format!("by_hand/{}/{share}", lower(&harm)), kind, Box::new(run));
        }
    }
    let run = |world: &World| {
        let place = (subject.place)(&world.emulator, Size::Full)?;
        // Several subjects share the arguments of their type.
        let of_type = subjects::ALL.iter().filter(|(_, other)| other.type_name == subject.type_name);
        let changes: Vec<_> = of_type.flat_map(|(_, other)| (other.changes)(&place)).collect();
        arguments::all_are_there(world, subject, &changes)
    };
    add("arguments/all".to_owned(), ALONE, Box::new(run));
    // Values may hold ids of the place, so each case asks again; the names are the same everywhere.
    let place = (subject.place)(&world.emulator, Size::Full)?;
    for (index, change) in (subject.changes)(&place).into_iter().enumerate() {
        let size = change.size;
        let run = move |world: &World| {
            let mut place = (subject.place)(&world.emulator, size)?;
            let change = |place: &subject::Place| (subject.changes)(place).into_iter().nth(index);
            (change(&place).context("the change is gone")?.prepare)(&mut place).context("what must be there first")?;
            let change = change(&place).context("the change is gone")?;
            arguments::alone(world, subject, &change, place)
        };
        add(format!("arguments/{}", change.argument), ALONE, Box::new(run));
    }
    for (turn, cli) in tools.iter().enumerate() {
        let (name, kind) = match cli.tool {
            Tool::Terraform => ("terraform", "under Terraform"),
            Tool::Tofu => ("tofu", "under OpenTofu"),
        };
        add(format!("{name}/walk"), kind, Box::new(move |world| command_line::walk(world, subject, cli)));
        // What is broken differs little between the tools, so in an ordinary run each break is for one of them.
        let turns = if everything() { 1 } else { tools.len() };
        for broken in Break::ALL.into_iter().skip(turn % turns).step_by(turns) {
            let run = move |world: &World| command_line::broken(world, subject, cli, broken);
            add(format!("{name}/{}", lower(&broken)), kind, Box::new(run));
        }
    }
    Ok(cases)
}

/// Runs the cases, a few at a time, and tells of those that fail. Much of a case is waiting.
fn work(world: &World, cases: &[Case<'_>], table: &Mutex<Table>) {
    let at_once = std::env::var("PLINTH_JOBS").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    let next = AtomicUsize::new(0);
    let slowest = Mutex::new((0.0, String::new()));
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let started = Instant::now();
                    let ended = (case.run)(world);
                    if let Err(error) = &ended {
                        println!("FAILED {}\n    {}", case.name, error.to_string().replace('\n', "\n    "));
                    }
                    let took = started.elapsed();
                    let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
                    table.add(case.type_name, case.kind, ended.ok(), took);
                    drop(table);
                    let mut slowest = slowest.lock().unwrap_or_else(PoisonError::into_inner);
                    if took.as_secs_f64() > slowest.0 {
                        *slowest = (took.as_secs_f64(), case.name.clone());
                    }
                }
            });
        }
    });
    let (seconds, name) = slowest.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!("conformance: the slowest took {seconds:.1} s: {name}");
}
