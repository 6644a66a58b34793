//! That an AWS service may act in all accounts of the organization, for as long as somebody's resource needs it.

use tfplugin::composite::{Context, Fault, Part};

use super::trusted_service::{TrustedService, TrustedServiceKey, trusted_services};
use crate::aws::Aws;
use crate::parts::regional::Regional;

/// A service's trusted access, which the management account turns on, in which the part lives. The instance's name is the
/// service's: `access-analyzer.amazonaws.com`. Unlike a [`TrustedService`] it stays when its resource goes.
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
        let services = trusted_services(cx.cloud, &cx.place.account_id).await?;
        Ok(services.contains(service).then_some(()))
    }

    async fn put(cx: &Context<'_, Aws>, service: &str, _: Option<&()>, (): &()) -> Result<(), Fault> {
        TrustedService::create(cx, &TrustedServiceKey { service: service.to_owned() }, &()).await.map(drop)
    }

    /// It stays: what else in the organization stands on it cannot be seen from here.
    async fn remove(_: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}
