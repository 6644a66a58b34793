//! What collects the configurations of the whole organization.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_config::types::{ConfigurationAggregator, OrganizationAggregationSource};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::{found, unfinished};
use crate::aws::{Aws, Ended, OrFault, Poll};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// An aggregator of the organization. The instance's name is the aggregator's.
/// <https://docs.aws.amazon.com/config/latest/developerguide/aggregate-data.html>
pub struct Aggregator;

/// How an aggregator should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AggregatorWant {
    /// ARN of the role by which it lists the organization's accounts.
    pub role_arn: String,
    /// Regions that it collects from; `None` for all, those that come included.
    pub regions: Option<BTreeSet<String>>,
}

/// How an aggregator looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AggregatorSeen {
    /// Its ARN.
    pub arn: String,
    /// ARN of the role; `None` where it collects from accounts that are named.
    pub role_arn: Option<String>,
    /// Regions that it collects from; `None` for all.
    pub regions: Option<BTreeSet<String>>,
}

/// A new role is not known to Config for some seconds, nor a new delegation.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency>
const NEW: Poll =
    Poll { first: Duration::from_secs(1), longest: Duration::from_secs(4), limit: Duration::from_secs(30) };

impl Regional for Aggregator {
    type Want = AggregatorWant;
    type Seen = AggregatorSeen;

    const KIND: &'static str = "configuration aggregator";

    fn differences(want: &AggregatorWant, seen: &AggregatorSeen) -> Vec<String> {
        let regions = |regions: &Option<BTreeSet<String>>| match regions {
            Some(regions) => regions.iter().cloned().collect::<Vec<_>>().join(", "),
            None => "all".to_owned(),
        };
        let mut differences = Differences::new();
        differences.compare_option("role_arn", seen.role_arn.as_deref(), Some(&want.role_arn));
        differences.compare("regions", regions(&seen.regions), regions(&want.regions));
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<AggregatorSeen>, Fault> {
        let config = cx.cloud.config(cx.place).await?;
        let call = config.describe_configuration_aggregators().configuration_aggregator_names(name).send().await;
        let answer = found(call.or_fault("config:DescribeConfigurationAggregators"))?;
        Ok(answer.and_then(|answer| answer.configuration_aggregators.unwrap_or_default().into_iter().next()).map(seen))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        name: &str,
        _: Option<&AggregatorSeen>,
        want: &AggregatorWant,
    ) -> Result<(), Fault> {
        let source = OrganizationAggregationSource::builder()
            .role_arn(&want.role_arn)
            .all_aws_regions(want.regions.is_none())
            .set_aws_regions(want.regions.clone().map(|regions| regions.into_iter().collect()))
            .build();
        let config = cx.cloud.config(cx.place).await?;
        let call = config
            .put_configuration_aggregator()
            .configuration_aggregator_name(name)
            .organization_aggregation_source(source.map_err(unfinished)?);
        let mut wait = NEW.begin();
        loop {
            match call.clone().send().await.or_fault("config:PutConfigurationAggregator") {
                Err(fault) if matches!(fault.kind, FaultKind::Invalid | FaultKind::Denied) => {
                    match wait.pause(cx.cancel).await {
                        Ok(()) => tracing::debug!(%fault, "refused; the role or the delegation may be too new"),
                        Err(Ended::Late) => return Err(fault),
                        Err(Ended::Cancelled) => return Err(Fault::cancelled("the role to be known to Config")),
                    }
                }
                end => return end.map(drop),
            }
        }
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let config = cx.cloud.config(cx.place).await?;
        let call = config.delete_configuration_aggregator().configuration_aggregator_name(name).send().await;
        found(call.or_fault("config:DeleteConfigurationAggregator")).map(drop)
    }
}

fn seen(aggregator: ConfigurationAggregator) -> AggregatorSeen {
    let source = aggregator.organization_aggregation_source;
    let regions = source.as_ref().filter(|source| !source.all_aws_regions);
    AggregatorSeen {
        arn: aggregator.configuration_aggregator_arn.unwrap_or_default(),
        regions: regions.map(|source| source.aws_regions().iter().cloned().collect()),
        role_arn: source.map(|source| source.role_arn),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_named() {
        let source = OrganizationAggregationSource::builder().role_arn("r").aws_regions("eu-west-1").build().unwrap();
        let aggregator = ConfigurationAggregator::builder().organization_aggregation_source(source).build();
        let want = AggregatorWant { role_arn: "s".to_owned(), regions: None };
        assert_eq!(
            Aggregator::differences(&want, &seen(aggregator)),
            ["role_arn is r, should be s", "regions is eu-west-1, should be all"]
        );
    }
}
