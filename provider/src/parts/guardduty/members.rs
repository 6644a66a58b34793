//! Members of the organization that an administrator watches.

use tfplugin::composite::{Context, Fault};

use crate::aws::error::unsuccessful;
use crate::aws::{Aws, OrFault};

const DISASSOCIATE: &str = "guardduty:DisassociateMembers";
const DELETE: &str = "guardduty:DeleteMembers";

/// How many accounts a call takes.
const AT_ONCE: usize = 50;

/// Lets all members go: the detector of an administrator that has members cannot be deleted. They keep their own detectors.
/// <https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DisassociateMembers.html>
pub(super) async fn let_go(cx: &Context<'_, Aws>, detector_id: &str) -> Result<(), Fault> {
    let guardduty = cx.cloud.guardduty(cx.place).await?;
    let pages = guardduty.list_members().detector_id(detector_id).only_associated("true").into_paginator().items();
    let members = pages.send().collect::<Result<Vec<_>, _>>().await.or_fault("guardduty:ListMembers")?;
    let ids: Vec<String> = members.into_iter().filter_map(|member| member.account_id).collect();
    for ids in ids.chunks(AT_ONCE) {
        let call = guardduty.disassociate_members().detector_id(detector_id).set_account_ids(Some(ids.to_vec()));
        done(DISASSOCIATE, call.send().await.or_fault(DISASSOCIATE)?.unprocessed_accounts)?;
        let call = guardduty.delete_members().detector_id(detector_id).set_account_ids(Some(ids.to_vec()));
        done(DELETE, call.send().await.or_fault(DELETE)?.unprocessed_accounts)?;
    }
    Ok(())
}

/// An answer that reports success names those that it left.
fn done(operation: &str, left: Option<Vec<aws_sdk_guardduty::types::UnprocessedAccount>>) -> Result<(), Fault> {
    match left.unwrap_or_default().into_iter().next() {
        Some(left) => {
            let text = format!("{}: {}", left.account_id.unwrap_or_default(), left.result.unwrap_or_default());
            Err(unsuccessful(operation, None, Some(&text)))
        }
        None => Ok(()),
    }
}
