//! The organization's administrator of `CloudTrail`.

use tfplugin::composite::{Context, Fault, FaultKind};

use crate::aws::{Aws, OrFault};
use crate::parts::regional::Regional;

/// One of at most three accounts that may manage the organization's trails, beside the management account, in which the
/// part lives. The instance's name is the account. Registering it turns on trusted access for `CloudTrail`.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html>
pub struct CloudTrailAdministrator;

const SERVICE: &str = "cloudtrail.amazonaws.com";

impl Regional for CloudTrailAdministrator {
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "delegated administrator of CloudTrail";

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn get(cx: &Context<'_, Aws>, account_id: &str) -> Result<Option<()>, Fault> {
        let organizations = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = organizations.list_delegated_administrators().service_principal(SERVICE).into_paginator().items();
        let accounts = call.send().collect::<Result<Vec<_>, _>>().await;
        let accounts = accounts.or_fault("organizations:ListDelegatedAdministrators")?;
        Ok(accounts.iter().any(|account| account.id() == Some(account_id)).then_some(()))
    }

    async fn put(cx: &Context<'_, Aws>, account_id: &str, _: Option<&()>, (): &()) -> Result<(), Fault> {
        let cloudtrail = cx.cloud.cloudtrail(cx.place).await?;
        let call = cloudtrail.register_organization_delegated_admin().member_account_id(account_id).send().await;
        match call.or_fault("cloudtrail:RegisterOrganizationDelegatedAdmin") {
            Err(fault) if fault.kind == FaultKind::AlreadyExists => Ok(()),
            end => end.map(drop),
        }
    }

    async fn remove(cx: &Context<'_, Aws>, account_id: &str) -> Result<(), Fault> {
        let cloudtrail = cx.cloud.cloudtrail(cx.place).await?;
        let call = cloudtrail.deregister_organization_delegated_admin().delegated_admin_account_id(account_id);
        match call.send().await.or_fault("cloudtrail:DeregisterOrganizationDelegatedAdmin") {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(()),
            end => end.map(drop),
        }
    }
}
