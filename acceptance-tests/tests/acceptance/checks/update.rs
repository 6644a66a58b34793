//! Changes: in place where AWS can, by replacement where it cannot.

use super::lifecycle::optional_arguments;
use crate::world::{ADDRESS, World};
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};

/// Computed attributes that no update in place may make unknown.
const STABLE: [&str; 4] = ["id", "arn", "unique_id", "sign_in_url"];

pub(crate) fn check_12_updates_happen_in_place(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.applied("")?;
    let before = case.workdir.values(ADDRESS)?;
    let mut all = Vec::new();
    let needs_mfa = |name: &str| if name == "mfa_max_age" { "true" } else { "false" };
    let changes = optional_arguments(&case);
    for (name, value) in &changes {
        let config = case.config(&format!("  {name} = {value}"));
        let text = config.text().replace("require_mfa      = false", &format!("require_mfa = {}", needs_mfa(name)));
        case.workdir.write_text(&text)?;
        let plan = case.workdir.plan()?;
        let change = plan.change(ADDRESS).context("the role is not in the plan")?;
        ensure!(change.actions == "update", "a new {name} plans {:?}:\n{}", plan.summary(), plan.text);
        for attribute in STABLE {
            ensure!(!change.is_unknown(attribute), "a new {name} makes {attribute} unknown:\n{}", plan.text);
        }
        if *name != "mfa_max_age" {
            all.push(format!("  {name} = {value}"));
        }
    }
    // And two that are always there.
    let text = case.config(&all.join("\n")).text().replace("\"read_only\"", "\"logs\"");
    let other = format!("[\"{}\", \"{}\"]", case.management.id, case.member.id);
    let text =
        text.replace(&format!("[\"{}\"]\n  require_mfa", case.management.id), &format!("{other}\n  require_mfa"));
    case.workdir.write_text(&text)?;
    let plan = case.workdir.plan()?;
    ensure!(plan.summary() == [format!("update {ADDRESS}")], "all at once plan {:?}", plan.summary());
    case.workdir.run(&["apply", "plan"])?.success()?;
    case.workdir.expect_empty_plan()?;
    let after = case.workdir.values(ADDRESS)?;
    for attribute in STABLE {
        let (old, new) = (&before[attribute], &after[attribute]);
        ensure!(old == new, "{attribute} changed from {old} to {new}");
    }
    let role = case.member.role("auditor")?.context("the role is gone")?;
    ensure!(role.max_session_duration() == Some(7200), "AWS has {:?}", role.max_session_duration());
    ensure!(
        case.member.inline_policies("auditor")? == ["list"],
        "AWS has {:?}",
        case.member.inline_policies("auditor")?
    );
    case.destroy_and_look()
}

pub(crate) fn check_13_some_changes_replace_and_say_why(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.applied("")?;
    let text = case.config("").text();
    let replacements = [
        ("name", text.replace("\"auditor\"\n  access", "\"reviewer\"\n  access")),
        ("account_id", text.replace(&format!("= \"{}\"", case.member.id), &format!("= \"{}\"", case.management.id))),
        ("path", case.config("  path = \"/people/\"").text()),
    ];
    for (attribute, text) in &replacements {
        case.workdir.write_text(text)?;
        let plan = case.workdir.plan()?;
        let change = plan.change(ADDRESS).context("the role is not in the plan")?;
        ensure!(change.actions == "delete/create", "a new {attribute} plans {:?}:\n{}", plan.summary(), plan.text);
        ensure!(
            change.replace_paths == [*attribute],
            "a new {attribute} replaces because of {:?}:\n{}",
            change.replace_paths,
            plan.text
        );
        ensure!(change.is_unknown("unique_id"), "the new role cannot have the old one's unique id:\n{}", plan.text);
    }
    let [(_, renamed), ..] = &replacements;
    case.workdir.write_text(renamed)?;
    case.workdir.apply()?;
    case.workdir.expect_empty_plan()?;
    ensure!(case.member.roles()? == ["reviewer"], "the member account has {:?}", case.member.roles()?);
    case.destroy_and_look()
}
