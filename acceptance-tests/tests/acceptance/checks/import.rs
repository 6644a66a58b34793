//! Import: by command, by block, many at once, and with ids that are wrong.

use crate::world::{ADDRESS, ROLE, World};
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::Result;

pub(crate) fn check_30_import_restores_the_whole_state(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let more = "  external_id = \"acceptance\"\n  tags = { team = \"audit\" }\n  max_session_duration = 7200";
    case.applied(more)?;
    let before = case.workdir.values(ADDRESS)?;
    let id = format!("{}/auditor", case.member.id);
    ensure!(before["id"] == id.as_str(), "the id is {}", before["id"]);
    let forget = || case.workdir.run(&["state", "rm", ADDRESS])?.success();

    // By command.
    forget()?;
    case.workdir.run(&["import", ADDRESS, &id])?.success()?;
    let imported = case.workdir.values(ADDRESS)?;
    for (name, value) in before.as_object().into_iter().flatten() {
        ensure!(imported[name] == *value, "after import {name} is {}, not {value}", imported[name]);
    }
    case.workdir.expect_empty_plan()?;

    // By block.
    forget()?;
    let block = format!("  to = {ADDRESS}\n  id = \"{id}\"");
    case.workdir.write(&case.config(more).block("import", &block))?;
    case.workdir.apply()?.says("1 imported, 0 added, 0 changed, 0 destroyed")?;
    case.workdir.write(&case.config(more))?;
    case.workdir.expect_empty_plan()?;

    // Ids that mean nothing, or nothing that is there.
    forget()?;
    case.workdir.run(&["import", ADDRESS, "auditor"])?.failure()?.says("account_id/name")?;
    let other_type = "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1";
    case.workdir.run(&["import", ADDRESS, other_type])?.failure()?;
    let missing = format!("{}/nobody", case.member.id);
    case.workdir.run(&["import", ADDRESS, &missing])?.failure()?.says("nobody")?;
    case.workdir.run(&["import", ADDRESS, &id])?.success()?;
    case.destroy_and_look()
}

pub(crate) fn check_30_import_of_many_with_for_each(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let names = ["auditor", "reviewer"];
    let body = case
        .role()
        .replace("\"auditor\"", "each.key")
        .replace("  account_id", "  for_each = local.names\n  account_id");
    let config = Config::new()
        .block("locals", &format!("  names = toset([\"{}\"])", names.join("\", \"")))
        .resource(ROLE, "all", &body);
    case.workdir.write(&config)?;
    case.workdir.apply()?;
    case.workdir.run(&["state", "rm", &format!("{ROLE}.all")])?.success()?;
    let block =
        format!("  for_each = local.names\n  to = {ROLE}.all[each.key]\n  id = \"{}/${{each.key}}\"", case.member.id);
    case.workdir.write(&config.clone().block("import", &block))?;
    case.workdir.apply()?.says("2 imported, 0 added, 0 changed, 0 destroyed")?;
    case.workdir.write(&config)?;
    case.workdir.expect_empty_plan()?;
    ensure!(case.member.roles()? == names, "the member account has {:?}", case.member.roles()?);
    case.destroy_and_look()
}
