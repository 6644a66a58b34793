//! A service that may act in all accounts of an organization.

use std::collections::BTreeSet;
use std::sync::Arc;

use tfplugin::composite::{Context, Fault, Found, Listed, Part, RepeatedPart};

use super::{Own, found, in_turn};
use crate::aws::{Aws, OrFault};

/// Trusted access for one service. Its id is the service's principal, `access-analyzer.amazonaws.com`.
pub struct TrustedService;

/// One service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedServiceKey {
    /// `access-analyzer.amazonaws.com`
    pub service: String,
}

/// The principals of all services that have trusted access. All who ask at about the same time share one answer.
///
/// # Errors
/// What AWS answers; `NotFound` without an organization.
pub async fn trusted_services(aws: &Aws, account_id: &str) -> Result<Arc<BTreeSet<String>>, Fault> {
    let ask = || async {
        let client = aws.organizations(account_id).await?;
        let pages = client.list_aws_service_access_for_organization().into_paginator().send();
        let pages = pages.collect::<Result<Vec<_>, _>>().await;
        let pages = pages.or_fault("organizations:ListAWSServiceAccessForOrganization")?;
        let services = pages.into_iter().flat_map(|page| page.enabled_service_principals.unwrap_or_default());
        Ok(services.filter_map(|service| service.service_principal).collect())
    };
    aws.of_organization(account_id, "trusted services", ask).await
}

impl Part for TrustedService {
    type Cloud = Aws;
    type Key = TrustedServiceKey;
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "trusted service";
    const MARKED: bool = false;
    // The list shows what the resource asked for.
    const OWN_ONLY: bool = true;

    fn expect(_: &TrustedServiceKey, (): &()) -> Option<()> {
        Some(())
    }

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn find(cx: &Context<'_, Aws>, key: &TrustedServiceKey) -> Result<Option<Found<()>>, Fault> {
        let there = Self::read(cx, &key.service).await?;
        Ok(there.map(|seen| Found { id: key.service.clone(), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &TrustedServiceKey, (): &()) -> Result<String, Fault> {
        const OPERATION: &str = "organizations:EnableAWSServiceAccess";
        // Turning on what is on succeeds, and changes nothing.
        let client = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = client.enable_aws_service_access().service_principal(&key.service);
        in_turn(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await?;
        Ok(key.service.clone())
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<()>, Fault> {
        let services = found(trusted_services(cx.cloud, &cx.place.account_id).await)?;
        Ok(services.is_some_and(|services| services.contains(id)).then_some(()))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, (): &(), (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        const OPERATION: &str = "organizations:DisableAWSServiceAccess";
        let client = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = client.disable_aws_service_access().service_principal(id);
        found(in_turn(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await).map(drop)
    }
}

impl RepeatedPart for TrustedService {
    type Owner = Own;

    fn key(_: &Own, name: &str) -> TrustedServiceKey {
        TrustedServiceKey { service: name.to_owned() }
    }

    async fn list(cx: &Context<'_, Aws>, owner: &Own) -> Result<Listed<()>, Fault> {
        let services = found(trusted_services(cx.cloud, &cx.place.account_id).await)?.unwrap_or_default();
        let own = services.iter().filter(|service| owner.has(service));
        Ok(own.map(|service| (service.clone(), Found { id: service.clone(), seen: (), mark: None })).collect())
    }
}
