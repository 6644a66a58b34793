//! What others do to the objects, and what AWS says when it does not say how they are.

use crate::world::{ADDRESS, World};
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::Result;
use acceptance_tests::proxy::{Effect, Refusal, service};

pub(crate) fn check_21_what_was_deleted_outside_is_made_again(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.applied("")?;
    case.member.delete_role("auditor")?;
    case.workdir.run(&["plan", "-refresh-only"])?.success()?.says("has been deleted")?;
    let plan = case.workdir.plan()?;
    ensure!(plan.summary() == [format!("create {ADDRESS}")], "the plan is {:?}", plan.summary());
    case.workdir.run(&["apply", "-refresh-only", "-auto-approve"])?.success()?;
    ensure!(case.workdir.addresses()?.is_empty(), "the state still has {:?}", case.workdir.addresses()?);
    case.workdir.apply()?;
    case.workdir.expect_empty_plan()?;
    case.destroy_and_look()
}

pub(crate) fn check_22_an_error_while_reading_changes_nothing(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.applied("")?;
    let before = case.workdir.state_file();
    // A provider that does not try again, so that the check is quick.
    let text = case.config("").text().replace("region =", "max_retries = 0\n  region =");
    case.workdir.write_text(&text)?;
    for effect in
        [Effect::Refuse(Refusal::new(403, "AccessDenied")), Effect::ServerError, Effect::Throttle, Effect::Reset]
    {
        case.proxy.when(service("iam"), effect.clone());
        for command in [["plan", "-refresh-only"], ["apply", "-auto-approve"]] {
            let output = case.workdir.run(&command)?.failure()?;
            let words = output.words();
            ensure!(
                !words.contains("has been deleted"),
                "with {effect:?} it takes the role for deleted:\n{}",
                output.text
            );
            ensure!(words.contains("auditor"), "with {effect:?} the error does not name the role:\n{}", output.text);
        }
        ensure!(case.workdir.state_file() == before, "with {effect:?} the state changed");
        case.proxy.clear_rules();
    }
    case.workdir.expect_empty_plan()?;
    case.destroy_and_look()
}

pub(crate) fn check_23_drift_is_shown_and_repaired(world: &World<'_>) -> Result<()> {
    const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let case = world.case()?;
    case.applied("  tags = { team = \"audit\" }\n  max_session_duration = 7200")?;
    let role = "auditor";
    let anyone = format!(
        "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":{{\"AWS\":\"{}\"}},\"Action\":\"sts:*\"}}]}}",
        case.member.id
    );
    let mutations: [(&str, &dyn Fn() -> Result<()>); 4] = [
        ("team", &|| case.member.tag_role(role, "team", "somebody else")),
        ("3600", &|| case.member.set_session_duration(role, 3600)),
        ("role", &|| case.member.set_trust(role, &anyone)),
        ("ReadOnlyAccess", &|| case.member.detach(role, READ_ONLY)),
    ];
    for (shown, mutate) in mutations {
        mutate()?;
        let plan = case.workdir.plan()?;
        ensure!(plan.summary() == [format!("update {ADDRESS}")], "the plan is {:?}:\n{}", plan.summary(), plan.text);
        ensure!(plan.text.contains(shown), "the plan does not show {shown}:\n{}", plan.text);
        case.workdir.run(&["apply", "plan"])?.success()?;
        case.workdir.expect_empty_plan()?;
    }
    ensure!(case.member.role_tag(role, "team")?.as_deref() == Some("audit"), "the tag was not repaired");
    ensure!(case.member.attached_policies(role)? == [READ_ONLY], "the policy was not attached again");
    case.destroy_and_look()
}

pub(crate) fn check_24_without_refresh_nothing_is_read(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.applied("")?;
    case.proxy.log().clear();
    let plan = case.workdir.plan_with(&["-refresh=false"])?;
    ensure!(!plan.has_changes, "the plan should be empty:\n{}", plan.text);
    let reads = case.proxy.log().calls().iter().filter(|call| call.service == "iam").count();
    ensure!(reads == 0, "IAM was called:\n{}", case.proxy.log().text());
    case.workdir.write(&Config::new())?;
    case.destroy_and_look()
}
