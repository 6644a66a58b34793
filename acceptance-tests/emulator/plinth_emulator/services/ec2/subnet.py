"""Subnets: blocks that do not overlap, in a zone, deleted when they are empty."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from moto.ec2.models.subnets import Subnet

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import cidr, describe, interface, routes, store, tags, zones
from plinth_emulator.services.ec2.errors import in_use, invalid, require


def live_ipv6(subnet: Any) -> dict[str, str]:
    """A subnet's IPv6 blocks by the ids of their associations."""
    return {
        name: str(item["ipv6CidrBlock"])
        for name, item in subnet.ipv6_cidr_block_associations.items()
        if item["ipv6CidrBlockState"]["State"] == "associated"
    }


def ipv6_association(subnet: Any, name: str, state: str | None = None) -> dict[str, Any]:
    """An IPv6 block of a subnet, as EC2 shows it."""
    item = subnet.ipv6_cidr_block_associations[name]
    shown = {"State": state or item["ipv6CidrBlockState"]["State"]}
    return {"AssociationId": name, "Ipv6CidrBlock": item["ipv6CidrBlock"], "Ipv6CidrBlockState": shown}


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    taken = interface.addresses_by_subnet(call)

    def render(subnet: Any) -> dict[str, Any]:
        # EC2 keeps the first four addresses and the last.
        free = subnet.cidr.num_addresses - 5 - taken[subnet.id] if subnet.cidr_block else 0
        return {
            "AssignIpv6AddressOnCreation": subnet.assign_ipv6_address_on_creation,
            "AvailabilityZone": subnet.availability_zone,
            "AvailabilityZoneId": subnet.availability_zone_id,
            "AvailableIpAddressCount": free,
            "CidrBlock": subnet.cidr_block,
            "DefaultForAz": subnet.default_for_az,
            "EnableDns64": getattr(subnet, "enable_dns64", False),
            "Ipv6CidrBlockAssociationSet": [
                ipv6_association(subnet, name) for name in subnet.ipv6_cidr_block_associations
            ],
            "Ipv6Native": subnet.ipv6_native,
            "MapCustomerOwnedIpOnLaunch": False,
            "MapPublicIpOnLaunch": subnet.map_public_ip_on_launch,
            "OwnerId": call.account,
            "PrivateDnsNameOptionsOnLaunch": subnet.private_dns_name_options_on_launch,
            "State": subnet.state,
            "SubnetArn": f"arn:aws:ec2:{call.region}:{call.account}:subnet/{subnet.id}",
            "SubnetId": subnet.id,
            "Tags": store.tags(call, subnet.id),
            "VpcId": subnet.vpc_id,
        }

    return render


KIND = describe.Kind(
    answer="Subnets",
    ids="SubnetIds",
    prefix="subnet",
    objects=store.subnets,
    renderer=_renderer,
    filters={
        "availability-zone": "AvailabilityZone",
        "availabilityZone": "AvailabilityZone",
        "availability-zone-id": "AvailabilityZoneId",
        "availabilityZoneId": "AvailabilityZoneId",
        "available-ip-address-count": "AvailableIpAddressCount",
        "cidr": "CidrBlock",
        "cidr-block": "CidrBlock",
        "cidrBlock": "CidrBlock",
        "default-for-az": "DefaultForAz",
        "defaultForAz": "DefaultForAz",
        "enable-dns64": "EnableDns64",
        "ipv6-cidr-block-association.association-id": "Ipv6CidrBlockAssociationSet.AssociationId",
        "ipv6-cidr-block-association.ipv6-cidr-block": "Ipv6CidrBlockAssociationSet.Ipv6CidrBlock",
        "ipv6-cidr-block-association.state": "Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State",
        "ipv6-native": "Ipv6Native",
        "map-customer-owned-ip-on-launch": "MapCustomerOwnedIpOnLaunch",
        "map-public-ip-on-launch": "MapPublicIpOnLaunch",
        "outpost-arn": "OutpostArn",
        "owner-id": "OwnerId",
        "state": "State",
        "subnet-arn": "SubnetArn",
        "subnet-id": "SubnetId",
        "vpc-id": "VpcId",
    },
)


