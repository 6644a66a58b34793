"""Blocks that VPCs are given later: secondary IPv4 and Amazon's IPv6."""

from __future__ import annotations

import ipaddress
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import cidr, ipam_pools, routes, store, subnet
from plinth_emulator.services.ec2.errors import invalid, require
from plinth_emulator.services.ec2.vpc import add_block, association

_QUOTA = {4: 5, 6: 5}


@operation("ec2", "AssociateVpcCidrBlock")
def associate_vpc_cidr_block(call: Call) -> dict[str, Any]:
    """Give a VPC another block; it is there a moment later."""
    (wanted,) = require(call, "VpcId")
    vpc, params = store.vpc(call, wanted), call.params
    version = 6 if params.get("AmazonProvidedIpv6CidrBlock") else 4
    present = routes.live_blocks(vpc, version)
    if len(present) >= _QUOTA[version]:
        message = f"This network '{wanted}' has met its maximum number of allowed CIDRs: {_QUOTA[version]}"
        raise AwsError("CidrLimitExceeded", message, 400)
    if version == 6:
        made = add_block(vpc, cidr.amazon_ipv6(), params.get("Ipv6CidrBlockNetworkBorderGroup") or call.region)
        return {"VpcId": wanted, "Ipv6CidrBlockAssociation": association(made, "associating")}
    block, allocation = ipam_pools.block_for(call, "vpc")
    network = cidr.parse(block)
    cidr.check_size(network, "InvalidVpc.Range")
    cidr.check_joins(network, [ipaddress.ip_network(each) for each in present])
    if allocation is not None:
        allocation.resource_id = wanted
    return {"VpcId": wanted, "CidrBlockAssociation": association(add_block(vpc, str(network)), "associating")}


@operation("ec2", "DisassociateVpcCidrBlock")
def disassociate_vpc_cidr_block(call: Call) -> dict[str, Any]:
    """Take a block from a VPC. EC2 shows it as disassociated for a while."""
    (wanted,) = require(call, "AssociationId")
    for vpc in store.backend(call).vpcs.values():
        item: Any = vpc._cidr_block_association_set.get(wanted)
        if item is not None and item["cidr_block_state"]["state"] == "associated":
            break
    else:
        message = f"The vpc CIDR block association ID '{wanted}' does not exist"
        raise AwsError("InvalidVpcCidrBlockAssociationID.NotFound", message, 400)
    block = item["cidr_block"]
    if block == vpc.cidr_block:
        raise AwsError(
            "OperationNotPermitted",
            f"The vpc CIDR block with association ID {wanted} may not be disassociated. It is the primary IPv4 CIDR "
            "block of the VPC",
            400,
        )
    if _holds_subnets(call, vpc.id, ipaddress.ip_network(block)):
        message = f"The vpc CIDR block with association ID {wanted} has subnets and may not be disassociated"
        raise invalid(message) if ":" in block else AwsError("OperationNotPermitted", message, 400)
    item["cidr_block_state"]["state"] = "disassociated"
    ipam_pools.release(call, vpc.id, block)
    key = "Ipv6CidrBlockAssociation" if ":" in block else "CidrBlockAssociation"
    return {"VpcId": vpc.id, key: association(item, "disassociating")}


def _holds_subnets(call: Call, vpc_id: str, network: cidr.Network) -> bool:
    for found in store.subnets(call).values():
        if found.vpc_id == vpc_id:
            blocks = [found.cidr_block, *subnet.live_ipv6(found).values()]
            if any(network.overlaps(ipaddress.ip_network(block)) for block in blocks if block):
                return True
    return False
