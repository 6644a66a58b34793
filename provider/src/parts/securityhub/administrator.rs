//! The organization's administrator of Security Hub.

use tfplugin::composite::{Context, Fault};

use crate::aws::{Aws, OrFault};
use crate::parts::administration::Administration;

/// Security Hub's administrator in a region. Appointing it turns Security Hub on there, if it is off.
/// <https://docs.aws.amazon.com/securityhub/latest/userguide/designate-orgs-admin-account.html>
pub struct SecurityHub;

impl Administration for SecurityHub {
    const KIND: &'static str = "delegated administrator of Security Hub";

    async fn administrator(cx: &Context<'_, Aws>) -> Result<Option<String>, Fault> {
        let hub = cx.cloud.security_hub(cx.place).await?;
        let call = hub.list_organization_admin_accounts().send().await;
        let accounts = call.or_fault("securityhub:ListOrganizationAdminAccounts")?.admin_accounts;
        Ok(accounts.unwrap_or_default().into_iter().find_map(|account| account.account_id))
    }

    async fn appoint(cx: &Context<'_, Aws>, account_id: &str) -> Result<(), Fault> {
        let hub = cx.cloud.security_hub(cx.place).await?;
        let call = hub.enable_organization_admin_account().admin_account_id(account_id).send().await;
        call.or_fault("securityhub:EnableOrganizationAdminAccount").map(drop)
    }

    async fn dismiss(cx: &Context<'_, Aws>, account_id: &str) -> Result<(), Fault> {
        let hub = cx.cloud.security_hub(cx.place).await?;
        let call = hub.disable_organization_admin_account().admin_account_id(account_id).send().await;
        call.or_fault("securityhub:DisableOrganizationAdminAccount").map(drop)
    }
}
