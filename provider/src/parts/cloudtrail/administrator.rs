//! The organization's administrator of `CloudTrail`.

use tfplugin::composite::{Context, Fault, FaultKind, Place};

use crate::aws::{Aws, OrFault, arn};
use crate::parts::organizations::service_administrator::{is_registered, parts_of};
use crate::parts::regional::Regional;

/// One of at most three accounts that may manage the organization's trails, beside the management account, in which the
/// part lives. The instance's name is the service and the account: `cloudtrail.amazonaws.com/111122223333`. Registering it turns on trusted access for `CloudTrail`.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html>
pub struct CloudTrailAdministrator;

impl Regional for CloudTrailAdministrator {
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "delegated administrator of CloudTrail";

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<()>, Fault> {
        let (service, account_id) = parts_of(name)?;
        Ok(is_registered(cx, service, account_id).await?.then_some(()))
    }

    async fn put(cx: &Context<'_, Aws>, name: &str, _: Option<&()>, (): &()) -> Result<(), Fault> {
        let (_, account_id) = parts_of(name)?;
        let cloudtrail = cx.cloud.cloudtrail(&region(cx)).await?;
        let call = cloudtrail.register_organization_delegated_admin().member_account_id(account_id).send().await;
        match call.or_fault("cloudtrail:RegisterOrganizationDelegatedAdmin") {
            Err(fault) if fault.kind == FaultKind::AlreadyExists => Ok(()),
            end => end.map(drop),
        }
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let (_, account_id) = parts_of(name)?;
        let cloudtrail = cx.cloud.cloudtrail(&region(cx)).await?;
        let call = cloudtrail.deregister_organization_delegated_admin().delegated_admin_account_id(account_id);
        match call.send().await.or_fault("cloudtrail:DeregisterOrganizationDelegatedAdmin") {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(()),
            end => end.map(drop),
        }
    }
}

/// Any region will do: it is the administrator in all of them.
fn region(cx: &Context<'_, Aws>) -> Place {
    let region = cx.cloud.region().unwrap_or_else(|_| arn::global_region("aws")).to_owned();
    Place { account_id: cx.place.account_id.clone(), region }
}
