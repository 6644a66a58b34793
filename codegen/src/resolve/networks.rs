//! VPCs with their blocks, and peering connections.

use std::ops::Range;

use ipnet::Ipv4Net;

use super::names::{accounts_of, check_name, check_used_region};
use crate::cidr::{Blocks, Used, allocate};
use crate::estate::{Account, Organization, Peering, Vpc};
use crate::spec::{At, Layout, Problem, Problems, known_words, layout};

/// Length of the prefix of a block that nobody asked to be otherwise.
const NETMASK: u8 = 16;

#[derive(Default)]
pub(super) struct Networks {
    pub(super) vpcs: Vec<Vpc>,
    pub(super) peerings: Vec<Peering>,
    pub(super) blocks: Blocks,
}

/// A block that the layout says.
struct Fixed<'a> {
    block: Ipv4Net,
    span: &'a Range<usize>,
    /// Who has it, in words.
    owner: String,
    /// Path of the unit that has it; none of a block that is reserved.
    place: Option<String>,
}

pub(super) fn networks(
    layout: &Layout,
    organization: &Organization,
    accounts: &[Account],
    recorded: &Blocks,
    problems: &mut Problems,
) -> Networks {
    let Some(said) = &layout.networks else { return Networks { blocks: recorded.clone(), ..Networks::default() } };
    let Some(supernet) = block(&said.supernet, problems) else { return Networks::default() };
    let mut used = Used::default();
    let reserved: Vec<Fixed<'_>> = said
        .reserved
        .iter()
        .filter_map(|text| {
            let block = block(text, problems)?;
            Some(Fixed { block, span: &text.span, owner: "`reserved`".to_owned(), place: None })
        })
        .collect();
    for fixed in &reserved {
        used.add(fixed.block);
    }
    let (mut vpcs, mut requests, mut fixed) = (Vec::new(), Vec::new(), reserved);
    for (name, vpc) in &said.vpcs {
        check_name("a network", name, 36, problems);
        if name.starts_with("peering-") || name.value == "secrets-key" {
            problems.push(Problem::new(
                format!("no network can be called `{}`", name.value),
                &name.span,
                "another unit has a folder of this name",
                "choose another name",
            ));
        }
        vpc.regions.iter().for_each(|region| check_used_region(region, organization, problems));
        let netmask = vpc.netmask.as_ref().map_or(NETMASK, |netmask| netmask.value);
        if !(16..=24).contains(&netmask) {
            let span = vpc.netmask.as_ref().map_or(&vpc.span, |netmask| &netmask.span);
            problems.push(Problem::new(
                format!("no VPC is allocated a block of /{netmask}"),
                span,
                "",
                "AWS takes /16 to /28; /24 is the smallest that is allocated",
            ));
        }
        if let Some(zones) = vpc.num_availability_zones.as_ref().filter(|zones| !(1..=8).contains(&zones.value)) {
            problems.push(Problem::new(
                format!("no VPC has {} availability zones", zones.value),
                &zones.span,
                "",
                "use 1 to 8",
            ));
        }
        check_nat(vpc, accounts, problems);
        let home = vec![organization.home_region.clone()];
        let regions =
            if vpc.regions.is_empty() { home } else { vpc.regions.iter().map(|region| region.value.clone()).collect() };
        let places: Vec<(String, String)> = accounts_of(&vpc.accounts, accounts, problems)
            .into_iter()
            .flat_map(|account| regions.iter().map(move |region| (account.clone(), region.clone())))
            .collect();
        if let Some(text) = &vpc.cidr_block
            && let Some(block) = block(text, problems)
        {
            check_fixed(block, &text.span, &places, name, recorded, problems);
            let place = places.first().map(|(account, region)| format!("{account}/{region}/{}", name.value));
            fixed.push(Fixed { block, span: &text.span, owner: format!("`{}`", name.value), place });
        }
        for (account, region) in places {
            let unit = format!("{account}/{region}/{}", name.value);
            let fixed = vpc.cidr_block.as_ref().and_then(|text| text.parse().ok());
            requests.push((unit.clone(), netmask, fixed, &name.span));
            vpcs.push(Vpc {
                unit,
                name: name.value.clone(),
                nat_gateways: vpc.nat_gateways.as_ref().map_or("single", |nat| nat.of(&account)).to_owned(),
                account,
                region,
                cidr_block: String::new(),
                kind: vpc.kind,
                num_availability_zones: vpc.num_availability_zones.as_ref().map(|zones| zones.value),
                tiers: vpc.kind.tiers().iter().map(|tier| (*tier).to_owned()).collect(),
            });
        }
    }
    let mut blocks = recorded.clone();
    for (place, _, block, _) in &requests {
        if let Some(block) = block {
            blocks.insert(place.clone(), *block);
        }
    }
    check_overlap(&fixed, recorded, &blocks, supernet, &used, problems);
    requests.sort_by(|a, b| a.0.cmp(&b.0));
    let wanted: Vec<(String, u8)> = requests.iter().map(|(place, netmask, _, _)| (place.clone(), *netmask)).collect();
    let blocks = allocate(&blocks, &mut used, supernet, &wanted).unwrap_or_else(|error| {
        let span =
            requests.iter().find(|request| request.0 == error.place).map_or(&said.supernet.span, |request| request.3);
        let help =
            "widen `networks.supernet`, or say a larger `netmask` for new networks; blocks that are recorded stay";
        problems.push(Problem::new("the supernet is exhausted", span, error.to_string(), help));
        Blocks::new()
    });
    for vpc in &mut vpcs {
        vpc.cidr_block = blocks.get(&vpc.unit).map(ToString::to_string).unwrap_or_default();
    }
    vpcs.sort_by(|a, b| a.unit.cmp(&b.unit));
    let peerings = peerings(said, &vpcs, problems);
    Networks { vpcs, peerings, blocks }
}

