"""Elastic addresses: shown with whom they serve, and kept while they serve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, operation
from plinth_emulator.services.ec2 import describe, store, tags
from plinth_emulator.services.ec2.errors import missing


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    def render(address: Any) -> dict[str, Any]:
        shown = {
            "AllocationId": address.id,
            "Domain": "vpc",
            "NetworkBorderGroup": call.region,
            "PublicIp": address.public_ip,
            "PublicIpv4Pool": "amazon",
            "Tags": store.tags(call, address.id),
        }
        if address.association_id and address.eni is not None:
            managed = address.eni.requester_managed
            shown |= {
                "AssociationId": address.association_id,
                "NetworkInterfaceId": address.eni.id,
                "NetworkInterfaceOwnerId": address.eni.owner_id,
                "PrivateIpAddress": address.eni.private_ip_address,
            }
            if not managed and address.eni.instance is not None:
                shown["InstanceId"] = address.eni.instance.id
        return shown

    return render


KIND = describe.Kind(
    answer="Addresses",
    ids="AllocationIds",
    prefix="eipalloc",
    objects=lambda call: {item.id: item for item in store.backend(call).addresses},
    renderer=_renderer,
    filters={
        "allocation-id": "AllocationId",
        "association-id": "AssociationId",
        "domain": "Domain",
        "instance-id": "InstanceId",
        "network-border-group": "NetworkBorderGroup",
        "network-interface-id": "NetworkInterfaceId",
        "network-interface-owner-id": "NetworkInterfaceOwnerId",
        "private-ip-address": "PrivateIpAddress",
        "public-ip": "PublicIp",
    },
    bounds=None,
)


@operation("ec2", "DescribeAddresses")
def describe_addresses(call: Call) -> dict[str, Any]:
    """Addresses; EC2 does not page them."""
    wanted = call.params.get("PublicIps") or []
    known = [address.public_ip for address in store.backend(call).addresses]
    for public_ip in wanted:
        if public_ip not in known:
            raise AwsError("InvalidAddress.NotFound", f"Address '{public_ip}' not found.", 400)
    answer = describe.describe(call, KIND)
    if wanted:
        answer["Addresses"] = [item for item in answer["Addresses"] if item["PublicIp"] in wanted]
    return answer


@operation("ec2", "AllocateAddress")
def allocate_address(call: Call) -> dict[str, Any]:
    """Take an address of Amazon's pool."""
    address = store.backend(call).allocate_address("vpc", call.params.get("Address"))
    tags.on_creation(call, "elastic-ip", str(address.id))
    return {
        "AllocationId": address.id,
        "Domain": "vpc",
        "NetworkBorderGroup": call.region,
        "PublicIp": address.public_ip,
        "PublicIpv4Pool": "amazon",
    }


def _address(call: Call) -> Any:
    name, public_ip = call.params.get("AllocationId"), call.params.get("PublicIp")
    for address in store.backend(call).addresses:
        if (name and address.id == name) or (not name and public_ip and address.public_ip == public_ip):
            return address
    if name or not public_ip:
        if not name:
            raise AwsError("MissingParameter", "The request must contain the parameter allocationId", 400)
        raise missing("eipalloc", name)
    raise AwsError("InvalidAddress.NotFound", f"Address '{public_ip}' not found.", 400)


_NOT_YOURS = ("AuthFailure", "You do not have permission to access the specified resource.", 400)


@operation("ec2", "ReleaseAddress")
def release_address(call: Call) -> None:
    """Give an address back that serves nobody. What AWS's services hold is theirs to let go."""
    address = _address(call)
    if address.association_id:
        if address.eni is not None and address.eni.requester_managed:
            raise AwsError(*_NOT_YOURS)
        raise AwsError("InvalidIPAddress.InUse", f"Address {address.public_ip} is in use.", 400)
    store.backend(call).addresses.remove(address)
    store.backend(call).tags.pop(address.id, None)


@check("ec2", "DisassociateAddress")
def check_disassociation(call: Call) -> None:
    """An association must exist, and not be one of AWS's services."""
    wanted, public_ip = call.params.get("AssociationId"), call.params.get("PublicIp")
    for address in store.backend(call).addresses:
        if (wanted and address.association_id == wanted) or (public_ip and address.public_ip == public_ip):
            if address.eni is not None and address.eni.requester_managed:
                raise AwsError(*_NOT_YOURS)
            return
    if wanted:
        raise missing("eipassoc", wanted)


@check("ec2", "AssociateAddress")
def check_association(call: Call) -> None:
    """What an address is to serve must be where an internet gateway is, and be nobody else's."""
    address = _address(call)
    if address.association_id and not call.params.get("AllowReassociation"):
        message = f"resource {address.id} is already associated with associate-id {address.association_id}"
        raise AwsError("Resource.AlreadyAssociated", message, 400)
    wanted = call.params.get("NetworkInterfaceId")
    if not wanted:
        return
    backend = store.backend(call)
    eni: Any = store.find(backend.enis, "eni", wanted)
    if eni.requester_managed:
        raise AwsError(*_NOT_YOURS)
    if not any(
        gateway.vpc is not None and gateway.vpc.id == eni.vpc_id for gateway in backend.internet_gateways.values()
    ):
        message = f"Network {eni.vpc_id} is not attached to any internet gateway"
        raise AwsError("Gateway.NotAttached", message, 400)
