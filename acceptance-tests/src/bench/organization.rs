//! An organization from nothing to baselined accounts, by real Terraform: what each command of a person costs.

use super::events::Events;
use super::{Cost, Memory};
use crate::aws::Account;
use crate::cli::{Cli, Running, Workdir};
use crate::config::Config;
use crate::driver::Catalog;
use crate::emulator::Emulator;
use crate::ensure;
use crate::error::{Context as _, Result};
use crate::paths::PROVIDER;
use crate::proxy::{Effect, Proxy, any_call};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tfplugin::schema::{Mode, Shape};

/// How often memory is looked at. The kernel remembers the most, so that what is missed is what came after the last look.
const LOOK: Duration = Duration::from_millis(100);

/// No command takes longer; what does is stuck.
const AT_MOST: Duration = Duration::from_mins(30);

/// Resources that Terraform works on at once: its default.
const PARALLELISM: &str = "-parallelism=10";

/// What one size of an organization cost.
#[derive(Debug)]
pub struct Vended {
    /// Member accounts.
    pub accounts: usize,
    /// Regions of each baseline.
    pub regions: usize,
    /// Objects and settings that the state lists in all.
    pub parts: usize,
    /// `terraform apply` from nothing.
    pub create: Cost,
    /// `terraform plan` when nothing has changed.
    pub no_op_plan: Cost,
    /// Processes of the provider that ran at once, at most.
    pub processes: usize,
}

/// An emulator behind a proxy, and a folder in which Terraform runs.
struct Site {
    // Dropped in this order: the tool before what it talks to.
    workdir: Workdir,
    proxy: Proxy,
    events: Events,
    emulator: Emulator,
    processes: usize,
}

/// Vends an organization of so many member accounts, each with a baseline in these regions, and plans it again. Every
/// call takes `latency` at least.
pub fn vend(cli: &Cli, latency: Duration, accounts: usize, regions: &[&str]) -> Result<Vended> {
    let mut site = Site::new(cli, latency)?;
    site.workdir.write(&organization(accounts, regions))?;
    let create = site.command(&["apply", "-auto-approve", PARALLELISM], 0)?;
    let parts = site.parts()?;
    let no_op_plan = site.command(&["plan", "-detailed-exitcode", PARALLELISM], 0)?;
    site.told_nothing()?;
    Ok(Vended { accounts, regions: regions.len(), parts, create, no_op_plan, processes: site.processes })
}

/// The default VPCs of new accounts in these regions, deleted by one apply. Without latency, as the peers were measured.
pub fn default_vpcs(cli: &Cli, accounts: usize, regions: &[&str]) -> Result<Cost> {
    let mut site = Site::new(cli, Duration::ZERO)?;
    let organization = crate::aws::Organization::create(&site.emulator, accounts)?;
    site.workdir = site.workdir.with_aws(&organization.management, site.proxy.url());
    site.workdir.write(&without_default_vpcs(&organization.members, regions)?)?;
    site.proxy.log().clear();
    let cost = site.command(&["apply", "-auto-approve", PARALLELISM], 0)?;
    let deleted = cost.by_action.get("ec2:DeleteVpc").copied().unwrap_or_default();
    ensure!(deleted == accounts * regions.len(), "{deleted} default VPCs were deleted");
    site.told_nothing()?;
    Ok(cost)
}

/// The configuration: the organization with a unit, the accounts in it, a baseline in each.
fn organization(accounts: usize, regions: &[&str]) -> Config {
    let names: Vec<String> = (1..=accounts).map(|n| format!("\"member-{n:02}\"")).collect();
    Config::new()
        .resource(
            "plinth_organization",
            "this",
            "  enabled_policy_types = [\"SERVICE_CONTROL_POLICY\"]\n  organizational_units = [\"Workloads\"]",
        )
        .resource(
            "plinth_account",
            "member",
            &format!(
                "  for_each            = toset([{}])\n  name                = each.key\n  \
                 email               = \"aws+${{each.key}}@example.com\"\n  organizational_unit = \
                 plinth_organization.this.organizational_unit_ids[\"Workloads\"]",
                names.join(", ")
            ),
        )
        .resource(
            "plinth_account_baseline",
            "member",
            &format!(
                "  for_each   = plinth_account.member\n  account_id = each.value.id\n  regions    = [{}]",
                quoted(regions)
            ),
        )
}

