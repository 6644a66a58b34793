//! The organization's hold over the root users of its member accounts.

use std::collections::BTreeSet;

use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::found;
use crate::aws::{Aws, OrFault};

/// One feature of central root access. Its name and its id are IAM's: `RootCredentialsManagement` or `RootSessions`. It
/// needs trusted access for IAM, and is turned on and off by the management account:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html>
pub struct RootAccess;

/// Which features are the resource's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootAccessOwner {
    /// Whether any is.
    pub is_managed: bool,
}

/// One feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootAccessKey {
    /// `RootCredentialsManagement` or `RootSessions`.
    pub feature: String,
}

impl RootAccess {
    /// Root users of member accounts can be left without credentials, and have them taken away.
    pub const CREDENTIALS: &'static str = "RootCredentialsManagement";
    /// The management account, or IAM's delegated administrator, can do a few things as the root user of a member.
    pub const SESSIONS: &'static str = "RootSessions";
}

impl Part for RootAccess {
    type Cloud = Aws;
    type Key = RootAccessKey;
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "central root access";
    const MARKED: bool = false;
    // The list shows nothing where nothing is managed.
    const OWN_ONLY: bool = true;

    fn expect(_: &RootAccessKey, (): &()) -> Option<()> {
        Some(())
    }

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, key: &RootAccessKey) -> Result<Option<Found<()>>, Fault> {
        let there = Self::read(cx, &key.feature).await?;
        Ok(there.map(|seen| Found { id: key.feature.clone(), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &RootAccessKey, (): &()) -> Result<String, Fault> {
        // Turning on what is on succeeds, and changes nothing.
        let iam = cx.cloud.iam(&cx.place.account_id).await?;
        match key.feature.as_str() {
            Self::CREDENTIALS => {
                let call = iam.enable_organizations_root_credentials_management().send().await;
                call.or_fault("iam:EnableOrganizationsRootCredentialsManagement").map(drop)
            }
            Self::SESSIONS => {
                let call = iam.enable_organizations_root_sessions().send().await;
                call.or_fault("iam:EnableOrganizationsRootSessions").map(drop)
            }
            other => Err(unknown(other)),
        }?;
        Ok(key.feature.clone())
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<()>, Fault> {
        Ok(features(cx).await?.contains(id).then_some(()))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, (): &(), (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let iam = cx.cloud.iam(&cx.place.account_id).await?;
        let end = match id {
            Self::CREDENTIALS => {
                let call = iam.disable_organizations_root_credentials_management().send().await;
                call.or_fault("iam:DisableOrganizationsRootCredentialsManagement").map(drop)
            }
            Self::SESSIONS => {
                let call = iam.disable_organizations_root_sessions().send().await;
                call.or_fault("iam:DisableOrganizationsRootSessions").map(drop)
            }
            other => Err(unknown(other)),
        };
        trusted(end).map(drop)
    }
}

impl RepeatedPart for RootAccess {
    type Owner = RootAccessOwner;

    fn key(_: &RootAccessOwner, name: &str) -> RootAccessKey {
        RootAccessKey { feature: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &RootAccessOwner) -> Result<Listed<()>, Fault> {
        if !owner.is_managed {
            return Ok(Vec::new());
        }
        let features = features(cx).await?.into_iter();
        Ok(features.map(|feature| (feature.clone(), Found { id: feature, seen: (), mark: None })).collect())
    }
}

/// The features that are on.
async fn features(cx: &Context<'_, Aws>) -> Result<BTreeSet<String>, Fault> {
    let iam = cx.cloud.iam(&cx.place.account_id).await?;
    let answer = iam.list_organizations_features().send().await.or_fault("iam:ListOrganizationsFeatures");
    let features = trusted(answer)?.and_then(|answer| answer.enabled_features).unwrap_or_default();
    Ok(features.into_iter().map(|feature| feature.as_str().to_owned()).collect())
}

/// `None` where there is no organization, or IAM has no trusted access in it: then nothing is on.
fn trusted<T>(result: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match found(result) {
        Err(fault) if fault.code.as_deref() == Some("ServiceAccessNotEnabledException") => Ok(None),
        end => end,
    }
}

fn unknown(feature: &str) -> Fault {
    Fault::new(FaultKind::Bug, format!("`{feature}` is no feature of central root access"))
}
