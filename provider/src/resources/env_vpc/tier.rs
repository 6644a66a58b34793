//! Tiers: the subnets of one purpose, one in each zone.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin::check::Check;

use crate::network::slots::{Layout, ZONE_BITS, layout};

/// The subnets of one purpose, one in each availability zone.
#[derive(Clone, Debug, Default, PartialEq, tfplugin::Object)]
pub struct Tier {
    /// Where traffic that leaves the VPC goes: `internet`, by the internet gateway, in both directions; `nat`, by a NAT
    /// gateway, outwards only; `none`, nowhere. Default: `internet` for the tier `public`, `nat` for `private_app`, and
    /// `none` for all others.
    #[tf(optional, check = OneOf(ROUTES))]
    pub route: Option<String>,
    /// Length of the prefix of each subnet's block, 16 to 28. Default: what the tier's fixed place in the VPC's block has;
    /// tiers of one's own need it together with `slot`, or else `cidr_blocks`.
    #[tf(optional, check = Range(16, 28))]
    pub netmask: Option<i64>,
    /// Which of the blocks of that size in a zone's part of the VPC it is, from 0. A zone's part is an eighth of the VPC.
    #[tf(optional, check = Range(0, 511))]
    pub slot: Option<i64>,
    /// Blocks of one's own choice, by availability zone ID, in the VPC's block or one of its secondary blocks. Every zone
    /// needs one.
    #[tf(optional, check = each(Custom("an IPv4 block between /16 and /28", super::cidr::check_subnet)))]
    pub cidr_blocks: Option<BTreeMap<String, String>>,
    /// Which of a zone's 32 IPv6 blocks of /64 it gets. Default: one that follows from the tier's place in the VPC's block;
    /// tiers with `cidr_blocks` need it when `ipv6` is on.
    #[tf(optional, check = Range(0, 31))]
    pub ipv6_slot: Option<i64>,
    /// Whether network interfaces get a public IPv4 address by default. Load balancers, NAT gateways and bastions have
    /// addresses of their own and do not need it.
    #[tf(default = false)]
    pub map_public_ip_on_launch: bool,
    /// Tags of the tier's subnets, beside those of the resource.
    #[tf(optional)]
    pub tags: Option<BTreeMap<String, String>>,
}

/// Ways out of a tier.
pub(super) const ROUTES: &[&str] = &["internet", "nat", "none"];

/// Names of tiers: they stand in the addresses of parts, so they have no slashes.
pub(super) const TIER_NAME: Check = Check::Pattern("[a-z][a-z0-9_]{0,31}", "1 to 32 lower-case letters, digits and `_`");

/// A way out of a tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Internet,
    Nat,
    None,
}

impl Tier {
    /// The way out of the tier of this name.
    pub(super) fn way(&self, name: &str) -> Route {
        match self.route.as_deref() {
            Some("internet") => Route::Internet,
            Some("nat") => Route::Nat,
            Some(_) => Route::None,
            None => match name {
                "public" => Route::Internet,
                "private_app" => Route::Nat,
                _ => Route::None,
            },
        }
    }

    /// Where its subnets lie in a VPC of that prefix length; an error is a sentence.
    pub(super) fn layout(&self, name: &str, vpc_prefix: u8) -> Result<Layout, String> {
        let known = layout(name);
        let zone_prefix = vpc_prefix.saturating_add(ZONE_BITS);
        let bits = match (self.netmask, known) {
            (Some(netmask), _) => u8::try_from(netmask).unwrap_or(u8::MAX).checked_sub(zone_prefix).ok_or_else(|| {
                format!("Tier `{name}` wants blocks of /{netmask}, but a zone's part of the VPC is a /{zone_prefix}.")
            })?,
            (None, Some(known)) => known.bits,
            (None, None) => {
                return Err(format!(
                    "Plinth has no place in the VPC's block for a tier `{name}`: say `netmask` and `slot`, or `cidr_blocks`."
                ));
            }
        };
        let slot = match (self.slot, known) {
            (Some(slot), _) => u32::try_from(slot).unwrap_or(u32::MAX),
            // Another size begins where the tier's own place begins.
            (None, Some(known)) if bits >= known.bits => known.slot << (bits - known.bits),
            (None, Some(known)) => known.slot >> (known.bits - bits),
            (None, None) => return Err(format!("Tier `{name}` has a `netmask`, and needs a `slot` with it.")),
        };
        Ok(Layout { bits, slot })
    }

