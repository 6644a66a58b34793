//! When and who a budget tells.

use std::collections::BTreeSet;

use aws_sdk_budgets::Client;
use aws_sdk_budgets::types::{
    ComparisonOperator, Notification as Answer, NotificationType, NotificationWithSubscribers, Subscriber,
    SubscriptionType, ThresholdType,
};
use aws_smithy_types::error::operation::BuildError;
use futures_util::future::try_join_all;
use tfplugin::composite::{Fault, FaultKind};

use super::budget::BudgetKey;
use crate::aws::OrFault;

/// The notifications of a budget, which all tell the same people.
pub type Notifications = BTreeSet<Notification>;

/// One notification.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notification {
    /// `ACTUAL`: costs are more than the threshold; `FORECASTED`: they will be.
    pub kind: String,
    /// Percent of the limit.
    pub threshold: i64,
    /// Who hears of it: `EMAIL duty@example.com`, `SNS arn:…`.
    pub subscribers: BTreeSet<(String, String)>,
}

/// What AWS refuses: <https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html>
pub(super) fn check(notifications: &Notifications) -> Vec<String> {
    let mut problems = Vec::new();
    if notifications.len() > 5 {
        problems.push(format!("A budget has at most 5 notifications, and this one has {}.", notifications.len()));
    }
    let of = |kind: &str| {
        let counts = notifications.iter().map(|it| it.subscribers.iter().filter(|(of, _)| of == kind).count());
        counts.max().unwrap_or(0)
    };
    if notifications.iter().any(|notification| notification.subscribers.is_empty()) {
        problems.push("A threshold tells nobody: set `email_addresses` or `sns_topic_arn`.".to_owned());
    }
    if of("EMAIL") > 10 {
        problems.push(format!("A notification tells at most 10 addresses, and there are {}.", of("EMAIL")));
    }
    problems
}

pub(super) fn differences(want: &Notifications, seen: &Notifications) -> Vec<String> {
    let words = |it: &Notification| format!("the notification at {} % {}", it.threshold, it.kind.to_lowercase());
    let is_there = |in_: &Notifications, it: &Notification| in_.iter().any(|other| same(other, it));
    let missing = want.iter().filter(|it| !is_there(seen, it)).map(|it| format!("{} is missing", words(it)));
    let surplus = seen.iter().filter(|it| !is_there(want, it)).map(|it| format!("{} should not be", words(it)));
    let others = want.iter().filter(|it| !seen.contains(it) && is_there(seen, it));
    missing.chain(surplus).chain(others.map(|it| format!("{} tells others", words(it)))).collect()
}

/// Whether AWS takes both for the same one.
fn same(one: &Notification, other: &Notification) -> bool {
    (&one.kind, one.threshold) == (&other.kind, other.threshold)
}

pub(super) async fn look(budgets: &Client, account_id: &str, name: &str) -> Result<Notifications, Fault> {
    let pages = budgets.describe_notifications_for_budget().account_id(account_id).budget_name(name);
    let found = pages.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await;
    let found = found.or_fault("budgets:DescribeNotificationsForBudget")?;
    let one = async |notification: &Answer| {
        let call = budgets.describe_subscribers_for_notification().account_id(account_id).budget_name(name);
        let pages = call.notification(without_state(notification)).into_paginator().items().send();
        let subscribers = pages.collect::<Result<Vec<_>, _>>().await;
        let subscribers = subscribers.or_fault("budgets:DescribeSubscribersForNotification")?;
        let pair = |it: Subscriber| (it.subscription_type.as_str().to_owned(), it.address);
        #[expect(clippy::cast_possible_truncation, reason = "thresholds are set as whole percents")]
        let threshold = notification.threshold.round() as i64;
        Ok(Notification {
            kind: notification.notification_type.as_str().to_owned(),
            threshold,
            subscribers: subscribers.into_iter().map(pair).collect(),
        })
    };
    Ok(try_join_all(found.iter().map(one)).await?.into_iter().collect())
}

