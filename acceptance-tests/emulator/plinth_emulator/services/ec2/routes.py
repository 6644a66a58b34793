"""Routes of route tables.

The emulator keeps those that callers made. Local routes follow from the VPC's blocks, routes to prefix lists from the
gateway endpoints; whether a route is a black hole follows from its target.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.services.ec2 import peerings, store

TARGETS = {
    "GatewayId": "gatewayId",
    "NatGatewayId": "natGatewayId",
    "InstanceId": "instanceId",
    "NetworkInterfaceId": "networkInterfaceId",
    "VpcPeeringConnectionId": "vpcPeeringConnectionId",
    "EgressOnlyInternetGatewayId": "egressOnlyInternetGatewayId",
    "TransitGatewayId": "transitGatewayId",
    "LocalGatewayId": "localGatewayId",
    "CarrierGatewayId": "carrierGatewayId",
    "VpcEndpointId": "vpcEndpointId",
    "CoreNetworkArn": "coreNetworkArn",
}
DESTINATIONS = {
    "DestinationCidrBlock": "destination-cidr-block",
    "DestinationIpv6CidrBlock": "destination-ipv6-cidr-block",
    "DestinationPrefixListId": "destination-prefix-list-id",
}


@dataclass
class Route:
    """A route that somebody made."""

    destination: dict[str, str]
    target: dict[str, str]


def of(call: Call, table_id: str) -> dict[str, Route]:
    """A table's routes by destination."""
    found: dict[str, Route] = call.objects("ec2 routes").setdefault(table_id, {})
    return found


def forget(call: Call, table_id: str) -> None:
    """A deleted table's routes."""
    call.objects("ec2 routes").pop(table_id, None)


def shown(call: Call, table: Any) -> list[dict[str, Any]]:
    """All routes of a table, as EC2 shows them."""
    vpc = store.vpc(call, table.vpc_id)
    listed: list[dict[str, Any]] = []
    for block in live_blocks(vpc):
        name = "DestinationIpv6CidrBlock" if ":" in block else "DestinationCidrBlock"
        listed.append({name: block, "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"})
    for route in of(call, table.id).values():
        target = dict(route.target)
        if "VpcEndpointId" in target:
            # EC2 shows an endpoint of a load balancer as a gateway.
            target["GatewayId"] = target.pop("VpcEndpointId")
        state = "active" if _lives(call, vpc.id, target) else "blackhole"
        listed.append({**route.destination, **target, "Origin": "CreateRoute", "State": state})
    for endpoint in store.backend(call).vpc_end_points.values():
        if endpoint.is_gateway and table.id in endpoint.route_table_ids and endpoint.routes():
            destination = {"DestinationPrefixListId": endpoint.prefix_list_id, "GatewayId": endpoint.id}
            listed.append({**destination, "Origin": "CreateRoute", "State": "active"})
    return listed


def live_blocks(vpc: Any, version: int | None = None) -> list[str]:
    """A VPC's blocks, without those that are going or gone."""
    blocks = [
        str(item["cidr_block"])
        for item in vpc._cidr_block_association_set.values()
        if not item["cidr_block_state"]["state"].startswith("disassociat")
    ]
    return [block for block in blocks if version is None or (version == 6) == (":" in block)]


def _lives(call: Call, vpc_id: str, target: dict[str, str]) -> bool:
    backend = store.backend(call)
    (name, value), *_ = target.items()
    if name == "NatGatewayId":
        return value in backend.nat_gateways and backend.nat_gateways[value].state_now() in ("pending", "available")
    if name == "GatewayId" and value.startswith("igw-"):
        gateway = backend.internet_gateways.get(value)
        return gateway is not None and gateway.vpc is not None and gateway.vpc.id == vpc_id
    if name == "EgressOnlyInternetGatewayId":
        return value in backend.egress_only_internet_gateways
    if name == "VpcPeeringConnectionId":
        found = peerings.of(call).get(value)
        return found is not None and found.code() == "active"
    if name == "NetworkInterfaceId":
        return value in backend.enis
    return True
