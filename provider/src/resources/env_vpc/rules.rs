//! Rules over several attributes, found before anything is made.

use std::collections::BTreeSet;

use tfplugin::composite::{Configuration, Preflight};
use tfplugin::diagnostic::{Diagnostic, Diagnostics, Path};
use tfplugin::model::{Named, Out};

use super::EnvVpc;
use super::shape::Shape;
use super::tier::{Route, default_tiers};
use crate::network::block::Block;

type Config<'a> = Configuration<'a, EnvVpc>;

pub(super) fn validate(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    block_has_one_source(config, diagnostics);
    zones_have_one_source(config, diagnostics);
    blocks_do_not_overlap(config, diagnostics);
    tiers_are_named_right(config, diagnostics);
    nat_has_where_to_be(config, diagnostics);
    names_need_the_resolver(config, diagnostics);
    flow_logs_have_a_destination(config, diagnostics);
    if let (Some(shape), Some(vpc)) = (shape(config), vpc_block(config)) {
        for (path, problem) in misplaced(&shape, vpc.as_ref().ok().copied(), config.known(EnvVpc::fields().secondary_cidr_blocks).map(Option::unwrap_or_default)) {
            diagnostics.error_at(path, "No room for a tier", problem);
        }
    }
}

/// What depends on zones that were chosen while planning.
pub(super) fn addresses(cx: &mut Preflight<'_, EnvVpc>) {
    let f = EnvVpc::fields();
    let (Some(kind), Some(tiers), Some(zones), Some(nat), Some(ipv6)) = (
        cx.known(f.kind),
        cx.known(f.tiers),
        cx.known(f.availability_zone_ids).filter(|zones| zones.0.is_some()),
        cx.known(f.nat_gateways),
        cx.known(f.ipv6),
    ) else {
        return;
    };
    let count = zones.0.as_ref().map_or(0, Vec::len);
    if nat.parse::<usize>().is_ok_and(|nat| nat > count) {
        let detail = format!("The VPC is in {count} zones, and a zone has one NAT gateway at most.");
        cx.push(Diagnostic::error("More NAT gateways than zones", detail).at(f.nat_gateways.path()));
    }
    let shape = Shape::of((kind, tiers, zones, nat, ipv6));
    let block = cx.known(f.cidr_block).and_then(|block| block.0).and_then(|block| block.parse().ok());
    let block = block.or_else(|| pool_block(cx.known(f.netmask_length).flatten()));
    for (path, problem) in misplaced(&shape, block, cx.known(f.secondary_cidr_blocks).map(Option::unwrap_or_default)) {
        cx.push(Diagnostic::error("No room for a tier", problem).at(path));
    }
}

/// A block of the size that a pool is asked for, to find out whether it is large enough.
fn pool_block(netmask_length: Option<i64>) -> Option<Block> {
    let prefix = u8::try_from(netmask_length?).ok()?;
    Block::around(std::net::Ipv4Addr::new(10, 0, 0, 0), prefix)
}

/// The shape as far as the configuration says it. Without zones it is tried on one, since every zone is alike.
fn shape(config: &Config<'_>) -> Option<Shape> {
    let f = EnvVpc::fields();
    let zones = if config.is_set(f.availability_zone_ids) {
        config.known(f.availability_zone_ids)?
    } else {
        Out::known(vec!["any-az1".to_owned()])
    };
    // What is no zone's id is reported as such, while planning.
    if zones.0.iter().flatten().any(|zone| crate::network::slots::zone_number(zone).is_none()) {
        return None;
    }
    let (kind, nat) = (config.known(f.kind)?, config.known(f.nat_gateways)?);
    let mut shape = Shape::of((kind, config.known(f.tiers)?, zones, nat, config.known(f.ipv6)?));
    if !config.is_set(f.availability_zone_ids) {
        // Blocks of one's own are by zone, and which zones there will be is not known here.
        shape.tiers.retain(|_, tier| tier.cidr_blocks.is_none());
    }
    Some(shape)
}

/// The primary block; an error when it is not said here.
fn vpc_block(config: &Config<'_>) -> Option<Result<Block, ()>> {
    let f = EnvVpc::fields();
    if config.is_set(f.ipam_pool_id) {
        return Some(pool_block(config.known(f.netmask_length)?).ok_or(()));
    }
    Some(config.known(f.cidr_block)?.0?.parse().map_err(|_| ()))
}

