//! `make bench`: what `plinth_env_vpc`, and an organization of baselined accounts, cost in calls, time and memory, as
//! tables and as JSON.
//!
//! The first argument names the JSON file. `PLINTH_PROVIDER_BINARY` names the provider; `BENCH_ACCOUNTS` and
//! `BENCH_REGIONS` say for how many accounts and regions one process is measured, and `BENCH_VPCS` how many VPCs one
//! configuration has at most. `BENCH_LATENCY_MS` changes how long every call takes. `BENCH_ONLY` names the sections to
//! run: `life`, `growth`, `memory`, `organization`; `BENCH_SIZES` the organizations, as accounts x regions: `5x4,25x17`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_macros,
    reason = "the edge of a command line program: its tables are what it is for"
)]

use acceptance_tests::bench::accounts::{Held, REGIONS, SMALL, hold};
use acceptance_tests::bench::goal::{
    Goal, MEGABYTES, NO_OP_CALLS, ORGANIZATION_MEGABYTES, RATIO, VEND_PLAN_SECONDS, VEND_SECONDS,
};
use acceptance_tests::bench::growth::{Size, grow};
use acceptance_tests::bench::life::{NO_OP_PLAN, Operation, live};
use acceptance_tests::bench::organization::{Vended, default_vpcs, vend};
use acceptance_tests::bench::table::Table;
use acceptance_tests::bench::{Cost, Shape, World};
use acceptance_tests::cli::{Cli, Tool};
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::{ensure, paths};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What a call of a near region takes.
const LATENCY_MS: usize = 50;

/// One VPC is measured once more with calls that are so much slower, where the time of the processor, which the provider,
/// the proxy and the emulator share, hardly counts beside that of the path.
const SLOWER: u32 = 10;

/// How many VPCs one configuration has.
const VPCS: [usize; 3] = [1, 5, 20];

/// Sizes of organizations, unless told otherwise: accounts x regions.
const SIZES: &str = "5x4,25x4,5x17,25x17";

/// Accounts whose default VPCs are deleted, in all regions: the work that was measured of a Go provider.
const WITHOUT_DEFAULT_VPCS: usize = 2;

/// Accounts of the memory measurement, unless told otherwise: what fits into minutes.
const ACCOUNTS: usize = 4;

fn main() -> ExitCode {
    match bench() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("make bench: FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What has been measured.
struct Bench {
    goals: Vec<Goal>,
    report: serde_json::Map<String, Value>,
}

fn bench() -> Result<()> {
    let began = Instant::now();
    let path = std::env::args_os().nth(1).map_or_else(|| paths::repository().join("target/bench.json"), PathBuf::from);
    let latency = Duration::from_millis(number("BENCH_LATENCY_MS", LATENCY_MS)?.try_into().context("the latency")?);
    let accounts = number("BENCH_ACCOUNTS", ACCOUNTS)?;
    let regions = number("BENCH_REGIONS", REGIONS.len())?;
    let most = number("BENCH_VPCS", VPCS.into_iter().max().unwrap_or(1))?;
    let only = std::env::var("BENCH_ONLY").unwrap_or_default();
    let is_asked_for = |section: &str| only.is_empty() || only.split(',').any(|one| one == section);
    let mut bench = Bench { goals: Vec::new(), report: serde_json::Map::new() };
    bench.report.insert("latency_ms".to_owned(), json!(latency.as_millis()));
    bench.report.insert("provider".to_owned(), json!(paths::provider_binary()?));
    if is_asked_for("life") {
        for latency in [latency, latency * SLOWER] {
            let world = World::start(latency)?;
            for (name, shape) in
                [("default", Shape::default()), ("without flow logs", Shape { flow_logs: false, ..Shape::default() })]
            {
                let (parts, operations) = live(&world, shape)?;
                bench.life(name, parts, &operations, latency);
            }
            told_nothing(&world)?;
        }
    }
    if is_asked_for("growth") {
        let world = World::start(latency)?;
        let vpcs: Vec<usize> = VPCS.into_iter().filter(|count| *count <= most).collect();
        bench.growth(&grow(&world, &vpcs)?, latency);
        told_nothing(&world)?;
    }
    if is_asked_for("memory") {
        let world = World::start(Duration::ZERO)?;
        let default = Shape::default();
        let sizes = [(default, 1, 1), (default, 1, regions.min(4)), (SMALL, 1, regions), (SMALL, accounts, regions)];
        let held = sizes.into_iter().map(|(shape, accounts, regions)| hold(&world, shape, accounts, regions));
        bench.memory(&held.collect::<Result<Vec<_>>>()?);
        told_nothing(&world)?;
    }
    if is_asked_for("organization") {
        let cli = Cli::find(Tool::Terraform).or_else(|missing| Cli::find(Tool::Tofu).map_err(|_| missing))?;
        let sizes = std::env::var("BENCH_SIZES").unwrap_or_else(|_| SIZES.to_owned());
        let mut vended = Vec::new();
        for size in sizes.split(',') {
            let (accounts, regions) = size_of(size)?;
            vended.push(vend(&cli, latency, accounts, REGIONS.get(..regions).context("there are 17 regions")?)?);
        }
        bench.organization(&vended, latency);
        bench.default_vpcs(&default_vpcs(&cli, WITHOUT_DEFAULT_VPCS, &REGIONS)?);
    }
    bench.end();
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).context("the folder of the report")?;
    }
    let text = serde_json::to_string_pretty(&bench.report).context("the report")?;
    std::fs::write(&path, text + "\n").context(format!("could not write {}", path.display()))?;
    println!("make bench: {} s, and the same as JSON in {}", began.elapsed().as_secs(), path.display());
    Ok(())
}

