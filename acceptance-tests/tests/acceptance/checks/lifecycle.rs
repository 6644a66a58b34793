//! Plan, apply, plan again: what was applied is what was wanted.

use crate::world::{ADDRESS, Case, World};
use acceptance_tests::ensure;
use acceptance_tests::error::Result;

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
        ("trusted_principals", format!("[\"{}\"]", case.management.role_arn("OrganizationAccountAccessRole"))),
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