fn without_state(notification: &Answer) -> Answer {
    let mut plain = notification.clone();
    plain.notification_state = None;
    plain
}

/// Makes what is missing and removes what is too much. A notification whose people are others is made again: it keeps one
/// of them at least, so they could not all be exchanged one by one.
pub(super) async fn update(
    budgets: &Client,
    key: &BudgetKey,
    seen: &Notifications,
    want: &Notifications,
) -> Result<(), Fault> {
    for old in seen.difference(want) {
        let call = budgets.delete_notification().account_id(&key.account_id).budget_name(&key.name);
        match call.notification(answer(old)?).send().await.or_fault("budgets:DeleteNotification") {
            Err(fault) if fault.kind != FaultKind::NotFound => return Err(fault),
            _ => {}
        }
    }
    for new in want.difference(seen) {
        let call = budgets.create_notification().account_id(&key.account_id).budget_name(&key.name);
        let call = call.notification(answer(new)?).set_subscribers(Some(subscribers(new)?));
        match call.send().await.or_fault("budgets:CreateNotification") {
            Err(fault) if fault.kind != FaultKind::AlreadyExists => return Err(fault),
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn with_subscribers(wanted: &Notifications) -> Result<Vec<NotificationWithSubscribers>, Fault> {
    let one = |it: &Notification| {
        let both = NotificationWithSubscribers::builder().notification(answer(it)?);
        both.set_subscribers(Some(subscribers(it)?)).build().map_err(incomplete)
    };
    wanted.iter().map(one).collect()
}

fn answer(it: &Notification) -> Result<Answer, Fault> {
    #[expect(clippy::cast_precision_loss, reason = "percents are small")]
    let threshold = it.threshold as f64;
    Answer::builder()
        .notification_type(NotificationType::from(it.kind.as_str()))
        .comparison_operator(ComparisonOperator::GreaterThan)
        .threshold(threshold)
        .threshold_type(ThresholdType::Percentage)
        .build()
        .map_err(incomplete)
}

fn subscribers(it: &Notification) -> Result<Vec<Subscriber>, Fault> {
    let one = |(kind, address): &(String, String)| {
        let subscriber = Subscriber::builder().subscription_type(SubscriptionType::from(kind.as_str()));
        subscriber.address(address).build().map_err(incomplete)
    };
    it.subscribers.iter().map(one).collect()
}

/// Something that AWS needs was not given: a defect.
#[expect(clippy::needless_pass_by_value, reason = "it maps an error")]
pub(super) fn incomplete(error: BuildError) -> Fault {
    Fault::new(FaultKind::Bug, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(kind: &str, threshold: i64, address: &str) -> Notification {
        let subscribers = BTreeSet::from([("EMAIL".to_owned(), address.to_owned())]);
        Notification { kind: kind.to_owned(), threshold, subscribers }
    }

    #[test]
    fn what_differs_is_told_by_threshold() {
        let want = Notifications::from([one("ACTUAL", 80, "a"), one("ACTUAL", 100, "a"), one("FORECASTED", 100, "a")]);
        let seen = Notifications::from([one("ACTUAL", 80, "b"), one("ACTUAL", 100, "a"), one("ACTUAL", 50, "a")]);
        let expected = [
            "the notification at 100 % forecasted is missing",
            "the notification at 50 % actual should not be",
            "the notification at 80 % actual tells others",
        ];
        assert_eq!(differences(&want, &seen), expected);
        assert_eq!(differences(&want, &want), [""; 0]);
    }

    #[test]
    fn limits_are_known() {
        let many: Notifications = (1..=6).map(|percent| one("ACTUAL", percent, "a")).collect();
        assert_eq!(check(&many).len(), 1);
        let nobody = Notification { subscribers: BTreeSet::new(), ..one("ACTUAL", 1, "a") };
        assert_eq!(check(&Notifications::from([nobody])).len(), 1);
    }
}
