//! Harm to each part by hand: organization and services here, what records and alarms in `records`.

use super::place::organizations;
use super::records;
use crate::subject::{Hand, Harm, Piece, Place};
use acceptance_tests::aws::{Account, REGION};
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};

/// The words of an address: `guardduty_detector`, `us-east-1` and what follows.
pub(super) struct Address<'a> {
    pub(super) kind: &'a str,
    /// `us-east-1`, or `global`.
    pub(super) region: &'a str,
    /// What tells several in a region apart.
    pub(super) name: &'a str,
}

pub(super) fn hand(place: &Place, piece: &Piece<'_>, harm: Harm) -> Result<Hand> {
    let (kind, rest) = piece.split();
    let (region, name) = rest.split_once('/').unwrap_or((rest, ""));
    let address = Address { kind, region, name };
    let (home, management) = (place.account("HOME")?, place.account("CALLER")?);
    match harm {
        _ if kind.ends_with("_trust") => Ok(Hand::Impossible("the service has an administrator")),
        Harm::Changed if kind.ends_with("_administrator") => {
            Ok(Hand::Impossible("another one cannot be appointed before it is dismissed"))
        }
        Harm::Removed if kind.ends_with("_organization") => Ok(Hand::Impossible("it goes with the administrator")),
        Harm::Removed if kind.ends_with("_administrator") => dismissed(management, home, &address),
        Harm::Removed => removed(home, &address),
        Harm::Changed => changed(place, home, &address),
    }
}

/// Calls a service that has paths.
pub(super) fn rest(account: &Account, service: &str, region: &str, call: (&str, &str), body: &Json) -> Result<String> {
    let (method, path) = call;
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let (status, text) = account.rest(service, region, method, path, &body)?;
    ensure!((200..300).contains(&status), "{service} {method} {path}: {text}");
    Ok(text)
}

/// Takes the administration of a service from the account.
fn dismissed(management: &Account, home: &Account, address: &Address<'_>) -> Result<Hand> {
    let Address { kind, region, name } = *address;
    let id = home.id.as_str();
    let call = |service: &str, call: (&str, &str), body: Json| rest(management, service, region, call, &body).map(drop);
    match kind {
        "guardduty_administrator" => call("guardduty", ("POST", "/admin/disable"), json!({ "adminAccountId": id })),
        "inspector_administrator" => {
            let request = json!({ "delegatedAdminAccountId": id });
            call("inspector2", ("POST", "/delegatedadminaccounts/disable"), request)
        }
        "macie_administrator" => {
            call("macie2", ("DELETE", &format!("/admin?adminAccountId={id}")), Json::Null)
        }
        "security_hub_administrator" => {
            call("securityhub", ("POST", "/organization/admin/disable"), json!({ "AdminAccountId": id }))
        }
        _ => {
            let (service, account) = name.split_once('/').context("a service and an account")?;
            let request = json!({ "AccountId": account, "ServicePrincipal": service });
            organizations(management, "DeregisterDelegatedAdministrator", &request).map(drop)
        }
    }?;
    Ok(Hand::Done)
}

fn removed(home: &Account, address: &Address<'_>) -> Result<Hand> {
    let Address { kind, region, name } = *address;
    let call = |service: &str, call: (&str, &str), body: Json| {
        rest(home, service, region, call, &body).map(|_| Hand::Done)
    };
    match kind {
        "access_analyzer" => {
            let analyzer = format!("/analyzer/plinth-{}", name.to_lowercase().replace('_', "-"));
            call("access-analyzer", ("DELETE", &analyzer), Json::Null)
        }
        "guardduty_detector" => call("guardduty", ("DELETE", &detector(home, region)?), Json::Null),
        "security_hub" => Ok(Hand::Impossible("an administrator cannot turn it off")),
        "security_hub_standards" => {
            let names = ["aws-foundational-security-best-practices/v/1.0.0", "cis-aws-foundations-benchmark/v/3.0.0"];
            let arns = names.map(|name| format!("arn:aws:securityhub:{region}:{}:subscription/{name}", home.id));
            let request = json!({ "StandardsSubscriptionArns": arns });
            call("securityhub", ("POST", "/standards/deregister"), request)
        }
        "security_hub_control" => Ok(Hand::Impossible("to be on is a change of it")),
        "security_hub_aggregator" => {
            let path = format!("/findingAggregator/delete/{}", aggregator(home, region)?);
            call("securityhub", ("DELETE", &path), Json::Null)
        }
        "inspector" => call("inspector2", ("POST", "/disable"), json!({ "resourceTypes": ["EC2", "ECR", "LAMBDA"] })),
        "macie" => call("macie2", ("DELETE", "/macie"), Json::Null),
        "macie_export" => {
            let path = ("PUT", "/classification-export-configuration");
            call("macie2", path, json!({ "configuration": {} }))
        }
        _ => records::removed(home, address),
    }
}

