//! The harness itself: that the proxy does to calls what it is told.

use acceptance_tests::aws::Account;
use acceptance_tests::emulator::Emulator;
use acceptance_tests::ensure;
use acceptance_tests::error::Result;
use acceptance_tests::proxy::{Effect, Moment, Proxy, Refusal, call, service};
use std::time::Duration;

pub(crate) fn harness_the_proxy_breaks_calls_as_told(emulator: &Emulator) -> Result<()> {
    let proxy = Proxy::start(emulator.url())?;
    let direct = emulator.account()?;
    let account = Account::new(proxy.url(), &direct.id, direct.keys.clone());
    proxy.log().learn_account(&direct.keys.id, &direct.id);

    // Undisturbed: signatures survive the way through.
    ensure!(account.caller()?.account == direct.id, "the proxy changes who calls");
    let calls = proxy.log().calls();
    let [only] = calls.as_slice() else { return Err(format!("one call was made:\n{}", proxy.log().text()).into()) };
    ensure!(only.account.as_deref() == Some(direct.id.as_str()), "the account is {:?}", only.account);
    ensure!((only.action.as_str(), only.status) == ("GetCallerIdentity", Some(200)), "the call is {only}");

    // Refused, in words that the SDK understands.
    proxy.when(call("iam", "ListRoles"), Effect::Refuse(Refusal::new(403, "AccessDenied")));
    let refused = account.roles();
    ensure!(refused.is_err_and(|error| error.to_string().contains("AccessDenied")), "ListRoles was not refused");
    proxy.clear_rules();

    // Throttled, broken and cut off once: the SDK tries again and gets there.
    for effect in [Effect::Throttle, Effect::ServerError, Effect::Reset, Effect::LoseReply] {
        proxy.log().clear();
        proxy.when(call("iam", "ListRoles").nth(1), effect.clone());
        ensure!(account.roles()?.is_empty(), "there are roles");
        ensure!(proxy.log().count("iam", "ListRoles") == 2, "{effect:?}:\n{}", proxy.log().text());
        proxy.clear_rules();
    }

    // Delayed.
    let delay = Duration::from_millis(200);
    proxy.log().clear();
    proxy.when(service("sts"), Effect::Latency(delay));
    account.caller()?;
    ensure!(proxy.log().calls().iter().all(|call| call.took >= delay), "no delay:\n{}", proxy.log().text());
    proxy.clear_rules();

    // Held until it is let go.
    let hold = proxy.hold(call("sts", "GetCallerIdentity").nth(1), Moment::BeforeAws)?;
    ensure!(!hold.is_reached(), "held before it was made");
    std::thread::scope(|scope| {
        let caller = scope.spawn(|| account.caller());
        hold.wait_until_reached(Duration::from_secs(10))?;
        ensure!(!caller.is_finished(), "the call was not held");
        hold.release();
        let answer = caller.join().map_err(|_| "the caller panicked")??;
        ensure!(answer.account == direct.id, "the held call was answered by {}", answer.account);
        Ok(())
    })
}
