//! A member account that administers a service for the whole organization.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::try_join_all;
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, RepeatedPart};

use super::{Own, found, in_turn};
use crate::aws::{Aws, OrFault, Poll};

/// The administration of one service by one account. Its name and its id are `securityhub.amazonaws.com/111122223333`.
///
/// A service that is administered cannot lose trusted access, nor can the account be closed or leave:
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html>
pub struct DelegatedAdministrator;

/// Which account, of which service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegatedAdministratorKey {
    /// `service/account`
    pub name: String,
}

/// Trusted access that was turned on just now is not known everywhere at once.
const NEW_TRUST: Poll =
    Poll { first: Duration::from_secs(1), longest: Duration::from_secs(4), limit: Duration::from_secs(20) };

/// All administrations, as service and account. All who ask at about the same time share one answer. It takes a call for
/// every twenty accounts that administer something, and one for each of them.
///
/// # Errors
/// What AWS answers; `NotFound` without an organization.
pub async fn delegated_administrators(aws: &Aws, account_id: &str) -> Result<Arc<BTreeSet<(String, String)>>, Fault> {
    let ask = || async {
        let client = aws.organizations(account_id).await?;
        let pages = client.list_delegated_administrators().into_paginator().items().send();
        let accounts =
            pages.collect::<Result<Vec<_>, _>>().await.or_fault("organizations:ListDelegatedAdministrators")?;
        let all = accounts.into_iter().filter_map(|account| account.id).map(async |id| {
            let pages = client.list_delegated_services_for_account().account_id(&id).into_paginator().items().send();
            let services = pages.collect::<Result<Vec<_>, _>>().await;
            // It may have ceased to be one since.
            let services =
                found(services.or_fault("organizations:ListDelegatedServicesForAccount"))?.unwrap_or_default();
            let services = services.into_iter().filter_map(|service| service.service_principal);
            Ok::<_, Fault>(services.map(|service| (service, id.clone())).collect::<Vec<_>>())
        });
        Ok(try_join_all(all).await?.into_iter().flatten().collect())
    };
    aws.of_organization(account_id, "delegated administrators", ask).await
}

impl Part for DelegatedAdministrator {
    type Cloud = Aws;
    type Key = DelegatedAdministratorKey;
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "delegated administrator";
    const MARKED: bool = false;
    // The list shows what the resource asked for.
    const OWN_ONLY: bool = true;

    fn expect(_: &DelegatedAdministratorKey, (): &()) -> Option<()> {
        Some(())
    }

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, key: &DelegatedAdministratorKey) -> Result<Option<Found<()>>, Fault> {
        let there = Self::read(cx, &key.name).await?;
        Ok(there.map(|seen| Found { id: key.name.clone(), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &DelegatedAdministratorKey, (): &()) -> Result<String, Fault> {
        const OPERATION: &str = "organizations:RegisterDelegatedAdministrator";
        let (service, account_id) = split(&key.name)?;
        let client = cx.cloud.organizations_once(&cx.place.account_id).await?;
        let call = client.register_delegated_administrator().service_principal(service).account_id(account_id);
        let mut patience = NEW_TRUST.begin();
        loop {
            let registered = in_turn(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await;
            let Err(fault) = registered else { return Ok(key.name.clone()) };
            let too_new = fault.reason.as_deref() == Some("SERVICE_ACCESS_NOT_ENABLED");
            if !too_new || !trusts(cx, service).await? || patience.pause(cx.cancel).await.is_err() {
                return Err(fault);
            }
        }
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<()>, Fault> {
        let (service, account_id) = split(id)?;
        let all = found(delegated_administrators(cx.cloud, &cx.place.account_id).await)?;
        let there = all.is_some_and(|all| all.contains(&(service.to_owned(), account_id.to_owned())));
        Ok(there.then_some(()))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, (): &(), (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        const OPERATION: &str = "organizations:DeregisterDelegatedAdministrator";
        let (service, account_id) = split(id)?;
        let client = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = client.deregister_delegated_administrator().service_principal(service).account_id(account_id);
        found(in_turn(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await).map(drop)
    }
}

/// Whether AWS itself says that a service has trusted access.
async fn trusts(cx: &Context<'_, Aws>, service: &str) -> Result<bool, Fault> {
    Ok(super::trusted_service::trusted_services(cx.cloud, &cx.place.account_id).await?.contains(service))
}

impl RepeatedPart for DelegatedAdministrator {
    type Owner = Own;

    fn key(_: &Own, name: &str) -> DelegatedAdministratorKey {
        DelegatedAdministratorKey { name: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &Own) -> Result<Listed<()>, Fault> {
        let all = found(delegated_administrators(cx.cloud, &cx.place.account_id).await)?.unwrap_or_default();
        let names = all.iter().map(|(service, account_id)| format!("{service}/{account_id}"));
        let own = names.filter(|name| owner.has(name));
        Ok(own.map(|name| (name.clone(), Found { id: name, seen: (), mark: None })).collect())
    }
}

/// The service and the account in an id.
fn split(id: &str) -> Result<(&str, &str), Fault> {
    id.split_once('/').ok_or_else(|| Fault::new(FaultKind::Bug, format!("`{id}` is not of the form service/account")))
}
