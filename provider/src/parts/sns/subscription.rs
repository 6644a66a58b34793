//! Who hears of what a topic publishes.

use aws_sdk_sns::types::Subscription as Answer;
use tfplugin::composite::{Context, Fault, FaultKind};

use super::{found, topic_arn};
use crate::aws::{Aws, OrFault};
use crate::parts::regional::Regional;

/// A subscription by e-mail, which stays pending until somebody confirms it from the mailbox. The instance's name is the
/// topic and the address: `alarms/security@example.com`.
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html>
pub struct Subscription;

const PENDING: &str = "PendingConfirmation";

impl Regional for Subscription {
    type Want = ();
    /// Its ARN, or `PendingConfirmation`.
    type Seen = String;

    const KIND: &'static str = "SNS subscription";

    fn differences((): &(), _: &String) -> Vec<String> {
        Vec::new()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<String>, Fault> {
        let (topic, address) = parts_of(name)?;
        let sns = cx.cloud.sns(cx.place).await?;
        let pages = sns.list_subscriptions_by_topic().topic_arn(topic_arn(cx.place, topic)).into_paginator().items();
        let listed = pages.send().collect::<Result<Vec<_>, _>>().await.or_fault("sns:ListSubscriptionsByTopic");
        let is_it = |it: &Answer| it.protocol.as_deref() == Some("email") && it.endpoint.as_deref() == Some(address);
        let found = found(listed)?.unwrap_or_default().into_iter().find(is_it);
        Ok(found.and_then(|subscription| subscription.subscription_arn))
    }

    async fn put(cx: &Context<'_, Aws>, name: &str, _: Option<&String>, (): &()) -> Result<(), Fault> {
        let (topic, address) = parts_of(name)?;
        let sns = cx.cloud.sns(cx.place).await?;
        let call = sns.subscribe().topic_arn(topic_arn(cx.place, topic)).protocol("email").endpoint(address);
        call.send().await.or_fault("sns:Subscribe").map(drop)
    }

    /// One that nobody confirmed cannot be taken back; AWS forgets it after two days, or with its topic.
    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let Some(arn) = Self::get(cx, name).await?.filter(|arn| arn != PENDING) else { return Ok(()) };
        let sns = cx.cloud.sns(cx.place).await?;
        found(sns.unsubscribe().subscription_arn(arn).send().await.or_fault("sns:Unsubscribe")).map(drop)
    }

    async fn wait(cx: &Context<'_, Aws>, name: &str, (): &()) -> Result<Vec<String>, Fault> {
        let (topic, address) = parts_of(name)?;
        let is_pending = Self::get(cx, name).await?.is_some_and(|arn| arn == PENDING);
        let text =
            format!("{address} hears of {topic} once somebody follows the link in the e-mail that SNS sent there.");
        Ok(Some(text).filter(|_| is_pending).into_iter().collect())
    }
}

fn parts_of(name: &str) -> Result<(&str, &str), Fault> {
    let bug = || Fault::new(FaultKind::Bug, format!("`{name}` is not of the form topic/address"));
    name.split_once('/').ok_or_else(bug)
}