/// Subnets that have no room, are outside, or overlap: each with the attribute to blame.
fn misplaced(shape: &Shape, vpc: Option<Block>, further: Option<BTreeSet<String>>) -> Vec<(Path, String)> {
    let f = EnvVpc::fields();
    let Some(vpc) = vpc else { return Vec::new() };
    let further: Option<Vec<Block>> =
        further.map(|further| further.iter().filter_map(|block| block.parse().ok()).collect());
    let mut problems: Vec<(Path, String)> = Vec::new();
    let mut placed: Vec<(String, Block)> = Vec::new();
    for name in shape.subnets() {
        let Some((tier_name, tier, zone)) = shape.tier_and_zone(&name) else { continue };
        let path = f.tiers.path().key(tier_name);
        // A tier that is not in the configuration has its place by default, so it is the block that is too small.
        let blame = if tier == &super::tier::Tier::default() { f.cidr_block.path() } else { path.clone() };
        match shape.block(vpc, &name) {
            Err(why) => problems.push((if tier.cidr_blocks.is_some() { path.then("cidr_blocks") } else { blame }, why)),
            Ok(block) => {
                let at = path.then("cidr_blocks").key(zone);
                let inside = |further: &Vec<Block>| {
                    vpc.contains(block) || further.iter().any(|further| further.contains(block))
                };
                if tier.cidr_blocks.is_some() && further.as_ref().is_some_and(|further| !inside(further)) {
                    let why = format!(
                        "{block} is neither in the VPC's block {vpc} nor in one of its `secondary_cidr_blocks`."
                    );
                    problems.push((at.clone(), why));
                }
                if let Some((other, theirs)) = placed.iter().find(|(_, theirs)| theirs.overlaps(block)) {
                    let why = format!("{block} (`{name}`) overlaps {theirs} (`{other}`).");
                    problems.push((if tier.cidr_blocks.is_some() { at } else { path }, why));
                }
                placed.push((name, block));
            }
        }
    }
    problems.sort_by(|a, b| a.1.cmp(&b.1));
    problems.dedup();
    problems
}

fn block_has_one_source(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = EnvVpc::fields();
    let (block, pool, length) =
        (config.is_given(f.cidr_block), config.is_given(f.ipam_pool_id), config.is_given(f.netmask_length));
    if !config.is_set(f.cidr_block) && !config.is_set(f.ipam_pool_id) {
        let detail = "Say `cidr_block`, or `ipam_pool_id` and `netmask_length` to get a block from a pool.";
        diagnostics.push(Diagnostic::error("No IPv4 block", detail));
    }
    if block && pool {
        let detail = "The block comes from `cidr_block` or from the pool of `ipam_pool_id`: leave one out.";
        diagnostics.error_at(f.ipam_pool_id.path(), "Two sources of the IPv4 block", detail);
    }
    if pool && !config.is_set(f.netmask_length) {
        let detail = "A pool gives a block of the size that it is asked for: say `netmask_length`.";
        diagnostics.error_at(f.ipam_pool_id.path(), "No size of the block", detail);
    }
    if length && !config.is_set(f.ipam_pool_id) {
        let detail = "Only a block out of a pool (`ipam_pool_id`) has its size from `netmask_length`.";
        diagnostics.error_at(f.netmask_length.path(), "`netmask_length` has no effect", detail);
    }
}

fn zones_have_one_source(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = EnvVpc::fields();
    if config.is_given(f.availability_zone_ids) && config.is_given(f.num_availability_zones) {
        let detail = "`availability_zone_ids` says which zones, and so how many: leave `num_availability_zones` out.";
        diagnostics.error_at(f.num_availability_zones.path(), "Two sources of the zones", detail);
    }
}

fn blocks_do_not_overlap(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = EnvVpc::fields();
    let Some(further) = config.known(f.secondary_cidr_blocks).flatten() else { return };
    let primary = config.known(f.cidr_block).and_then(|block| block.0);
    let mut before: Vec<Block> = primary.and_then(|block| block.parse().ok()).into_iter().collect();
    for block in further.iter().filter_map(|block| block.parse::<Block>().ok()) {
        if let Some(other) = before.iter().find(|other| other.overlaps(block)) {
            let detail = format!("{block} overlaps {other}, and a VPC's blocks may not share addresses.");
            diagnostics.error_at(f.secondary_cidr_blocks.path(), "Blocks overlap", detail);
        }
        before.push(block);
    }
}

