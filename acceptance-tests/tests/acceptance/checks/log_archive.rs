//! The archive of an organization's logs: who writes to it, who does not, and what a destroy leaves.

use crate::world::{Case, World};
use acceptance_tests::aws::{Account, Inventory, REGION};
use acceptance_tests::config::Config;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value, json};

const ARCHIVE: &str = "plinth_log_archive.this";

/// An archive in the member account; `more` are further arguments.
fn archive(case: &Case, more: &str) -> Config {
    let body = format!("  account_id = \"{}\"\n{more}", case.member.id);
    Config::new().resource("plinth_log_archive", "this", &body)
}

/// A trail that writes to a bucket, with a key for its files.
fn trail(account: &Account, bucket: &str, key: &str, of_organization: bool) -> Result<Value> {
    let request = json!({
        "Name": "all",
        "S3BucketName": bucket,
        "KmsKeyId": key,
        "IsMultiRegionTrail": true,
        "IsOrganizationTrail": of_organization,
    });
    let target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.CreateTrail";
    account.json("cloudtrail", REGION, target, &request)
}

/// Services deliver for accounts of the organization, in any account, and for nobody else.
pub(crate) fn scenario_an_organization_delivers_its_logs_to_the_archive(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let stranger = world.emulator.account()?;
    case.workdir.write(&archive(&case, ""))?;
    case.workdir.apply()?;
    case.workdir.expect_empty_plan()?;
    let values = case.workdir.values(ARCHIVE)?;
    let text = |name: &str| values[name].as_str().unwrap_or_default().to_owned();
    let (bucket, key) = (text("bucket"), text("kms_key_arn"));
    ensure!(bucket == format!("plinth-log-archive-{}-{REGION}", case.member.id), "the bucket is called {bucket}");

    let trust = json!({ "ServicePrincipal": "cloudtrail.amazonaws.com" });
    let target = "AWSOrganizationsV20161128.EnableAWSServiceAccess";
    case.management.json("organizations", REGION, target, &trust)?;
    trail(&case.management, &bucket, &key, true).context("the organization's trail")?;
    let refused = trail(&stranger, &bucket, &key, false).err().context("a stranger's trail writes to the archive")?;
    ensure!(refused.to_string().contains("InsufficientS3BucketPolicyException"), "a stranger is told {refused}");

    let config = |account: &Account, action: &str, body: &Value| {
        account.json("config", REGION, &format!("StarlingDoveService.{action}"), body)
    };
    for account in [&case.management, &stranger] {
        let role = "role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig";
        let recorder = json!({ "name": "default", "roleARN": format!("arn:aws:iam::{}:{role}", account.id) });
        config(account, "PutConfigurationRecorder", &json!({ "ConfigurationRecorder": recorder }))?;
    }
    let channel = json!({ "DeliveryChannel": { "name": "default", "s3BucketName": bucket } });
    config(&case.management, "PutDeliveryChannel", &channel).context("the delivery channel of the organization")?;
    ensure!(config(&stranger, "PutDeliveryChannel", &channel).is_err(), "a stranger's Config writes to the archive");
    Ok(())
}

/// Logs are not lost by a destroy: it is refused, and what it left is whole.
pub(crate) fn scenario_an_archive_with_logs_is_not_destroyed(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let accounts = [&case.management, &case.member];
    let before = Inventory::take(&accounts, &[REGION])?;
    let bucket = format!("logs-{}", case.member.id);
    let arguments = format!("  bucket = \"{bucket}\"");
    case.workdir.write(&archive(&case, &arguments))?;
    case.workdir.apply()?;
    for body in ["first", "second"] {
        let path = format!("/{bucket}/AWSLogs/{}/x.json", case.member.id);
        let (status, text) = case.member.rest("s3", REGION, "PUT", &path, body)?;
        ensure!(status == 200, "PutObject: {text}");
    }
    let full = Inventory::take(&accounts, &[REGION])?;
    let output = case.workdir.run(&["destroy", "-auto-approve"])?.failure()?;
    for words in ["is not empty", "force_destroy = true", "terraform state rm"] {
        ensure!(output.words().contains(words), "the destroy does not say `{words}`:\n{}", output.text);
    }
    Inventory::take(&accounts, &[REGION])?.same_as(&full).context("the refused destroy")?;
    case.workdir.expect_empty_plan()?;

    case.workdir.write(&archive(&case, &format!("{arguments}\n  force_destroy = true")))?;
    case.workdir.apply()?;
    case.workdir.destroy()?;
    Inventory::take(&accounts, &[REGION])?.same_as(&before)
}

/// What would lock somebody out, or lose logs, is said by the plan.
pub(crate) fn scenario_an_archive_that_cannot_be_is_refused_while_planning(world: &World<'_>) -> Result<()> {
    let case = world.case()?;
    let wrong = [
        ("  organization_id = \"o-aaaaaaaaaa\"", "The archive's account is in another organization"),
        ("  bucket = \"Logs\"", "it has a `L`"),
        ("  versioning = false\n  object_lock = { mode = \"GOVERNANCE\", days = 1 }", "Object lock needs versions"),
        ("  retention = {}", "`retention` says nothing"),
        ("  retention = { transitions = { GLACIER = 30 }, expiration_days = 30 }", "Logs are deleted before they move"),
        ("  retention = { transitions = { STANDARD_IA = 7 } }", "Too early for the storage class"),
        ("  sse_algorithm = \"AES256\"\n  deletion_window_in_days = 7", "`deletion_window_in_days` has no effect"),
    ];
    for (arguments, sentence) in wrong {
        case.workdir.write(&archive(&case, arguments))?;
        let output = case.workdir.run(&["plan"])?.failure()?;
        ensure!(output.words().contains(sentence), "{arguments}\nis not refused with `{sentence}`:\n{}", output.text);
    }
    Ok(())
}
