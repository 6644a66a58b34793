"""Internet gateways, and those for outbound IPv6 alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, store, tags, tokens
from plinth_emulator.services.ec2.errors import in_use, invalid, require


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda gateway: {
        "Attachments": [] if gateway.vpc is None else [{"State": "available", "VpcId": gateway.vpc.id}],
        "InternetGatewayId": gateway.id,
        "OwnerId": call.account,
        "Tags": store.tags(call, gateway.id),
    }


KIND = describe.Kind(
    answer="InternetGateways",
    ids="InternetGatewayIds",
    prefix="igw",
    objects=lambda call: store.backend(call).internet_gateways,
    renderer=_renderer,
    filters={
        "attachment.state": "Attachments.State",
        "attachment.vpc-id": "Attachments.VpcId",
        "internet-gateway-id": "InternetGatewayId",
        "owner-id": "OwnerId",
    },
)


@operation("ec2", "DescribeInternetGateways")
def describe_internet_gateways(call: Call) -> dict[str, Any]:
    """Internet gateways."""
    return describe.describe(call, KIND)


@operation("ec2", "CreateInternetGateway")
def create_internet_gateway(call: Call) -> dict[str, Any]:
    """Make a gateway, attached to nothing."""
    gateway = store.backend(call).create_internet_gateway()
    tags.on_creation(call, "internet-gateway", gateway.id)
    return {"InternetGateway": _renderer(call)(gateway)}


def _gateway(call: Call) -> Any:
    (wanted,) = require(call, "InternetGatewayId")
    return store.find(store.backend(call).internet_gateways, "igw", wanted)


@operation("ec2", "AttachInternetGateway")
def attach_internet_gateway(call: Call) -> None:
    """Attach a gateway to a VPC: each to one."""
    gateway, (wanted,) = _gateway(call), require(call, "VpcId")
    vpc = store.vpc(call, wanted)
    if gateway.vpc is not None:
        message = f"resource {gateway.id} is already attached to network {gateway.vpc.id}"
        raise AwsError("Resource.AlreadyAssociated", message, 400)
    if any(other.vpc is vpc for other in store.backend(call).internet_gateways.values()):
        raise invalid(f"Network {wanted} already has an internet gateway attached")
    gateway.vpc = vpc


@operation("ec2", "DetachInternetGateway")
def detach_internet_gateway(call: Call) -> None:
    """Detach a gateway from a VPC in which nobody has a public address."""
    gateway, (wanted,) = _gateway(call), require(call, "VpcId")
    store.vpc(call, wanted)
    if gateway.vpc is None or gateway.vpc.id != wanted:
        raise AwsError("Gateway.NotAttached", f"resource {gateway.id} is not attached to network {wanted}", 400)
    if any(eni.vpc_id == wanted and eni.public_ip for eni in store.backend(call).enis.values()):
        raise AwsError(
            "DependencyViolation",
            f"Network {wanted} has some mapped public address(es). Please unmap those public address(es) before "
            "detaching the gateway.",
            400,
        )
    gateway.vpc = None


@operation("ec2", "DeleteInternetGateway")
def delete_internet_gateway(call: Call) -> None:
    """Delete a gateway that is attached to nothing."""
    gateway = _gateway(call)
    if gateway.vpc is not None:
        raise in_use("internetGateway", gateway.id)
    store.backend(call).internet_gateways.pop(gateway.id)
    store.backend(call).tags.pop(gateway.id, None)


def _egress_renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda gateway: {
        "Attachments": [{"State": "attached", "VpcId": gateway.vpc_id}],
        "EgressOnlyInternetGatewayId": gateway.id,
        "Tags": store.tags(call, gateway.id),
    }


EGRESS_KIND = describe.Kind(
    answer="EgressOnlyInternetGateways",
    ids="EgressOnlyInternetGatewayIds",
    prefix="eigw",
    objects=lambda call: store.backend(call).egress_only_internet_gateways,
    renderer=_egress_renderer,
    filters={},
    bounds=(5, 255),
)


@operation("ec2", "DescribeEgressOnlyInternetGateways")
def describe_egress_only_internet_gateways(call: Call) -> dict[str, Any]:
    """Egress-only gateways; filters know tags only."""
    return describe.describe(call, EGRESS_KIND)


@operation("ec2", "CreateEgressOnlyInternetGateway")
def create_egress_only_internet_gateway(call: Call) -> dict[str, Any]:
    """Make an egress-only gateway in a VPC."""
    (wanted,) = require(call, "VpcId")
    store.vpc(call, wanted)

    def make() -> Any:
        gateway = store.backend(call).create_egress_only_internet_gateway(wanted)
        tags.on_creation(call, "egress-only-internet-gateway", gateway.id)
        return gateway

    gateway = tokens.once(call, make)
    shown = _egress_renderer(call)(gateway)
    return {"ClientToken": call.params.get("ClientToken"), "EgressOnlyInternetGateway": shown}


@operation("ec2", "DeleteEgressOnlyInternetGateway")
def delete_egress_only_internet_gateway(call: Call) -> dict[str, Any]:
    """Delete an egress-only gateway; routes to it become black holes."""
    (wanted,) = require(call, "EgressOnlyInternetGatewayId")
    store.find(store.backend(call).egress_only_internet_gateways, "eigw", wanted)
    store.backend(call).egress_only_internet_gateways.pop(wanted)
    store.backend(call).tags.pop(wanted, None)
    return {"ReturnCode": True}
