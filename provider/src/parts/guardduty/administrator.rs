//! The organization's administrator of `GuardDuty`.

use tfplugin::composite::{Context, Fault};

use crate::aws::{Aws, OrFault};
use crate::parts::administration::Administration;

/// `GuardDuty`'s administrator in a region. Appointing it makes its detector there, if it has none.
/// <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_organizations.html>
pub struct GuardDuty;

impl Administration for GuardDuty {
    const KIND: &'static str = "delegated administrator of GuardDuty";

    async fn administrator(cx: &Context<'_, Aws>) -> Result<Option<String>, Fault> {
        let guardduty = cx.cloud.guardduty(cx.place).await?;
        let call = guardduty.list_organization_admin_accounts().send().await;
        let accounts = call.or_fault("guardduty:ListOrganizationAdminAccounts")?.admin_accounts;
        Ok(accounts.unwrap_or_default().into_iter().find_map(|account| account.admin_account_id))
    }

    async fn appoint(cx: &Context<'_, Aws>, account_id: &str) -> Result<(), Fault> {
        let guardduty = cx.cloud.guardduty(cx.place).await?;
        let call = guardduty.enable_organization_admin_account().admin_account_id(account_id).send().await;
        call.or_fault("guardduty:EnableOrganizationAdminAccount").map(drop)
    }

    async fn dismiss(cx: &Context<'_, Aws>, account_id: &str) -> Result<(), Fault> {
        let guardduty = cx.cloud.guardduty(cx.place).await?;
        let call = guardduty.disable_organization_admin_account().admin_account_id(account_id).send().await;
        call.or_fault("guardduty:DisableOrganizationAdminAccount").map(drop)
    }
}
