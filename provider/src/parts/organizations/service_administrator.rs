//! The account that administers an AWS service for the organization, of services that leave this to Organizations.

use tfplugin::composite::{Context, Fault, FaultKind};

use crate::aws::{Aws, OrFault};
use crate::parts::regional::Regional;

/// A delegated administrator, which the management account registers, in which the part lives. The instance's name is the
/// service and the account: `access-analyzer.amazonaws.com/111122223333`. Other administrators of the service are left.
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html>
pub struct ServiceAdministrator;

impl Regional for ServiceAdministrator {
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "delegated administrator";

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<()>, Fault> {
        let (service, account_id) = parts_of(name)?;
        let organizations = cx.cloud.organizations(&cx.place.account_id).await?;
        let pages = organizations.list_delegated_administrators().service_principal(service).into_paginator().items();
        let accounts = pages.send().collect::<Result<Vec<_>, _>>().await;
        let accounts = accounts.or_fault("organizations:ListDelegatedAdministrators")?;
        Ok(accounts.iter().any(|account| account.id() == Some(account_id)).then_some(()))
    }

    async fn put(cx: &Context<'_, Aws>, name: &str, _: Option<&()>, (): &()) -> Result<(), Fault> {
        let (service, account_id) = parts_of(name)?;
        let organizations = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = organizations.register_delegated_administrator().service_principal(service).account_id(account_id);
        match call.send().await.or_fault("organizations:RegisterDelegatedAdministrator") {
            Err(fault) if fault.kind == FaultKind::AlreadyExists => Ok(()),
            end => end.map(drop),
        }
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let (service, account_id) = parts_of(name)?;
        let organizations = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = organizations.deregister_delegated_administrator().service_principal(service).account_id(account_id);
        match call.send().await.or_fault("organizations:DeregisterDelegatedAdministrator") {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(()),
            end => end.map(drop),
        }
    }
}

fn parts_of(name: &str) -> Result<(&str, &str), Fault> {
    let bug = || Fault::new(FaultKind::Bug, format!("`{name}` is not of the form service/account"));
    name.split_once('/').ok_or_else(bug)
}
