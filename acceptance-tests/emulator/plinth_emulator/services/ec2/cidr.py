"""Blocks of addresses: what is a block, which may stand together in a VPC."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterable

from plinth_emulator.errors import AwsError
from plinth_emulator.services.ec2.errors import invalid

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PRIVATE = [ipaddress.ip_network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
_NEVER = [ipaddress.ip_network(block) for block in ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4")]


def parse(text: str, parameter: str = "cidrBlock") -> Network:
    """A block in its canonical form: EC2 drops host bits."""
    try:
        if "/" not in text:
            raise ValueError
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise invalid(f"Value ({text}) for parameter {parameter} is invalid. This is not a valid CIDR block.") from None


def check_size(network: Network, code: str) -> None:
    """VPCs and subnets have 16 to 65,536 IPv4 addresses."""
    if network.version == 6 or not 16 <= network.prefixlen <= 28 or any(network.overlaps(never) for never in _NEVER):
        raise AwsError(code, f"The CIDR '{network}' is invalid.", 400)


def check_joins(network: Network, present: Iterable[Network]) -> None:
    """A block joins a VPC's when it overlaps none of them, and is not of another private range than the first."""
    blocks = list(present)
    if any(network.overlaps(block) for block in blocks):
        raise AwsError("CidrConflict", f"The CIDR '{network}' conflicts with another CIDR of the VPC", 400)
    ranges = [private for private in _PRIVATE if blocks[0].overlaps(private)]
    if ranges and any(network.overlaps(private) for private in _PRIVATE if private not in ranges):
        raise AwsError(
            "InvalidVpc.Range",
            f"The CIDR '{network}' is restricted. Use a CIDR from the same private address range as the current VPC "
            "CIDR, or use a publicly-routable CIDR. For additional restrictions, see "
            "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Subnets.html.",
            400,
        )


def amazon_ipv6() -> str:
    """A /56 of Amazon's pool, so many that none comes twice."""
    high, low = secrets.randbits(16), secrets.randbits(8)
    return str(ipaddress.ip_network(f"2600:1f{secrets.randbits(8):02x}:{high:x}:{low:02x}00::/56"))
