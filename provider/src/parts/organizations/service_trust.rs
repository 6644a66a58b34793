//! That an AWS service may act in all accounts of the organization.

use aws_sdk_organizations::operation::list_aws_service_access_for_organization::ListAwsServiceAccessForOrganizationOutput as Page;
use tfplugin::composite::{Context, Fault};

use crate::aws::{Aws, OrFault};
use crate::parts::regional::Regional;

/// A service's trusted access, which the management account turns on. The instance's name is the service's:
/// `access-analyzer.amazonaws.com`.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html>
pub struct ServiceTrust;

impl Regional for ServiceTrust {
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "trusted access";

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn get(cx: &Context<'_, Aws>, service: &str) -> Result<Option<()>, Fault> {
        let organizations = cx.cloud.organizations(&cx.place.account_id).await?;
        let pages = organizations.list_aws_service_access_for_organization().into_paginator().send();
        let pages = pages.collect::<Result<Vec<_>, _>>().await;
        let pages = pages.or_fault("organizations:ListAWSServiceAccessForOrganization")?;
        let mut services = pages.iter().flat_map(Page::enabled_service_principals);
        Ok(services.any(|each| each.service_principal() == Some(service)).then_some(()))
    }

    async fn put(cx: &Context<'_, Aws>, service: &str, _: Option<&()>, (): &()) -> Result<(), Fault> {
        let organizations = cx.cloud.organizations(&cx.place.account_id).await?;
        let call = organizations.enable_aws_service_access().service_principal(service).send().await;
        call.or_fault("organizations:EnableAWSServiceAccess").map(drop)
    }

    /// It stays: what else in the organization stands on it cannot be seen from here.
    async fn remove(_: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}
