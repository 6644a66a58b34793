//! Runs checks, a few at a time, and prints how each ended and the table of all.

use crate::checks::{self, Body, Check};
use crate::world::World;
use acceptance_tests::cli::{Cli, Terragrunt, Tool};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::error::{Context as _, Error, Result};
use acceptance_tests::report::{Table, Verdict};
use acceptance_tests::{ensure, paths};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Widest name of a check, for columns.
const WIDTH: usize = 74;

/// One check with one tool; a check of the bare provider has none.
struct Job<'a> {
    check: &'a Check,
    cli: Option<&'a Cli>,
}

/// Runs everything that the environment asks for; the answer is whether all went well.
pub(crate) fn run() -> Result<bool> {
    let all = checks::all();
    let chosen = choose(&all, std::env::var("PLINTH_CHECKS").ok().as_deref());
    if chosen.is_empty() {
        println!("acceptance: none asked for");
        return Ok(true);
    }
    let tools = Tool::ALL.map(|tool| (tool, Cli::find(tool)));
    for (tool, found) in &tools {
        match found {
            Ok(cli) => println!("{:9} {} ({})", tool.name(), cli.version, cli.path.display()),
            Err(error) if *tool == Tool::Tofu && std::env::var_os("PLINTH_REQUIRE_TOFU").is_some() => {
                return Err(error.to_string().into());
            }
            Err(error) => println!("{:9} skipped: {error}", tool.name()),
        }
    }
    if tools.iter().all(|(_, found)| found.is_err()) {
        return Err("neither Terraform nor OpenTofu was found: see above".into());
    }
    build_provider()?;
    println!("provider  {}", paths::provider_binary()?.display());

    let emulator = Emulator::start()?;
    let clis: Vec<&Cli> = tools.iter().filter_map(|(_, found)| found.as_ref().ok()).collect();
    let jobs = jobs(&chosen, &clis);
    let results = work(&jobs, &emulator);
    let well = conclude(&chosen, &tools, &results);

    let complaints = emulator.complaints();
    if !complaints.is_empty() {
        println!("acceptance: the emulator complained:\n{}", complaints.join("\n"));
    }
    Ok(well && complaints.is_empty())
}

/// Builds the provider, when cargo runs this: a package's tests do not build the binaries of another, and an old one must
/// not pass for what is there now.
fn build_provider() -> Result<()> {
    let Some(cargo) = std::env::var_os("CARGO") else { return Ok(()) };
    if std::env::var_os("PLINTH_PROVIDER_BINARY").is_some() {
        return Ok(());
    }
    let mut command = Command::new(cargo);
    command.args(["build", "--workspace", "--bins", "--quiet"]).current_dir(paths::repository());
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let status = command.status().context("could not run cargo")?;
    ensure!(status.success(), "the provider does not build, see above");
    Ok(())
}

/// The checks whose number, or part of whose name, is in the list; all of them without one.
fn choose<'a>(all: &'a [Check], filter: Option<&str>) -> Vec<&'a Check> {
    let Some(filter) = filter.filter(|filter| !filter.is_empty()) else { return all.iter().collect() };
    let words: Vec<_> = filter.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    let number = |check: &Check| check.name.split('_').nth(1).and_then(|word| word.parse::<u32>().ok());
    let wanted = |check: &&Check| {
        words.iter().any(|word| match word.parse::<u32>() {
            Ok(n) => number(check) == Some(n),
            Err(_) => check.name.contains(word),
        })
    };
    all.iter().filter(wanted).collect()
}

