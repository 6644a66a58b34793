//! Vending accounts: many at once, slowly, killed on the way, refused; and closing them.

use crate::world::{Case, World};
use acceptance_tests::aws::REGION;
use acceptance_tests::cli::Signal;
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use acceptance_tests::proxy::{Moment, call};
use serde_json::{Value, json};
use std::time::Duration;

const ACCOUNT: &str = "plinth_account.team";

/// How long a run may take to arrive at the call that is held.
const PATIENCE: Duration = Duration::from_mins(1);

/// An account; `more` are further arguments.
fn account(case: &Case, more: &str) -> Config {
    let own = format!("  name  = \"team\"\n  email = \"aws+team-{}@example.com\"\n{more}", case.management.id);
    Config::new().resource("plinth_account", "team", &own)
}

/// The accounts of the case's organization, by name: state and unit.
fn accounts(case: &Case) -> Result<Vec<(String, String, String)>> {
    let ask = |action: &str, request: &Value| {
        case.management.json("organizations", REGION, &format!("AWSOrganizationsV20161128.{action}"), request)
    };
    let mut all = Vec::new();
    for account in ask("ListAccounts", &json!({}))?["Accounts"].as_array().into_iter().flatten() {
        let text = |name: &str| account[name].as_str().unwrap_or_default().to_owned();
        if text("Id") == case.management.id || text("Id") == case.member.id {
            continue;
        }
        let parents = ask("ListParents", &json!({ "ChildId": text("Id") }))?;
        all.push((text("Name"), text("Status"), parents["Parents"][0]["Id"].as_str().unwrap_or_default().to_owned()));
    }
    all.sort();
    Ok(all)
}

fn settings(world: &World<'_>, case: &Case, mut values: Value) -> Result<()> {
    values["account_id"] = json!(case.management.id);
    world.emulator.settings(&values)
}

/// AWS makes five accounts at a time, and here somebody else takes three of the five: nothing is refused for good.
pub(crate) fn scenario_many_accounts_are_vended_at_once(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    settings(world, &case, json!({ "concurrent_create_account_limit": 2, "create_account_seconds": 0.5 }))?;
    let body = format!(
        "  count = 8\n  name  = \"team-${{count.index}}\"\n  email = \"aws+team-${{count.index}}-{}@example.com\"\n  \
         close_on_deletion = true\n  wait_for_ready = false",
        case.management.id
    );
    case.workdir.write(&Config::new().resource("plinth_account", "team", &body))?;
    case.workdir.apply()?;
    let names: Vec<String> = accounts(&case)?.into_iter().map(|(name, ..)| name).collect();
    let wanted: Vec<String> = (0..8).map(|n| format!("team-{n}")).collect();
    ensure!(names == wanted, "there are {names:?}");
    let calls = case.proxy.log().calls();
    let vended =
        |status: u16| calls.iter().filter(|call| call.action == "CreateAccount" && call.status == Some(status)).count();
    ensure!(vended(200) == 8, "{} requests were taken", vended(200));
    ensure!(vended(400) > 0, "nothing had to wait: the emulator's limit is not felt");
    case.workdir.expect_empty_plan()?;
    // AWS closes three at a time.
    case.workdir.destroy()?;
    let open: Vec<_> = accounts(&case)?.into_iter().filter(|(_, state, _)| state == "ACTIVE").collect();
    ensure!(open.is_empty(), "{open:?} are open");
    Ok(())
}

/// The request that a killed apply has made is picked up by the next one.
pub(crate) fn scenario_a_killed_vend_goes_on_with_its_request(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    settings(world, &case, json!({ "create_account_seconds": 6 }))?;
    case.workdir.write(&account(&case, "  close_on_deletion = true"))?;
    let hold = case.proxy.hold(call("organizations", "DescribeCreateAccountStatus").nth(1), Moment::BeforeAws)?;
    let run = case.workdir.start(&["apply", "-auto-approve"])?;
    hold.wait_until_reached(PATIENCE)?;
    run.signal_group(Signal::Kill)?;
    run.finish_whatever_it_says()?;
    case.proxy.clear_rules();
    ensure!(case.workdir.addresses()?.is_empty(), "a killed create has a state");
    case.workdir.apply()?;
    let requests = case.proxy.log().count("organizations", "CreateAccount");
    ensure!(requests == 1, "{requests} accounts were asked for:\n{}", case.proxy.log().text());
    ensure!(accounts(&case)?.len() == 1, "there are {:?}", accounts(&case)?);
    case.workdir.expect_empty_plan()?;
    case.workdir.destroy().map(|_| ())
}

