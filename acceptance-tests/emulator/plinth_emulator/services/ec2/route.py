"""Making, replacing and deleting routes."""

from __future__ import annotations

import ipaddress
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import cidr, peerings, routes, store
from plinth_emulator.services.ec2.errors import invalid, missing
from plinth_emulator.services.ec2.route_table import table
from plinth_emulator.services.ec2.routes import DESTINATIONS, TARGETS, Route


def _destination(call: Call) -> dict[str, str]:
    given = {name: call.params[name] for name in DESTINATIONS if call.params.get(name)}
    if len(given) != 1:
        raise AwsError(
            "MissingParameter" if not given else "InvalidParameterCombination",
            "The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock or "
            "destinationPrefixListId",
            400,
        )
    ((name, value),) = given.items()
    if name == "DestinationPrefixListId":
        store.find(store.backend(call).managed_prefix_lists, "pl", value)
        return given
    network = cidr.parse(value, name[0].lower() + name[1:])
    if (network.version == 6) != (name == "DestinationIpv6CidrBlock"):
        raise invalid(f"Value ({value}) for parameter {name[0].lower() + name[1:]} is invalid.")
    return {name: str(network)}


def _target(call: Call, vpc_id: str) -> dict[str, str]:
    given = {name: call.params[name] for name in TARGETS if call.params.get(name)}
    if len(given) != 1:
        *names, last = TARGETS.values()
        message = f"The request must contain exactly one of {', '.join(names)} or {last}"
        raise AwsError("MissingParameter" if not given else "InvalidParameterCombination", message, 400)
    ((name, value),) = given.items()
    check = _CHECKS.get(name)
    if check is not None:
        check(call, vpc_id, value)
    return given


def _check_gateway(call: Call, vpc_id: str, value: str) -> None:
    if value == "local":
        raise invalid("A route to local cannot be made")
    if value.startswith("igw-"):
        gateway: Any = store.find(store.backend(call).internet_gateways, "igw", value)
        if gateway.vpc is None or gateway.vpc.id != vpc_id:
            raise invalid(
                f"route table {call.params['RouteTableId']} and network gateway {value} belong to different networks"
            )
    elif value.startswith("vpce-"):
        raise AwsError(
            "RouteNotSupported",
            f"Route table contains unsupported route target: {value}. VPC Endpoints of this type cannot be used as "
            "route targets.",
            400,
        )
    elif not value.startswith("vgw-") or value not in store.backend(call).vpn_gateways:
        raise AwsError("InvalidGatewayID.NotFound", f"The gateway ID '{value}' does not exist", 400)


def _check_nat(call: Call, vpc_id: str, value: str) -> None:
    gateway: Any = store.backend(call).nat_gateways.get(value)
    if gateway is None or gateway.state_now() in ("deleting", "deleted", "failed"):
        raise AwsError("InvalidNatGatewayID.NotFound", f"The natGateway ID '{value}' does not exist", 400)
    if gateway.subnet.vpc_id != vpc_id:
        raise invalid(f"route table {call.params['RouteTableId']} and NAT gateway {value} belong to different networks")


def _check_egress_gateway(call: Call, vpc_id: str, value: str) -> None:
    store.find(store.backend(call).egress_only_internet_gateways, "eigw", value)
    if not call.params.get("DestinationIpv6CidrBlock"):
        raise invalid("An egress-only internet gateway takes IPv6 destinations only")


def _check_interface(call: Call, vpc_id: str, value: str) -> None:
    store.find(store.backend(call).enis, "eni", value)


def _check_peering(call: Call, vpc_id: str, value: str) -> None:
    peering: Any = store.find(peerings.of(call), "pcx", value)
    if peering.code() in peerings.ENDED:
        raise missing("pcx", value)
    sides = [peering.requester, peering.accepter]
    if all((side.account, side.region, side.vpc_id) != (call.account, call.region, vpc_id) for side in sides):
        raise invalid(f"route table {call.params['RouteTableId']} and interface {value} belong to different networks")


_CHECKS = {
    "GatewayId": _check_gateway,
    "NatGatewayId": _check_nat,
    "EgressOnlyInternetGatewayId": _check_egress_gateway,
    "NetworkInterfaceId": _check_interface,
    "VpcPeeringConnectionId": _check_peering,
}


@operation("ec2", "CreateRoute")
def create_route(call: Call) -> dict[str, Any]:
    """Make a route to where none goes yet."""
    found, destination = table(call), _destination(call)
    (value,) = destination.values()
    exists = AwsError("RouteAlreadyExists", f"The route identified by {value} already exists.", 400)
    target = _target(call, found.vpc_id)
    same = routes.of(call, found.id).get(value)
    if same is not None:
        # The same route once more is no error.
        if same.target == target:
            return {"Return": True}
        raise exists
    if not value.startswith("pl-"):
        _check_local(call, found.vpc_id, value, target)
    routes.of(call, found.id)[value] = Route(destination, target)
    return {"Return": True}


def _check_local(call: Call, vpc_id: str, block: str, target: dict[str, str]) -> None:
    """A route within the VPC may go to an interface or an endpoint of a load balancer only."""
    network: Any = ipaddress.ip_network(block)
    for local in routes.live_blocks(store.vpc(call, vpc_id), network.version):
        outer: Any = ipaddress.ip_network(local)
        if network == outer:
            raise AwsError("RouteAlreadyExists", f"The route identified by {block} already exists.", 400)
        if network.subnet_of(outer) and not {"NetworkInterfaceId", "InstanceId", "VpcEndpointId"} & set(target):
            raise invalid(
                f"The destination CIDR block {block} is equal to or more specific than one of this VPC's CIDR blocks. "
                "This route can target only an interface or an instance."
            )


@operation("ec2", "ReplaceRoute")
def replace_route(call: Call) -> None:
    """Point a route elsewhere."""
    found, destination = table(call), _destination(call)
    (value,) = destination.values()
    if value not in routes.of(call, found.id):
        raise invalid(f"There is no route defined for '{value}' in the route table. Use CreateRoute instead.")
    routes.of(call, found.id)[value] = Route(destination, _target(call, found.vpc_id))


@operation("ec2", "DeleteRoute")
def delete_route(call: Call) -> None:
    """Delete a route that somebody made."""
    found, destination = table(call), _destination(call)
    ((name, value),) = destination.items()
    if value in routes.live_blocks(store.vpc(call, found.vpc_id)):
        raise invalid(f"cannot remove local route {value} in route table {found.id}")
    if routes.of(call, found.id).pop(value, None) is None:
        message = f"no route with {DESTINATIONS[name]} {value} in route table {found.id}"
        raise AwsError("InvalidRoute.NotFound", message, 400)
