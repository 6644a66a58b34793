//! Signals in the middle of a create: whatever the moment, no role is lost.
//!
//! A run is stopped at each of its AWS calls in turn. Writes are held after AWS has done them and before the provider
//! knows, which is when an object is lost most easily; reads before AWS sees them.

use crate::world::{ADDRESS, Case, ROLE, World};
use acceptance_tests::cli::Signal;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::proxy::{Moment, any_call};
use std::time::Duration;

/// One attached and one inline policy, so that there is something after the role.
const MORE: &str = "  inline_policies = { list = jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = \"s3:ListBucket\", Resource = \"*\" }] }) }";

/// The tag that says how far a creation got.
const STATUS: &str = "plinth:status";

/// How long a run may take to arrive at the call that is held.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) fn scenario_sigint_at_any_call_of_a_create_loses_no_role(world: &World<'_>) -> Result<()> {
    at_each_call(world, |case, n, moment| interrupted(case, n, moment, Signal::Int))
}

pub(crate) fn scenario_sigterm_at_any_call_of_a_create_loses_no_role(world: &World<'_>) -> Result<()> {
    at_each_call(world, |case, n, moment| interrupted(case, n, moment, Signal::Term))
}

pub(crate) fn scenario_sigkill_at_any_call_of_a_create_loses_no_role(world: &World<'_>) -> Result<()> {
    at_each_call(world, killed)
}

/// Counts the calls of an undisturbed create, then disturbs one create at each of them.
fn at_each_call(world: &World<'_>, disturb: impl Fn(&Case, usize, Moment) -> Result<()>) -> Result<()> {
    let undisturbed = world.case()?;
    undisturbed.applied(MORE)?;
    let calls = undisturbed.proxy.log().calls();
    undisturbed.destroy_and_look()?;
    ensure!(calls.iter().any(|call| call.action == "CreateRole"), "no role was created");

    for (index, call) in calls.iter().enumerate() {
        let moment = if call.is_write { Moment::AfterAws } else { Moment::BeforeAws };
        let case = world.case()?;
        case.workdir.write(&case.config(MORE))?;
        let place = format!("at call {} of {}, {} {}", index + 1, calls.len(), call.service, call.action);
        disturb(&case, index + 1, moment).and_then(|()| converges(&case)).context(place)?;
    }
    Ok(())
}

/// A signal to the tool and the provider, as from a terminal or a scheduler.
fn interrupted(case: &Case, n: usize, moment: Moment, signal: Signal) -> Result<()> {
    let hold = case.proxy.hold(any_call().nth(n), moment)?;
    let run = case.workdir.start(&["apply", "-auto-approve"])?;
    hold.wait_until_reached(PATIENCE)?;
    run.signal_group(signal)?;
    run.wait_until_says("Interrupt received")?;
    hold.release();
    let output = run.finish()?;
    let (at_aws, in_state) = (case.member.roles()?, case.workdir.addresses()?);
    ensure!(
        at_aws.is_empty() || in_state == [ADDRESS],
        "AWS has {at_aws:?}, the state has {in_state:?}:\n{}\n{}",
        output.text,
        case.proxy.log().text()
    );
    Ok(())
}

/// The end that nobody can handle: tool and provider are gone at once, and no state is written.
///
/// The next apply continues what the dead one began. If that was done but for the state, it is not ours to continue: the
/// error then says how to take it over, and that has to work.
fn killed(case: &Case, n: usize, moment: Moment) -> Result<()> {
    let hold = case.proxy.hold(any_call().nth(n), moment)?;
    let run = case.workdir.start(&["apply", "-auto-approve"])?;
    hold.wait_until_reached(PATIENCE)?;
    run.signal_group(Signal::Kill)?;
    run.finish_whatever_it_says()?;
    case.proxy.clear_rules();
    if case.member.role_tag_if_there("auditor", STATUS)?.as_deref() == Some("ready") {
        let id = format!("id = \"{}/auditor\"", case.member.id);
        let advice = case
            .workdir
            .run(&["apply", "-auto-approve"])?
            .failure()?
            .says(&format!("import {{ to = {ROLE}.NAME {id} }}"))?;
        ensure!(advice.words().contains("exists already"), "the error does not say why:\n{}", advice.text);
        let block = format!("  to = {ADDRESS}\n  {id}");
        case.workdir.write(&case.config(MORE).block("import", &block))?;
    }
    Ok(())
}

/// A second apply gets there, and a destroy leaves nothing, at AWS and not only in the state.
fn converges(case: &Case) -> Result<()> {
    case.proxy.clear_rules();
    case.workdir.apply()?;
    ensure!(case.member.roles()? == ["auditor"], "the member account has {:?}", case.member.roles()?);
    case.workdir.expect_empty_plan()?;
    case.destroy_and_look()
}
