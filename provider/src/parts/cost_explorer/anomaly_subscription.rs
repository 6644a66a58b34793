//! Who hears of costs that are unusual.

use std::collections::BTreeSet;

use aws_sdk_costexplorer::types::{
    AnomalySubscription as Answer, AnomalySubscriptionFrequency as Frequency, Dimension, DimensionValues, Expression,
    MatchOption, Subscriber, SubscriberType,
};
use tfplugin::composite::{Context, Fault, FaultKind, Found, Listed, Part, Place, RepeatedPart};

use super::anomaly_monitor::account_in;
use crate::aws::{Aws, OrFault};
use crate::parts::setting::HeldIn;

/// A subscription to a cost anomaly monitor. It is found by its name, [`AnomalySubscription::NAME`]. Its id is its ARN:
/// <https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_AnomalySubscription.html>
pub struct AnomalySubscription;

impl AnomalySubscription {
    /// The name of the only one of a baseline.
    pub const NAME: &'static str = "account-baseline";
}

/// How it should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnomalySubscriptionWant {
    /// ARN of the monitor.
    pub monitor_arn: String,
    /// Who hears of anomalies.
    pub email_addresses: BTreeSet<String>,
    /// `DAILY` or `WEEKLY`.
    pub frequency: String,
    /// How many dollars an anomaly must cost.
    pub threshold: i64,
}

/// How it looks. The threshold is `None` where it is of another form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnomalySubscriptionSeen {
    /// ARNs of the monitors.
    pub monitor_arns: BTreeSet<String>,
    /// Who hears of anomalies.
    pub email_addresses: BTreeSet<String>,
    /// `DAILY`, `WEEKLY` or `IMMEDIATE`.
    pub frequency: String,
    /// How many dollars an anomaly must cost.
    pub threshold: Option<String>,
}

impl Part for AnomalySubscription {
    type Cloud = Aws;
    /// The account's id.
    type Key = String;
    type Want = AnomalySubscriptionWant;
    type Seen = AnomalySubscriptionSeen;

    const KIND: &'static str = "cost anomaly subscription";
    const MARKED: bool = false;
    // Whether anybody cares is for the resource to say.
    const OWN_ONLY: bool = true;

    fn check(want: &AnomalySubscriptionWant) -> Vec<String> {
        let none = want.email_addresses.is_empty();
        if none { vec!["Nobody would hear of anomalies: set `email_addresses`.".to_owned()] } else { Vec::new() }
    }

    fn differences(want: &AnomalySubscriptionWant, seen: &AnomalySubscriptionSeen) -> Vec<String> {
        let mut differences = Vec::new();
        if !seen.monitor_arns.contains(&want.monitor_arn) {
            differences.push("it is not about the monitor of services, should be".to_owned());
        }
        if seen.email_addresses != want.email_addresses {
            differences.push("it tells others".to_owned());
        }
        if seen.frequency != want.frequency {
            differences.push(format!("frequency is {}, should be {}", seen.frequency, want.frequency));
        }
        let threshold = seen.threshold.as_deref().unwrap_or("of another form");
        if threshold.trim_end_matches(".0") != want.threshold.to_string() {
            differences.push(format!("threshold is {threshold}, should be {}", want.threshold));
        }
        differences
    }

    async fn find(cx: &Context<'_, Aws>, account_id: &String) -> Result<Option<Found<AnomalySubscriptionSeen>>, Fault> {
        let own = all(cx, account_id).await?.into_iter().find(|it| it.subscription_name == Self::NAME);
        Ok(own.and_then(|own| Some(Found { id: own.subscription_arn.clone()?, seen: seen(own), mark: None })))
    }

