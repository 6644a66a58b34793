"""Network interfaces: shown with their requesters, and kept while they are in use."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable
from typing import Any

from moto.ec2.models.elastic_network_interfaces import NetworkInterface

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, operation
from plinth_emulator.services.ec2 import describe, store
from plinth_emulator.services.ec2.errors import invalid, require


def managed(call: Call, subnet: Any, kind: str, requester: str, description: str, groups: list[Any]) -> Any:
    """An interface that a service of AWS puts into a subnet. Its owner sees it, and cannot delete it."""
    address = free_address(call, subnet)
    eni: Any = NetworkInterface(  # type: ignore[abstract]
        store.backend(call), subnet, address, description=description
    )
    eni._group_set, eni.interface_type, eni.status = groups, kind, "in-use"
    eni.requester_managed, eni.requester_id = True, requester
    eni.managed_attachment = store.new_id("ela-attach")
    store.backend(call).enis[eni.id] = eni
    return eni


def free_address(call: Call, subnet: Any) -> str:
    """The first address that is free; EC2 keeps the first four and the last of each subnet."""
    taken = {
        address["PrivateIpAddress"]
        for eni in store.backend(call).enis.values()
        if eni.subnet.id == subnet.id
        for address in eni.private_ip_addresses
    }
    network = ipaddress.ip_network(subnet.cidr_block)
    for offset in range(4, network.num_addresses - 1):
        if str(network[offset]) not in taken:
            return str(network[offset])
    raise AwsError(
        "InsufficientFreeAddressesInSubnet", f"The specified subnet '{subnet.id}' does not have enough free addresses."
    )


def addresses_by_subnet(call: Call) -> Counter[str]:
    """How many addresses interfaces take of each subnet."""
    count: Counter[str] = Counter()
    for eni in store.backend(call).enis.values():
        count[eni.subnet.id] += len(eni.private_ip_addresses)
    return count


def in_subnet(call: Call, subnet_id: str) -> list[Any]:
    """The interfaces of a subnet."""
    return [eni for eni in store.backend(call).enis.values() if eni.subnet.id == subnet_id]


def _attachment(eni: Any) -> dict[str, Any] | None:
    if eni.requester_managed:
        return {
            "AttachmentId": eni.managed_attachment,
            "DeleteOnTermination": False,
            "DeviceIndex": 1,
            "InstanceOwnerId": "amazon-aws",
            "Status": "attached",
        }
    if not eni.attachment_id or eni.instance is None:
        return None
    return {
        "AttachmentId": eni.attachment_id,
        "AttachTime": eni.attach_time,
        "DeleteOnTermination": bool(eni.delete_on_termination),
        "DeviceIndex": eni.device_index,
        "NetworkCardIndex": 0,
        "InstanceId": eni.instance.id,
        "InstanceOwnerId": eni.owner_id,
        "Status": "attached",
    }


def _association(eni: Any) -> dict[str, Any] | None:
    found = eni.association
    if not found:
        return None
    return {
        "AllocationId": found.get("allocationId"),
        "AssociationId": found.get("associationId"),
        "IpOwnerId": found["ipOwnerId"],
        "PublicIp": found["publicIp"],
        "PublicDnsName": found["publicDnsName"],
    }


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    def render(eni: Any) -> dict[str, Any]:
        attachment, association = _attachment(eni), _association(eni)
        shown = {
            "Association": association,
            "Attachment": attachment,
            "AvailabilityZone": eni.availability_zone,
            "AvailabilityZoneId": eni.subnet.availability_zone_id,
            "Description": eni.description,
            "Groups": [{"GroupId": group.id, "GroupName": group.name} for group in eni.group_set],
            "InterfaceType": eni.interface_type,
            "Ipv6Addresses": [{"Ipv6Address": address} for address in eni.ipv6_addresses],
            "MacAddress": eni.mac_address,
            "NetworkInterfaceId": eni.id,
            "OwnerId": eni.owner_id,
            "PrivateDnsName": getattr(eni, "private_dns_name", None),
            "PrivateIpAddress": eni.private_ip_address,
            "PrivateIpAddresses": [
                {**address, "Association": association if address.get("Primary") else None}
                for address in eni.private_ip_addresses
            ],
            "RequesterId": eni.requester_id if eni.requester_managed else None,
            "RequesterManaged": eni.requester_managed,
            "SourceDestCheck": eni.source_dest_check,
            "Status": "in-use" if attachment else "available",
            "SubnetId": eni.subnet.id,
            "TagSet": store.tags(call, eni.id),
            "VpcId": eni.vpc_id,
        }
        return {name: value for name, value in shown.items() if value is not None}

    return render


KIND = describe.Kind(
    answer="NetworkInterfaces",
    ids="NetworkInterfaceIds",
    prefix="eni",
    objects=lambda call: store.backend(call).enis,
    renderer=_renderer,
    filters={
        "addresses.association.public-ip": "PrivateIpAddresses.Association.PublicIp",
        "addresses.primary": "PrivateIpAddresses.Primary",
        "addresses.private-ip-address": "PrivateIpAddresses.PrivateIpAddress",
        "association.allocation-id": "Association.AllocationId",
        "association.association-id": "Association.AssociationId",
        "association.ip-owner-id": "Association.IpOwnerId",
        "association.public-ip": "Association.PublicIp",
        "attachment.attachment-id": "Attachment.AttachmentId",
        "attachment.delete-on-termination": "Attachment.DeleteOnTermination",
        "attachment.device-index": "Attachment.DeviceIndex",
        "attachment.instance-id": "Attachment.InstanceId",
        "attachment.instance-owner-id": "Attachment.InstanceOwnerId",
        "attachment.status": "Attachment.Status",
        "availability-zone": "AvailabilityZone",
        "availability-zone-id": "AvailabilityZoneId",
        "description": "Description",
        "group-id": "Groups.GroupId",
        "group-name": "Groups.GroupName",
        "interface-type": "InterfaceType",
        "ipv6-addresses.ipv6-address": "Ipv6Addresses.Ipv6Address",
        "mac-address": "MacAddress",
        "network-interface-id": "NetworkInterfaceId",
        "owner-id": "OwnerId",
        "private-dns-name": "PrivateDnsName",
        "private-ip-address": "PrivateIpAddress",
        "requester-id": "RequesterId",
        "requester-managed": "RequesterManaged",
        "source-dest-check": "SourceDestCheck",
        "status": "Status",
        "subnet-id": "SubnetId",
        "vpc-id": "VpcId",
    },
    tags="TagSet",
)


@operation("ec2", "DescribeNetworkInterfaces")
def describe_network_interfaces(call: Call) -> dict[str, Any]:
    """Interfaces, those of AWS's services among them."""
    return describe.describe(call, KIND)


@check("ec2", "CreateNetworkInterface")
def check_new(call: Call) -> None:
    """A new interface's subnet and groups must exist."""
    (subnet_id,) = require(call, "SubnetId")
    subnet = store.subnet(call, subnet_id)
    for name in call.params.get("Groups") or []:
        if store.group(call, name).vpc_id != subnet.vpc_id:
            raise AwsError(
                "InvalidParameter", "You have specified two resources that belong to different networks.", 400
            )


@check("ec2", "DeleteNetworkInterface")
def check_unused(call: Call) -> None:
    """An attached interface stays."""
    (wanted,) = require(call, "NetworkInterfaceId")
    eni: Any = store.find(store.backend(call).enis, "eni", wanted)
    if eni.requester_managed or eni.attachment_id:
        raise invalid(f"Network interface '{wanted}' is currently in use.")


@check("ec2", "DetachNetworkInterface")
def check_detachable(call: Call) -> None:
    """Only AWS's services detach their interfaces."""
    (wanted,) = require(call, "AttachmentId")
    if any(getattr(eni, "managed_attachment", None) == wanted for eni in store.backend(call).enis.values()):
        raise AwsError("OperationNotPermitted", "You are not allowed to manage 'ela-attach' attachments.", 400)