fn jobs<'a>(checks: &[&'a Check], clis: &[&'a Cli]) -> Vec<Job<'a>> {
    let with_each = |check: &&'a Check| -> Vec<Job<'a>> {
        match check.body {
            Body::Provider(_) | Body::Emulator(_) => vec![Job { check, cli: None }],
            Body::OneCli(_) | Body::LongCli(_) | Body::Terragrunt(_) => {
                clis.first().map(|cli| Job { check, cli: Some(cli) }).into_iter().collect()
            }
            Body::Cli(_) => clis.iter().map(|cli| Job { check, cli: Some(cli) }).collect(),
        }
    };
    checks.iter().flat_map(with_each).collect()
}

type Results = BTreeMap<(&'static str, Option<Tool>), Verdict>;

/// Does the jobs, a few at a time, each as soon as somebody is free.
fn work(jobs: &[Job<'_>], emulator: &Emulator) -> Results {
    let at_once = std::env::var("PLINTH_JOBS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Results::new());
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let started = Instant::now();
                    let verdict = attempt(job, emulator);
                    let tool = job.cli.map(|cli| cli.tool);
                    let word = match &verdict {
                        Verdict::Failed(why) => format!("FAILED\n{}", indent(why)),
                        Verdict::Skipped(why) => format!("skipped: {why}"),
                        Verdict::Passed => "ok".to_owned(),
                    };
                    let seconds = started.elapsed().as_secs_f64();
                    println!("{:WIDTH$} {:9} {seconds:5.1} s  {word}", job.check.name, tool.map_or("", Tool::name));
                    let once = matches!(job.check.body, Body::OneCli(_) | Body::LongCli(_) | Body::Terragrunt(_));
                    let column = if once { None } else { tool };
                    results.lock().unwrap_or_else(PoisonError::into_inner).insert((job.check.name, column), verdict);
                }
            });
        }
    });
    results.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn attempt(job: &Job<'_>, emulator: &Emulator) -> Verdict {
    let terragrunt = match job.check.body {
        Body::Terragrunt(_) => match Terragrunt::find() {
            Ok(found) => Some(found),
            Err(missing) => return Verdict::Skipped(missing.to_string()),
        },
        Body::LongCli(_) if std::env::var_os("PLINTH_LIVE_FULL").is_none() => {
            return Verdict::Skipped("it takes long, and PLINTH_LIVE_FULL is not set".to_owned());
        }
        _ => None,
    };
    let run = || match (&job.check.body, job.cli) {
        (Body::Provider(body), _) => body(),
        (Body::Emulator(body), _) => body(emulator),
        (Body::Cli(body) | Body::OneCli(body) | Body::LongCli(body), Some(cli)) => body(&World { cli, emulator }),
        (Body::Terragrunt(body), Some(cli)) => {
            let terragrunt = terragrunt.as_ref().context("no Terragrunt")?;
            body(&World { cli, emulator }, terragrunt)
        }
        (Body::Cli(_) | Body::OneCli(_) | Body::LongCli(_) | Body::Terragrunt(_), None) => Err(Error::from("no tool")),
    };
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(())) => Verdict::Passed,
        Ok(Err(error)) => Verdict::Failed(error.to_string()),
        Err(_) => Verdict::Failed("the check itself panicked, see above".to_owned()),
    }
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

/// Prints the table and the last line.
fn conclude(checks: &[&Check], tools: &[(Tool, Result<Cli>)], results: &Results) -> bool {
    let columns: Vec<_> = tools.iter().map(|(tool, _)| tool.name().to_owned()).collect();
    let mut table = Table::new(&columns);
    for check in checks {
        let verdict = |(tool, found): &(Tool, Result<Cli>)| {
            // A check of the bare provider, or of one tool for all, holds for both.
            let own = results.get(&(check.name, None)).or_else(|| results.get(&(check.name, Some(*tool))));
            let missing = || Verdict::Skipped(found.as_ref().err().map(ToString::to_string).unwrap_or_default());
            own.cloned().unwrap_or_else(missing)
        };
        table.row(check.name, tools.iter().map(verdict).collect());
    }
    let (passed, failed, skipped) = table.counts();
    println!("\n{table}\nacceptance: {passed} passed, {failed} failed, {skipped} skipped");
    failed == 0
}