@operation("ec2", "DescribeSubnets")
def describe_subnets(call: Call) -> dict[str, Any]:
    """Subnets."""
    return describe.describe(call, KIND)


@operation("ec2", "CreateSubnet")
def create_subnet(call: Call) -> dict[str, Any]:
    """Make a subnet. moto would compare the block with all subnets, filtered one by one."""
    (wanted,) = require(call, "VpcId")
    backend, vpc = store.backend(call), store.vpc(call, wanted)
    native = bool(call.params.get("Ipv6Native"))
    block = None if native else _ipv4_block(call, vpc)
    ipv6 = _ipv6_block(call, vpc) if native or call.params.get("Ipv6CidrBlock") else None
    zone = zones.chosen(call)
    params: list[Any] = [store.new_id("subnet"), vpc.id, block, ipv6, zone, False, False, native]
    subnet: Any = Subnet(backend, *params)  # type: ignore[abstract]
    backend.associate_default_network_acl_with_subnet(subnet.id, vpc.id)
    backend.subnets[zone.name][subnet.id] = subnet
    tags.on_creation(call, "subnet", subnet.id)
    shown = _renderer(call)(subnet)
    for item in shown["Ipv6CidrBlockAssociationSet"]:
        item["Ipv6CidrBlockState"] = {"State": "associating"}
    return {"Subnet": shown}


def _ipv4_block(call: Call, vpc: Any) -> str:
    (block,) = require(call, "CidrBlock")
    network = cidr.parse(block)
    cidr.check_size(network, "InvalidSubnet.Range")
    if not any(_within(network, each) for each in routes.live_blocks(vpc, 4)):
        raise AwsError("InvalidSubnet.Range", f"The CIDR '{block}' is invalid.", 400)
    for subnet in store.subnets(call).values():
        if subnet.vpc_id == vpc.id and subnet.cidr_block and subnet.cidr.overlaps(network):
            raise AwsError("InvalidSubnet.Conflict", f"The CIDR '{block}' conflicts with another subnet", 400)
    return str(network)


def _ipv6_block(call: Call, vpc: Any) -> str:
    """A subnet's IPv6 block: /44 to /64 in steps of four, of the VPC's, and nobody else's."""
    (block,) = require(call, "Ipv6CidrBlock")
    network = cidr.parse(block, "ipv6CidrBlock")
    proper = network.version == 6 and 44 <= network.prefixlen <= 64 and network.prefixlen % 4 == 0
    if not proper or not any(_within(network, each) for each in routes.live_blocks(vpc, 6)):
        raise AwsError("InvalidSubnet.Range", f"The CIDR '{block}' is invalid.", 400)
    for subnet in store.subnets(call).values():
        if subnet.vpc_id == vpc.id and any(
            network.overlaps(ipaddress.ip_network(each)) for each in live_ipv6(subnet).values()
        ):
            raise AwsError("InvalidSubnet.Conflict", f"The CIDR '{block}' conflicts with another subnet", 400)
    return str(network)


def _within(network: Any, block: str) -> bool:
    outer: Any = ipaddress.ip_network(block)
    return bool(outer.version == network.version and network.subnet_of(outer))


@operation("ec2", "DeleteSubnet")
def delete_subnet(call: Call) -> None:
    """Delete a subnet that has no interfaces, and its associations."""
    (wanted,) = require(call, "SubnetId")
    backend, subnet = store.backend(call), store.subnet(call, wanted)
    if interface.in_subnet(call, wanted):
        raise in_use("subnet", wanted)
    backend.subnets[subnet.availability_zone].pop(wanted)
    for table in backend.route_tables.values():
        for name in [name for name, target in table._associations.items() if target == wanted]:
            table._associations.pop(name)
    for acl in backend.network_acls.values():
        for name in [name for name, each in acl._associations.items() if each.subnet_id == wanted]:
            acl._associations.pop(name)
    for log in [log.id for log in backend.flow_logs.values() if log.resource_id == wanted]:
        backend.flow_logs.pop(log)
    backend.tags.pop(wanted, None)


