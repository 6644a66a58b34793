//! The network ACL of each tier.

use std::collections::BTreeMap;

use tfplugin::check::Check;

use super::tier::Route;
use crate::parts::ec2::network_acl::{Rule, Rules};

/// The entries of a tier's network ACL. They take the place of the default ones as a whole.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct NetworkAcl {
    /// What comes in, by the entry's number, 1 to 32766. The entry of the lowest number that matches decides; what none
    /// matches is refused.
    #[tf(optional, check = keys(RULE_NUMBER))]
    pub ingress: Option<BTreeMap<String, AclRule>>,
    /// What goes out, by the entry's number.
    #[tf(optional, check = keys(RULE_NUMBER))]
    pub egress: Option<BTreeMap<String, AclRule>>,
}

/// One entry of a network ACL.
#[derive(Clone, Debug, PartialEq, tfplugin::Object)]
pub struct AclRule {
    /// What happens to traffic that matches: `allow` or `deny`.
    #[tf(default = "allow", check = OneOf(&["allow", "deny"]))]
    pub action: String,
    /// `all`, `tcp`, `udp`, `icmp`, `icmpv6`, or the number of a protocol.
    #[tf(default = "all", check = Pattern("all|tcp|udp|icmp|icmpv6|[0-9]{1,3}", "`all`, `tcp`, `udp`, `icmp`, `icmpv6` or a number"))]
    pub protocol: String,
    /// First port, for `tcp` and `udp`. Default: all ports.
    #[tf(optional, check = Range(0, 65_535))]
    pub from_port: Option<i64>,
    /// Last port. Default: `from_port`.
    #[tf(optional, check = Range(0, 65_535))]
    pub to_port: Option<i64>,
    /// ICMP type, for `icmp` and `icmpv6`; -1 for all. Default: all.
    #[tf(optional, check = Range(-1, 255))]
    pub icmp_type: Option<i64>,
    /// ICMP code, -1 for all. Default: all.
    #[tf(optional, check = Range(-1, 255))]
    pub icmp_code: Option<i64>,
    /// IPv4 or IPv6 block that the traffic comes from, or goes to.
    #[tf(required)]
    pub cidr_block: String,
}

const RULE_NUMBER: Check = Check::Custom("a number between 1 and 32766", |value| {
    let text = value.as_str().unwrap_or_default();
    let number = text.parse::<i32>().ok().filter(|number| (1..=32_766).contains(number) && number.to_string() == text);
    number.map(|_| ()).ok_or_else(|| format!("it is `{text}`"))
});

/// Private addresses: what VPCs that are peered with this one have.
/// <https://www.rfc-editor.org/rfc/rfc1918>
const PRIVATE: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

const ANYWHERE: &str = "0.0.0.0/0";
const ANYWHERE_IPV6: &str = "::/0";

/// Ports that answers come back to:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports>
const EPHEMERAL: (i32, i32) = (1024, 65_535);

impl NetworkAcl {
    /// The entries as EC2 has them.
    pub(super) fn rules(&self) -> Rules {
        let one = |egress: bool, rules: &Option<BTreeMap<String, AclRule>>| {
            let rules = rules.clone().unwrap_or_default().into_iter();
            rules.filter_map(move |(number, rule)| Some(((egress, number.parse().ok()?), rule.rule()))).collect::<Vec<_>>()
        };
        one(false, &self.ingress).into_iter().chain(one(true, &self.egress)).collect()
    }
}

impl AclRule {
    fn rule(&self) -> Rule {
        let port = |port: i64| i32::try_from(port).unwrap_or_default();
        let is_icmp = matches!(self.protocol.as_str(), "icmp" | "icmpv6" | "1" | "58");
        let kind = self.icmp_type.map_or(-1, port);
        Rule {
            allow: self.action == "allow",
            protocol: self.protocol.clone(),
            ports: self.from_port.map(|from| (port(from), port(self.to_port.unwrap_or(from)))),
            icmp: is_icmp.then(|| (kind, self.icmp_code.map_or(-1, port))),
            cidr: self.cidr_block.clone(),
        }
    }
}

/// Whom a tier may talk to when the configuration does not say.
///
/// * With a way to the internet: anybody, as load balancers do.
/// * With a way out only: everybody in private networks, and answers from the internet.
/// * Without a way out: everybody in private networks, and S3 and `DynamoDB` where the VPC has gateway endpoints, since
///   these have public addresses.
pub(super) fn default_rules(way: Route, blocks: &[String], ipv6: Option<&str>, has_gateway_endpoints: bool) -> Rules {
    let mut rules = Numbered::default();
    match way {
        Route::Internet => {
            rules.both("all", None, ANYWHERE);
            if ipv6.is_some() {
                rules.both("all", None, ANYWHERE_IPV6);
            }
        }
        Route::Nat => {
            rules.private(blocks, ipv6);
            rules.add(true, "all", None, ANYWHERE);
            if ipv6.is_some() {
                rules.add(true, "all", None, ANYWHERE_IPV6);
            }
            for from in [Some(ANYWHERE), ipv6.map(|_| ANYWHERE_IPV6)].into_iter().flatten() {
                rules.add(false, "tcp", Some(EPHEMERAL), from);
                rules.add(false, "udp", Some(EPHEMERAL), from);
            }
            // "Fragmentation needed", without which large packets get lost silently:
            // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html#path_mtu_discovery
            rules.icmp("icmp", (3, 4), ANYWHERE);
            if ipv6.is_some() {
                rules.icmp("icmpv6", (2, 0), ANYWHERE_IPV6);
            }
        }
        Route::None => {
            rules.private(blocks, ipv6);
            for block in PRIVATE.into_iter().chain(outside_private(blocks)).chain(ipv6) {
                rules.add(true, "all", None, block);
            }
            if has_gateway_endpoints {
                rules.add(true, "tcp", Some((443, 443)), ANYWHERE);
                rules.add(false, "tcp", Some(EPHEMERAL), ANYWHERE);
            }
        }
    }
    rules.0
}