/// A traceback of the emulator is a defect, and no measurement.
fn told_nothing(world: &World) -> Result<()> {
    let complaints = world.complaints();
    ensure!(complaints.is_empty(), "the emulator complained:\n{}", complaints.join("\n"));
    Ok(())
}

/// Accounts and regions, of a text such as `5x4`.
fn size_of(text: &str) -> Result<(usize, usize)> {
    let number = |part: &str| part.parse().context(format!("BENCH_SIZES has {text:?}, should be like 5x4"));
    let (accounts, regions) = text.split_once('x').context(format!("BENCH_SIZES has {text:?}, should be like 5x4"))?;
    Ok((number(accounts)?, number(regions)?))
}

/// A number from the environment.
fn number(name: &str, default: usize) -> Result<usize> {
    match std::env::var(name) {
        Ok(text) if !text.is_empty() => text.parse().context(format!("{name} is {text:?}, should be a number")),
        _ => Ok(default),
    }
}

impl Bench {
    fn life(&mut self, name: &str, parts: usize, operations: &[Operation], latency: Duration) {
        let ms = latency.as_millis();
        println!("One VPC, three tiers in three zones, {name}: {parts} objects, {ms} ms per call\n");
        let mut table = Table::new(["operation", "calls", "critical path, calls", "seconds", "ratio", "ms per call"]);
        for Operation { name: operation, cost } in operations {
            let ratio = cost.ratio(latency);
            table.row([
                (*operation).to_owned(),
                cost.calls.to_string(),
                cost.path.to_string(),
                seconds(cost),
                ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")),
                cost.per_call().as_millis().to_string(),
            ]);
            if let Some(is) = ratio {
                self.goals.push(Goal { of: format!("ratio of {operation}, {name}, {ms} ms"), is, at_most: RATIO });
            }
            if *operation == NO_OP_PLAN {
                let of = format!("calls of a {operation}, {name}, {ms} ms");
                self.goals.push(Goal { of, is: count(cost.calls), at_most: count(NO_OP_CALLS) });
            }
        }
        println!("{table}");
        let each = operations.iter().map(|one| (one.name.to_owned(), one.cost.json(latency)));
        let operations: serde_json::Map<String, Value> = each.collect();
        self.report.insert(format!("{name}, {ms} ms"), json!({ "parts": parts, "operations": operations }));
    }

    fn growth(&mut self, sizes: &[Size], latency: Duration) {
        let mut table = Table::new([
            "size",
            "objects",
            "create, calls",
            "seconds",
            "path",
            "no-op plan, calls",
            "seconds",
            "destroy, calls",
            "seconds",
        ]);
        for size in sizes {
            table.row([
                format!("{} {}", size.number, size.of),
                size.parts.to_string(),
                size.create.calls.to_string(),
                seconds(&size.create),
                size.create.path.to_string(),
                size.no_op_plan.calls.to_string(),
                seconds(&size.no_op_plan),
                size.destroy.calls.to_string(),
                seconds(&size.destroy),
            ]);
        }
        println!(
            "Three tiers, three zones and one VPC unless said otherwise, {} ms per call\n\n{table}",
            latency.as_millis()
        );
        let each = sizes.iter().map(|size| {
            json!({
                "of": size.of,
                "number": size.number,
                "parts": size.parts,
                "create": size.create.json(latency),
                "no_op_plan": size.no_op_plan.json(latency),
                "destroy": size.destroy.json(latency),
            })
        });
        self.report.insert("growth".to_owned(), each.collect());
    }