/// A vend that takes longer than it may is neither lost nor made twice, and leaves nothing tainted.
pub(crate) fn scenario_a_slow_vend_is_continued(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    settings(world, &case, json!({ "create_account_seconds": 8 }))?;
    let slow = account(&case, "  timeouts {\n    create = \"3s\"\n  }\n  close_on_deletion = true");
    case.workdir.write(&slow)?;
    let told = case.workdir.run(&["apply", "-auto-approve"])?.failure()?;
    told.says("The next apply finds the request or the account, and makes no other")?;
    ensure!(case.workdir.addresses()?.is_empty(), "what is tainted would be replaced");
    case.workdir.write(&account(&case, "  close_on_deletion = true"))?;
    case.workdir.apply()?;
    let requests = case.proxy.log().count("organizations", "CreateAccount");
    ensure!(requests == 1 && accounts(&case)?.len() == 1, "{requests} requests, {:?}", accounts(&case)?);
    case.workdir.destroy().map(|_| ())
}

/// AWS's reasons become sentences, in the plan where they can be known.
pub(crate) fn scenario_why_no_account_is_made_is_said(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    case.workdir.write(&account(&case, "  close_on_deletion = true"))?;
    for (reason, says) in [
        ("ACCOUNT_LIMIT_EXCEEDED", "as many accounts as its quota allows"),
        ("EMAIL_ALREADY_EXISTS", "an AWS account that is not in this organization has the e-mail address"),
        ("MISSING_PAYMENT_INSTRUMENT", "no valid payment method"),
        ("INTERNAL_FAILURE", "by no fault of the request"),
    ] {
        settings(world, &case, json!({ "create_account_failure_reason": reason }))?;
        case.workdir.run(&["apply", "-auto-approve"])?.failure()?.says(says).context(reason)?;
        ensure!(case.workdir.addresses()?.is_empty(), "{reason}: a failed create has a state");
    }
    settings(world, &case, json!({ "create_account_failure_reason": null }))?;
    case.workdir.apply()?;
    for (more, says) in [
        ("  alias = \"Team\"", "lower-case letters"),
        ("  opt_in_regions = [\"eu-west-1\"]", "is enabled in every account"),
        ("  opt_in_regions = [\"xx-west-9\"]", "AWS has no region xx-west-9"),
    ] {
        case.workdir.write(&account(&case, &format!("{more}\n  close_on_deletion = true")))?;
        case.workdir.run(&["plan"])?.failure()?.says(says).context(more)?;
    }
    case.workdir.write(&account(&case, "  close_on_deletion = true"))?;
    case.workdir.destroy()?;
    // Its address is taken for another 90 days.
    case.workdir.run(&["plan"])?.failure()?.says("is the address of a closed account")?;
    Ok(())
}

/// What is made in a new account does not meet an account that is not ready.
pub(crate) fn scenario_a_new_account_can_be_used_when_it_is_made(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    settings(world, &case, json!({ "account_role_seconds": 2, "account_services_seconds": 4 }))?;
    let role = "  account_id       = plinth_account.team.account_id\n  name             = \"auditor\"\n  access           = \
                \"read_only\"\n  trusted_accounts = [plinth_account.team.management_account_id]";
    let config = account(&case, "  close_on_deletion = true").resource("plinth_cross_account_role", "auditor", role);
    case.workdir.write(&config)?;
    case.workdir.apply()?;
    case.workdir.expect_empty_plan()?;
    let values = case.workdir.values(ACCOUNT)?;
    let id = values["id"].as_str().unwrap_or_default();
    let ready = json!({ "account": id, "readiness/ec2": format!("{id}/ec2"), "readiness/iam": format!("{id}/iam") });
    ensure!(values["parts"] == ready, "the parts are {}", values["parts"]);
    case.workdir.destroy().map(|_| ())
}

/// An account is closed when that is wanted, and only then; what AWS does not let pass today stays in the state.
pub(crate) fn scenario_a_destroy_closes_an_account_only_when_it_is_told_to(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let ask = |action: &str, request: &Value| {
        case.management.json("organizations", REGION, &format!("AWSOrganizationsV20161128.{action}"), request)
    };
    let root = ask("ListRoots", &json!({}))?["Roots"][0]["Id"].clone();
    let suspended = ask("CreateOrganizationalUnit", &json!({ "ParentId": root, "Name": "Suspended" }))?;
    let suspended = suspended["OrganizationalUnit"]["Id"].as_str().unwrap_or_default();
    let closing = "  organizational_unit_on_close = \"Suspended\"";
    case.workdir.write(&account(&case, closing))?;
    case.workdir.apply()?;
    let refused = case.workdir.run(&["destroy", "-auto-approve"])?.failure()?;
    let words = refused.words();
    ensure!(words.contains("is not closed by a destroy"), "{words}");
    ensure!(words.contains("close_on_deletion = true") && words.contains("removed {"), "{words}");
    ensure!(accounts(&case)?.iter().all(|(_, state, _)| state == "ACTIVE"), "{:?}", accounts(&case)?);
    case.workdir.write(&account(&case, &format!("{closing}\n  close_on_deletion = true")))?;
    case.workdir.apply()?;
    settings(world, &case, json!({ "close_account_quota": 0 }))?;
    let refused = case.workdir.run(&["destroy", "-auto-approve"])?.failure()?;
    refused.says("The account stays open and in the state")?;
    ensure!(case.workdir.addresses()? == [ACCOUNT], "the state has {:?}", case.workdir.addresses()?);
    settings(world, &case, json!({ "close_account_quota": null, "close_account_seconds": 60 }))?;
    case.workdir.destroy()?;
    let left = accounts(&case)?;
    ensure!(left == [("team".to_owned(), "PENDING_CLOSURE".to_owned(), suspended.to_owned())], "{left:?}");
    Ok(())
}