    async fn create(
        cx: &Context<'_, Aws>,
        account_id: &String,
        want: &AnomalySubscriptionWant,
    ) -> Result<String, Fault> {
        // AWS refuses a second one of the name without a code of its own.
        if let Some(found) = Self::find(cx, account_id).await? {
            Self::update(cx, &found.id, &found.seen, want).await?;
            return Ok(found.id);
        }
        let subscription = Answer::builder()
            .subscription_name(Self::NAME)
            .monitor_arn_list(&want.monitor_arn)
            .set_subscribers(Some(subscribers(want)))
            .frequency(Frequency::from(want.frequency.as_str()))
            .threshold_expression(threshold(want.threshold));
        let subscription = subscription.build().map_err(|error| Fault::new(FaultKind::Bug, error.to_string()))?;
        let costs = cx.cloud.cost_explorer_once(account_id).await?;
        let call = costs.create_anomaly_subscription().anomaly_subscription(subscription).send().await;
        Ok(call.or_fault("ce:CreateAnomalySubscription")?.subscription_arn)
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<AnomalySubscriptionSeen>, Fault> {
        let all = all(cx, &account_in(id)).await?;
        Ok(all.into_iter().find(|it| it.subscription_arn.as_deref() == Some(id)).map(seen))
    }

    async fn update(
        cx: &Context<'_, Aws>,
        id: &str,
        seen: &AnomalySubscriptionSeen,
        want: &AnomalySubscriptionWant,
    ) -> Result<(), Fault> {
        if Self::differences(want, seen).is_empty() {
            return Ok(());
        }
        let costs = cx.cloud.cost_explorer(&account_in(id)).await?;
        let call = costs
            .update_anomaly_subscription()
            .subscription_arn(id)
            .monitor_arn_list(&want.monitor_arn)
            .set_subscribers(Some(subscribers(want)))
            .frequency(Frequency::from(want.frequency.as_str()))
            .threshold_expression(threshold(want.threshold));
        call.send().await.or_fault("ce:UpdateAnomalySubscription").map(drop)
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let costs = cx.cloud.cost_explorer(&account_in(id)).await?;
        let call = costs.delete_anomaly_subscription().subscription_arn(id).send().await;
        match call.or_fault("ce:DeleteAnomalySubscription") {
            Err(fault) if fault.kind != FaultKind::NotFound => Err(fault),
            _ => Ok(()),
        }
    }

    fn place_of(id: &str) -> Option<Place> {
        Some(Place { account_id: account_in(id), region: String::new() })
    }
}

impl RepeatedPart for AnomalySubscription {
    type Owner = HeldIn;

    fn key(owner: &HeldIn, _: &str) -> String {
        owner.account_id.clone()
    }

    async fn list(cx: &Context<'_, Aws>, owner: &HeldIn) -> Result<Listed<AnomalySubscriptionSeen>, Fault> {
        let Some(name) = owner.names.first() else { return Ok(Listed::new()) };
        let found = Self::find(cx, &owner.account_id).await?;
        Ok(found.map(|found| (name.clone(), found)).into_iter().collect())
    }
}

fn seen(subscription: Answer) -> AnomalySubscriptionSeen {
    let dimension = subscription.threshold_expression.and_then(|expression| expression.dimensions);
    let absolute = dimension.filter(|it| it.key == Some(Dimension::AnomalyTotalImpactAbsolute));
    AnomalySubscriptionSeen {
        monitor_arns: subscription.monitor_arn_list.into_iter().collect(),
        email_addresses: subscription.subscribers.into_iter().filter_map(|it| it.address).collect(),
        frequency: subscription.frequency.as_str().to_owned(),
        threshold: absolute.and_then(|it| it.values?.into_iter().next()),
    }
}

fn subscribers(want: &AnomalySubscriptionWant) -> Vec<Subscriber> {
    let one = |address: &String| Subscriber::builder().address(address).r#type(SubscriberType::Email).build();
    want.email_addresses.iter().map(one).collect()
}

/// An anomaly costs at least so many dollars.
fn threshold(dollars: i64) -> Expression {
    let dimension = DimensionValues::builder()
        .key(Dimension::AnomalyTotalImpactAbsolute)
        .match_options(MatchOption::GreaterThanOrEqual)
        .values(dollars.to_string());
    Expression::builder().dimensions(dimension.build()).build()
}

async fn all(cx: &Context<'_, Aws>, account_id: &str) -> Result<Vec<Answer>, Fault> {
    let costs = cx.cloud.cost_explorer(account_id).await?;
    let mut subscriptions = Vec::new();
    let mut next = None;
    loop {
        let call = costs.get_anomaly_subscriptions().set_next_page_token(next).send().await;
        let page = call.or_fault("ce:GetAnomalySubscriptions")?;
        subscriptions.extend(page.anomaly_subscriptions);
        next = page.next_page_token;
        if next.is_none() {
            return Ok(subscriptions);
        }
    }
}
