//! Plan, apply, plan again: what was applied is what was wanted.

use crate::world::{ADDRESS, Case, World};
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::proxy::{Effect, Refusal, call};

/// An AWS managed policy that a role may have beside those of its `access`.
const EXTRA_POLICY: &str = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess";

/// One policy document, as a person writes it.
const DOCUMENT: &str = "jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = \"s3:ListBucket\", Resource = \"*\" }] })";

/// Optional arguments that may be added to the smallest role one by one, each with a value that is not its default.
pub(super) fn optional_arguments(case: &Case) -> Vec<(&'static str, String)> {
    vec![
        ("description", "\"For auditors\"".to_owned()),
        ("mfa_max_age", "3600".to_owned()),
        ("external_id", "\"acceptance\"".to_owned()),
        ("trusted_principals", format!("[\"arn:aws:iam::{}:user/admin\"]", case.management.id)),
        ("policies", format!("[\"{EXTRA_POLICY}\"]")),
        ("inline_policies", format!("{{ list = {DOCUMENT} }}")),
        ("permissions_boundary", "\"arn:aws:iam::aws:policy/PowerUserAccess\"".to_owned()),
        ("max_session_duration", "7200".to_owned()),
        ("tags", "{ team = \"audit\" }".to_owned()),
    ]
}

pub(crate) fn check_08_plan_apply_plan_is_empty(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.workdir.write(&case.config(""))?;
    let plan = case.workdir.plan()?;
    ensure!(plan.summary() == [format!("create {ADDRESS}")], "the plan is {:?}", plan.summary());
    case.workdir.run(&["apply", "plan"])?.success()?;
    case.workdir.expect_empty_plan()?;
    ensure!(case.member.roles()? == ["auditor"], "the member account has {:?}", case.member.roles()?);
    case.destroy_and_look()
}

pub(crate) fn check_09_every_optional_argument_at_once(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let all: Vec<_> = optional_arguments(&case).iter().map(|(name, value)| format!("  {name} = {value}")).collect();
    let text = case.config(&all.join("\n")).text().replace("require_mfa      = false", "require_mfa = true");
    case.workdir.write_text(&text)?;
    case.workdir.apply()?;
    case.workdir.expect_empty_plan()?;
    case.destroy_and_look()
}

pub(crate) fn check_10_an_optional_argument_that_is_taken_away_is_gone(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.applied("")?;
    let before = case.workdir.values(ADDRESS)?;
    let all: Vec<_> = optional_arguments(&case).iter().map(|(name, value)| format!("  {name} = {value}")).collect();
    let text = case.config(&all.join("\n")).text().replace("require_mfa      = false", "require_mfa = true");
    case.workdir.write_text(&text)?;
    case.workdir.apply()?;

    case.workdir.write(&case.config(""))?;
    let plan = case.workdir.plan()?;
    ensure!(plan.summary() == [format!("update {ADDRESS}")], "the plan is {:?}", plan.summary());
    case.workdir.run(&["apply", "plan"])?.success()?;
    case.workdir.expect_empty_plan()?;
    let after = case.workdir.values(ADDRESS)?;
    for (name, value) in before.as_object().into_iter().flatten() {
        ensure!(after[name] == *value, "{name} was {value} and is now {}", after[name]);
    }
    let role = case.member.role("auditor")?.context("the role is gone")?;
    ensure!(role.permissions_boundary().is_none(), "AWS still has a boundary: {:?}", role.permissions_boundary());
    ensure!(case.member.inline_policies("auditor")?.is_empty(), "AWS still has inline policies");
    case.destroy_and_look()
}

pub(crate) fn check_11_empty_is_as_good_as_absent(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    for more in [
        "  policies = []\n  inline_policies = {}\n  tags = {}\n  trusted_principals = []",
        "  policies = null\n  inline_policies = null\n  tags = null\n  trusted_principals = null\n  description = null",
    ] {
        case.applied(more)?;
        case.workdir.expect_empty_plan()?;
    }
    case.destroy_and_look()
}

pub(crate) fn check_29_an_error_while_destroying_keeps_the_object(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.applied("")?;
    case.proxy.when(call("iam", "DeleteRole"), Effect::Refuse(Refusal::new(403, "AccessDenied")));
    let output = case.workdir.run(&["destroy", "-auto-approve"])?.failure()?.says("AccessDenied")?;
    ensure!(output.words().contains("auditor"), "the error does not name the role:\n{}", output.text);
    ensure!(case.workdir.addresses()? == [ADDRESS], "the state has {:?}", case.workdir.addresses()?);
    case.destroy_and_look()
}
