"""EC2's refusals, in its words."""

from __future__ import annotations

from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError

# What EC2 says of an id that does not exist, by the id's prefix.
_MISSING = {
    "vpc": ("InvalidVpcID.NotFound", "The vpc ID '{}' does not exist"),
    "subnet": ("InvalidSubnetID.NotFound", "The subnet ID '{}' does not exist"),
    "igw": ("InvalidInternetGatewayID.NotFound", "The internetGateway ID '{}' does not exist"),
    "eigw": ("InvalidGatewayID.NotFound", "The eigw ID '{}' does not exist"),
    "nat": ("NatGatewayNotFound", "The Nat Gateway {} was not found"),
    "rtb": ("InvalidRouteTableID.NotFound", "The routeTable ID '{}' does not exist"),
    "acl": ("InvalidNetworkAclID.NotFound", "The networkAcl ID '{}' does not exist"),
    "sg": ("InvalidGroup.NotFound", "The security group '{}' does not exist"),
    "sgr": ("InvalidSecurityGroupRuleId.NotFound", "The security group rule ID '{}' does not exist"),
    "eipalloc": ("InvalidAllocationID.NotFound", "The allocation ID '{}' does not exist"),
    "eni": ("InvalidNetworkInterfaceID.NotFound", "The networkInterface ID '{}' does not exist"),
    "vpce": ("InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '{}' does not exist"),
    "pcx": ("InvalidVpcPeeringConnectionID.NotFound", "The vpcPeeringConnection ID '{}' does not exist"),
    "fl": ("InvalidFlowLogId.NotFound", "The flow log ID '{}' does not exist"),
    "dopt": ("InvalidDhcpOptionID.NotFound", "The dhcpOption ID '{}' does not exist"),
    "pl": ("InvalidPrefixListID.NotFound", "The prefix list ID '{}' does not exist"),
    "ipam": ("InvalidIpamId.NotFound", "The ipam ID '{}' does not exist"),
    "ipam-scope": ("InvalidIpamScopeId.NotFound", "The ipam-scope ID '{}' does not exist"),
    "ipam-pool": ("InvalidIpamPoolId.NotFound", "The ipam-pool ID '{}' does not exist"),
    "rtbassoc": ("InvalidAssociationID.NotFound", "The association ID '{}' does not exist"),
    "aclassoc": ("InvalidAssociationID.NotFound", "The association ID '{}' does not exist"),
    "eipassoc": ("InvalidAssociationID.NotFound", "The association ID '{}' does not exist"),
}


def missing(prefix: str, wanted: str) -> AwsError:
    """An id that does not exist, or is none."""
    code, message = _MISSING[prefix]
    return AwsError(code, message.format(wanted), 400)


def invalid(message: str) -> AwsError:
    """A value that EC2 does not take."""
    return AwsError("InvalidParameterValue", message, 400)


def in_use(what: str, wanted: str) -> AwsError:
    """An object that others depend on."""
    return AwsError("DependencyViolation", f"The {what} '{wanted}' has dependencies and cannot be deleted.", 400)


def require(call: Call, *names: str) -> list[Any]:
    """Parameters that EC2 demands, in order."""
    for name in names:
        if call.params.get(name) in (None, "", []):
            lowered = name[0].lower() + name[1:]
            raise AwsError("MissingParameter", f"The request must contain the parameter {lowered}", 400)
    return [call.params[name] for name in names]
