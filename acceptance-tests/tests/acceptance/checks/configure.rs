//! The provider block: where credentials come from, and which account one is in.

use crate::world::World;
use acceptance_tests::aws::Organization;
use acceptance_tests::cli::Workdir;
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::Result;
use std::time::{Duration, Instant};

pub(crate) fn check_17_the_environment_is_heeded_and_arguments_come_first(world: &World<'_>) -> Result<()> {
    let (environment, explicit) = (world.emulator.account()?, world.emulator.account()?);
    let workdir = world.workdir()?.with_aws(&environment, world.emulator.url()).env("AWS_REGION", "eu-west-1");

    ensure!(caller(&workdir, "")? == environment.id, "the environment's credentials are not used");

    let keys = format!("  access_key = \"{}\"\n  secret_key = \"{}\"", explicit.keys.id, explicit.keys.secret);
    ensure!(caller(&workdir, &keys)? == explicit.id, "the environment beats the provider block");

    workdir.write(&caller_config("  profile = \"nobody\""))?;
    workdir.run(&["plan"])?.failure()?.says("profile")?.says("nobody")?;

    let bare = world.workdir()?;
    bare.write(&caller_config(""))?;
    bare.run(&["plan"])?.failure()?.says("credentials")?.says("AWS_")?;
    Ok(())
}

pub(crate) fn scenario_one_provider_is_in_every_account(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let config = Config::new()
        .data("plinth_caller", "here", "")
        .data("plinth_caller", "there", &format!("  account_id = \"{}\"", case.member.id))
        .output("here", "data.plinth_caller.here.arn")
        .output("there", "data.plinth_caller.there.arn");
    case.workdir.write(&config)?;
    let plan = case.workdir.plan()?;
    let arn = |name: &str| plan.json["output_changes"][name]["after"].as_str().unwrap_or_default().to_owned();
    let (here, there) = (arn("here"), arn("there"));
    ensure!(here == format!("arn:aws:iam::{}:user/admin", case.management.id), "here is {here}");
    let role = format!("arn:aws:sts::{}:assumed-role/OrganizationAccountAccessRole/plinth", case.member.id);
    ensure!(there == role, "there is {there}");
    Ok(())
}

/// Longer than the SDK waits for AWS to read on.
pub(crate) fn scenario_a_call_waits_its_turn_however_long(world: &World<'_>) -> Result<()> {
    let organization = Organization::create(world.emulator, 2)?;
    let workdir = world.workdir()?.with_aws(&organization.management, world.emulator.url());
    // A session for one account, and 25 s later one for the other.
    let mut config = Config::with_provider("  requests_per_second = { sts = 0.04 }");
    for (name, member) in ["one", "other"].into_iter().zip(&organization.members) {
        config = config.data("plinth_caller", name, &format!("  account_id = \"{}\"", member.id));
    }
    workdir.write(&config)?;
    let began = Instant::now();
    workdir.plan()?;
    ensure!(began.elapsed() > Duration::from_secs(21), "nothing waited: {:?}", began.elapsed());
    Ok(())
}

fn caller_config(provider: &str) -> Config {
    Config::with_provider(provider)
        .data("plinth_caller", "me", "")
        .output("account", "data.plinth_caller.me.account_id")
}

/// The account that the provider is in with this provider block.
fn caller(workdir: &Workdir, provider: &str) -> Result<String> {
    workdir.write(&caller_config(provider))?;
    let plan = workdir.plan()?;
    Ok(plan.json["output_changes"]["account"]["after"].as_str().unwrap_or_default().to_owned())
}