fn block(text: &At<String>, problems: &mut Problems) -> Option<Ipv4Net> {
    let parsed = text.parse::<Ipv4Net>().ok().filter(|block| block.trunc() == *block);
    if parsed.is_none() {
        let help = "write the first address and the length of the prefix: `10.0.0.0/8`";
        problems.push(Problem::new(format!("`{}` is no IPv4 block", text.value), &text.span, "", help));
    }
    parsed
}

/// A block of one's own choice is for one place, of a size that AWS takes, and does not contradict the record.
fn check_fixed(
    block: Ipv4Net,
    span: &Range<usize>,
    places: &[(String, String)],
    name: &At<String>,
    recorded: &Blocks,
    problems: &mut Problems,
) {
    if !(16..=28).contains(&block.prefix_len()) {
        problems.push(Problem::new(format!("no VPC can have {block}"), span, "", "AWS takes /16 to /28"));
    }
    if places.len() > 1 {
        let label = format!("`{}` is {} VPCs", name.value, places.len());
        problems.push(Problem::new(
            "several VPCs would have the same block",
            span,
            label,
            "leave `cidr_block` out, or make one network for each place",
        ));
    }
    for (account, region) in places {
        let place = format!("{account}/{region}/{}", name.value);
        if let Some(old) = recorded.get(&place).filter(|old| **old != block) {
            let label = format!("{place} has {old}");
            let help =
                format!("a VPC keeps its block: say {old}, leave `cidr_block` out, or make another network beside it");
            problems.push(Problem::new("a block would move", span, label, help));
        }
    }
}

