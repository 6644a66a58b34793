//! `plinth_env_vpc`.

mod hands;

use crate::subject::{Change, Place, Size, Subject, as_first};
use acceptance_tests::aws::{Organization, REGION};
use acceptance_tests::emulator::Emulator;
use acceptance_tests::ensure;
use acceptance_tests::error::{Context as _, Result};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub(crate) const SUBJECT: Subject = Subject {
    type_name: "plinth_env_vpc",
    place,
    first,
    second,
    reads: |size| if size == Size::Full { 22 } else { 8 },
    importable: as_first,
    imported,
    hand: hands::hand,
    changes,
    broken_runs: 75,
};

const AZ1: &str = "use1-az1";
const AZ2: &str = "use1-az2";

fn place(emulator: &Emulator, size: Size) -> Result<Place> {
    let (caller, accounts) = match size {
        Size::Minimal => {
            let caller = emulator.account()?;
            (caller.clone(), vec![("HOME", caller)])
        }
        Size::Full => {
            let mut organization = Organization::create(emulator, 1)?;
            let caller = organization.management;
            (caller.clone(), vec![("HOME", organization.members.remove(0)), ("CALLER", caller)])
        }
    };
    Ok(Place { caller, accounts, regions: vec![REGION], facts: BTreeMap::new() })
}

/// The minimal one has one subnet that leads nowhere. The full one has every kind of part, and few of each.
fn first(place: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({
            "name": "stage",
            "cidr_block": "10.20.0.0/16",
            "availability_zone_ids": [AZ1],
            "tiers": { "private_persistence": {} },
            "nat_gateways": "none",
            "gateway_endpoints": [],
            "flow_logs": { "destination": "none" },
        }),
        Size::Full => json!({
            "account_id": place.id("HOME"),
            "name": "prod",
            "cidr_block": "10.30.0.0/16",
            "secondary_cidr_blocks": ["10.31.0.0/20"],
            "availability_zone_ids": [AZ1],
            "tiers": { "public": {}, "private_app": {} },
            "nat_gateways": "single",
            "gateway_endpoints": ["s3"],
            "interface_endpoints": { "services": ["ssm"] },
            "ipv6": true,
            "dhcp_options": { "domain_name": "prod.example.com" },
            "tags": { "Team": "network" },
        }),
    }
}

/// The full one gets another zone, and every object that stays looks different.
fn second(_: &Place, size: Size) -> Json {
    match size {
        Size::Minimal => json!({ "enable_dns_hostnames": false, "tags": { "Team": "network" } }),
        Size::Full => json!({
            "secondary_cidr_blocks": ["10.32.0.0/20"],
            "availability_zone_ids": [AZ1, AZ2],
            "network_acls": { "private_app": { "ingress": { "100": { "cidr_block": "10.0.0.0/8" } } } },
            "gateway_endpoints": ["dynamodb", "s3"],
            "interface_endpoints": { "services": ["ssm", "sts"] },
            "dhcp_options": { "domain_name": "live.example.com" },
            "flow_logs": { "traffic_type": "REJECT", "retention_days": 30 },
            "tags": { "Team": "platform" },
        }),
    }
}

/// An import counts the zones, and takes two tiers without a place for data for a management VPC.
fn imported(_: &Place, size: Size) -> Json {
    let zones = json!({ "availability_zone_ids": null, "num_availability_zones": 1 });
    match size {
        Size::Minimal => zones,
        Size::Full => {
            let means = json!({ "kind": "management", "tiers": null, "nat_gateways": "one_per_az" });
            crate::subject::merged(zones, means)
        }
    }
}

fn changes(place: &Place) -> Vec<Change> {
    let rule = json!({ "ingress": { "100": { "cidr_block": "10.0.0.0/8" } } });
    let ssm = |private_dns_enabled: bool| json!({ "services": ["ssm"], "private_dns_enabled": private_dns_enabled });
    let own = |n: u32| json!({ "private_persistence": { "cidr_blocks": { AZ1: format!("10.20.{n}.0/24") } } });
    let from_pool = |pool: &str| json!({ "cidr_block": null, "ipam_pool_id": place.id(pool), "netmask_length": 20 });
    vec![
        Change::new("name", json!("live")),
        Change::new("cidr_block", json!("10.40.0.0/16")),
        Change::new("secondary_cidr_blocks", json!(["10.41.0.0/20"])),
        Change::new("ipam_pool_id", json!(place.id("POOL_2"))).given(from_pool("POOL_1")).prepared(pools),
        Change::new("netmask_length", json!(18)).given(from_pool("POOL_1")).prepared(pools),
        Change::new("num_availability_zones", json!(2))
            .given(json!({ "availability_zone_ids": null, "num_availability_zones": 1 })),
        Change::new("availability_zone_ids", json!([AZ1, AZ2])),
        Change::new("kind", json!("management")),
        Change::new("tiers", own(9)).given(json!({ "tiers": own(8) })),
        Change::new("nat_gateways", json!("single"))
            .given(json!({ "tiers": { "public": {}, "private_app": {} } })),
        Change::new("network_acls", json!({ "private_persistence": rule })),
        Change::new("gateway_endpoints", json!(["s3"])),
        Change::new("interface_endpoints", ssm(false)).given(json!({ "interface_endpoints": ssm(true) })),
        Change::new("flow_logs", json!({ "retention_days": 30 })),
        Change::new("enable_dns_hostnames", json!(false)),
        Change::new("enable_dns_support", json!(false)).given(json!({ "enable_dns_hostnames": false })),
        Change::new("ipv6", json!(true)),
        Change::new("instance_tenancy", json!("dedicated")),
        Change::new("dhcp_options", json!({ "domain_name": "stage.example.com" })),
        Change::new("eks_cluster_names", json!(["stage"])),
        Change::new("manage_default_security_group", json!(false)),
        Change::new("manage_default_network_acl", json!(false)),
        Change::new("manage_default_route_table", json!(false)),
        Change::new("account_id", json!(place.id("CALLER"))).of(Size::Full),
        Change::new("region", json!("eu-west-1")).given(json!({ "availability_zone_ids": null, "num_availability_zones": 1 })),
        Change::new("tags", json!({ "Team": "network" })),
    ]
}

/// Two pools of addresses, for a VPC that has no block of its own choice.
fn pools(place: &mut Place) -> Result<()> {
    let home = place.account("HOME")?.clone();
    let ec2 = |action: &str, parameters: &[(&str, &str)]| home.query("ec2", REGION, action, parameters);
    let ipam = ec2("CreateIpam", &[("OperatingRegion.1.RegionName", REGION)])?;
    let scope = ipam.text(&["ipam", "privateDefaultScopeId"]).to_owned();
    ensure!(!scope.is_empty(), "an IPAM without a scope: {ipam:?}");
    for (name, block) in [("POOL_1", "10.64.0.0/12"), ("POOL_2", "10.80.0.0/12")] {
        let parameters = [("IpamScopeId", scope.as_str()), ("AddressFamily", "ipv4"), ("Locale", REGION)];
        let pool = ec2("CreateIpamPool", &parameters)?.text(&["ipamPool", "ipamPoolId"]).to_owned();
        ec2("ProvisionIpamPoolCidr", &[("IpamPoolId", &pool), ("Cidr", block)]).context(block)?;
        place.facts.insert(name, pool);
    }
    Ok(())
}
