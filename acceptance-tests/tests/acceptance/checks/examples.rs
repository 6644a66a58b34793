//! Whoever applies an example gets what it promises.

use crate::world::World;
use acceptance_tests::aws::{Inventory, REGION};
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::{ensure, paths};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Every runnable configuration is applied, has nothing left to do, and is destroyed to nothing.
pub(crate) fn scenario_every_example_is_applied_and_destroyed(world: &World<'_>) -> Result<()> {
    let folder = paths::repository().join("examples/configurations");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).context("no examples")? {
        names.push(entry.context("no examples")?.file_name().to_string_lossy().into_owned());
    }
    ensure!(!names.is_empty(), "there are no examples");
    names.sort();
    for name in names {
        apply(world, &folder.join(&name)).context(format!("examples/configurations/{name}"))?;
    }
    Ok(())
}

fn apply(world: &World<'_>, folder: &Path) -> Result<()> {
    let case = world.case()?;
    let text = fs::read_to_string(folder.join("main.tf")).context("main.tf")?;
    let email = format!("aws+sandbox-{}@example.com", case.management.id);
    let values = [
        ("email", email.as_str()),
        ("account_id", case.member.id.as_str()),
        ("trusted_account_id", &case.management.id),
        ("management_account_id", &case.management.id),
        ("application_account_id", &case.member.id),
        ("name", "stage"),
        ("cidr_block", "10.20.0.0/16"),
    ];
    let mut assigned = String::new();
    for name in needed(&text) {
        let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let value = value.context(format!("no value for variable `{name}` is known here"))?;
        let _ = writeln!(assigned, "{name} = \"{value}\"");
    }
    let accounts = [&case.management, &case.member];
    let before = Inventory::take(&accounts, &[REGION, "eu-west-1"])?;
    case.workdir.write_text(&text)?;
    fs::write(case.workdir.module().join("terraform.tfvars"), assigned).context("terraform.tfvars")?;
    case.workdir.apply()?;
    case.workdir.expect_empty_plan()?;
    case.workdir.destroy()?;
    Inventory::take(&accounts, &[REGION, "eu-west-1"])?.same_as(&before)
}

/// The variables without a default.
fn needed(text: &str) -> Vec<&str> {
    let blocks = text.split("\nvariable \"").skip(1);
    let open = blocks.filter(|block| !block.split("\n}").next().unwrap_or_default().contains("\n  default"));
    open.filter_map(|block| block.split('"').next()).collect()
}
