//! What must be asked before an archive can be planned: which organization its account is in.

use tfplugin::composite::Preflight;
use tfplugin::diagnostic::Diagnostic;
use tfplugin::model::{Named, Out};

use super::LogArchive;
use super::key::{self, is_own};
use crate::parts::organizations::membership::organization_of;

/// Asks for the organization, unless it is known from before. One that the account is not in is refused: the bucket's policy
/// would deny everything to everybody, this account included.
pub(super) async fn organization(cx: &mut Preflight<'_, LogArchive>) {
    let f = LogArchive::fields();
    let configured = cx.is_set(f.organization_id);
    let known = cx.known(f.organization_id).and_then(|id| id.0);
    if let Some(known) = known.as_ref().filter(|_| !configured) {
        // Chosen once, and kept even where the policy, which shows it, must be made again.
        cx.choose_again(f.organization_id, known);
        return;
    }
    let account_id = cx.place.account_id.clone();
    let error = match (organization_of(cx.cloud, &account_id).await, known) {
        (Ok(Some(own)), None) => {
            // What is configured and not known yet is compared once it is.
            if !configured {
                cx.choose(f.organization_id, &own);
            }
            return;
        }
        (Ok(Some(own)), Some(given)) if own == given => return,
        (Ok(Some(own)), Some(given)) => {
            let detail = format!(
                "Account {account_id} is in the organization {own}. A bucket policy for {given} alone would lock the account \
                 out of its own bucket. Leave `organization_id` out, or name the account's own."
            );
            Diagnostic::error("The archive's account is in another organization", detail)
        }
        (Ok(None), _) => {
            let detail = format!(
                "Account {account_id} is in no organization of AWS Organizations, and the archive is for the accounts of one. \
                 Create the organization first, or invite the account."
            );
            Diagnostic::error("The archive's account is in no organization", detail)
        }
        // Who configures it need not be allowed to ask.
        (Err(fault), Some(given)) => {
            tracing::debug!(%fault, organization_id = given, "the organization cannot be asked for");
            return;
        }
        (Err(fault), None) => {
            cx.fault(&format!("ask which organization account {account_id} is in"), &fault);
            return;
        }
    };
    cx.push(error.at(f.organization_id.path()));
}

/// Warns before the key goes that logs are encrypted with.
pub(super) fn key(cx: &mut Preflight<'_, LogArchive>) {
    let f = LogArchive::fields();
    let (Some(algorithm), Some(given)) = (cx.known(f.sse_algorithm), cx.known(f.kms_master_key_arn)) else { return };
    if !cx.has_part(key::ADDRESS) || is_own(&algorithm, given.as_deref()) {
        return;
    }
    let days = cx.known(f.deletion_window_in_days).unwrap_or(30);
    let Out(arn) = cx.known(f.kms_key_arn).unwrap_or(Out(None));
    let detail = format!(
        "The archive will no longer use its own key{}, and the apply schedules its deletion. Logs that were encrypted with it \
         cannot be read from then on, and are lost after {days} days. Copy them in place first, or take the key back in time: \
         `aws kms cancel-key-deletion`, then `aws kms enable-key`.",
        arn.map(|arn| format!(" {arn}")).unwrap_or_default()
    );
    cx.push(Diagnostic::warning("The key of the logs that are there will be deleted", detail).at(f.sse_algorithm.path()));
}
