//! Generated repositories in the hands of Terragrunt itself, in its strict mode.

use super::live::{HOME, REGIONS, VENDING, by_hand, nothing_is_left};
use crate::world::World;
use acceptance_tests::aws::{ACCESS_ROLE, Account, Inventory};
use acceptance_tests::cli::Terragrunt;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::live::{Flavour, LiveRepo};
use serde_json::Value;

/// Accounts are closed by people only, so what makes them is not destroyed.
const WITHOUT_VENDING: [&str; 4] =
    ["--filter", "!./management/_global/organization", "--filter", "!./management/_global/accounts"];

pub(crate) fn scenario_the_starter_is_applied_by_terragrunt_itself(
    world: &World<'_>,
    terragrunt: &Terragrunt,
) -> Result<()> {
    let management = world.emulator.account()?;
    let name = format!("acme-{}", management.id);
    let repo = LiveRepo::new(world.cli, "starter", Flavour::Terragrunt, &name)?;
    let repo = repo.with_aws(&management, world.emulator.url());
    repo.allow_destroy()?;
    let bucket = format!("{name}-terraform-state");
    by_hand(&management, &bucket)?;
    let run = |arguments: &[&str]| repo.terragrunt(terragrunt, arguments)?.success();

    run(&["hcl", "validate", "--inputs", "--strict"])?;
    run(&["hcl", "fmt", "--check"])?;
    // Units of accounts that do not exist cannot be planned.
    for phase in repo.phases()?.iter().filter(|phase| VENDING.contains(&phase.title.as_str())) {
        for unit in &phase.units {
            run(&["run", "--working-dir", &unit.path, "--", "apply", "-auto-approve"])?;
        }
    }
    let ids = management.members()?;
    let members = repo.members()?.into_iter().map(|name| {
        let id = ids.get(&name).context(format!("there is no account {name}: {ids:?}"))?;
        management.assume(&format!("arn:aws:iam::{id}:role/{ACCESS_ROLE}"), None)
    });
    let members = members.collect::<Result<Vec<Account>>>()?;
    let accounts: Vec<&Account> = std::iter::once(&management).chain(&members).collect();
    let before = Inventory::take(&accounts, &REGIONS)?;

    // What is not there yet is planned with mocks.
    run(&["run", "--all", "--", "plan"])?;
    run(&["run", "--all", "--", "apply"])?;
    let mut expected: Vec<String> = Vec::new();
    for phase in repo.phases()? {
        expected.extend(phase.units.into_iter().map(|unit| format!("{}/terraform.tfstate", unit.path)));
    }
    expected.sort();
    let states = management.objects(&bucket, HOME)?;
    ensure!(states == expected, "the states are {states:?}, not {expected:?}");
    run(&["run", "--all", "--", "plan", "-detailed-exitcode"])?;

    let mut destroy = vec!["run", "--all"];
    destroy.extend(WITHOUT_VENDING);
    destroy.extend(["--", "destroy"]);
    run(&destroy)?;
    nothing_is_left(&accounts, &before)
}

/// Stacks become the units that the same layout has without them, and each of them is sound.
pub(crate) fn scenario_stacks_become_the_same_units(world: &World<'_>, terragrunt: &Terragrunt) -> Result<()> {
    let units = |flavour| -> Result<(LiveRepo, Vec<String>)> {
        let repo = LiveRepo::new(world.cli, "standard", flavour, "acme")?;
        if flavour == Flavour::Stacks {
            repo.terragrunt(terragrunt, &["stack", "generate"])?.success()?;
            // What the catalog has is no unit before a stack makes it one.
            let validate = ["hcl", "validate", "--inputs", "--strict", "--filter", "!./catalog/**"];
            repo.terragrunt(terragrunt, &validate)?.success()?;
        }
        let found = repo.terragrunt(terragrunt, &["find", "--json", "--filter", "!./catalog/**"])?.success()?;
        let found: Vec<Value> = serde_json::from_str(&found.stdout).context("what Terragrunt finds")?;
        let units = found.iter().filter(|found| found["type"] == "unit");
        let paths = units.filter_map(|unit| unit["path"].as_str()).map(|path| path.replace(".terragrunt-stack/", ""));
        let mut paths: Vec<String> = paths.collect();
        paths.sort();
        Ok((repo, paths))
    };
    let (_, stacks) = units(Flavour::Stacks)?;
    let (_, committed) = units(Flavour::Terragrunt)?;
    ensure!(!stacks.is_empty() && stacks == committed, "stacks become {stacks:?}, and without them {committed:?}");
    Ok(())
}