fn changed(place: &Place, home: &Account, address: &Address<'_>) -> Result<Hand> {
    let Address { kind, region, name } = *address;
    let call = |service: &str, call: (&str, &str), body: Json| {
        rest(home, service, region, call, &body).map(|_| Hand::Done)
    };
    match kind {
        "access_analyzer" if name.ends_with("UNUSED_ACCESS") => {
            let configuration = json!({ "configuration": { "unusedAccess": { "unusedAccessAge": 180 } } });
            let analyzer = format!("/analyzer/plinth-{}", name.to_lowercase().replace('_', "-"));
            call("access-analyzer", ("PUT", &analyzer), configuration)
        }
        "access_analyzer" => {
            let arn = format!("arn:aws:access-analyzer:{region}:{}:analyzer/plinth-organization", home.id);
            let path = format!("/tags/{}", arn.replace(':', "%3A").replace('/', "%2F"));
            call("access-analyzer", ("POST", &path), json!({ "tags": { "Team": "somebody" } }))
        }
        "guardduty_detector" => {
            let request = json!({ "enable": false, "findingPublishingFrequency": "SIX_HOURS" });
            call("guardduty", ("POST", &detector(home, region)?), request)
        }
        "guardduty_organization" => {
            let path = format!("{}/admin", detector(home, region)?);
            call("guardduty", ("POST", &path), json!({ "autoEnableOrganizationMembers": "NONE" }))
        }
        "security_hub" => call("securityhub", ("PATCH", "/accounts"), json!({ "AutoEnableControls": false })),
        "security_hub_standards" => {
            let arn = format!("arn:aws:securityhub:{region}::standards/nist-800-53/v/5.0.0");
            let request = json!({ "StandardsSubscriptionRequests": [{ "StandardsArn": arn }] });
            call("securityhub", ("POST", "/standards/register"), request)
        }
        "security_hub_control" => {
            let standard = "aws-foundational-security-best-practices/v/1.0.0";
            let update = json!({
                "StandardsArn": format!("arn:aws:securityhub:{region}::standards/{standard}"),
                "SecurityControlId": name,
                "AssociationStatus": "ENABLED",
            });
            let request = json!({ "StandardsControlAssociationUpdates": [update] });
            call("securityhub", ("PATCH", "/associations"), request)
        }
        "security_hub_organization" => {
            let request = json!({ "AutoEnable": false, "AutoEnableStandards": "NONE" });
            call("securityhub", ("POST", "/organization/configuration"), request)
        }
        "security_hub_aggregator" => {
            let request = json!({
                "FindingAggregatorArn": aggregator(home, region)?,
                "RegionLinkingMode": "SPECIFIED_REGIONS",
                "Regions": ["eu-west-2"],
            });
            call("securityhub", ("PATCH", "/findingAggregator/update"), request)
        }
        "inspector" => call("inspector2", ("POST", "/disable"), json!({ "resourceTypes": ["EC2"] })),
        "inspector_organization" => {
            let request = json!({ "autoEnable": { "ec2": false, "ecr": true } });
            call("inspector2", ("POST", "/organizationconfiguration/update"), request)
        }
        "macie" => call("macie2", ("PATCH", "/macie"), json!({ "status": "PAUSED" })),
        "macie_export" => {
            let word = if region == REGION { "KEY" } else { "FAR_KEY" };
            let destination = json!({ "bucketName": place.id("OTHER_LOGS"), "kmsKeyArn": place.id(word) });
            let request = json!({ "configuration": { "s3Destination": destination } });
            call("macie2", ("PUT", "/classification-export-configuration"), request)
        }
        "macie_organization" => call("macie2", ("PATCH", "/admin/configuration"), json!({ "autoEnable": false })),
        _ => records::changed(place, home, address),
    }
}

/// The path of the region's detector.
fn detector(home: &Account, region: &str) -> Result<String> {
    let id = listed(home, ("guardduty", "/detector"), region, "/detectorIds/0")?;
    Ok(format!("/detector/{id}"))
}

/// The ARN of the account's finding aggregator.
fn aggregator(home: &Account, region: &str) -> Result<String> {
    let arn = "/FindingAggregators/0/FindingAggregatorArn";
    listed(home, ("securityhub", "/findingAggregator/list"), region, arn)
}

/// A text in the answer of a service to a question by its path.
fn listed(home: &Account, (service, path): (&str, &str), region: &str, pointer: &str) -> Result<String> {
    let answer = rest(home, service, region, ("GET", path), &Json::Null)?;
    let answer: Json = serde_json::from_str(&answer).context(path.to_owned())?;
    text(&answer, pointer)
}

/// A text in an answer.
pub(super) fn text(answer: &Json, pointer: &str) -> Result<String> {
    let found = answer.pointer(pointer).and_then(Json::as_str).map(str::to_owned);
    found.context(format!("there is no {pointer} in {answer}"))
}
