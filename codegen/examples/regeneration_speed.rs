//! How long a repo of many accounts takes: to render, to write, to find unchanged, and to follow a change of the layout.
//!
//! ```sh
//! cargo run --release -p plinth --example regeneration_speed -- 10 100 1000
//! ```
//!
//! Each number is of accounts, which have four regions and a VPC in each. The repo is written to a temporary folder
//! (`TMPDIR`), and one line of JSON is printed for each number: files, seconds, and the most memory that the process
//! has had, in MB.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use plinth::keep::{self, Gate, Options, Step};
use plinth::resolve::{Recorded, resolve};
use plinth::tree::Tree;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const REGIONS: &str = "[eu-west-1, eu-central-1, us-east-1, us-west-2]";

struct NoGate;

impl Gate for NoGate {
    fn pass(&self, _: Step, _: &str) -> std::io::Result<()> {
        Ok(())
    }
}

fn main() -> Outcome<()> {
    let mut counts: Vec<usize> = std::env::args().skip(1).map(|count| count.parse()).collect::<Result<_, _>>()?;
    if counts.is_empty() {
        counts = vec![10, 100, 1000];
    }
    for count in counts {
        let line = measured(count)?;
        writeln!(std::io::stdout(), "{line}")?;
    }
    Ok(())
}

fn measured(accounts: usize) -> Outcome<serde_json::Value> {
    let folder = tempfile::tempdir()?;
    let (tree, render) = timed(|| rendered(&layout(accounts, "single")))?;
    let (_, generate) = timed(|| run(folder.path(), &tree))?;
    let (same, unchanged) = timed(|| run(folder.path(), &tree))?;
    let (changed, changed_render) = timed(|| rendered(&layout(accounts, "one_per_az")))?;
    let (written, change) = timed(|| run(folder.path(), &changed))?;
    Ok(serde_json::json!({
        "accounts": accounts,
        "files": tree.files.len(),
        "render": seconds(render),
        "write": seconds(generate),
        "first_run": seconds(render + generate),
        "unchanged_run": seconds(render + unchanged),
        "files_written_when_unchanged": same,
        "changed_run": seconds(changed_render + change),
        "files_written_when_changed": written,
        "peak_mb": peak_mb(),
    }))
}

fn timed<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(T, Duration)> {
    let began = Instant::now();
    let done = work()?;
    Ok((done, began.elapsed()))
}

fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

/// Everything that `plinth generate` does before it writes.
fn rendered(layout: &str) -> Outcome<Tree> {
    let layout = plinth::spec::parse(layout).map_err(|problem| problem.message)?;
    let resolved = resolve(&layout, &Recorded::default())
        .map_err(|problems| problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>().join("; "))?;
    Ok(plinth::render::render(&resolved.estate)?)
}

/// Writes the tree, and says how many files were written.
fn run(root: &Path, tree: &Tree) -> Outcome<usize> {
    let options = Options { version: "1.0.0".to_owned(), ..Options::default() };
    let plan = keep::plan(root, tree, &options, keep::recovered(root)?)?;
    keep::apply(&plan, &NoGate)?;
    Ok(plan.report.create.len() + plan.report.update.len())
}

fn layout(accounts: usize, nat_gateways: &str) -> String {
    let names: Vec<String> = (0..accounts).map(|number| format!("account-{number:04}")).collect();
    let lines: Vec<String> =
        names.iter().map(|name| format!("  {name}: {{ purpose: environment, unit: Workloads }}\n")).collect();
    format!(
        "version: 1\n\
         organization:\n  name: acme\n  home_region: eu-west-1\n  regions: {REGIONS}\n  email: aws+{{account}}@acme.example\n\
         accounts:\n  security: {{ purpose: security, unit: Security }}\n{}\
         networks:\n  supernet: 10.0.0.0/8\n  vpcs:\n    app: {{ accounts: [{}], regions: {REGIONS}, netmask: 22, nat_gateways: {nat_gateways} }}\n\
         access:\n  from: security\n  roles:\n    read-only: {{ accounts: all }}\n\
         generate:\n  flavour: terragrunt\n",
        lines.concat(),
        names.join(", ")
    )
}

/// Of the whole process so far; `null` where the system does not say it so.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024)
}
