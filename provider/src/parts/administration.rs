//! A service's delegated administrator, which the organization's management account appoints region by region.
//!
//! # Expected flow
//! Ask who administers; appoint where nobody does. AWS then turns on the service's trusted access, and registers the
//! administrator with Organizations by itself.
//!
//! # Guarantees
//! An administrator that is somebody else is never replaced: that would take all member accounts from it.

use std::marker::PhantomData;
use std::time::Duration;

use tfplugin::composite::{Context, Fault, FaultKind};

use super::regional::Regional;
use crate::aws::{Aws, Ended, Poll};

/// How one service appoints its administrator. The place of each call is the management account, in one region.
pub trait Administration: Send + Sync + 'static {
    /// What AWS calls it, for messages: `GuardDuty's delegated administrator`.
    const KIND: &'static str;

    /// The administrator, by its account id; `None` where nobody is.
    fn administrator(cx: &Context<'_, Aws>) -> impl Future<Output = Result<Option<String>, Fault>> + Send;

    /// Appoints an account, where nobody is.
    fn appoint(cx: &Context<'_, Aws>, account_id: &str) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Takes the administration from the account that has it.
    fn dismiss(cx: &Context<'_, Aws>, account_id: &str) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// How something of the organization looks, once the service knows who its administrator is: for a while it may still tell the
/// new one that it is none. `None` where that stays so.
pub async fn once_appointed<T, F>(cx: &Context<'_, Aws>, look: impl Fn() -> F) -> Result<Option<T>, Fault>
where
    F: Future<Output = Result<Option<T>, Fault>>,
{
    let mut wait = BUSY.begin();
    loop {
        if let Some(seen) = look().await? {
            return Ok(Some(seen));
        }
        match wait.pause(cx.cancel).await {
            Ok(()) => tracing::debug!("the service does not know its new administrator yet"),
            Err(Ended::Late) => return Ok(None),
            Err(Ended::Cancelled) => return Err(Fault::cancelled("the service to know its new administrator")),
        }
    }
}

/// The administrator of the service `S`: want and sight are an account id.
pub struct Administrator<S>(PhantomData<fn() -> S>);

/// An appointment writes to the organization, which takes one change at a time, and all regions appoint at once:
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html>
const BUSY: Poll =
    Poll { first: Duration::from_millis(250), longest: Duration::from_secs(5), limit: Duration::from_mins(1) };

impl<S: Administration> Regional for Administrator<S> {
    type Want = String;
    type Seen = String;

    const KIND: &'static str = S::KIND;

    fn differences(want: &String, seen: &String) -> Vec<String> {
        if want == seen { Vec::new() } else { vec![format!("account is {seen}, should be {want}")] }
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<String>, Fault> {
        S::administrator(cx).await
    }

    async fn put(cx: &Context<'_, Aws>, _: &str, seen: Option<&String>, want: &String) -> Result<(), Fault> {
        if let Some(other) = seen {
            return refuse(other, want);
        }
        let mut wait = BUSY.begin();
        loop {
            let fault = match S::appoint(cx, want).await {
                Ok(()) => return Ok(()),
                Err(fault) => fault,
            };
            // Only what the organization refused for the moment; what another region's call, or a lost one, did shows in
            // the next look.
            if !matches!(fault.kind, FaultKind::Conflict | FaultKind::Throttled | FaultKind::Invalid) {
                return Err(fault);
            }
            match S::administrator(cx).await? {
                Some(now) if now == *want => return Ok(()),
                Some(other) => return refuse(&other, want),
                None if fault.kind == FaultKind::Invalid => return Err(fault),
                None => {}
            }
            match wait.pause(cx.cancel).await {
                Ok(()) => tracing::debug!(%fault, "the organization is busy"),
                Err(Ended::Late) => return Err(fault),
                Err(Ended::Cancelled) => return Err(Fault::cancelled("the organization to take the change")),
            }
        }
    }

    async fn remove(cx: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        match S::administrator(cx).await? {
            Some(account_id) => S::dismiss(cx, &account_id).await,
            None => Ok(()),
        }
    }
}

fn refuse(other: &str, want: &str) -> Result<(), Fault> {
    if other == want {
        return Ok(());
    }
    let message = format!("account {other} is the delegated administrator already, and {want} should be");
    Err(Fault::new(FaultKind::Invalid, message).hint(
        "A service has one administrator in the organization. Use that account, or remove it as administrator in the \
         management account first: its members are then no longer monitored until the new one enables them",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_administrator_is_never_replaced() {
        assert_eq!(refuse("111122223333", "111122223333"), Ok(()));
        let fault = refuse("111122223333", "444455556666").unwrap_err();
        assert!(fault.message.contains("111122223333 is the delegated administrator"), "{fault}");
        assert!(fault.hint.is_some());
    }
}
