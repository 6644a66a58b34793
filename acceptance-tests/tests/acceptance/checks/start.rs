//! What needs no AWS: plain validation, the schema, and how fast processes come and go.

use crate::world::World;
use acceptance_tests::cli::Workdir;
use acceptance_tests::config::Config;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::proxy::Proxy;
use acceptance_tests::{ensure, paths};
use serde_json::Value;
use std::time::{Duration, Instant};

/// A configuration with the provider and one resource; nothing in it needs AWS to be judged.
fn valid() -> Config {
    let body = "  account_id = \"123456789012\"\n  name = \"auditor\"\n  access = \"read_only\"\n  trusted_accounts = [\"210987654321\"]";
    Config::new().resource(crate::world::ROLE, "auditor", body)
}

pub(crate) fn check_04_without_tls_it_works_as_well(world: &World<'_>) -> Result<()> {
    let workdir = world.workdir()?.env("TF_DISABLE_PLUGIN_TLS", "1");
    workdir.write(&valid())?;
    workdir.run(&["validate"])?.success().map(|_| ())
}

pub(crate) fn check_05_the_schema_is_the_committed_one(world: &World<'_>) -> Result<()> {
    let workdir = world.workdir()?;
    workdir.write(&valid())?;
    let first = schema(&workdir)?;
    ensure!(first == schema(&workdir)?, "two runs tell two schemas");
    let path = paths::repository().join("provider/schema.json");
    let committed = std::fs::read_to_string(&path).context(format!("{}", path.display()))?;
    let committed = only_provider(&serde_json::from_str(&committed).context("provider/schema.json")?)?;
    let what = difference("", &committed, &first).unwrap_or_default();
    ensure!(
        what.is_empty(),
        "provider/schema.json is not what {} sees, run `make generate`: {what}",
        world.cli.tool.name()
    );
    Ok(())
}

fn schema(workdir: &Workdir) -> Result<Value> {
    let output = workdir.run(&["providers", "schema", "-json"])?.success()?;
    only_provider(&serde_json::from_str(&output.stdout).context("the schema is not JSON")?)
}

/// The schema of the only provider, whose address depends on the tool.
fn only_provider(schemas: &Value) -> Result<Value> {
    let schemas = schemas["provider_schemas"].as_object().context("no provider_schemas")?;
    let ours = |(address, _): &(&String, &Value)| address.ends_with("/plinth/plinth");
    Ok(schemas.iter().find(ours).context("no schema of plinth/plinth")?.1.clone())
}

/// The path of the first place where two values differ, with both.
fn difference(path: &str, left: &Value, right: &Value) -> Option<String> {
    if let (Some(a), Some(b)) = (left.as_object(), right.as_object()) {
        let names: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
        return names.into_iter().find_map(|name| {
            let of = |side: &Value| side.get(name).cloned().unwrap_or_default();
            difference(&format!("{path}.{name}"), &of(left), &of(right))
        });
    }
    (left != right).then(|| format!("{path} is {left} in the file and {right} in fact"))
}

pub(crate) fn check_06_validate_needs_no_aws(world: &World<'_>) -> Result<()> {
    let proxy = Proxy::start(world.emulator.url())?;
    // No credentials, no region but the provider's own; whatever is called would show.
    let workdir = world.workdir()?.env("AWS_ENDPOINT_URL", proxy.url());
    workdir.write(&valid())?;
    workdir.run(&["validate"])?.success()?;
    let calls = proxy.log().calls();
    ensure!(calls.is_empty(), "validate called AWS:\n{}", proxy.log().text());

    let wrong = valid().text().replace("\"read_only\"", "\"everything\"");
    workdir.write_text(&wrong)?;
    workdir.run(&["validate"])?.failure()?.says("access")?;
    Ok(())
}

pub(crate) fn check_07_processes_end_when_they_are_told(world: &World<'_>) -> Result<()> {
    let workdir = world.workdir()?;
    workdir.write(&valid())?;
    let pids = workdir.module().join("pids");
    let script =
        format!("#!/bin/sh\necho $$ >> '{}'\nexec '{}' \"$@\"\n", pids.display(), paths::provider_binary()?.display());
    workdir.replace_provider(&script)?;
    // The tools wait two seconds for a process that does not end. The best of three, because the machine may be busy.
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let started = Instant::now();
        workdir.run(&["validate"])?.success()?;
        best = best.min(started.elapsed());
    }
    let pids = std::fs::read_to_string(pids).context("no process was started")?;
    let processes = pids.lines().count();
    ensure!(processes >= 3, "{processes} processes were started by three runs");
    ensure!(best < Duration::from_secs(2), "validate takes {best:?}: a process does not end after Shutdown");
    for pid in pids.lines() {
        let alive = std::process::Command::new("ps").args(["-p", pid, "-o", "stat="]).output().context("`ps`")?;
        let state = String::from_utf8_lossy(&alive.stdout).trim().to_owned();
        ensure!(state.is_empty() || state.starts_with('Z'), "process {pid} is still there ({state})");
    }
    Ok(())
}
