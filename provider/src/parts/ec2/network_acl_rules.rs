//! The entries of a network ACL.

use std::collections::BTreeMap;
use std::fmt;

use aws_sdk_ec2::types::{IcmpTypeCode, NetworkAclEntry, PortRange, RuleAction};
use futures_util::future::try_join_all;
use tfplugin::composite::{Context, Fault};

use super::{Differences, found, when_shown};
use crate::aws::{Aws, OrFault};

/// Entries by direction (egress is true) and number, 1 to 32766. EC2 keeps the numbers above for its own last words.
pub type Rules = BTreeMap<(bool, i32), Rule>;

/// The first number that is EC2's own:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html>
const OWN: i32 = 32_767;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Whether it lets through what it matches.
    pub allow: bool,
    /// `all`, `tcp`, `udp`, `icmp`, `icmpv6`, or a protocol's number.
    pub protocol: String,
    /// First and last port, of TCP and UDP.
    pub ports: Option<(i32, i32)>,
    /// Type and code, -1 for any, of ICMP.
    pub icmp: Option<(i32, i32)>,
    /// An IPv4 or IPv6 block: where traffic comes from, or goes to.
    pub cidr: String,
}

/// Names of protocols and their numbers, by which EC2 shows them:
/// <https://www.iana.org/assignments/protocol-numbers/protocol-numbers.xhtml>
const PROTOCOLS: [(&str, &str); 5] = [("all", "-1"), ("icmp", "1"), ("tcp", "6"), ("udp", "17"), ("icmpv6", "58")];

fn number(protocol: &str) -> &str {
    PROTOCOLS.iter().find(|(name, _)| *name == protocol).map_or(protocol, |(_, number)| number)
}

fn name(protocol: &str) -> &str {
    PROTOCOLS.iter().find(|(_, number)| *number == protocol).map_or(protocol, |(name, _)| name)
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = if self.allow { "allow" } else { "deny" };
        write!(f, "{action} {}", name(number(&self.protocol)))?;
        match self.ports {
            Some((first, last)) if first == last => write!(f, " {first}")?,
            Some((first, last)) => write!(f, " {first}-{last}")?,
            None => {}
        }
        if let Some((kind, code)) = self.icmp {
            write!(f, " {kind}:{code}")?;
        }
        write!(f, " {}", self.cidr)
    }
}

impl Rule {
    /// The same rule in the form in which EC2 gives it back: what does not go with its protocol left out.
    fn canonical(&self) -> Rule {
        let protocol = name(number(&self.protocol)).to_owned();
        let has_ports = protocol == "tcp" || protocol == "udp";
        let is_icmp = protocol == "icmp" || protocol == "icmpv6";
        Rule {
            // A whole range is what EC2 makes of no range.
            ports: has_ports.then(|| self.ports.unwrap_or((0, 65_535))),
            icmp: is_icmp.then(|| self.icmp.unwrap_or((-1, -1))),
            protocol,
            ..self.clone()
        }
    }

    fn is_ipv6(&self) -> bool {
        self.cidr.contains(':')
    }
}