fn tiers_are_named_right(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = EnvVpc::fields();
    let (Some(kind), Some(tiers)) = (config.known(f.kind), config.known(f.tiers)) else { return };
    let tiers = tiers.unwrap_or_else(|| default_tiers(&kind));
    let known = || tiers.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    for name in config.known(f.network_acls).flatten().unwrap_or_default().keys() {
        if !tiers.contains_key(name) {
            let detail = format!("There is no such tier; there are {}.", known());
            diagnostics.error_at(f.network_acls.path().key(name), format!("Network ACL of tier `{name}`"), detail);
        }
    }
    if let Some(name) = config.known(f.interface_endpoints).flatten().and_then(|endpoints| endpoints.tier)
        && !tiers.contains_key(&name)
    {
        let detail = format!("There is no tier `{name}`; there are {}.", known());
        diagnostics.error_at(f.interface_endpoints.path().then("tier"), "Interface endpoints in no tier", detail);
    }
    if config.known(f.ipv6) != Some(true) {
        return;
    }
    let mut slots: Vec<(u32, &String)> = Vec::new();
    let prefix = config.known(f.cidr_block).and_then(|block| block.0?.parse::<Block>().ok()).map_or(16, Block::prefix);
    for (name, tier) in &tiers {
        let path = f.tiers.path().key(name).then("ipv6_slot");
        match tier.ipv6_slot(name, prefix) {
            None if tier.cidr_blocks.is_some() => {
                let detail = format!("Tier `{name}` has `cidr_blocks`, from which no IPv6 block follows: say `ipv6_slot`.");
                diagnostics.error_at(path, "No IPv6 block", detail);
            }
            None => {}
            Some(slot) => {
                if let Some((_, other)) = slots.iter().find(|(other, _)| *other == slot) {
                    let detail = format!("Tiers `{name}` and `{other}` would both have block {slot} of each zone's 32.");
                    diagnostics.error_at(path, "IPv6 blocks overlap", detail);
                }
                slots.push((slot, name));
            }
        }
    }
}

fn nat_has_where_to_be(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = EnvVpc::fields();
    let (Some(kind), Some(tiers), Some(nat)) = (config.known(f.kind), config.known(f.tiers), config.known(f.nat_gateways))
    else {
        return;
    };
    let tiers = tiers.unwrap_or_else(|| default_tiers(&kind));
    let any = |way: Route| tiers.iter().any(|(name, tier)| tier.way(name) == way);
    if nat != "none" && any(Route::Nat) && !any(Route::Internet) {
        let detail = "NAT gateways are in a tier with `route = \"internet\"`, and there is none. Add one, or set \
                      `nat_gateways = \"none\"`.";
        diagnostics.error_at(f.nat_gateways.path(), "NAT gateways have no subnet", detail);
    }
}

fn names_need_the_resolver(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = EnvVpc::fields();
    let Some(endpoints) = config.known(f.interface_endpoints).flatten() else { return };
    let off = config.known(f.enable_dns_support) == Some(false) || config.known(f.enable_dns_hostnames) == Some(false);
    if endpoints.private_dns_enabled && off {
        // https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html
        let detail = "Private DNS of interface endpoints needs `enable_dns_support` and `enable_dns_hostnames`; or set \
                      `private_dns_enabled = false`.";
        let path = f.interface_endpoints.path().then("private_dns_enabled");
        diagnostics.error_at(path, "Private DNS without DNS", detail);
    }
}

fn flow_logs_have_a_destination(config: &Config<'_>, diagnostics: &mut Diagnostics) {
    let f = EnvVpc::fields();
    let Some(logs) = config.known(f.flow_logs).flatten() else { return };
    let path = f.flow_logs.path().then("bucket_arn");
    if logs.destination == "s3" && logs.bucket_arn.is_none() {
        let detail = "`destination = \"s3\"` writes to a bucket: say `bucket_arn`.";
        diagnostics.error_at(path, "Flow logs have no destination", detail);
    } else if logs.destination != "s3" && logs.bucket_arn.is_some() {
        let detail = format!("`destination = \"{}\"` does not write to a bucket.", logs.destination);
        diagnostics.error_at(path, "`bucket_arn` has no effect", detail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tfplugin::value::Value;

    fn problems(written: &[(&str, Value)]) -> Vec<String> {
        let written = written.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let mut diagnostics = Diagnostics::new();
        validate(&Configuration::new(&written), &mut diagnostics);
        diagnostics.iter().map(|one| one.summary.clone()).collect()
    }

    /// A module passes all of them through variables, and null for what its user leaves out.
    #[test]
    fn what_is_unknown_may_turn_out_to_be_left_out() {
        let exclusive =
            ["cidr_block", "ipam_pool_id", "netmask_length", "availability_zone_ids", "num_availability_zones"];
        assert_eq!(problems(&exclusive.map(|name| (name, Value::UNKNOWN))), [""; 0]);
        let block = Value::string("10.0.0.0/16");
        let both = [("cidr_block", block.clone()), ("ipam_pool_id", Value::string("ipam-pool-0123456789abcdef0"))];
        assert!(problems(&both).contains(&"Two sources of the IPv4 block".to_owned()));
        assert_eq!(problems(&[("cidr_block", block), ("ipam_pool_id", Value::UNKNOWN)]), [""; 0]);
    }
}
