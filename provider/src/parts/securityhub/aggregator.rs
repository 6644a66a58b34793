//! What collects findings of other regions.

use std::collections::BTreeSet;

use tfplugin::composite::{Context, Fault, FaultKind};

use super::found;
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;
use crate::parts::regional::Regional;

/// The finding aggregator of an account: there is one in all regions together, in the region that findings are copied to.
/// <https://docs.aws.amazon.com/securityhub/latest/userguide/finding-aggregation.html>
pub struct Aggregator;

/// Which regions it collects from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AggregatorWant {
    /// `ALL_REGIONS`, `SPECIFIED_REGIONS` or `ALL_REGIONS_EXCEPT_SPECIFIED`.
    pub linking_mode: String,
    /// The regions that the mode specifies.
    pub regions: BTreeSet<String>,
}

/// How it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AggregatorSeen {
    /// Its ARN.
    pub arn: String,
    /// The region that findings are copied to.
    pub region: String,
    /// Which regions it collects from.
    pub links: AggregatorWant,
}

impl Regional for Aggregator {
    type Want = AggregatorWant;
    type Seen = AggregatorSeen;

    const KIND: &'static str = "Security Hub finding aggregator";

    fn differences(want: &AggregatorWant, seen: &AggregatorSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("linking_mode", &seen.links.linking_mode, &want.linking_mode);
        differences.compare_sets("regions", &seen.links.regions, &want.regions);
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, _: &str) -> Result<Option<AggregatorSeen>, Fault> {
        let hub = cx.cloud.security_hub(cx.place).await?;
        let answer = found(hub.list_finding_aggregators().send().await.or_fault("securityhub:ListFindingAggregators"))?;
        let aggregators = answer.and_then(|answer| answer.finding_aggregators).unwrap_or_default();
        let Some(arn) = aggregators.into_iter().find_map(|each| each.finding_aggregator_arn) else { return Ok(None) };
        let call = hub.get_finding_aggregator().finding_aggregator_arn(&arn).send().await;
        let answer = found(call.or_fault("securityhub:GetFindingAggregator"))?;
        Ok(answer.map(|answer| AggregatorSeen {
            arn,
            region: answer.finding_aggregation_region.unwrap_or_default(),
            links: AggregatorWant {
                linking_mode: answer.region_linking_mode.unwrap_or_default(),
                regions: answer.regions.unwrap_or_default().into_iter().collect(),
            },
        }))
    }

    async fn put(
        cx: &Context<'_, Aws>,
        _: &str,
        seen: Option<&AggregatorSeen>,
        want: &AggregatorWant,
    ) -> Result<(), Fault> {
        let hub = cx.cloud.security_hub(cx.place).await?;
        let regions = Some(want.regions.iter().cloned().collect::<Vec<_>>()).filter(|regions| !regions.is_empty());
        match seen {
            None => {
                let call = hub.create_finding_aggregator().region_linking_mode(&want.linking_mode).set_regions(regions);
                call.send().await.or_fault("securityhub:CreateFindingAggregator").map(drop)
            }
            Some(seen) if seen.region != cx.place.region => {
                let message = format!("findings are aggregated in {} already, not in {}", seen.region, cx.place.region);
                Err(Fault::new(FaultKind::Invalid, message)
                    .hint("An account has one finding aggregator: delete that one, or aggregate in its region"))
            }
            Some(seen) => {
                let call = hub
                    .update_finding_aggregator()
                    .finding_aggregator_arn(&seen.arn)
                    .region_linking_mode(&want.linking_mode)
                    .set_regions(regions);
                call.send().await.or_fault("securityhub:UpdateFindingAggregator").map(drop)
            }
        }
    }

    async fn remove(cx: &Context<'_, Aws>, name: &str) -> Result<(), Fault> {
        let Some(seen) = Self::get(cx, name).await? else { return Ok(()) };
        let hub = cx.cloud.security_hub(cx.place).await?;
        let call = hub.delete_finding_aggregator().finding_aggregator_arn(seen.arn).send().await;
        found(call.or_fault("securityhub:DeleteFindingAggregator")).map(drop)
    }
}