/// The entries that somebody made.
pub(super) fn seen(entries: Vec<NetworkAclEntry>) -> Rules {
    let rules = entries.into_iter().filter_map(|entry| {
        let number = entry.rule_number.filter(|number| *number < OWN)?;
        let range = entry.port_range.and_then(|range| Some((range.from?, range.to?)));
        let icmp = entry.icmp_type_code.and_then(|icmp| Some((icmp.r#type?, icmp.code?)));
        let rule = Rule {
            allow: entry.rule_action == Some(RuleAction::Allow),
            protocol: name(entry.protocol.as_deref().unwrap_or("-1")).to_owned(),
            ports: range,
            icmp,
            cidr: entry.cidr_block.or(entry.ipv6_cidr_block).unwrap_or_default(),
        };
        Some(((entry.egress.unwrap_or_default(), number), rule.canonical()))
    });
    rules.collect()
}

/// What differs, entry by entry.
pub(super) fn compare(differences: &mut Differences, seen: &Rules, want: &Rules) {
    for (place, want) in want {
        let text = seen.get(place).map_or_else(|| "none".to_owned(), ToString::to_string);
        differences.compare(&words(*place), text, want.canonical());
    }
    for (place, rule) in seen.iter().filter(|(place, _)| !want.contains_key(*place)) {
        differences.push(format!("{} is {rule}, should not be there", words(*place)));
    }
}

/// `ingress rule 100`
pub(super) fn words((egress, number): (bool, i32)) -> String {
    format!("{} rule {number}", if egress { "egress" } else { "ingress" })
}

/// Makes the entries as wanted: what is missing or different first, so that nothing is cut off in between.
pub(super) async fn update(cx: &Context<'_, Aws>, id: &str, seen: &Rules, want: &Rules) -> Result<(), Fault> {
    let differ = want.iter().filter(|(place, rule)| seen.get(*place) != Some(&rule.canonical()));
    try_join_all(differ.map(|(place, rule)| put(cx, id, *place, rule, seen.contains_key(place)))).await?;
    let surplus = seen.keys().filter(|place| !want.contains_key(*place));
    try_join_all(surplus.map(|place| remove(cx, id, *place))).await.map(drop)
}

async fn put(
    cx: &Context<'_, Aws>,
    id: &str,
    (egress, place): (bool, i32),
    rule: &Rule,
    exists: bool,
) -> Result<(), Fault> {
    let rule = rule.canonical();
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let action = if rule.allow { RuleAction::Allow } else { RuleAction::Deny };
    let (ipv4, ipv6) = if rule.is_ipv6() { (None, Some(rule.cidr.clone())) } else { (Some(rule.cidr.clone()), None) };
    let ports = rule.ports.map(|(from, to)| PortRange::builder().from(from).to(to).build());
    let icmp = rule.icmp.map(|(kind, code)| IcmpTypeCode::builder().r#type(kind).code(code).build());
    if exists {
        let call = ec2
            .replace_network_acl_entry()
            .network_acl_id(id)
            .egress(egress)
            .rule_number(place)
            .protocol(number(&rule.protocol))
            .rule_action(action)
            .set_cidr_block(ipv4)
            .set_ipv6_cidr_block(ipv6)
            .set_port_range(ports)
            .set_icmp_type_code(icmp);
        return call.send().await.or_fault("ec2:ReplaceNetworkAclEntry").map(drop);
    }
    let call = ec2
        .create_network_acl_entry()
        .network_acl_id(id)
        .egress(egress)
        .rule_number(place)
        .protocol(number(&rule.protocol))
        .rule_action(action)
        .set_cidr_block(ipv4)
        .set_ipv6_cidr_block(ipv6)
        .set_port_range(ports)
        .set_icmp_type_code(icmp);
    when_shown(cx, "ec2:CreateNetworkAclEntry", || call.clone().send()).await.map(drop)
}

pub(super) async fn remove(cx: &Context<'_, Aws>, id: &str, (egress, place): (bool, i32)) -> Result<(), Fault> {
    let ec2 = cx.cloud.ec2(cx.place).await?;
    let call = ec2.delete_network_acl_entry().network_acl_id(id).egress(egress).rule_number(place);
    found(call.send().await.or_fault("ec2:DeleteNetworkAclEntry")).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(protocol: &str, ports: Option<(i32, i32)>) -> Rule {
        Rule { allow: true, protocol: protocol.to_owned(), ports, icmp: None, cidr: "0.0.0.0/0".to_owned() }
    }

    #[test]
    fn rules_read_well() {
        assert_eq!(rule("tcp", Some((443, 443))).to_string(), "allow tcp 443 0.0.0.0/0");
        assert_eq!(rule("17", Some((1024, 65_535))).to_string(), "allow udp 1024-65535 0.0.0.0/0");
        let ping = Rule { allow: false, icmp: Some((8, -1)), ..rule("icmp", None) };
        assert_eq!(ping.to_string(), "deny icmp 8:-1 0.0.0.0/0");
    }

    #[test]
    fn entries_come_back_as_they_were_sent() {
        let entry = |number: i32, protocol: &str| {
            NetworkAclEntry::builder()
                .rule_number(number)
                .egress(true)
                .protocol(protocol)
                .rule_action(RuleAction::Allow)
                .cidr_block("0.0.0.0/0")
                .build()
        };
        let seen = seen(vec![entry(100, "-1"), entry(110, "50"), entry(32_767, "-1"), entry(32_768, "-1")]);
        let want = Rules::from([((true, 100), rule("all", Some((1, 2)))), ((true, 110), rule("50", None))]);
        let mut differences = Differences::new();
        compare(&mut differences, &seen, &want);
        assert_eq!(Vec::from(differences), [""; 0]);
    }

    #[test]
    fn each_difference_is_named() {
        let seen = Rules::from([((false, 100), rule("tcp", Some((22, 22)))), ((false, 120), rule("all", None))]);
        let want = Rules::from([((false, 100), rule("tcp", Some((443, 443)))), ((true, 110), rule("all", None))]);
        let mut differences = Differences::new();
        compare(&mut differences, &seen, &want);
        assert_eq!(
            Vec::from(differences),
            [
                "ingress rule 100 is allow tcp 22 0.0.0.0/0, should be allow tcp 443 0.0.0.0/0",
                "egress rule 110 is none, should be allow all 0.0.0.0/0",
                "ingress rule 120 is allow all 0.0.0.0/0, should not be there",
            ]
        );
    }
}
