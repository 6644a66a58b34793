//! The organization's administrator of Macie.

use tfplugin::composite::{Context, Fault};

use crate::aws::{Aws, OrFault};
use crate::parts::administration::Administration;

/// Macie's administrator in a region. Appointing it turns Macie on there, if it is off.
/// <https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-ao-integrate.html>
pub struct Macie;

impl Administration for Macie {
    const KIND: &'static str = "delegated administrator of Macie";

    async fn administrator(cx: &Context<'_, Aws>) -> Result<Option<String>, Fault> {
        let macie = cx.cloud.macie2(cx.place).await?;
        let call = macie.list_organization_admin_accounts().send().await;
        let accounts = call.or_fault("macie2:ListOrganizationAdminAccounts")?.admin_accounts;
        Ok(accounts.unwrap_or_default().into_iter().find_map(|account| account.account_id))
    }

    async fn appoint(cx: &Context<'_, Aws>, account_id: &str) -> Result<(), Fault> {
        let macie = cx.cloud.macie2(cx.place).await?;
        let call = macie.enable_organization_admin_account().admin_account_id(account_id).send().await;
        call.or_fault("macie2:EnableOrganizationAdminAccount").map(drop)
    }

    async fn dismiss(cx: &Context<'_, Aws>, account_id: &str) -> Result<(), Fault> {
        let macie = cx.cloud.macie2(cx.place).await?;
        let call = macie.disable_organization_admin_account().admin_account_id(account_id).send().await;
        call.or_fault("macie2:DisableOrganizationAdminAccount").map(drop)
    }
}
