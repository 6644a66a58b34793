//! Blocks of addresses as the configuration writes them.

use std::net::Ipv6Addr;

use tfplugin::check::Check;
use tfplugin::value::Value;

use crate::network::block::Block;
use crate::network::slots::zone_number;

// Sizes: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
/// A VPC's block.
pub(super) const VPC_BLOCK: Check = Check::Custom("an IPv4 block between /16 and /28", check_subnet);

/// A VPC's or a subnet's block: EC2 takes the same sizes for both.
pub(super) fn check_subnet(value: &Value) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    let block: Block = text.parse().map_err(|why| format!("`{text}` is none: {why}"))?;
    if (16..=28).contains(&block.prefix()) { Ok(()) } else { Err(format!("it is a /{}", block.prefix())) }
}

/// The block number `slot` of a zone's 32, out of a VPC's /56 of IPv6 addresses.
pub(super) fn ipv6_subnet(vpc: &str, zone_id: &str, slot: u32) -> Option<String> {
    let (address, prefix) = vpc.split_once('/')?;
    let address: Ipv6Addr = address.parse().ok()?;
    let zone = zone_number(zone_id).filter(|number| *number <= 8)?;
    if prefix != "56" || slot > 31 {
        return None;
    }
    let number = u128::from((zone - 1) * 32 + slot);
    Some(format!("{}/64", Ipv6Addr::from_bits(address.to_bits() | number << 64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_zone_has_thirty_two_ipv6_blocks() {
        let of = |zone: &str, slot| ipv6_subnet("2600:1f16:abc:de00::/56", zone, slot);
        assert_eq!(of("use1-az1", 0).as_deref(), Some("2600:1f16:abc:de00::/64"));
        assert_eq!(of("use1-az2", 24).as_deref(), Some("2600:1f16:abc:de38::/64"));
        assert_eq!(of("use1-az8", 31).as_deref(), Some("2600:1f16:abc:deff::/64"));
        assert_eq!(of("use1-az9", 0), None);
        assert_eq!(of("use1-az1", 32), None);
    }
}