    /// Which of a zone's 32 blocks of IPv6 addresses it gets.
    pub(super) fn ipv6_slot(&self, name: &str, vpc_prefix: u8) -> Option<u32> {
        if let Some(slot) = self.ipv6_slot {
            return u32::try_from(slot).ok();
        }
        if self.cidr_blocks.is_some() {
            return None;
        }
        let layout = self.layout(name, vpc_prefix).ok()?;
        Some(if layout.bits <= IPV6_BITS {
            layout.slot << (IPV6_BITS - layout.bits)
        } else {
            layout.slot >> (layout.bits - IPV6_BITS)
        })
    }
}

/// A /56 has 256 blocks of /64: eight zones of 32.
const IPV6_BITS: u8 = 5;

/// The tiers that a kind of VPC has when the configuration names none.
pub(super) fn default_tiers(kind: &str) -> BTreeMap<String, Tier> {
    let names: &[&str] = match kind {
        "management" => &["public", "private_app"],
        _ => &["public", "private_app", "private_persistence"],
    };
    names.iter().map(|name| ((*name).to_owned(), Tier::default())).collect()
}

/// The tags by which Kubernetes finds subnets:
/// <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html#network-requirements-subnets>
pub(super) fn eks_tags(clusters: &BTreeSet<String>, way: Route) -> BTreeMap<String, String> {
    if clusters.is_empty() || way == Route::None {
        return BTreeMap::new();
    }
    let shared = clusters.iter().map(|name| (format!("{EKS_CLUSTER}{name}"), "shared".to_owned()));
    let role = if way == Route::Internet { "kubernetes.io/role/elb" } else { "kubernetes.io/role/internal-elb" };
    shared.chain([(role.to_owned(), "1".to_owned())]).collect()
}

/// What the tag that names a cluster begins with.
pub(super) const EKS_CLUSTER: &str = "kubernetes.io/cluster/";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_of_another_size_begins_at_its_own_place() {
        let tier = |netmask| Tier { netmask: Some(netmask), ..Tier::default() };
        assert_eq!(Tier::default().layout("public", 16), Ok(Layout { bits: 3, slot: 6 }));
        assert_eq!(tier(24).layout("public", 16), Ok(Layout { bits: 5, slot: 24 }));
        assert_eq!(tier(20).layout("private_app", 16), Ok(Layout { bits: 1, slot: 0 }));
        assert!(tier(18).layout("private_app", 16).is_err_and(|why| why.contains("/19")));
    }

    #[test]
    fn a_tier_of_ones_own_says_where_it_is() {
        let tier = Tier { netmask: Some(23), ..Tier::default() };
        assert!(tier.layout("cache", 16).is_err_and(|why| why.contains("`slot`")));
        let tier = Tier { slot: Some(15), ..tier };
        assert_eq!(tier.layout("cache", 16), Ok(Layout { bits: 4, slot: 15 }));
        assert!(Tier::default().layout("cache", 16).is_err_and(|why| why.contains("cidr_blocks")));
    }

    #[test]
    fn ipv6_follows_the_place() {
        assert_eq!(Tier::default().ipv6_slot("private_app", 16), Some(0));
        assert_eq!(Tier::default().ipv6_slot("private_persistence", 16), Some(16));
        assert_eq!(Tier::default().ipv6_slot("public", 16), Some(24));
        assert_eq!(Tier::default().ipv6_slot("transit", 16), Some(28));
    }

    #[test]
    fn kubernetes_finds_what_load_balancers_may_use() {
        let clusters = BTreeSet::from(["blue".to_owned()]);
        let tags = eks_tags(&clusters, Route::Nat);
        assert_eq!(tags.get("kubernetes.io/cluster/blue").map(String::as_str), Some("shared"));
        assert!(tags.contains_key("kubernetes.io/role/internal-elb"));
        assert!(eks_tags(&clusters, Route::None).is_empty());
        assert!(eks_tags(&BTreeSet::new(), Route::Internet).is_empty());
    }
}
