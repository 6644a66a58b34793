//! What the role is for: others assume it, and only those.

use crate::world::World;
use acceptance_tests::aws::Organization;
use acceptance_tests::ensure;
use acceptance_tests::error::Result;

pub(crate) fn scenario_a_role_is_assumed_from_another_account(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.applied("")?;
    let assumed = case.management.assume(&case.member.role_arn("auditor"), None)?.caller()?;
    ensure!(assumed.account == case.member.id, "the session is in {}, not {}", assumed.account, case.member.id);
    ensure!(assumed.arn.contains(":assumed-role/auditor/"), "the session is {}", assumed.arn);

    let stranger = Organization::create(world.emulator, 0)?.management;
    let refused = stranger.assume(&case.member.role_arn("auditor"), None);
    ensure!(refused.is_err_and(|error| error.to_string().starts_with("AccessDenied")), "a stranger gets in");
    case.destroy_and_look()
}

pub(crate) fn scenario_a_wrong_external_id_is_refused(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.applied("  external_id = \"acceptance\"")?;
    let arn = case.member.role_arn("auditor");
    for wrong in [None, Some("acceptanc"), Some("Acceptance")] {
        let refused = case.management.assume(&arn, wrong);
        ensure!(
            refused.is_err_and(|error| error.to_string().starts_with("AccessDenied")),
            "the external id {wrong:?} is accepted"
        );
    }
    case.management.assume(&arn, Some("acceptance"))?;
    case.destroy_and_look()
}

pub(crate) fn scenario_without_mfa_a_role_for_people_is_refused(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let text = case.config("").text().replace("  require_mfa      = false\n", "");
    case.workdir.write_text(&text)?;
    case.workdir.apply()?;
    let refused = case.management.assume(&case.member.role_arn("auditor"), None);
    ensure!(refused.is_err_and(|error| error.to_string().starts_with("AccessDenied")), "a session without MFA gets in");
    case.workdir.expect_empty_plan()?;
    case.destroy_and_look()
}
