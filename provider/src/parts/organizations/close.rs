//! Closing an account.

use tfplugin::composite::{Context, Fault, FaultKind};

use super::account::AccountWant;
use super::member::{described, is_closed};
use super::{in_turn, placement};
use crate::aws::{Aws, OrFault};

/// Moves the account to the unit that closed accounts are in, and closes it. One that is closed, or being closed, is as
/// wanted, and so is one that has left. AWS is not waited for: it goes back and forth between its states for minutes.
///
/// # Errors
/// `Invalid` when it is not to be closed; what AWS answers, with what happens next where a quota is used up.
pub(super) async fn close(cx: &Context<'_, Aws>, id: &str, want: &AccountWant) -> Result<(), Fault> {
    const OPERATION: &str = "organizations:CloseAccount";
    let management = &cx.place.account_id;
    let Some(member) = described(cx.cloud, management, id).await?.filter(|member| !is_closed(member)) else {
        return Ok(());
    };
    if !want.close_on_deletion || !member.email.eq_ignore_ascii_case(&want.email) {
        let message = format!("account {} ({id}, {}) is not to be closed", member.name, member.email);
        return Err(Fault::new(FaultKind::Invalid, message).hint(
            "An account is closed by a destroy with `close_on_deletion = true`, and never to make room for another.",
        ));
    }
    if let Some(unit) = &want.organizational_unit_on_close {
        placement::move_to(cx, id, unit).await?;
    }
    let client = cx.cloud.organizations(management).await?;
    let call = client.close_account().account_id(id);
    let closed = in_turn(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await;
    let Err(fault) = closed else { return Ok(()) };
    // It was closed meanwhile, or the answer to the first of two calls was lost.
    let gone = matches!(fault.kind, FaultKind::NotFound | FaultKind::Conflict)
        && described(cx.cloud, management, id).await?.is_none_or(|member| is_closed(&member));
    if gone { Ok(()) } else { Err(advised(fault)) }
}

/// What to do about a refusal to close.
fn advised(fault: Fault) -> Fault {
    let advice = match fault.reason.as_deref() {
        Some("CLOSE_ACCOUNT_QUOTA_EXCEEDED") => {
            "In any 30 days AWS closes a tenth of an organization's accounts, at least ten and at most a thousand. The \
             account stays open and in the state; destroy it again when the first of those closed is 30 days ago, or close \
             it now as its root user, which counts no quota: the next refresh sees it."
        }
        Some("CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED") => {
            "AWS closes three accounts at a time. The account stays open and in the state; destroy it again in some minutes."
        }
        Some("CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG") => {
            "The account administers a service for the organization: take it out of `delegated_administrators` of \
             plinth_organization first."
        }
        Some("CANNOT_CLOSE_MANAGEMENT_ACCOUNT") => {
            "A management account is closed by its root user, after the organization was deleted."
        }
        _ => return fault,
    };
    fault.hint(advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_used_up_quota_says_what_happens_next() {
        let refused = |reason: &str| Fault {
            reason: Some(reason.to_owned()),
            ..Fault::new(FaultKind::LimitExceeded, "no").hint("Something else.")
        };
        let hint = advised(refused("CLOSE_ACCOUNT_QUOTA_EXCEEDED")).hint.unwrap();
        assert!(hint.contains("a tenth") && hint.contains("destroy it again"), "{hint}");
        assert_eq!(advised(refused("ANOTHER")).hint.as_deref(), Some("Something else."));
    }
}
