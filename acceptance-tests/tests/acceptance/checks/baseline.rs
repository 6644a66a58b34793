//! An account's settings in several regions: held, let go, and never forced upon what is in use.

use crate::world::{Case, World};
use acceptance_tests::aws::{Account, Element, REGION};
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};

const BASELINE: &str = "plinth_account_baseline.this";
const FAR: &str = "eu-west-1";

/// The baseline of the member account; `more` are further arguments.
fn baseline(case: &Case, regions: &[&str], more: &str) -> Config {
    let body = format!("  account_id = \"{}\"\n  regions    = {regions:?}\n{more}", case.member.id);
    Config::new().resource("plinth_account_baseline", "this", &body)
}

fn ec2(account: &Account, region: &str, action: &str) -> Result<Element> {
    account.query("ec2", region, action, &[])
}

fn is_encrypted(account: &Account, region: &str) -> Result<bool> {
    Ok(ec2(account, region, "GetEbsEncryptionByDefault")?.text(&["ebsEncryptionByDefault"]) == "true")
}

fn default_vpc(account: &Account, region: &str) -> Result<Option<String>> {
    let vpcs = ec2(account, region, "DescribeVpcs")?;
    let default = vpcs.items("vpcSet").iter().find(|vpc| vpc.text(&["isDefault"]) == "true");
    Ok(default.map(|vpc| vpc.text(&["vpcId"]).to_owned()))
}

pub(crate) fn scenario_a_baseline_deletes_default_vpcs_that_are_empty_and_names_what_is_in_others(
    world: &World<'_>,
) -> Result<()> {
    let case = world.case()?;
    let vpc = default_vpc(&case.member, FAR)?.context("there is no default VPC")?;
    let group = [("GroupName", "web"), ("GroupDescription", "web"), ("VpcId", vpc.as_str())];
    let group = case.member.query("ec2", FAR, "CreateSecurityGroup", &group)?.text(&["groupId"]).to_owned();
    let subnets =
        || Ok::<_, acceptance_tests::error::Error>(ec2(&case.member, FAR, "DescribeSubnets")?.items("subnetSet").len());
    let before = subnets()?;

    case.workdir.write(&baseline(&case, &[REGION, FAR], ""))?;
    let failed = case.workdir.run(&["apply", "-auto-approve"])?.failure()?;
    failed.says(&format!("the default VPC {vpc} is not empty"))?.says(&group)?.says("action = \"keep\"")?;
    ensure!(subnets()? == before, "subnets of a VPC that is in use were deleted");
    ensure!(default_vpc(&case.member, REGION)?.is_none(), "the empty default VPC is still there");
    ensure!(is_encrypted(&case.member, FAR)?, "what has nothing to do with the VPC was not done");

    case.member.query("ec2", FAR, "DeleteSecurityGroup", &[("GroupId", &group)])?;
    case.workdir.apply()?;
    ensure!(default_vpc(&case.member, FAR)?.is_none(), "the default VPC is still there");
    case.workdir.expect_empty_plan()?;
    case.workdir.destroy().map(drop)
}

pub(crate) fn scenario_regions_that_an_account_may_not_use_are_refused_in_the_plan(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    for (region, words) in [("eu-west-9", "There is no region eu-west-9"), ("eu-south-2", "has not opted in to region")]
    {
        case.workdir.write(&baseline(&case, &[REGION, region], ""))?;
        let refused = case.workdir.run(&["plan"])?.failure()?;
        refused.says(words)?.says(&format!("Region `{region}` cannot be used"))?;
    }
    let elsewhere = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let key = format!("  ebs_encryption = {{ kms_key_arns = {{ {REGION} = \"{elsewhere}\" }} }}");
    case.workdir.write(&baseline(&case, &[REGION], &key))?;
    case.workdir.run(&["validate"])?.failure()?.says("The key is in region eu-west-1")?;
    Ok(())
}

pub(crate) fn scenario_what_a_baseline_lets_go_stays_and_is_named_or_goes_back(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let keep = "  default_vpcs = { action = \"keep\" }";
    // What is as wanted already is adopted, and not written again.
    ec2(&case.member, FAR, "EnableEbsEncryptionByDefault")?;
    case.workdir.write(&baseline(&case, &[REGION, FAR], keep))?;
    case.workdir.apply()?;
    let writes = case.proxy.log().count("ec2", "EnableEbsEncryptionByDefault");
    ensure!(writes == 1, "the default encryption of one region took {writes} calls:\n{}", case.proxy.log().text());
    let status = case.workdir.values(BASELINE)?["status"].clone();
    ensure!(status["ebs_encryption"][FAR] == "enabled", "the status is {status}");
    ensure!(status["default_vpcs"][FAR] == "unmanaged", "the status is {status}");
    ensure!(status["password_policy"]["global"] == "enabled", "the status is {status}");
    let controls = case.workdir.values(BASELINE)?["controls"].clone();
    ensure!(controls["ebs_encryption"].to_string().contains("EC2.7"), "the controls are {controls}");

    // Somebody's change shows, and goes back.
    ec2(&case.member, FAR, "DisableEbsEncryptionByDefault")?;
    let plan = case.workdir.plan()?;
    ensure!(plan.summary() == [format!("update {BASELINE}")], "the plan is {:?}", plan.summary());
    case.workdir.run(&["apply", "plan"])?.success()?;
    ensure!(is_encrypted(&case.member, FAR)?, "it was not repaired");

    // A region that leaves stays as it is, and so does what is unmanaged.
    let fewer = format!("{keep}\n  imds = {{ mode = \"unmanaged\" }}");
    case.workdir.write(&baseline(&case, &[REGION], &fewer))?;
    let told = case.workdir.apply()?;
    told.says("are left as they are")?.says("- ebs_encryption: eu-west-1")?.says("- imds: eu-west-1, us-east-1")?;
    ensure!(is_encrypted(&case.member, FAR)?, "a region that left was changed");
    case.workdir.expect_empty_plan()?;

    // What a destroy would let go is said before it is done.
    let plan = case.workdir.run(&["plan", "-destroy"])?.success()?;
    plan.says("will be left as they are")?.says("- ebs_encryption: us-east-1")?;

    // The rest goes back to how AWS has it.
    case.workdir.write(&baseline(&case, &[REGION], &format!("{fewer}\n  on_destroy = \"reset\"")))?;
    case.workdir.apply()?;
    case.workdir.destroy()?;
    ensure!(!is_encrypted(&case.member, REGION)?, "destroy left the default encryption");
    let policy = case.member.query("iam", REGION, "GetAccountPasswordPolicy", &[]).err().map(|error| error.to_string());
    ensure!(policy.is_some_and(|error| error.contains("NoSuchEntity")), "destroy left the password policy");
    let imds = ec2(&case.member, REGION, "GetInstanceMetadataDefaults")?;
    ensure!(imds.text(&["accountLevel", "httpTokens"]) == "required", "what was let go was changed: {imds:?}");
    Ok(())
}
