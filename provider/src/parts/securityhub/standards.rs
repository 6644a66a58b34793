//! The standards that an account is checked against in a region.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_securityhub::types::{StandardsStatus, StandardsSubscriptionRequest};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::control::Control;
use super::found;
use crate::aws::arn::partition_of;
use crate::aws::{Aws, Ended, OrFault, Poll};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// The subscriptions to standards: exactly these. A standard is named by the end of its ARN:
/// `cis-aws-foundations-benchmark/v/3.0.0`.
pub struct Standards;

/// Which standards there should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandardsWant {
    /// Exactly these.
    pub standards: BTreeSet<String>,
    /// Controls that are off in all of them, each with the reason: in a new subscription every control is on.
    pub disabled_controls: BTreeMap<String, String>,
}

/// The subscriptions that there are, by the standard: their ARN and state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandardsSeen {
    /// ARN of the subscription, and whether it is there or still coming, by the standard.
    pub subscriptions: BTreeMap<String, (String, StandardsStatus)>,
}

/// Controls come and go with a standard over some minutes.
const TURNED: Poll =
    Poll { first: Duration::from_millis(500), longest: Duration::from_secs(10), limit: Duration::from_mins(10) };

impl Regional for Standards {
    type Want = StandardsWant;
    type Seen = StandardsSeen;

    const KIND: &'static str = "Security Hub standards";

    fn differences(want: &StandardsWant, seen: &StandardsSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare_sets("standards", &seen.names(), &want.standards);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<StandardsSeen>, Fault> {
        let hub = cx.cloud.security_hub(cx.place).await?;
        let pages = hub.get_enabled_standards().into_paginator().items().send();
        let found = found(pages.collect::<Result<Vec<_>, _>>().await.or_fault("securityhub:GetEnabledStandards"))?;
        let Some(found) = found else { return Ok(None) };
        let subscriptions = found.into_iter().filter_map(|each| {
            let name = name_in(&each.standards_arn?)?.to_owned();
            Some((name, (each.standards_subscription_arn?, each.standards_status?)))
        });
        Ok(Some(StandardsSeen { subscriptions: subscriptions.collect() }))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        name: &str,
        seen: Option<&StandardsSeen>,
        want: &StandardsWant,
    ) -> Result<(), Fault> {
        let StandardsWant { standards: want, disabled_controls } = want;
        let Some(seen) = seen else {
            return Err(Fault::new(FaultKind::Conflict, "Security Hub is off in this account and region"));
        };
        let surplus = seen.names().difference(want).cloned().collect();
        unsubscribe(cx, name, seen, &surplus).await?;
        let missing = want.iter().filter(|name| !seen.names().contains(*name));
        let missing: Vec<_> = missing
            .map(|name| StandardsSubscriptionRequest::builder().standards_arn(arn(&cx.place.region, name)).build())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let hub = cx.cloud.security_hub(cx.place).await?;
        let call = hub.batch_enable_standards().set_standards_subscription_requests(Some(missing)).send().await;
        call.or_fault("securityhub:BatchEnableStandards")?;
        until(cx, name, |seen| want.iter().all(|name| seen.is_there(name))).await?;
        for (control, reason) in disabled_controls {
            let seen = Control::get(cx, control).await?;
            if seen.as_ref().is_some_and(|seen| !Control::differences(reason, seen).is_empty()) {
                Control::put(cx, control, seen.as_ref(), reason).await?;
            }
        }
        Ok(())
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        match Self::get(cx, name).await? {
            Some(seen) => unsubscribe(cx, name, &seen, &seen.names()).await,
            None => Ok(()),
        }
    }
}

impl StandardsSeen {
    /// The standards that are subscribed to, those that are going left out.
    fn names(&self) -> BTreeSet<String> {
        let stays = self.subscriptions.iter().filter(|(_, (_, status))| *status != StandardsStatus::Deleting);
        stays.map(|(name, _)| name.clone()).collect()
    }

    /// `INCOMPLETE` is a standard of which some controls could not be turned on, which AWS tries again.
    fn is_there(&self, name: &str) -> bool {
        let status = self.subscriptions.get(name).map(|(_, status)| status);
        matches!(status, Some(StandardsStatus::Ready | StandardsStatus::Incomplete))
    }
}

async fn unsubscribe(
    cx: &Context<'_, Aws>,
    name: &str,
    seen: &StandardsSeen,
    surplus: &BTreeSet<String>,
) -> Result<(), Fault> {
    let arns: Vec<String> = surplus.iter().filter_map(|name| Some(seen.subscriptions.get(name)?.0.clone())).collect();
    if arns.is_empty() {
        return Ok(());
    }
    let hub = cx.cloud.security_hub(cx.place).await?;
    let call = hub.batch_disable_standards().set_standards_subscription_arns(Some(arns)).send().await;
    call.or_fault("securityhub:BatchDisableStandards")?;
    until(cx, name, |seen| surplus.iter().all(|name| !seen.subscriptions.contains_key(name))).await
}

async fn until(cx: &Context<'_, Aws>, name: &str, is_done: impl Fn(&StandardsSeen) -> bool) -> Result<(), Fault> {
    let mut wait = TURNED.begin();
    loop {
        let seen = Standards::get(cx, name).await?;
        if seen.as_ref().is_none_or(&is_done) {
            return Ok(());
        }
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Cancelled) => return Err(Fault::cancelled("Security Hub's standards to change")),
            Err(Ended::Late) => {
                let of = |(name, (_, status)): (&String, &(String, StandardsStatus))| format!("{name} is {status}");
                let states: Vec<_> = seen.iter().flat_map(|seen| seen.subscriptions.iter().map(of)).collect();
                let waited = TURNED.limit.as_secs();
                let message = format!("after {waited} s the standards have not changed: {}", states.join(", "));
                return Err(Fault::new(FaultKind::Uncertain, message));
            }
        }
    }
}

/// The ARN of a standard. The oldest one alone has none per region:
/// <https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html>
fn arn(region: &str, name: &str) -> String {
    let partition = partition_of(region);
    if name == "cis-aws-foundations-benchmark/v/1.2.0" {
        format!("arn:{partition}:securityhub:::ruleset/{name}")
    } else {
        format!("arn:{partition}:securityhub:{region}::standards/{name}")
    }
}

fn name_in(arn: &str) -> Option<&str> {
    let resource = arn.splitn(6, ':').last()?;
    resource.split_once('/').map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_is_named_by_the_end_of_its_arn() {
        for name in ["cis-aws-foundations-benchmark/v/1.2.0", "nist-800-53/v/5.0.0"] {
            assert_eq!(name_in(&arn("eu-west-1", name)), Some(name));
        }
        assert!(arn("us-gov-west-1", "pci-dss/v/4.0.1").starts_with("arn:aws-us-gov:securityhub:us-gov-west-1::"));
    }

    #[test]
    fn what_is_going_is_gone() {
        let subscription = |status| ("arn".to_owned(), status);
        let seen = StandardsSeen {
            subscriptions: [
                ("a".to_owned(), subscription(StandardsStatus::Ready)),
                ("b".to_owned(), subscription(StandardsStatus::Deleting)),
                ("c".to_owned(), subscription(StandardsStatus::Pending)),
            ]
            .into(),
        };
        let want =
            StandardsWant { standards: ["b".to_owned(), "c".to_owned()].into(), disabled_controls: BTreeMap::new() };
        assert_eq!(Standards::differences(&want, &seen), ["standards lacks b", "standards has a, should not"]);
        assert!(seen.is_there("a") && !seen.is_there("c"));
    }
}