/// The VPC's blocks that are in no private network.
fn outside_private(blocks: &[String]) -> impl Iterator<Item = &str> {
    use crate::network::block::Block;
    let inside = |block: &str| {
        let parse = |text: &str| text.parse::<Block>().ok();
        parse(block).is_some_and(|block| PRIVATE.iter().filter_map(|private| parse(private)).any(|it| it.contains(block)))
    };
    blocks.iter().map(String::as_str).filter(move |block| !inside(block))
}

/// Entries that get their numbers in the order of their coming, ten apart, so that there is room in between.
#[derive(Default)]
struct Numbered(Rules);

impl Numbered {
    fn private(&mut self, blocks: &[String], ipv6: Option<&str>) {
        for block in PRIVATE.into_iter().chain(outside_private(blocks)).chain(ipv6) {
            self.add(false, "all", None, block);
        }
    }

    fn both(&mut self, protocol: &str, ports: Option<(i32, i32)>, cidr: &str) {
        self.add(false, protocol, ports, cidr);
        self.add(true, protocol, ports, cidr);
    }

    fn add(&mut self, egress: bool, protocol: &str, ports: Option<(i32, i32)>, cidr: &str) {
        let rule = Rule { allow: true, protocol: protocol.to_owned(), ports, icmp: None, cidr: cidr.to_owned() };
        self.0.insert((egress, self.next(egress)), rule);
    }

    fn icmp(&mut self, protocol: &str, icmp: (i32, i32), cidr: &str) {
        let rule =
            Rule { allow: true, protocol: protocol.to_owned(), ports: None, icmp: Some(icmp), cidr: cidr.to_owned() };
        self.0.insert((false, self.next(false)), rule);
    }

    fn next(&self, egress: bool) -> i32 {
        let last = self.0.keys().filter(|(direction, _)| *direction == egress).map(|(_, number)| *number).max();
        last.map_or(100, |last| last + 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(rules: &Rules) -> Vec<String> {
        let way = |egress: bool| if egress { "out" } else { "in" };
        rules.iter().map(|((egress, number), rule)| format!("{} {number}: {rule}", way(*egress))).collect()
    }

    #[test]
    fn a_tier_without_a_way_out_talks_to_private_networks() {
        let rules = default_rules(Route::None, &["10.0.0.0/16".to_owned(), "100.64.0.0/16".to_owned()], None, true);
        assert_eq!(
            words(&rules),
            [
                "in 100: allow all 10.0.0.0/8",
                "in 110: allow all 172.16.0.0/12",
                "in 120: allow all 192.168.0.0/16",
                "in 130: allow all 100.64.0.0/16",
                "in 140: allow tcp 1024-65535 0.0.0.0/0",
                "out 100: allow all 10.0.0.0/8",
                "out 110: allow all 172.16.0.0/12",
                "out 120: allow all 192.168.0.0/16",
                "out 130: allow all 100.64.0.0/16",
                "out 140: allow tcp 443 0.0.0.0/0",
            ]
        );
    }

    #[test]
    fn nobody_on_the_internet_opens_a_connection_to_a_private_tier() {
        let rules = default_rules(Route::Nat, &["10.0.0.0/16".to_owned()], Some("2600:1f16::/56"), false);
        let open = rules.iter().filter(|((egress, _), rule)| !egress && rule.cidr.ends_with("/0"));
        assert!(open.clone().all(|(_, rule)| rule.ports == Some(EPHEMERAL) || rule.icmp.is_some()), "{rules:?}");
        assert_eq!(open.count(), 6);
    }

    #[test]
    fn rules_of_ones_own_replace_the_default() {
        let rule = AclRule {
            action: "deny".to_owned(),
            protocol: "tcp".to_owned(),
            from_port: Some(22),
            to_port: None,
            icmp_type: None,
            icmp_code: None,
            cidr_block: "0.0.0.0/0".to_owned(),
        };
        let acl = NetworkAcl { ingress: Some([("90".to_owned(), rule)].into()), egress: None };
        assert_eq!(words(&acl.rules()), ["in 90: deny tcp 22 0.0.0.0/0"]);
    }
}
