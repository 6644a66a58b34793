//! The organization's administrator of Inspector.

use tfplugin::composite::{Context, Fault};

use crate::aws::{Aws, OrFault};
use crate::parts::administration::Administration;

/// Inspector's administrator in a region.
/// <https://docs.aws.amazon.com/inspector/latest/user/designating-admin.html>
pub struct Inspector;

impl Administration for Inspector {
    const KIND: &'static str = "delegated administrator of Inspector";

    async fn administrator(cx: &Context<'_, Aws>) -> Result<Option<String>, Fault> {
        let inspector = cx.cloud.inspector2(cx.place).await?;
        let call = inspector.list_delegated_admin_accounts().send().await;
        let accounts = call.or_fault("inspector2:ListDelegatedAdminAccounts")?.delegated_admin_accounts;
        Ok(accounts.unwrap_or_default().into_iter().find_map(|account| account.account_id))
    }

    async fn appoint(cx: &Context<'_, Aws>, account_id: &str) -> Result<(), Fault> {
        let inspector = cx.cloud.inspector2(cx.place).await?;
        let call = inspector.enable_delegated_admin_account().delegated_admin_account_id(account_id).send().await;
        call.or_fault("inspector2:EnableDelegatedAdminAccount").map(drop)
    }

    async fn dismiss(cx: &Context<'_, Aws>, account_id: &str) -> Result<(), Fault> {
        let inspector = cx.cloud.inspector2(cx.place).await?;
        let call = inspector.disable_delegated_admin_account().delegated_admin_account_id(account_id).send().await;
        call.or_fault("inspector2:DisableDelegatedAdminAccount").map(drop)
    }
}
