//! The rules of a security group.

use std::collections::BTreeSet;
use std::fmt;

use aws_sdk_ec2::types::{IpPermission, IpRange, Ipv6Range, PrefixListId, UserIdGroupPair};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::{Differences, found, when_shown};
use crate::aws::{Aws, OrFault};

/// What a security group lets through, in one direction.
pub type SecurityRules = BTreeSet<SecurityRule>;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecurityRule {
    /// `tcp`, `udp`, `icmp`, `icmpv6`, a protocol's number, or `-1` for all.
    pub protocol: String,
    /// The first port, or the ICMP type; `None` for all protocols.
    pub from_port: Option<i32>,
    /// The last port, or the ICMP code; `None` for all protocols.
    pub to_port: Option<i32>,
    /// The other side: an IPv4 or IPv6 block, `sg-…` or `pl-…`.
    pub peer: String,
}

impl fmt::Display for SecurityRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let protocol = if self.protocol == "-1" { "all" } else { &self.protocol };
        match (self.from_port, self.to_port) {
            (Some(from), Some(to)) if from == to => write!(f, "{protocol} {from} {}", self.peer),
            (Some(from), Some(to)) => write!(f, "{protocol} {from}-{to} {}", self.peer),
            _ => write!(f, "{protocol} {}", self.peer),
        }
    }
}

/// Which way a rule works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Ingress,
    Egress,
}

impl SecurityRule {
    fn permission(&self) -> IpPermission {
        let permission =
            IpPermission::builder().ip_protocol(&self.protocol).set_from_port(self.from_port).set_to_port(self.to_port);
        let peer = &self.peer;
        let permission = match () {
            () if peer.starts_with("sg-") => {
                permission.user_id_group_pairs(UserIdGroupPair::builder().group_id(peer).build())
            }
            () if peer.starts_with("pl-") => {
                permission.prefix_list_ids(PrefixListId::builder().prefix_list_id(peer).build())
            }
            () if peer.contains(':') => permission.ipv6_ranges(Ipv6Range::builder().cidr_ipv6(peer).build()),
            () => permission.ip_ranges(IpRange::builder().cidr_ip(peer).build()),
        };
        permission.build()
    }
}

/// Rules as EC2 describes them: several peers in one.
pub(super) fn seen(permissions: Vec<IpPermission>) -> SecurityRules {
    let rules = permissions.into_iter().flat_map(|permission| {
        let ipv4 = permission.ip_ranges.unwrap_or_default().into_iter().filter_map(|range| range.cidr_ip);
        let ipv6 = permission.ipv6_ranges.unwrap_or_default().into_iter().filter_map(|range| range.cidr_ipv6);
        let groups = permission.user_id_group_pairs.unwrap_or_default().into_iter().filter_map(|pair| pair.group_id);
        let lists = permission.prefix_list_ids.unwrap_or_default().into_iter().filter_map(|list| list.prefix_list_id);
        let peers: Vec<String> = ipv4.chain(ipv6).chain(groups).chain(lists).collect();
        let protocol = permission.ip_protocol.unwrap_or_default();
        // Of all protocols there are no ports, and some answers say -1.
        let port = |port: Option<i32>| port.filter(|_| protocol != "-1");
        let (from_port, to_port) = (port(permission.from_port), port(permission.to_port));
        let rule = |peer| SecurityRule { protocol: protocol.clone(), from_port, to_port, peer };
        peers.into_iter().map(rule).collect::<Vec<_>>()
    });
    rules.collect()
}

/// What differs, rule by rule.
pub(super) fn compare(differences: &mut Differences, name: &str, seen: &SecurityRules, want: &SecurityRules) {
    let words = |rules: &SecurityRules| rules.iter().map(ToString::to_string).collect();
    differences.compare_sets(name, &words(seen), &words(want));
}

/// Makes the rules of one direction as wanted: new ones first, so that nothing is cut off in between.
pub(super) async fn update(
    cx: &Context<'_, Aws>,
    id: &str,
    direction: Direction,
    seen: &SecurityRules,
    want: &SecurityRules,
) -> Result<(), Fault> {
    let permissions = |rules: Vec<&SecurityRule>| rules.into_iter().map(SecurityRule::permission).collect::<Vec<_>>();
    let missing = permissions(want.difference(seen).collect());
    let surplus = permissions(seen.difference(want).collect());
    let ec2 = cx.cloud.ec2(cx.place).await?;
    if !missing.is_empty() {
        let end = match direction {
            Direction::Ingress => {
                let call = ec2.authorize_security_group_ingress().group_id(id).set_ip_permissions(Some(missing));
                when_shown(cx, "ec2:AuthorizeSecurityGroupIngress", || call.clone().send()).await.map(drop)
            }
            Direction::Egress => {
                let call = ec2.authorize_security_group_egress().group_id(id).set_ip_permissions(Some(missing));
                when_shown(cx, "ec2:AuthorizeSecurityGroupEgress", || call.clone().send()).await.map(drop)
            }
        };
        match end {
            // Somebody else was faster, or an answer was lost. What is still missing shows at the next read.
            Err(fault) if fault.kind == FaultKind::AlreadyExists => {}
            end => end?,
        }
    }
    if surplus.is_empty() {
        return Ok(());
    }
    let end = match direction {
        Direction::Ingress => {
            let call = ec2.revoke_security_group_ingress().group_id(id).set_ip_permissions(Some(surplus));
            call.send().await.or_fault("ec2:RevokeSecurityGroupIngress").map(drop)
        }
        Direction::Egress => {
            let call = ec2.revoke_security_group_egress().group_id(id).set_ip_permissions(Some(surplus));
            call.send().await.or_fault("ec2:RevokeSecurityGroupEgress").map(drop)
        }
    };
    found(end).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(protocol: &str, port: Option<i32>, peer: &str) -> SecurityRule {
        SecurityRule { protocol: protocol.to_owned(), from_port: port, to_port: port, peer: peer.to_owned() }
    }

    #[test]
    fn rules_come_back_as_they_were_sent() {
        let rules: SecurityRules = [
            rule("tcp", Some(443), "10.0.0.0/16"),
            rule("tcp", Some(443), "2001:db8::/56"),
            rule("-1", None, "sg-1"),
            rule("udp", Some(53), "pl-1"),
        ]
        .into();
        assert_eq!(seen(rules.iter().map(SecurityRule::permission).collect()), rules);
    }

    #[test]
    fn rules_read_well() {
        assert_eq!(rule("tcp", Some(443), "10.0.0.0/16").to_string(), "tcp 443 10.0.0.0/16");
        assert_eq!(rule("-1", None, "0.0.0.0/0").to_string(), "all 0.0.0.0/0");
    }
}
