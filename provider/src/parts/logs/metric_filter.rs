//! A metric that counts lines of a log group.

use aws_sdk_cloudwatchlogs::types::{MetricFilter as Answer, MetricTransformation};
use tfplugin::composite::{Context, Fault, FaultKind};

use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// A metric filter that adds one for each event that matches. The instance's name is the log group and the filter's,
/// `trail/cis-4.1`: no filter's name has a slash here.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html>
pub struct MetricFilter;

/// What a filter counts, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricFilterWant {
    /// Which events count: `{ $.errorCode = "AccessDenied" }`.
    pub pattern: String,
    /// The metric's namespace.
    pub namespace: String,
    /// The metric's name.
    pub metric: String,
}

impl Regional for MetricFilter {
    type Want = MetricFilterWant;
    type Seen = MetricFilterWant;

    const KIND: &'static str = "metric filter";

    fn differences(want: &MetricFilterWant, seen: &MetricFilterWant) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("pattern", &seen.pattern, &want.pattern);
        let metric = |filter: &MetricFilterWant| format!("{}/{}", filter.namespace, filter.metric);
        differences.compare("metric", metric(seen), metric(want));
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<MetricFilterWant>, Fault> {
        let (group, filter) = parts_of(name)?;
        let logs = cx.cloud.logs(cx.place).await?;
        // While a baseline is read, all of a group's filters come by one call.
        let question = format!("logs:DescribeMetricFilters {group}");
        let filters = cx
            .once(&question, async || {
                let pages = logs.describe_metric_filters().log_group_name(group).into_paginator().items().send();
                match pages.collect::<Result<Vec<_>, _>>().await.or_fault("logs:DescribeMetricFilters") {
                    Err(fault) if fault.kind == FaultKind::NotFound => Ok(Vec::new()),
                    end => end,
                }
            })
            .await?;
        Ok(filters.iter().find(|it| it.filter_name.as_deref() == Some(filter)).map(seen))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        name: &str,
        _: Option<&MetricFilterWant>,
        want: &MetricFilterWant,
    ) -> Result<(), Fault> {
        let (group, filter) = parts_of(name)?;
        let metric = MetricTransformation::builder()
            .metric_namespace(&want.namespace)
            .metric_name(&want.metric)
            .metric_value("1")
            .default_value(0.0)
            .build()
            .map_err(|error| Fault::new(FaultKind::Bug, format!("the request could not be built: {error}")))?;
        let logs = cx.cloud.logs(cx.place).await?;
        let call = logs
            .put_metric_filter()
            .log_group_name(group)
            .filter_name(filter)
            .filter_pattern(&want.pattern)
            .metric_transformations(metric);
        call.send().await.or_fault("logs:PutMetricFilter").map(drop)
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let (group, filter) = parts_of(name)?;
        let logs = cx.cloud.logs(cx.place).await?;
        let call = logs.delete_metric_filter().log_group_name(group).filter_name(filter).send().await;
        match call.or_fault("logs:DeleteMetricFilter") {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(()),
            end => end.map(drop),
        }
    }
}

fn seen(filter: &Answer) -> MetricFilterWant {
    let metric = filter.metric_transformations().first();
    MetricFilterWant {
        pattern: filter.filter_pattern.clone().unwrap_or_default(),
        namespace: metric.map_or_else(String::new, |metric| metric.metric_namespace.clone()),
        metric: metric.map_or_else(String::new, |metric| metric.metric_name.clone()),
    }
}

/// A log group's name may have slashes.
fn parts_of(name: &str) -> Result<(&str, &str), Fault> {
    let bug = || Fault::new(FaultKind::Bug, format!("`{name}` is not of the form group/filter"));
    name.rsplit_once('/').ok_or_else(bug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_groups_slashes_are_its_own() {
        assert_eq!(parts_of("/aws/trail/cis-4.1"), Ok(("/aws/trail", "cis-4.1")));
        assert!(parts_of("trail").is_err());
    }
}
