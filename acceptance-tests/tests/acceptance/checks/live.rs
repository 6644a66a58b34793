//! Generated repos, end to end: applied on the emulator phase by phase, with nothing left to do, and destroyed to nothing.
//!
//! Units whose modules are not there yet are named and counted, never silently left out.

use crate::world::World;
use acceptance_tests::aws::{ACCESS_ROLE, Account, Inventory, Organization};
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::live::{Flavour, LiveRepo, Phase, Unit};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(super) const HOME: &str = "eu-west-1";
pub(super) const REGIONS: [&str; 3] = [HOME, "us-east-1", "eu-central-1"];
const PRESETS: [&str; 3] = ["starter", "standard", "enterprise"];

/// How many units of a phase are applied at the same time.
const AT_ONCE: usize = 2;

pub(crate) fn scenario_the_starter_is_applied_by_terraform(world: &World<'_>) -> Result<()> {
    live(world, "starter", Flavour::Terraform)
}

pub(crate) fn scenario_the_starter_is_applied_by_terragrunt_units(world: &World<'_>) -> Result<()> {
    live(world, "starter", Flavour::Terragrunt)
}

pub(crate) fn scenario_the_standard_is_applied_by_terraform(world: &World<'_>) -> Result<()> {
    live(world, "standard", Flavour::Terraform)
}

pub(crate) fn scenario_the_standard_is_applied_by_terragrunt_units(world: &World<'_>) -> Result<()> {
    live(world, "standard", Flavour::Terragrunt)
}

pub(crate) fn scenario_the_enterprise_is_applied_by_terraform(world: &World<'_>) -> Result<()> {
    live(world, "enterprise", Flavour::Terraform)
}

pub(crate) fn scenario_the_enterprise_is_applied_by_terragrunt_units(world: &World<'_>) -> Result<()> {
    live(world, "enterprise", Flavour::Terragrunt)
}

/// From Terragrunt to plain Terraform and back: what was applied is moved, and nothing is made again.
pub(crate) fn scenario_a_repo_changes_its_flavour_and_keeps_its_state(world: &World<'_>) -> Result<()> {
    let management = world.emulator.account()?;
    let name = format!("acme-{}", management.id);
    let repo = LiveRepo::new(world.cli, "starter", Flavour::Terragrunt, &name)?;
    let mut repo = repo.with_aws(&management, world.emulator.url());
    by_hand(&management, &format!("{name}-terraform-state"))?;
    // One unit with one resource, and one with one for each entry.
    let apply = |repo: &LiveRepo| -> Result<String> {
        let mut said = String::new();
        for unit in repo.phases()?.iter().take(2).flat_map(|phase| &phase.units) {
            repo.init(unit)?;
            said += &repo.run(unit, &["apply", "-auto-approve"])?.success()?.text;
            repo.expect_empty_plan(unit)?;
        }
        Ok(said)
    };
    apply(&repo)?;
    for (flavour, address) in [(Flavour::Terraform, "module.unit.plinth_"), (Flavour::Terragrunt, "plinth_")] {
        repo.become_flavour(flavour)?;
        let said = apply(&repo)?;
        let nothing = "Resources: 0 added, 0 changed, 0 destroyed.";
        ensure!(said.matches(nothing).count() == 2, "{} makes something:\n{said}", flavour.name());
        for moved in ["organization.this", "account.this[\"prod\"]"] {
            let moved = format!("has moved to {address}{moved}");
            ensure!(said.contains(&moved), "{moved} is not in\n{said}");
        }
    }
    Ok(())
}

fn live(world: &World<'_>, preset: &str, flavour: Flavour) -> Result<()> {
    let management = world.emulator.account()?;
    // Buckets and addresses belong to nobody else in the world.
    let name = format!("acme-{}", management.id);
    let repo = LiveRepo::new(world.cli, preset, flavour, &name)?.with_aws(&management, world.emulator.url());
    repo.allow_destroy()?;
    let bucket = format!("{name}-terraform-state");
    by_hand(&management, &bucket)?;
    let phases = ready(&repo, preset)?;
    // Accounts are closed by people only, so the phases that make them are not undone.
    let (vending, phases): (Vec<Phase>, Vec<Phase>) =
        phases.into_iter().partition(|phase| VENDING.contains(&phase.title.as_str()));
    let members = if vending.len() == VENDING.len() {
        for phase in &vending {
            apply(&repo, phase)?;
        }
        management.members()?
    } else {
        vended_by_hand(world, &repo, &management)?
    };
    let names = repo.members()?;
    let members = names.iter().map(|name| {
        let id = members.get(name).context(format!("there is no account {name}: {members:?}"))?;
        management.assume(&format!("arn:aws:iam::{id}:role/{ACCESS_ROLE}"), None)
    });
    let members = members.collect::<Result<Vec<Account>>>()?;
    let accounts: Vec<&Account> = std::iter::once(&management).chain(&members).collect();

    let before = Inventory::take(&accounts, &REGIONS)?;
    for phase in &phases {
        apply(&repo, phase)?;
    }
    let all = || vending.iter().chain(&phases);
    let states = management.objects(&bucket, HOME)?;
    let mut expected: Vec<String> =
        all().flat_map(|phase| &phase.units).map(|unit| format!("{}/terraform.tfstate", unit.path)).collect();
    expected.sort();
    ensure!(states == expected, "the states are {states:?}, not {expected:?}");
    for phase in all() {
        each(&phase.units, |unit| repo.expect_empty_plan(unit)).context(&phase.title)?;
    }
    for phase in phases.iter().rev() {
        each(&phase.units, |unit| repo.destroy(unit)).context(&phase.title)?;
    }
    nothing_is_left(&accounts, &before)
}