fn check_overlap(
    fixed: &[Fixed<'_>],
    recorded: &Blocks,
    blocks: &Blocks,
    supernet: Ipv4Net,
    used: &Used,
    problems: &mut Problems,
) {
    let overlap = |a: &Ipv4Net, b: &Ipv4Net| a.contains(b) || b.contains(a);
    let relation = |a: &Ipv4Net, b: &Ipv4Net| {
        if a == b {
            "is"
        } else if b.contains(a) {
            "is inside"
        } else {
            "contains"
        }
    };
    let mut all = used.clone();
    for block in blocks.values() {
        all.add(*block);
    }
    let mut free = Vec::new();
    while let Some(block) = all.free(supernet, NETMASK).filter(|_| free.len() < 3) {
        all.add(block);
        free.push(block.to_string());
    }
    let help =
        format!("leave `cidr_block` out to have one allocated, or take one of the free blocks: {}", free.join(", "));
    for (n, Fixed { block, span, place, .. }) in fixed.iter().enumerate() {
        // Blocks that are reserved may lie in each other.
        let others = fixed.iter().take(n).filter(|other| place.is_some() || other.place.is_some());
        for other in others.filter(|other| overlap(block, &other.block)) {
            let label = format!("{block} {} {}, which {} has", relation(block, &other.block), other.block, other.owner);
            problems.push(Problem::new("two networks overlap", span, label, help.clone()));
        }
        // What is recorded stays recorded when the layout means it no more: the VPC may still be there.
        let recorded = recorded.iter().filter(|(at, other)| overlap(block, other) && place.as_ref() != Some(*at));
        for (at, other) in recorded {
            let label = format!("{block} {} {other}, which is recorded for {at}", relation(block, other));
            problems.push(Problem::new("two networks overlap", span, label, help.clone()));
        }
    }
}

fn check_nat(vpc: &At<layout::Vpc>, accounts: &[Account], problems: &mut Problems) {
    let Some(nat) = &vpc.nat_gateways else { return };
    for word in std::iter::once(&nat.default).chain(nat.accounts.values()) {
        if !["one_per_az", "single", "none"].contains(&word.as_str()) && word.parse::<u8>().is_err() {
            let help = "use `one_per_az`, `single`, `none` or a number";
            problems.push(Problem::new(format!("unknown value `{word}` of `nat_gateways`"), &nat.span, "", help));
        }
    }
    nat.accounts.keys().for_each(|name| super::names::check_account(name, &nat.span, accounts, problems));
}

fn peerings(said: &layout::Networks, vpcs: &[Vpc], problems: &mut Problems) -> Vec<Peering> {
    let mut peerings: Vec<Peering> = Vec::new();
    for pair in &said.peering {
        for name in [&pair.from, &pair.to] {
            if !said.vpcs.keys().any(|known| known == name) {
                let help = known_words(name, said.vpcs.keys().map(|known| known.as_str()));
                problems.push(Problem::new(
                    format!("unknown network `{}`", name.value),
                    &name.span,
                    "no network has this name",
                    help,
                ));
            }
        }
        for from in vpcs.iter().filter(|vpc| vpc.name == pair.from.value) {
            for to in vpcs.iter().filter(|vpc| vpc.name == pair.to.value && vpc.unit != from.unit) {
                let region = if from.region == to.region { String::new() } else { format!("-{}", to.region) };
                let name = format!("{}{region}-{}", to.account, to.name);
                let known = |other: &&Peering| {
                    (&other.requester, &other.accepter) == (&to.unit, &from.unit)
                        || (&other.requester, &other.accepter) == (&from.unit, &to.unit)
                };
                if peerings.iter().any(|other| known(&other)) {
                    continue;
                }
                // Two networks of one account and region may both reach the same VPC.
                let unit = format!("{}/{}/peering-{}-{name}", from.account, from.region, from.name);
                // `a-b` to `c` reads like `a` to `b-c`.
                if let Some(other) = peerings.iter().find(|other| other.unit == unit) {
                    let label = format!("{} and {} have it", other.accepter, to.unit);
                    let help = "rename one of the networks, so that the names of the connections differ";
                    let message = format!("two peering connections would have the folder {unit}");
                    problems.push(Problem::new(message, &pair.from.span, label, help));
                    continue;
                }
                peerings.push(Peering {
                    unit,
                    name: format!("{}-{name}", from.name),
                    requester: from.unit.clone(),
                    accepter: to.unit.clone(),
                });
            }
        }
    }
    peerings.sort_by(|a, b| a.unit.cmp(&b.unit));
    peerings
}
