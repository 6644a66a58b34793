//! What Security Hub does for the organization's member accounts.

use aws_sdk_securityhub::types::AutoEnableStandards;
use tfplugin::composite::{Context, Fault};

use super::found;
use crate::aws::error::unsuccessful;
use crate::aws::{Aws, OrFault};
use crate::parts::administration::once_appointed;
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// Whether accounts that join the organization get Security Hub by themselves: set by the administrator, per region, where
/// the organization is configured locally.
pub struct Organization;

/// How it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationConfiguration {
    /// Whether new members get Security Hub.
    pub auto_enable: bool,
    /// Whether they get AWS's default standards with it.
    pub auto_enable_standards: bool,
}

impl Regional for Organization {
    type Want = OrganizationConfiguration;
    type Seen = OrganizationConfiguration;

    const KIND: &'static str = "Security Hub organization configuration";

    fn differences(want: &OrganizationConfiguration, seen: &OrganizationConfiguration) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("auto_enable", seen.auto_enable, want.auto_enable);
        differences.compare("auto_enable_standards", seen.auto_enable_standards, want.auto_enable_standards);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<OrganizationConfiguration>, Fault> {
        let hub = cx.cloud.security_hub(cx.place).await?;
        let call = hub.describe_organization_configuration().send().await;
        let answer = found(call.or_fault("securityhub:DescribeOrganizationConfiguration"))?;
        Ok(answer.map(|answer| OrganizationConfiguration {
            auto_enable: answer.auto_enable == Some(true),
            auto_enable_standards: answer.auto_enable_standards == Some(AutoEnableStandards::Default),
        }))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        name: &str,
        seen: Option<&OrganizationConfiguration>,
        want: &OrganizationConfiguration,
    ) -> Result<(), Fault> {
        if seen.is_none() {
            once_appointed(cx, || Self::get(cx, name)).await?;
        }
        let hub = cx.cloud.security_hub(cx.place).await?;
        let standards =
            if want.auto_enable_standards { AutoEnableStandards::Default } else { AutoEnableStandards::None };
        let call =
            hub.update_organization_configuration().auto_enable(want.auto_enable).auto_enable_standards(standards);
        call.send().await.or_fault("securityhub:UpdateOrganizationConfiguration").map(drop)
    }

    /// New members are no longer enabled. Those that are go, with Security Hub as it is there: as long as there are any, the
    /// administrator's own cannot be turned off.
    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let off = OrganizationConfiguration { auto_enable: false, auto_enable_standards: false };
        match Self::get(cx, name).await? {
            Some(seen) if seen != off => Self::put(cx, name, Some(&seen), &off).await?,
            Some(_) => {}
            None => return Ok(()),
        }
        let hub = cx.cloud.security_hub(cx.place).await?;
        let pages = hub.list_members().only_associated(true).into_paginator().items().send();
        let members = pages.collect::<Result<Vec<_>, _>>().await.or_fault("securityhub:ListMembers")?;
        let ids: Vec<String> = members.into_iter().filter_map(|member| member.account_id).collect();
        for ids in ids.chunks(AT_ONCE) {
            let call = hub.disassociate_members().set_account_ids(Some(ids.to_vec())).send().await;
            call.or_fault("securityhub:DisassociateMembers")?;
            let answer = hub.delete_members().set_account_ids(Some(ids.to_vec())).send().await.or_fault(DELETE)?;
            // An answer that reports success names those that it left.
            if let Some(left) = answer.unprocessed_accounts.unwrap_or_default().into_iter().next() {
                let text =
                    format!("{}: {}", left.account_id.unwrap_or_default(), left.processing_result.unwrap_or_default());
                return Err(unsuccessful(DELETE, None, Some(&text)));
            }
        }
        Ok(())
    }
}

const DELETE: &str = "securityhub:DeleteMembers";

/// How many accounts a call takes.
const AT_ONCE: usize = 50;