_NAMES_ON_LAUNCH = {
    "EnableResourceNameDnsARecordOnLaunch": "EnableResourceNameDnsARecord",
    "EnableResourceNameDnsAAAARecordOnLaunch": "EnableResourceNameDnsAAAARecord",
}
_SWITCHES = {
    "AssignIpv6AddressOnCreation": "assign_ipv6_address_on_creation",
    "EnableDns64": "enable_dns64",
    "MapPublicIpOnLaunch": "map_public_ip_on_launch",
}


@operation("ec2", "ModifySubnetAttribute")
def modify_subnet_attribute(call: Call) -> None:
    """Set one attribute; EC2 takes one per call."""
    (wanted,) = require(call, "SubnetId")
    subnet, params = store.subnet(call, wanted), call.params
    given = [name for name in (*_SWITCHES, *_NAMES_ON_LAUNCH, "PrivateDnsHostnameTypeOnLaunch") if name in params]
    if len(given) > 1:
        raise AwsError("InvalidParameterCombination", "Fields for multiple attribute types specified", 400)
    if not given:
        raise AwsError("MissingParameter", "The request must contain an attribute to modify", 400)
    (name,) = given
    if name == "PrivateDnsHostnameTypeOnLaunch":
        if params[name] not in ("ip-name", "resource-name"):
            raise invalid(f"Value ({params[name]}) for parameter privateDnsHostnameTypeOnLaunch is invalid.")
        subnet.private_dns_name_options_on_launch["HostnameType"] = params[name]
        return
    value = bool(params[name].get("Value"))
    if name in _NAMES_ON_LAUNCH:
        subnet.private_dns_name_options_on_launch[_NAMES_ON_LAUNCH[name]] = value
        return
    if name == "AssignIpv6AddressOnCreation" and value and not live_ipv6(subnet):
        raise invalid(
            "Invalid value 'true' for assign-ipv6-address-on-creation. "
            "Subnet must be associated with an IPv6 CIDR block before enabling this attribute."
        )
    setattr(subnet, _SWITCHES[name], value)


@operation("ec2", "AssociateSubnetCidrBlock")
def associate_subnet_cidr_block(call: Call) -> dict[str, Any]:
    """Give a subnet an IPv6 block; it may have one."""
    (wanted,) = require(call, "SubnetId")
    subnet = store.subnet(call, wanted)
    if live_ipv6(subnet):
        raise AwsError("SubnetAlreadyHasIpv6Cidr", f"The subnet '{wanted}' already has an IPv6 CIDR block", 400)
    made = subnet.attach_ipv6_cidr_block_associations(_ipv6_block(call, store.vpc(call, subnet.vpc_id)))
    shown = ipv6_association(subnet, made["associationId"], "associating")
    return {"SubnetId": wanted, "Ipv6CidrBlockAssociation": shown}


@operation("ec2", "DisassociateSubnetCidrBlock")
def disassociate_subnet_cidr_block(call: Call) -> dict[str, Any]:
    """Take a subnet's IPv6 block away."""
    (wanted,) = require(call, "AssociationId")
    for subnet in store.subnets(call).values():
        if wanted in live_ipv6(subnet):
            shown = ipv6_association(subnet, wanted, "disassociating")
            subnet.ipv6_cidr_block_associations[wanted]["ipv6CidrBlockState"] = {"State": "disassociated"}
            subnet.assign_ipv6_address_on_creation = False
            return {"SubnetId": subnet.id, "Ipv6CidrBlockAssociation": shown}
    message = f"The subnet CIDR block with association ID '{wanted}' does not exist"
    raise AwsError("InvalidSubnetCidrBlockAssociationID.NotFound", message, 400)
