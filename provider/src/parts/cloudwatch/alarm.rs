//! An alarm on a metric.

use std::collections::BTreeSet;

use aws_sdk_cloudwatch::types::{AlarmType, ComparisonOperator, MetricAlarm, Statistic};
use tfplugin::composite::{Context, Fault, FaultKind};

use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// An alarm that goes off when a metric sums up to one or more in five minutes, and where no data is good news. The
/// instance's name is the alarm's.
pub struct Alarm;

/// How an alarm should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmWant {
    /// What it means, for whoever gets it.
    pub description: String,
    /// The metric's namespace.
    pub namespace: String,
    /// The metric's name.
    pub metric: String,
    /// ARNs of the topics that hear of it.
    pub topics: BTreeSet<String>,
}

/// How an alarm looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmSeen {
    /// As wanted.
    pub looks: AlarmWant,
    /// Whether it tells anybody.
    pub actions_enabled: bool,
    /// When it goes off, in words: `Sum of 300 s >= 1, 1 times`.
    pub condition: String,
}

const PERIOD: i32 = 300;

/// When every alarm of this kind goes off.
fn condition(statistic: &str, period: i32, operator: &str, threshold: f64, times: i32, missing: &str) -> String {
    format!("{statistic} of {period} s {operator} {threshold}, {times} times, missing data is {missing}")
}

fn wanted_condition() -> String {
    condition("Sum", PERIOD, "GreaterThanOrEqualToThreshold", 1.0, 1, "notBreaching")
}

impl Regional for Alarm {
    type Want = AlarmWant;
    type Seen = AlarmSeen;

    const KIND: &'static str = "CloudWatch alarm";

    fn differences(want: &AlarmWant, seen: &AlarmSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("description", &seen.looks.description, &want.description);
        let metric = |alarm: &AlarmWant| format!("{}/{}", alarm.namespace, alarm.metric);
        differences.compare("metric", metric(&seen.looks), metric(want));
        differences.compare_sets("topics", &seen.looks.topics, &want.topics);
        differences.compare("actions_enabled", seen.actions_enabled, true);
        differences.compare("condition", &seen.condition, wanted_condition());
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<AlarmSeen>, Fault> {
        // While a baseline is read, all alarms whose names begin alike come by one call.
        let (prefix, _) = name.split_at(name.rfind('-').map_or(name.len(), |at| at + 1));
        let question = format!("cloudwatch:DescribeAlarms {prefix}");
        let alarms = cx
            .once(&question, async || {
                let cloudwatch = cx.cloud.cloudwatch(cx.place).await?;
                let call = cloudwatch.describe_alarms().alarm_name_prefix(prefix).alarm_types(AlarmType::MetricAlarm);
                let pages = call.into_paginator().send().collect::<Result<Vec<_>, _>>().await;
                let pages = pages.or_fault("cloudwatch:DescribeAlarms")?;
                Ok(pages.into_iter().flat_map(|page| page.metric_alarms.unwrap_or_default()).collect::<Vec<_>>())
            })
            .await?;
        Ok(alarms.iter().find(|alarm| alarm.alarm_name.as_deref() == Some(name)).cloned().map(seen))
    }

    async fn put(cx: &Context<'_, Aws>, name: &str, _: Option<&AlarmSeen>, want: &AlarmWant) -> Result<(), Fault> {
        let cloudwatch = cx.cloud.cloudwatch(cx.place).await?;
        let call = cloudwatch
            .put_metric_alarm()
            .alarm_name(name)
            .alarm_description(&want.description)
            .namespace(&want.namespace)
            .metric_name(&want.metric)
            .statistic(Statistic::Sum)
            .period(PERIOD)
            .evaluation_periods(1)
            .threshold(1.0)
            .comparison_operator(ComparisonOperator::GreaterThanOrEqualToThreshold)
            .treat_missing_data("notBreaching")
            .actions_enabled(true)
            .set_alarm_actions(Some(want.topics.iter().cloned().collect()));
        call.send().await.or_fault("cloudwatch:PutMetricAlarm").map(drop)
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let cloudwatch = cx.cloud.cloudwatch(cx.place).await?;
        match cloudwatch.delete_alarms().alarm_names(name).send().await.or_fault("cloudwatch:DeleteAlarms") {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(()),
            end => end.map(drop),
        }
    }
}

fn seen(alarm: MetricAlarm) -> AlarmSeen {
    let text = |text: Option<&str>| text.unwrap_or("none").to_owned();
    AlarmSeen {
        condition: condition(
            &text(alarm.statistic.as_ref().map(Statistic::as_str)),
            alarm.period.unwrap_or_default(),
            &text(alarm.comparison_operator.as_ref().map(ComparisonOperator::as_str)),
            alarm.threshold.unwrap_or_default(),
            alarm.evaluation_periods.unwrap_or_default(),
            &text(alarm.treat_missing_data.as_deref()),
        ),
        actions_enabled: alarm.actions_enabled == Some(true),
        looks: AlarmWant {
            description: alarm.alarm_description.unwrap_or_default(),
            namespace: alarm.namespace.unwrap_or_default(),
            metric: alarm.metric_name.unwrap_or_default(),
            topics: alarm.alarm_actions.unwrap_or_default().into_iter().collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_named() {
        let alarm = MetricAlarm::builder()
            .namespace("CIS")
            .metric_name("m")
            .statistic(Statistic::Sum)
            .period(PERIOD)
            .comparison_operator(ComparisonOperator::GreaterThanOrEqualToThreshold)
            .threshold(1.0)
            .evaluation_periods(1)
            .treat_missing_data("missing")
            .actions_enabled(true)
            .build();
        let want = AlarmWant {
            description: String::new(),
            namespace: "CIS".to_owned(),
            metric: "m".to_owned(),
            topics: ["arn".to_owned()].into(),
        };
        let differences = Alarm::differences(&want, &seen(alarm));
        assert_eq!(differences[0], "topics lacks arn");
        assert!(differences[1].starts_with("condition is Sum of 300 s Gre") && differences[1].contains("is missing,"));
        assert_eq!(differences.len(), 2);
    }
}
