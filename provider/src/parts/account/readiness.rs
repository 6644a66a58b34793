//! Whether a new account can be used: its role is given out, and its services know it.

use std::time::Duration;

use tfplugin::composite::{Cloud, Context, Fault, FaultKind, Found, Listed, Part, Place, RepeatedPart, waiting};

use crate::aws::arn::global_region;
use crate::aws::{Aws, OrFault, Poll};

/// That a service answers in an account. It is no object of AWS: creating it is waiting for it, and nothing has to be
/// deleted. Once seen it stays true. Its id is `account/service`.
pub struct Readiness;

/// Which service of which account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadinessKey {
    /// The account's id.
    pub account_id: String,
    /// One of [`SERVICES`].
    pub service: String,
}

/// The services that are asked. To ask either one gets into the account first, so both say that its role is given out.
pub const SERVICES: [&str; 2] = ["ec2", "iam"];

/// AWS makes the role together with the account and gives it out within a minute; EC2 knows an account some minutes later.
/// AWS promises no time.
const READY: Poll =
    Poll { first: Duration::from_millis(250), longest: Duration::from_secs(5), limit: Duration::from_mins(15) };

impl Part for Readiness {
    type Cloud = Aws;
    type Key = ReadinessKey;
    type Want = ();
    type Seen = ();

    const KIND: &'static str = "readiness of service";
    const MARKED: bool = false;
    const OWN_ONLY: bool = true;

    fn expect(_: &ReadinessKey, (): &()) -> Option<()> {
        Some(())
    }

    fn differences((): &(), (): &()) -> Vec<String> {
        Vec::new()
    }

    async fn find(_: &Context<'_, Aws>, key: &ReadinessKey) -> Result<Option<Found<()>>, Fault> {
        Ok(Some(ready(&key.account_id, &key.service)))
    }

    async fn create(cx: &Context<'_, Aws>, key: &ReadinessKey, (): &()) -> Result<String, Fault> {
        let mut wait = READY.begin();
        loop {
            let fault = match ask(cx.cloud, key).await {
                Ok(()) => return Ok(id(&key.account_id, &key.service)),
                Err(fault) => fault,
            };
            if fault.kind == FaultKind::Bug {
                return Err(fault);
            }
            tracing::debug!(%fault, service = key.service, "the account is not ready");
            waiting(&format!("the new account to be let into, and {} to know it", key.service));
            if wait.pause(cx.cancel).await.is_err() {
                return Err(late(&key.account_id, fault));
            }
        }
    }

    async fn read(_: &Context<'_, Aws>, _: &str) -> Result<Option<()>, Fault> {
        Ok(Some(()))
    }

    async fn update(_: &Context<'_, Aws>, _: &str, (): &(), (): &()) -> Result<(), Fault> {
        Ok(())
    }

    async fn delete(_: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn place_of(id: &str) -> Option<Place> {
        super::place_of(id)
    }
}

impl RepeatedPart for Readiness {
    type Owner = String;

    fn key(owner: &String, name: &str) -> ReadinessKey {
        ReadinessKey { account_id: owner.clone(), service: name.to_owned() }
    }

    async fn list(_: &Context<'_, Aws>, owner: &String) -> Result<Listed<()>, Fault> {
        Ok(SERVICES.map(|service| (service.to_owned(), ready(owner, service))).into())
    }
}

/// Asks a service something that every account can be told.
async fn ask(aws: &Aws, key: &ReadinessKey) -> Result<(), Fault> {
    if key.service == "iam" {
        let iam = aws.iam(&key.account_id).await?;
        return iam.get_account_summary().send().await.or_fault("iam:GetAccountSummary").map(drop);
    }
    let partition = aws.caller().await?.partition;
    let region = aws.default_region().unwrap_or_else(|| global_region(&partition).to_owned());
    let ec2 = aws.ec2(&Place { account_id: key.account_id.clone(), region }).await?;
    ec2.describe_vpcs().max_results(5).send().await.or_fault("ec2:DescribeVpcs").map(drop)
}

/// The last refusal, when the patience is over. Not as what it was: an answer that is lost here has no effect that would
/// have to be looked for.
fn late(account_id: &str, fault: Fault) -> Fault {
    let kind = if fault.is_uncertain() { FaultKind::Conflict } else { fault.kind };
    let hint = format!(
        "The account exists. Check that `account_access` in the provider block names the role that the account was made \
         with (`role_name`) and that the provider may assume it in account {account_id}; then apply again, which goes on \
         waiting. `wait_for_ready = false` does without."
    );
    Fault { kind, ..fault }.hint(hint)
}

fn id(account_id: &str, service: &str) -> String {
    format!("{account_id}/{service}")
}

fn ready(account_id: &str, service: &str) -> Found<()> {
    Found { id: id(account_id, service), seen: (), mark: None }
}

#[cfg(test)]
mod tests {
    use super::super::split_id;
    use super::*;

    #[test]
    fn what_the_account_last_said_is_told_and_nothing_is_looked_for() {
        let fault = late("111122223333", Fault::new(FaultKind::Uncertain, "no answer"));
        assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::Conflict, "no answer"));
        assert!(fault.hint.unwrap().contains("account_access"));
        assert_eq!(split_id(&id("111122223333", "ec2")), Ok(("111122223333", "ec2")));
    }
}
