//! What an import finds out about attributes that several parts show together. What is as it is by default stays unset,
//! so that the plan after the import is empty for a configuration that does not mention it.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::composite::Imported;
use tfplugin::model::{Named, Out};

use super::EnvVpc;
use super::endpoints::InterfaceEndpoints;
use super::flow_logs::FlowLogs;
use super::tier::{Tier, default_tiers};
use crate::parts::ec2::flow_log::FlowLogSeen;

pub(super) fn complete(vpc: &mut Imported<'_, EnvVpc>) {
    let f = EnvVpc::fields();
    let subnets = vpc.names("subnet").into_iter().filter_map(|name| name.split_once('/'));
    let (tiers, zones): (BTreeSet<String>, BTreeSet<String>) =
        subnets.map(|(tier, zone)| (tier.to_owned(), zone.to_owned())).unzip();
    let nat = vpc.names("nat_gateway").len();
    // Those with NAT gateways are the first ones of the list.
    let with_nat: BTreeSet<String> = vpc.names("nat_gateway").into_iter().map(str::to_owned).collect();
    let order: Vec<String> = with_nat.iter().chain(zones.difference(&with_nat)).cloned().collect();
    let nat = match nat {
        0 => "none".to_owned(),
        count if count == zones.len() => "one_per_az".to_owned(),
        1 => "single".to_owned(),
        count => count.to_string(),
    };
    let names = |kind: &str| default_tiers(kind).into_keys().collect::<BTreeSet<_>>();
    let kind = if tiers == names("management") { "management" } else { "application" };
    if tiers != names(kind) {
        let tiers: BTreeMap<String, Tier> = tiers.into_iter().map(|name| (name, Tier::default())).collect();
        vpc.set(f.tiers, &Some(tiers));
    }
    // Neither the count nor the list stands at AWS. The first zones of a region are what a count gives.
    let count = zones.len();
    let is_first = zones.iter().enumerate().all(|(index, zone)| zone.ends_with(&format!("-az{}", index + 1)));
    if is_first && count != super::zones::DEFAULT {
        vpc.set(f.num_availability_zones, &i64::try_from(count).ok());
    }
    vpc.set(f.kind, &kind.to_owned());
    vpc.set(f.availability_zone_ids, &Out::known(order));
    vpc.set(f.nat_gateways, &nat);
    let services = |vpc: &Imported<'_, EnvVpc>, address| {
        vpc.names(address).into_iter().map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let gateway = services(vpc, "gateway_endpoint");
    vpc.set(f.gateway_endpoints, &gateway);
    let interface = services(vpc, "interface_endpoint");
    if !interface.is_empty() {
        let endpoints = InterfaceEndpoints { services: interface, tier: None, private_dns_enabled: true };
        vpc.set(f.interface_endpoints, &Some(endpoints));
    }
    if vpc.names("flow_log").is_empty() {
        let none = FlowLogs { destination: "none".to_owned(), ..FlowLogs::default() };
        vpc.set(f.flow_logs, &Some(none));
    }
    for (field, address) in [
        (f.manage_default_security_group, "default_security_group"),
        (f.manage_default_network_acl, "default_network_acl"),
        (f.manage_default_route_table, "default_route_table"),
    ] {
        let is_managed = !vpc.names(address).is_empty();
        vpc.set(field, &is_managed);
    }
}

/// The attribute that makes a flow log; `None` for what it is by default, and for none.
pub(super) fn flow_logs(seen: Option<&FlowLogSeen>) -> Option<FlowLogs> {
    let seen = seen?;
    let to_bucket = seen.role_arn.is_none();
    let logs = FlowLogs {
        destination: if to_bucket { "s3" } else { "cloud-watch-logs" }.to_owned(),
        bucket_arn: to_bucket.then(|| seen.destination.clone()),
        traffic_type: seen.traffic_type.clone(),
        max_aggregation_interval: i64::from(seen.max_aggregation_interval),
        ..FlowLogs::default()
    };
    (logs != FlowLogs::default()).then_some(logs)
}
