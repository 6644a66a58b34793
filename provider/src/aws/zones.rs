//! A region's zones.

use std::sync::Arc;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::AvailabilityZone;
use tfplugin::composite::Fault;

use super::OrFault;

/// A zone as one account sees it. Ids mean the same place in every account, names do not:
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// `use1-az1`
    pub id: String,
    /// `us-east-1a`
    pub name: String,
    /// `availability-zone`, `local-zone` or `wavelength-zone`.
    pub kind: String,
    /// `available`, or why not: `constrained`, `unavailable`, `impaired`, …
    pub state: String,
    /// `opt-in-not-required`, `opted-in` or `not-opted-in`.
    pub opt_in: String,
}

impl Zone {
    /// Whether it is an ordinary availability zone that takes new subnets.
    pub fn is_usable(&self) -> bool {
        self.kind == "availability-zone" && self.state == "available" && self.opt_in != "not-opted-in"
    }
}

/// All zones, also those that the account has not opted in to, sorted by id.
pub(super) async fn ask(ec2: &Client) -> Result<Arc<[Zone]>, Fault> {
    let call = ec2.describe_availability_zones().all_availability_zones(true).send().await;
    let zones = call.or_fault("ec2:DescribeAvailabilityZones")?.availability_zones.unwrap_or_default();
    let mut zones: Vec<Zone> = zones.into_iter().map(zone).collect();
    zones.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(zones.into())
}

fn zone(zone: AvailabilityZone) -> Zone {
    Zone {
        id: zone.zone_id.unwrap_or_default(),
        name: zone.zone_name.unwrap_or_default(),
        kind: zone.zone_type.unwrap_or_default(),
        state: zone.state.map(|state| state.as_str().to_owned()).unwrap_or_default(),
        opt_in: zone.opt_in_status.map(|status| status.as_str().to_owned()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::{AvailabilityZoneOptInStatus, AvailabilityZoneState};

    use super::*;

    #[test]
    fn only_ordinary_zones_that_are_up_are_usable() {
        let usable = |kind: &str, state: AvailabilityZoneState, opt_in: AvailabilityZoneOptInStatus| {
            let answer = AvailabilityZone::builder().zone_id("use1-az1").zone_name("us-east-1a").zone_type(kind);
            zone(answer.state(state).opt_in_status(opt_in).build()).is_usable()
        };
        let (up, free) = (AvailabilityZoneState::Available, AvailabilityZoneOptInStatus::OptInNotRequired);
        assert!(usable("availability-zone", up.clone(), free.clone()));
        assert!(!usable("local-zone", up.clone(), AvailabilityZoneOptInStatus::OptedIn));
        assert!(!usable("availability-zone", up, AvailabilityZoneOptInStatus::NotOptedIn));
        assert!(!usable("availability-zone", AvailabilityZoneState::Constrained, free));
    }
}
