"""What AWS makes of itself: the default VPC, and the default objects of every VPC."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.route_tables import RouteTable

from plinth_emulator.call import Call
from plinth_emulator.services.ec2 import routes, rules, store


def complete(call: Call) -> None:
    """The default VPC's internet gateway and default route, which moto leaves out."""
    backend = store.backend(call)
    vpc = next((vpc for vpc in backend.vpcs.values() if vpc.is_default), None)
    if vpc is None:
        return
    fill_group(call, vpc.id)
    gateway = backend.create_internet_gateway()
    gateway.vpc = vpc
    everywhere = {"DestinationCidrBlock": "0.0.0.0/0"}
    table = main_route_table(call, vpc.id)
    routes.of(call, table.id)["0.0.0.0/0"] = routes.Route(everywhere, {"GatewayId": gateway.id})
    for subnet in store.subnets(call).values():
        if subnet.vpc_id == vpc.id:
            subnet.default_for_az = subnet.map_public_ip_on_launch = True


def main_route_table(call: Call, vpc_id: str) -> RouteTable:
    """The table of the subnets that have none of their own."""
    tables = store.backend(call).route_tables.values()
    found: RouteTable = next(table for table in tables if table.vpc_id == vpc_id and table.main_association_id)
    return found


def fill_group(call: Call, vpc_id: str) -> None:
    """A VPC's default group lets its members talk to each other, and to the world."""
    group: Any = store.backend(call).get_default_security_group(vpc_id)
    group.ingress_rules = [rules.Rule("-1", None, None, "ReferencedGroupId", group.id, call.account)]
    group.egress_rules = [rules.Rule("-1", None, None, "CidrIpv4", "0.0.0.0/0")]