    fn memory(&mut self, held: &[Held]) {
        let mut table = Table::new([
            "accounts x regions",
            "tiers x zones",
            "objects",
            "create, peak MB",
            "seconds",
            "no-op plan, calls",
            "seconds",
            "peak MB",
        ]);
        for one in held {
            table.row([
                format!("{} x {}", one.accounts, one.regions),
                format!("{} x {}", one.shape.tiers, one.shape.zones),
                one.parts.to_string(),
                format!("{:.1}", megabytes(&one.create)),
                seconds(&one.create),
                one.no_op_plan.calls.to_string(),
                seconds(&one.no_op_plan),
                format!("{:.1}", megabytes(&one.no_op_plan)),
            ]);
        }
        println!(
            "Memory of one provider process, a VPC in each region of each account, without the latency\n\n{table}"
        );
        if let Some(last) = held.last() {
            let of = format!("MB of one process, {} accounts x {} regions", last.accounts, last.regions);
            let is = megabytes(&last.create).max(megabytes(&last.no_op_plan));
            self.goals.push(Goal { of, is, at_most: MEGABYTES });
        }
        let each = held.iter().map(|one| {
            json!({
                "accounts": one.accounts,
                "regions": one.regions,
                "tiers": one.shape.tiers,
                "zones": one.shape.zones,
                "parts": one.parts,
                "create": one.create.json(Duration::ZERO),
                "no_op_plan": one.no_op_plan.json(Duration::ZERO),
            })
        });
        self.report.insert("memory".to_owned(), each.collect());
    }

    fn organization(&mut self, sizes: &[Vended], latency: Duration) {
        let mut table = Table::new([
            "accounts x regions",
            "objects",
            "create, calls",
            "in a row",
            "seconds",
            "ratio",
            "peak MB",
            "no-op plan, calls",
            "seconds",
            "peak MB",
        ]);
        for one in sizes {
            let ratio = one.create.ratio(latency);
            table.row([
                format!("{} x {}", one.accounts, one.regions),
                one.parts.to_string(),
                one.create.calls.to_string(),
                one.create.path.to_string(),
                seconds(&one.create),
                ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")),
                format!("{:.1}", megabytes(&one.create)),
                one.no_op_plan.calls.to_string(),
                seconds(&one.no_op_plan),
                format!("{:.1}", megabytes(&one.no_op_plan)),
            ]);
            let size = format!("{} accounts x {} regions", one.accounts, one.regions);
            let is = megabytes(&one.create).max(megabytes(&one.no_op_plan));
            self.goals.push(Goal { of: format!("MB, {size}"), is, at_most: ORGANIZATION_MEGABYTES });
            if (one.accounts, one.regions) == (5, 4) {
                let (vend, plan) = (one.create.took.as_secs_f64(), one.no_op_plan.took.as_secs_f64());
                self.goals.push(Goal { of: format!("seconds, {size}"), is: vend, at_most: VEND_SECONDS });
                self.goals.push(Goal { of: format!("seconds to plan, {size}"), is: plan, at_most: VEND_PLAN_SECONDS });
            }
        }
        let most = sizes.iter().map(|one| one.processes).max().unwrap_or_default();
        println!(
            "An organization from nothing by Terraform, a baseline in each account, {} ms per call; at most {most} \
             processes of the provider at once\n\n{table}",
            latency.as_millis()
        );
        let each = sizes.iter().map(|one| {
            json!({
                "accounts": one.accounts,
                "regions": one.regions,
                "parts": one.parts,
                "processes": one.processes,
                "create": one.create.json(latency),
                "no_op_plan": one.no_op_plan.json(latency),
            })
        });
        self.report.insert("organization".to_owned(), each.collect());
    }

    fn default_vpcs(&mut self, cost: &Cost) {
        println!(
            "Default VPCs of {WITHOUT_DEFAULT_VPCS} accounts x {} regions deleted, without the latency: {} calls, {} s, \
             one process of {:.1} MB\n",
            REGIONS.len(),
            cost.calls,
            seconds(cost),
            megabytes(cost)
        );
        self.report.insert("default_vpcs".to_owned(), cost.json(Duration::ZERO));
    }

    fn end(&mut self) {
        for goal in &self.goals {
            println!("{goal}");
        }
        println!();
        self.report.insert("goals".to_owned(), self.goals.iter().map(Goal::json).collect());
    }
}

fn seconds(cost: &Cost) -> String {
    format!("{:.2}", cost.took.as_secs_f64())
}

#[expect(clippy::cast_precision_loss, reason = "a size in megabytes needs no more digits than an f64 has")]
fn megabytes(cost: &Cost) -> f64 {
    cost.memory.peak as f64 / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "there are not that many calls")]
fn count(calls: usize) -> f64 {
    calls as f64
}
