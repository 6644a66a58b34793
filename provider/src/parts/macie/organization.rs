//! What Macie does for the organization's member accounts.

use tfplugin::composite::{Context, Fault};

use super::found;
use crate::aws::{Aws, OrFault};
use crate::parts::administration::once_appointed;
use crate::parts::regional::Regional;

/// Whether Macie is turned on in accounts that join the organization: set by the administrator, per region.
pub struct Organization;

impl Regional for Organization {
    type Want = bool;
    type Seen = bool;

    const KIND: &'static str = "Macie organization configuration";

    fn differences(want: &bool, seen: &bool) -> Vec<String> {
        if want == seen { Vec::new() } else { vec![format!("auto_enable is {seen}, should be {want}")] }
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<bool>, Fault> {
        let macie = cx.cloud.macie2(cx.place).await?;
        let call = macie.describe_organization_configuration().send().await;
        let answer = found(call.or_fault("macie2:DescribeOrganizationConfiguration"))?;
        Ok(answer.map(|answer| answer.auto_enable == Some(true)))
    }

    async fn put(cx: &Context<'_, Aws>, name: &str, seen: Option<&bool>, want: &bool) -> Result<(), Fault> {
        if seen.is_none() {
            once_appointed(cx, || Self::get(cx, name)).await?;
        }
        let macie = cx.cloud.macie2(cx.place).await?;
        let call = macie.update_organization_configuration().auto_enable(*want).send().await;
        call.or_fault("macie2:UpdateOrganizationConfiguration").map(drop)
    }

    /// New members are no longer enabled. Those that are go, with Macie as it is there: as long as there are any, the
    /// administrator's own cannot be turned off.
    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        match Self::get(cx, name).await? {
            Some(true) => Self::put(cx, name, Some(&true), &false).await?,
            Some(false) => {}
            None => return Ok(()),
        }
        let macie = cx.cloud.macie2(cx.place).await?;
        let pages = macie.list_members().only_associated("true").into_paginator().items().send();
        let members = pages.collect::<Result<Vec<_>, _>>().await.or_fault("macie2:ListMembers")?;
        for id in members.into_iter().filter_map(|member| member.account_id) {
            let call = macie.disassociate_member().id(&id).send().await;
            found(call.or_fault("macie2:DisassociateMember"))?;
            found(macie.delete_member().id(&id).send().await.or_fault("macie2:DeleteMember"))?;
        }
        Ok(())
    }
}
