//! The account that administers an AWS service for the organization, of services that leave this to Organizations.

use tfplugin::composite::{Context, Fault, FaultKind, Part};

use super::delegated_administrator::{DelegatedAdministrator, DelegatedAdministratorKey};
use crate::aws::{Aws, OrFault};
use crate::parts::regional::Regional;

/// A delegated administrator, which the management account registers, in which the part lives. The instance's name is the
/// service and the account: `access-analyzer.amazonaws.com/111122223333`. It is made as a [`DelegatedAdministrator`] is, and
/// looked for among those of its service alone. Others are left.
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
        Ok(is_registered(cx, service, account_id).await?.then_some(()))
    }

    async fn put(cx: &Context<'_, Aws>, name: &str, _: Option<&()>, (): &()) -> Result<(), Fault> {
        let key = DelegatedAdministratorKey { name: name.to_owned() };
        match DelegatedAdministrator::create(cx, &key, &()).await {
            Err(fault) if fault.kind == FaultKind::AlreadyExists => Ok(()),
            end => end.map(drop),
        }
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        DelegatedAdministrator::delete(cx, name).await
    }
}

/// Whether an account administers a service, as Organizations says in the place's account.
///
/// # Errors
/// What AWS answers.
pub async fn is_registered(cx: &Context<'_, Aws>, service: &str, account_id: &str) -> Result<bool, Fault> {
    let organizations = cx.cloud.organizations(&cx.place.account_id).await?;
    let pages = organizations.list_delegated_administrators().service_principal(service).into_paginator().items();
    let accounts = pages.send().collect::<Result<Vec<_>, _>>().await;
    let accounts = accounts.or_fault("organizations:ListDelegatedAdministrators")?;
    Ok(accounts.iter().any(|account| account.id() == Some(account_id)))
}

/// The service and the account in a name.
///
/// # Errors
/// A name of another form is a defect.
pub fn parts_of(name: &str) -> Result<(&str, &str), Fault> {
    let bug = || Fault::new(FaultKind::Bug, format!("`{name}` is not of the form service/account"));
    name.split_once('/').ok_or_else(bug)
}
