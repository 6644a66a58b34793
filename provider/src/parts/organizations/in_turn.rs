//! Changes that wait while the organization is busy with others.

use std::time::Duration;

use tfplugin::composite::{Context, Fault, FaultKind, waiting};

use crate::aws::{Aws, Poll};

/// Other people, the console and AWS itself change the organization, too, and AWS refuses changes that overlap. A new
/// organization is being finished for up to an hour:
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html#API_CreateAccount_Errors>
const PATIENCE: Poll =
    Poll { first: Duration::from_millis(500), longest: Duration::from_secs(15), limit: Duration::from_hours(1) };

/// Makes a change, again and again while AWS answers that the organization is busy or the calls are too many, until the
/// resource's deadline. Such an answer means that nothing was done. This process's own changes wait for each other before
/// they are sent, so that they do not get in each other's way.
///
/// # Errors
/// What `call` fails with otherwise, and at the end of the patience its last refusal.
pub async fn in_turn<T, F>(cx: &Context<'_, Aws>, call: impl Fn() -> F) -> Result<T, Fault>
where
    F: Future<Output = Result<T, Fault>>,
{
    let mut wait = PATIENCE.begin();
    loop {
        let fault = match call().await {
            Err(fault) if fault.kind == FaultKind::Throttled => fault,
            end => return end,
        };
        waiting("the organization to be done with another change");
        if wait.pause(cx.cancel).await.is_err() {
            return Err(fault);
        }
    }
}
