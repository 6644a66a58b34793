"""Route tables and which subnets they serve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.models.route_tables import RouteTable

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, routes, store, tags, tokens
from plinth_emulator.services.ec2.errors import in_use, invalid, missing, require


def _associations(table: RouteTable) -> list[dict[str, Any]]:
    shown = []
    if table.main_association_id is not None:
        shown.append({"Main": True, "RouteTableAssociationId": table.main_association_id})
    for name, target in table._associations.items():
        kind = "SubnetId" if target.startswith("subnet-") else "GatewayId"
        shown.append({"Main": False, "RouteTableAssociationId": name, kind: target})
    return [{**item, "RouteTableId": table.id, "AssociationState": {"State": "associated"}} for item in shown]


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda table: {
        "Associations": _associations(table),
        "OwnerId": call.account,
        "PropagatingVgws": [],
        "RouteTableId": table.id,
        "Routes": routes.shown(call, table),
        "Tags": store.tags(call, table.id),
        "VpcId": table.vpc_id,
    }


KIND = describe.Kind(
    answer="RouteTables",
    ids="RouteTableIds",
    prefix="rtb",
    objects=lambda call: store.backend(call).route_tables,
    renderer=_renderer,
    filters={
        "association.gateway-id": "Associations.GatewayId",
        "association.main": "Associations.Main",
        "association.route-table-association-id": "Associations.RouteTableAssociationId",
        "association.route-table-id": "Associations.RouteTableId",
        "association.subnet-id": "Associations.SubnetId",
        "owner-id": "OwnerId",
        "route-table-id": "RouteTableId",
        "route.destination-cidr-block": "Routes.DestinationCidrBlock",
        "route.destination-ipv6-cidr-block": "Routes.DestinationIpv6CidrBlock",
        "route.destination-prefix-list-id": "Routes.DestinationPrefixListId",
        "route.egress-only-internet-gateway-id": "Routes.EgressOnlyInternetGatewayId",
        "route.gateway-id": "Routes.GatewayId",
        "route.instance-id": "Routes.InstanceId",
        "route.nat-gateway-id": "Routes.NatGatewayId",
        "route.origin": "Routes.Origin",
        "route.state": "Routes.State",
        "route.transit-gateway-id": "Routes.TransitGatewayId",
        "route.vpc-peering-connection-id": "Routes.VpcPeeringConnectionId",
        "vpc-id": "VpcId",
    },
    bounds=(5, 100),
)


@operation("ec2", "DescribeRouteTables")
def describe_route_tables(call: Call) -> dict[str, Any]:
    """Route tables."""
    return describe.describe(call, KIND)


@operation("ec2", "CreateRouteTable")
def create_route_table(call: Call) -> dict[str, Any]:
    """Make a table with its VPC's local routes."""
    (wanted,) = require(call, "VpcId")
    store.vpc(call, wanted)

    def make() -> RouteTable:
        table = RouteTable(  # type: ignore[abstract]
            store.backend(call), store.new_id("rtb"), wanted
        )
        store.backend(call).route_tables[table.id] = table
        tags.on_creation(call, "route-table", table.id)
        return table

    return {"RouteTable": _renderer(call)(tokens.once(call, make)), "ClientToken": call.params.get("ClientToken")}


def table(call: Call) -> RouteTable:
    """The table that a call names."""
    (wanted,) = require(call, "RouteTableId")
    found: RouteTable = store.find(store.backend(call).route_tables, "rtb", wanted)
    return found


@operation("ec2", "DeleteRouteTable")
def delete_route_table(call: Call) -> None:
    """Delete a table that serves nothing; the main table stays."""
    found = table(call)
    endpoints: Any = store.backend(call).vpc_end_points.values()
    served = any(found.id in endpoint.route_table_ids and endpoint.routes() for endpoint in endpoints)
    if found.main_association_id is not None or found._associations or served:
        raise in_use("routeTable", found.id)
    store.backend(call).route_tables.pop(found.id)
    store.backend(call).tags.pop(found.id, None)
    routes.forget(call, found.id)


@operation("ec2", "AssociateRouteTable")
def associate_route_table(call: Call) -> dict[str, Any]:
    """Have a table serve a subnet or a gateway. Once more the same is no error; another table is."""
    found, target = table(call), call.params.get("SubnetId") or call.params.get("GatewayId")
    if not target:
        raise AwsError("MissingParameter", "The request must contain the parameter subnetId or gatewayId", 400)
    if call.params.get("SubnetId"):
        if store.subnet(call, target).vpc_id != found.vpc_id:
            raise invalid(f"route table {found.id} and subnet {target} belong to different networks")
    elif target.startswith("igw-"):
        store.find(store.backend(call).internet_gateways, "igw", target)
    for other in store.backend(call).route_tables.values():
        for name, each in other._associations.items():
            if each == target and other is found:
                return {"AssociationId": name, "AssociationState": {"State": "associated"}}
            if each == target:
                message = f"the specified association for route table {found.id} conflicts with an existing association"
                raise AwsError("Resource.AlreadyAssociated", message, 400)
    name = store.new_id("rtbassoc")
    found._associations[name] = target
    return {"AssociationId": name, "AssociationState": {"State": "associated"}}


@operation("ec2", "DisassociateRouteTable")
def disassociate_route_table(call: Call) -> None:
    """A subnet falls back to the main table; the main association stays."""
    (wanted,) = require(call, "AssociationId")
    for found in store.backend(call).route_tables.values():
        if found.main_association_id == wanted:
            raise invalid(f"cannot disassociate the main route table association {wanted}")
        if found._associations.pop(wanted, None) is not None:
            return
    raise missing("rtbassoc", wanted)


@operation("ec2", "ReplaceRouteTableAssociation")
def replace_route_table_association(call: Call) -> dict[str, Any]:
    """Have another table serve what one serves; so the main table is chosen, too."""
    new, (wanted,) = table(call), require(call, "AssociationId")
    for old in store.backend(call).route_tables.values():
        if wanted != old.main_association_id and wanted not in old._associations:
            continue
        if old.vpc_id != new.vpc_id:
            raise invalid(f"route table {new.id} and association {wanted} belong to different networks")
        name = store.new_id("rtbassoc")
        if wanted == old.main_association_id:
            old.main_association_id, new.main_association_id = None, name
        else:
            new._associations[name] = old._associations.pop(wanted)
        return {"NewAssociationId": name, "AssociationState": {"State": "associated"}}
    raise missing("rtbassoc", wanted)