/// Nothing is there that was not there before. What baselines delete, such as default VPCs, does not come back.
pub(super) fn nothing_is_left(accounts: &[&Account], before: &Inventory) -> Result<()> {
    let after = Inventory::take(accounts, &REGIONS)?;
    let left: Vec<_> = after.since(before).map(|object| format!("{} {}", object.kind, object.id)).collect();
    ensure!(left.is_empty(), "this is left: {left:?}");
    Ok(())
}

/// Titles of the phases that make accounts.
pub(super) const VENDING: [&str; 2] = ["organization", "member accounts"];

fn apply(repo: &LiveRepo, phase: &Phase) -> Result<()> {
    each(&phase.units, |unit| repo.init(unit).and_then(|()| repo.apply(unit))).context(&phase.title)
}

/// The organization and its accounts, made and pinned by hand where no unit makes them; IDs by name.
fn vended_by_hand(world: &World<'_>, repo: &LiveRepo, management: &Account) -> Result<BTreeMap<String, String>> {
    let names = repo.members()?;
    let members = Organization::in_account(management, names.len())?;
    ensure!(members.len() == names.len(), "{} has too few accounts", world.emulator.url());
    let ids: BTreeMap<String, String> = names.into_iter().zip(members.into_iter().map(|account| account.id)).collect();
    let pairs: Vec<String> = ids.iter().map(|(name, id)| format!("{name}={id}")).collect();
    let own = format!("management={}", management.id);
    let mut pin = vec!["pin", own.as_str()];
    pin.extend(pairs.iter().map(String::as_str));
    repo.plinth(&pin)?;
    repo.plinth(&["generate"])?;
    Ok(ids)
}

/// What the runbook has a person do first: the states' bucket, and GitHub as an identity provider.
pub(super) fn by_hand(management: &Account, bucket: &str) -> Result<()> {
    management.make_bucket(bucket, HOME)?;
    let provider =
        [("Url", "https://token.actions.githubusercontent.com"), ("ClientIDList.member.1", "sts.amazonaws.com")];
    management.query("iam", acceptance_tests::aws::REGION, "CreateOpenIDConnectProvider", &provider).map(drop)
}

/// The phases, with those of their units whose modules are there.
fn ready(repo: &LiveRepo, preset: &str) -> Result<Vec<Phase>> {
    let mut phases = repo.phases()?;
    let all: usize = phases.iter().map(|phase| phase.units.len()).sum();
    let mut missing: BTreeMap<String, usize> = BTreeMap::new();
    for phase in &mut phases {
        for unit in phase.units.iter().filter(|unit| !unit.has_module) {
            *missing.entry(unit.module.clone()).or_default() += 1;
        }
        phase.units.retain(|unit| unit.has_module);
    }
    if missing.contains_key("organization") {
        // The organization that is made by hand has no units to put accounts into, and no policy types for guardrails.
        for phase in phases.iter_mut().filter(|phase| ["member accounts", "guardrails"].contains(&phase.title.as_str()))
        {
            *missing.entry(format!("{}, which need the organization", phase.title)).or_default() += phase.units.len();
            phase.units.clear();
        }
    }
    phases.retain(|phase| !phase.units.is_empty());
    if !missing.is_empty() {
        let skipped: usize = missing.values().sum();
        println!("  {preset}: {skipped} of {all} units skipped, whose modules are not there yet: {missing:?}");
    }
    Ok(phases)
}

/// Does something with each unit, a few at a time; all of them, also when one fails.
fn each(units: &[Unit], work: impl Fn(&Unit) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    let failures = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(unit) = units.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = work(unit) {
                        failures.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(error.to_string());
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// `terraform validate` over every unit of every preset: of plain Terraform as it stands, of Terragrunt as it is rendered, with
/// mocks for what other units put out. All units of a repo are modules of one configuration here, since reading the provider's
/// schema takes longer than all of the rest.
pub(crate) fn scenario_every_unit_of_every_preset_is_valid(world: &World<'_>) -> Result<()> {
    for preset in PRESETS {
        for flavour in [Flavour::Terraform, Flavour::Terragrunt] {
            let repo = LiveRepo::new(world.cli, preset, flavour, "acme")?;
            let mut modules = serde_json::Map::new();
            let phases = ready(&repo, &format!("{preset}, {}", flavour.name()))?;
            for (number, unit) in phases.iter().flat_map(|phase| &phase.units).enumerate() {
                let (source, mut inputs) = match flavour {
                    Flavour::Terraform => (format!("../{}", unit.path), serde_json::Map::new()),
                    Flavour::Terragrunt | Flavour::Stacks => {
                        let (folder, inputs) = repo.rendered_with_mocks(unit)?;
                        (format!("../../{folder}"), inputs)
                    }
                };
                inputs.insert("source".to_owned(), source.into());
                modules.insert(format!("unit_{number}"), inputs.into());
            }
            ensure!(!modules.is_empty(), "{preset} has no units");
            let whole = repo.root().join("whole");
            std::fs::create_dir(&whole).context("a folder")?;
            let text = serde_json::json!({ "module": modules }).to_string().replace("${", "$${").replace("%{", "%%{");
            std::fs::write(whole.join("main.tf.json"), text).context("main.tf.json")?;
            repo.run_in(&whole, &["init", "-backend=false"])?.success()?;
            repo.run_in(&whole, &["validate"])?.success()?;
        }
    }
    Ok(())
}