/// An account that is there is named, and taken over in either way.
pub(crate) fn scenario_an_account_that_exists_is_refused_adopted_and_imported(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let config = |more: &str| {
        let own = format!("  name  = \"member-1\"\n  email = \"member-1+{}@example.com\"\n{more}", case.management.id);
        Config::new().resource("plinth_account", "team", &own)
    };
    case.workdir.write(&config(""))?;
    let refused = case.workdir.run(&["plan"])?.failure()?.words();
    let named = format!("Account member-1 ({}) of this organization has it", case.member.id);
    let block = format!("import {{ to = plinth_account.NAME id = \"{}\" }}", case.member.id);
    ensure!(refused.contains(&named) && refused.contains(&block), "{refused}");
    case.workdir.write(&config("  adopt = true\n  tags = { Team = \"a\" }"))?;
    case.workdir.apply()?;
    ensure!(case.workdir.values(ACCOUNT)?["id"] == case.member.id.as_str(), "another account was made");
    case.workdir.expect_empty_plan()?;
    let tags = case.management.json(
        "organizations",
        REGION,
        "AWSOrganizationsV20161128.ListTagsForResource",
        &json!({ "ResourceId": case.member.id }),
    )?;
    ensure!(tags.to_string().contains("plinth_account/member-1+"), "it has no mark: {tags}");
    for id in [case.member.id.clone(), format!("MEMBER-1+{}@example.com", case.management.id), "member-1".to_owned()] {
        case.workdir.run(&["state", "rm", ACCOUNT])?.success()?;
        case.workdir.run(&["import", ACCOUNT, &id])?.success().context(&id)?;
        ensure!(case.workdir.values(ACCOUNT)?["id"] == case.member.id.as_str(), "{id} is another account");
    }
    case.workdir.run(&["state", "rm", ACCOUNT])?.success()?;
    case.workdir.run(&["import", ACCOUNT, "nobody"])?.failure()?.says("no account with the id")?;
    Ok(())
}

/// A whole organization is destroyed as far as AWS deletes it: units that are empty by then go, and what closed accounts are
/// in stays, is named, and keeps nothing else.
pub(crate) fn scenario_a_destroyed_organization_leaves_what_its_accounts_are_in(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let organization =
        "  organizational_units = [\"Empty\", \"Suspended\", \"Workloads/Dev\"]\n  on_destroy = \"delete\"";
    let account = format!(
        "  name  = \"team\"\n  email = \"aws+team-{}@example.com\"\n  organizational_unit = \
         plinth_organization.this.organizational_unit_ids[\"Workloads/Dev\"]\n  organizational_unit_on_close = \
         plinth_organization.this.organizational_unit_ids[\"Suspended\"]\n  close_on_deletion = true\n  \
         wait_for_ready = false",
        case.management.id
    );
    let config = Config::new().resource("plinth_organization", "this", organization);
    case.workdir.write(&config.resource("plinth_account", "team", &account))?;
    case.workdir.apply()?;
    let units = case.workdir.values("plinth_organization.this")?["organizational_unit_ids"].clone();
    let plan = case.workdir.run(&["plan", "-destroy"])?.success()?;
    plan.says("will be left as they are")?.says("organizational_unit_2: Workloads/Dev")?;
    let destroyed = case.workdir.run(&["destroy", "-auto-approve"])?.success()?;
    let destroyed = destroyed.says("are left as they are")?.says("Suspended has account team")?;
    destroyed.says("AWS deletes an organization only when it has no member account")?;
    ensure!(case.workdir.addresses()?.is_empty(), "the state still has {:?}", case.workdir.addresses()?);
    let left = accounts(&case)?;
    let suspended = units["Suspended"].as_str().unwrap_or_default();
    ensure!(left.len() == 1 && left.iter().all(|(_, state, unit)| state != "ACTIVE" && unit == suspended), "{left:?}");
    let root = case.management.json("organizations", REGION, "AWSOrganizationsV20161128.ListRoots", &json!({}))?;
    let inside = case.management.json(
        "organizations",
        REGION,
        "AWSOrganizationsV20161128.ListOrganizationalUnitsForParent",
        &json!({ "ParentId": root["Roots"][0]["Id"] }),
    )?;
    let inside = inside["OrganizationalUnits"].as_array().map_or(0, Vec::len);
    ensure!(inside == 1, "{inside} units are left, not the one with the closed account");
    Ok(())
}