/// A baseline that deletes default VPCs and leaves the rest as found.
fn without_default_vpcs(members: &[Account], regions: &[&str]) -> Result<Config> {
    let ids: Vec<&str> = members.iter().map(|member| member.id.as_str()).collect();
    let catalog = Catalog::of(&plinth_provider::plinth());
    let schema = catalog.resource("plinth_account_baseline")?;
    // A guardrail that cannot do without an attribute is left as found when it is not there.
    let is_guardrail = |shape: &Shape| match shape {
        Shape::Nested(_, object) => {
            object.attribute("mode").is_some() && object.attributes.iter().all(|one| one.mode != Mode::Required)
        }
        Shape::Leaf(_) => false,
    };
    let guardrails = schema.object.attributes.iter().filter(|attribute| is_guardrail(&attribute.shape));
    let others = guardrails.map(|guardrail| guardrail.name).filter(|name| *name != "default_vpcs");
    let others: Vec<String> = others.map(|name| format!("  {name} = {{ mode = \"unmanaged\" }}")).collect();
    Ok(Config::new().resource(
        "plinth_account_baseline",
        "member",
        &format!(
            "  for_each   = toset([{}])\n  account_id = each.key\n  regions    = [{}]\n{}",
            quoted(&ids),
            quoted(regions),
            others.join("\n")
        ),
    ))
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

impl Site {
    fn new(cli: &Cli, latency: Duration) -> Result<Self> {
        let emulator = Emulator::start()?;
        let proxy = Proxy::start(emulator.url())?;
        if !latency.is_zero() {
            proxy.when(any_call(), Effect::AtLeast(latency));
        }
        let events = Events::new()?;
        let management = emulator.account()?;
        let workdir = Workdir::new(cli)?.with_aws(&management, proxy.url()).env("PLINTH_EVENTS", events.path());
        Ok(Self { workdir, proxy, events, emulator, processes: 0 })
    }

    /// Runs a command to its end, and says what it cost.
    fn command(&mut self, arguments: &[&str], code: i32) -> Result<Cost> {
        self.proxy.log().clear();
        self.events.take()?;
        let began = Instant::now();
        let running = self.workdir.start(arguments)?;
        let watch = Watch::start(&running);
        let output = running.finish_within(AT_MOST).and_then(|output| output.ended(code));
        let took = began.elapsed();
        let (memory, processes) = watch.end()?;
        output?;
        self.processes = self.processes.max(processes);
        let calls = self.proxy.log().calls();
        let waited = calls.iter().map(|call| call.took).sum();
        let actions = calls.into_iter().map(|call| format!("{}:{}", call.service, call.action)).collect();
        let events = self.events.take()?;
        let mut cost = Cost::of(actions, waited, took, memory, &events);
        cost.path = path(&events);
        Ok(cost)
    }

    /// How many objects and settings the resources in the state stand for.
    fn parts(&self) -> Result<usize> {
        let state = self.workdir.state()?;
        let resources = state["values"]["root_module"]["resources"].as_array().context("no resources in the state")?;
        Ok(resources.iter().filter_map(|one| one["values"]["parts"].as_object()).map(serde_json::Map::len).sum())
    }

    fn told_nothing(&self) -> Result<()> {
        let complaints = self.emulator.complaints();
        ensure!(complaints.is_empty(), "the emulator complained:\n{}", complaints.join("\n"));
        Ok(())
    }
}

/// Calls that had to wait for each other: resource types here build on each other, so it is the longest of each type, one
/// after the other, and what each operation of a process asks before its parts.
fn path(events: &[Value]) -> u64 {
    let mut longest: BTreeMap<&str, u64> = BTreeMap::new();
    for event in events.iter().filter(|event| event["event"] == "summary") {
        let calls = event["critical_path"]["calls"].as_u64().unwrap_or_default();
        let kind = event["resource"].as_str().unwrap_or_default().split('/').next().unwrap_or_default();
        let most = longest.entry(kind).or_default();
        *most = calls.max(*most);
    }
    longest.values().sum()
}

/// Looks at the provider's processes while a command runs.
struct Watch {
    is_over: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<Result<(Memory, usize)>>,
}

#[expect(clippy::disallowed_methods, reason = "the thread is the watch's own, and no runtime's")]
impl Watch {
    fn start(running: &Running) -> Self {
        let is_over = Arc::<AtomicBool>::default();
        let (end, group) = (Arc::clone(&is_over), running.group());
        let thread = std::thread::spawn(move || {
            let mut most = (Memory::default(), 0);
            while !end.load(Ordering::Relaxed) {
                let (memory, count) = Memory::of_group(group, PROVIDER)?;
                most.0 = if memory.peak > most.0.peak { memory } else { most.0 };
                most.1 = most.1.max(count);
                std::thread::sleep(LOOK);
            }
            Ok(most)
        });
        Self { is_over, thread }
    }

    fn end(self) -> Result<(Memory, usize)> {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| "the thread that looks at memory panicked")?
    }
}
