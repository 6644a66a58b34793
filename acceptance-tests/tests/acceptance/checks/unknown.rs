//! Values that are known only after another resource was applied.

use super::lifecycle::optional_arguments;
use crate::world::{ADDRESS, ROLE, World};
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};

pub(crate) fn check_14_every_argument_may_be_unknown(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let mut values = vec![
        ("account_id", format!("\"{}\"", case.member.id)),
        ("access", "\"read_only\"".to_owned()),
        ("trusted_accounts", format!("[\"{}\"]", case.management.id)),
        ("require_mfa", "true".to_owned()),
    ];
    values.extend(optional_arguments(&case));
    let object: Vec<_> = values.iter().map(|(name, value)| format!("    {name} = {value}")).collect();
    let arguments: Vec<_> =
        values.iter().map(|(name, _)| format!("  {name} = terraform_data.later.output.{name}")).collect();
    // The name is unknown with a known beginning, which travels as a refinement.
    let body = format!("  name = \"p-${{substr(terraform_data.later.id, 0, 8)}}\"\n{}", arguments.join("\n"));
    let config = Config::new()
        .resource("terraform_data", "later", &format!("  input = {{\n{}\n  }}", object.join("\n")))
        .resource(ROLE, "auditor", &body);
    case.workdir.write(&config)?;
    let plan = case.workdir.plan()?;
    let change = plan.change(ADDRESS).context("the role is not in the plan")?;
    ensure!(change.actions == "create", "the plan is {:?}", plan.summary());
    ensure!(change.is_unknown("parts"), "the plan guesses parts:\n{}", plan.text);
    case.workdir.run(&["apply", "plan"])?.success()?;
    case.workdir.expect_empty_plan()?;
    let roles = case.member.roles()?;
    ensure!(roles.len() == 1 && roles[0].starts_with("p-"), "the member account has {roles:?}");
    case.destroy_and_look()
}

pub(crate) fn check_16_a_provider_argument_may_be_unknown(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let config = Config::with_provider("  region = terraform_data.region.output")
        .resource("terraform_data", "region", "  input = \"us-east-1\"")
        .resource(ROLE, "auditor", &case.role());
    case.workdir.write(&config)?;
    let plan = case.workdir.plan()?;
    ensure!(plan.change(ADDRESS).is_some_and(|change| change.actions == "create"), "the plan is {:?}", plan.summary());
    let calls = case.proxy.log().calls();
    ensure!(calls.iter().all(|call| call.region == "us-east-1"), "a region was made up:\n{}", case.proxy.log().text());
    case.workdir.run(&["apply", "plan"])?.success()?;
    case.workdir.expect_empty_plan()?;
    case.destroy_and_look()
}
