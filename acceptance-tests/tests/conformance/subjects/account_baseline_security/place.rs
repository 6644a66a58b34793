//! An account that administers the security services of an organization: its own account, and the management account.

use super::hands::text;
use crate::subject::{Place, SECURITY, Size};
use crate::subjects::account_baseline::delete_default_vpc;
use acceptance_tests::aws::{Account, Organization, REGION};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::ensure;
use acceptance_tests::error::Result;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// The other region of the full one.
pub(super) const FAR: &str = "eu-west-1";

/// Services that register their administrators with Organizations by themselves, and leave them there when they dismiss
/// them: "This operation doesn't remove the delegated administrator account in AWS Organizations."
/// <https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisableOrganizationAdminAccount.html>,
/// <https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-guardduty.html>
const REGISTERED: [&str; 4] =
    ["guardduty.amazonaws.com", "inspector2.amazonaws.com", "macie.amazonaws.com", "securityhub.amazonaws.com"];

/// Services whose trusted access the resource turns on and leaves on, because others may lean on it.
const TRUSTED: [&str; 3] = ["access-analyzer.amazonaws.com", "cloudtrail.amazonaws.com", "config.amazonaws.com"];

/// Minimal: an account without an organization. Full: a member of an organization, in which the account has administered
/// these services before, so that what AWS and the resource leave behind is there from the start. There are no default VPCs:
/// what is deleted there stays away.
pub(super) fn place(emulator: &Emulator, size: Size) -> Result<Place> {
    let mut facts = BTreeMap::from([(SECURITY, SECURITY.to_owned())]);
    if size == Size::Minimal {
        let caller = emulator.account()?;
        delete_default_vpc(&caller, REGION)?;
        return Ok(Place { caller: caller.clone(), accounts: vec![("HOME", caller)], regions: vec![REGION], facts });
    }
    let mut organization = Organization::create(emulator, 2)?;
    let (caller, home) = (organization.management, organization.members.remove(0));
    for region in [REGION, FAR] {
        delete_default_vpc(&home, region)?;
    }
    for service in REGISTERED.iter().chain(&TRUSTED) {
        organizations(&caller, "EnableAWSServiceAccess", &json!({ "ServicePrincipal": service }))?;
    }
    for service in REGISTERED {
        let administrator = json!({ "AccountId": home.id, "ServicePrincipal": service });
        organizations(&caller, "RegisterDelegatedAdministrator", &administrator)?;
    }
    // Names of buckets are unique in all of AWS, and an account's id is.
    let (logs, other) = (format!("logs-{}", home.id), format!("other-logs-{}", home.id));
    bucket(&home, &logs)?;
    bucket(&home, &other)?;
    facts.extend([("LOGS", logs), ("OTHER_LOGS", other), ("OTHER", organization.members.remove(0).id)]);
    for (word, id, region) in [("KEY", "KEY_ID", REGION), ("FAR_KEY", "FAR_KEY_ID", FAR)] {
        let arn = key(&home, region)?;
        // The ARN holds the account's id, which has a word of its own.
        facts.insert(id, arn.rsplit('/').next().unwrap_or_default().to_owned());
        facts.insert(word, arn);
    }
    let accounts = vec![("HOME", home), ("CALLER", caller.clone())];
    Ok(Place { caller, accounts, regions: vec![REGION, FAR], facts })
}

pub(super) fn organizations(management: &Account, action: &str, body: &Json) -> Result<Json> {
    management.json("organizations", REGION, &format!("AWSOrganizationsV20161128.{action}"), body)
}

/// A bucket that CloudTrail, Config and Macie may write to.
fn bucket(home: &Account, name: &str) -> Result<()> {
    let put = |path: &str, body: &str| {
        let (status, text) = home.rest("s3", REGION, "PUT", path, body)?;
        ensure!((200..300).contains(&status), "PUT {path}: {text}");
        Ok(())
    };
    put(&format!("/{name}"), "")?;
    let services = ["cloudtrail.amazonaws.com", "config.amazonaws.com", "macie.amazonaws.com"];
    let arn = format!("arn:aws:s3:::{name}");
    let allow = |action: &str, resource: &str| {
        json!({ "Effect": "Allow", "Principal": { "Service": services }, "Action": action, "Resource": resource })
    };
    let statements = [allow("s3:GetBucketAcl", &arn), allow("s3:PutObject", &format!("{arn}/*"))];
    let policy = json!({ "Version": "2012-10-17", "Statement": statements });
    put(&format!("/{name}?policy"), &policy.to_string())
}

/// The ARN of a key that these services may use.
fn key(home: &Account, region: &str) -> Result<String> {
    let root = json!({
        "Effect": "Allow",
        "Principal": { "AWS": format!("arn:aws:iam::{}:root", home.id) },
        "Action": "kms:*",
        "Resource": "*",
    });
    let services = json!({
        "Effect": "Allow",
        "Principal": { "Service": ["cloudtrail.amazonaws.com", "config.amazonaws.com", "macie.amazonaws.com"] },
        "Action": ["kms:GenerateDataKey*", "kms:DescribeKey"],
        "Resource": "*",
    });
    let policy = json!({ "Version": "2012-10-17", "Statement": [root, services] });
    let request = json!({ "Description": "Encrypts logs", "Policy": policy.to_string() });
    let made = home.json("kms", region, "TrentService.CreateKey", &request)?;
    text(&made, "/KeyMetadata/Arn")
}
