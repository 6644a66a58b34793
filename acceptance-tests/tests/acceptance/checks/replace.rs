//! Replacement on request, and instances that come and go.

use crate::world::{ADDRESS, ROLE, World};
use acceptance_tests::cli::Plan;
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::Result;

pub(crate) fn check_25_taint_untaint_and_replace(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.applied("")?;
    let first = case.workdir.values(ADDRESS)?["unique_id"].clone();
    let expect_replacement = |plan: &Plan| -> Result<()> {
        let wanted = [format!("delete/create {ADDRESS}")];
        ensure!(plan.summary() == wanted, "the plan is {:?}:\n{}", plan.summary(), plan.text);
        Ok(())
    };

    case.workdir.run(&["taint", ADDRESS])?.success()?;
    expect_replacement(&case.workdir.plan()?)?;
    case.workdir.run(&["untaint", ADDRESS])?.success()?;
    case.workdir.expect_empty_plan()?;

    case.workdir.run(&["taint", ADDRESS])?.success()?;
    case.workdir.apply()?;
    case.workdir.expect_empty_plan()?;
    let second = case.workdir.values(ADDRESS)?["unique_id"].clone();
    ensure!(first != second, "the tainted role was not replaced");

    let plan = case.workdir.plan_with(&[&format!("-replace={ADDRESS}")])?;
    expect_replacement(&plan)?;
    case.workdir.run(&["apply", "plan"])?.success()?;
    case.workdir.expect_empty_plan()?;
    ensure!(second != case.workdir.values(ADDRESS)?["unique_id"], "-replace did not replace");
    ensure!(case.member.roles()? == ["auditor"], "the member account has {:?}", case.member.roles()?);
    case.destroy_and_look()
}

pub(crate) fn check_20_only_the_instance_that_comes_or_goes_changes(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let config = |names: &str| {
        let body = case.role().replace("\"auditor\"", "each.key");
        Config::new().resource(ROLE, "all", &format!("  for_each = toset([{names}])\n{body}"))
    };
    case.workdir.write(&config("\"a\", \"c\""))?;
    case.workdir.apply()?;
    for (names, wanted) in [("\"a\", \"b\", \"c\"", "create"), ("\"a\", \"c\"", "delete")] {
        case.workdir.write(&config(names))?;
        let plan = case.workdir.plan()?;
        ensure!(plan.summary() == [format!("{wanted} {ROLE}.all[\"b\"]")], "the plan is {:?}", plan.summary());
        case.workdir.run(&["apply", "plan"])?.success()?;
    }
    case.destroy_and_look()
}
