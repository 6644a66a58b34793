"""Route tables, routes and network ACLs."""

from __future__ import annotations

from typing import Any

from conftest import Keys, refused
from ec2 import by_vpc, depends, gateway, invalid, subnet, table, vpc


def routes(keys: Keys, name: str) -> dict[str, tuple[str, str]]:
    """A table's IPv4 routes: destination to target and state."""
    (found,) = keys.client("ec2").describe_route_tables(RouteTableIds=[name])["RouteTables"]
    listed = {}
    for route in found["Routes"]:
        target = next(value for key, value in route.items() if key.endswith("Id") and not key.startswith("Dest"))
        listed[route.get("DestinationCidrBlock") or route["DestinationPrefixListId"]] = target, route["State"]
    return listed


def test_routes_are_made_once(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    first, name = gateway(admin, network), table(admin, network)
    params = {"RouteTableId": name, "DestinationCidrBlock": "0.0.0.0/0"}
    ec2.create_route(GatewayId=first, **params)
    assert routes(admin, name) == {"10.0.0.0/16": ("local", "active"), "0.0.0.0/0": (first, "active")}
    in_it = subnet(admin, network)
    eni = ec2.create_network_interface(SubnetId=in_it)["NetworkInterface"]["NetworkInterfaceId"]
    exists = 400, "RouteAlreadyExists", "The route identified by 0.0.0.0/0 already exists."
    refused(ec2.create_route, *exists, NetworkInterfaceId=eni, **params)
    ec2.replace_route(NetworkInterfaceId=eni, **params)
    assert routes(admin, name)["0.0.0.0/0"] == (eni, "active")
    ec2.delete_network_interface(NetworkInterfaceId=eni)
    assert routes(admin, name)["0.0.0.0/0"] == (eni, "blackhole")
    ec2.delete_route(**params)
    message = f"no route with destination-cidr-block 0.0.0.0/0 in route table {name}"
    refused(ec2.delete_route, 400, "InvalidRoute.NotFound", message, **params)
    message = "There is no route defined for '0.0.0.0/0' in the route table. Use CreateRoute instead."
    invalid(ec2.replace_route, message, GatewayId=first, **params)
    message = f"cannot remove local route 10.0.0.0/16 in route table {name}"
    invalid(ec2.delete_route, message, RouteTableId=name, DestinationCidrBlock="10.0.0.0/16")
    message = (
        "The destination CIDR block 10.0.1.0/24 is equal to or more specific than one of this VPC's CIDR blocks. This "
        "route can target only an interface or an instance."
    )
    inside = {"RouteTableId": name, "DestinationCidrBlock": "10.0.1.0/24"}
    invalid(ec2.create_route, message, GatewayId=first, **inside)


def test_targets_are_of_the_same_network(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    name, foreign = table(admin, network), gateway(admin, vpc(admin))
    params = {"RouteTableId": name, "DestinationCidrBlock": "0.0.0.0/0"}
    message = f"route table {name} and network gateway {foreign} belong to different networks"
    invalid(ec2.create_route, message, GatewayId=foreign, **params)
    message = "The natGateway ID 'nat-0123' does not exist"
    refused(ec2.create_route, 400, "InvalidNatGatewayID.NotFound", message, NatGatewayId="nat-0123", **params)
    message = "The vpcPeeringConnection ID 'pcx-0123' does not exist"
    gone = 400, "InvalidVpcPeeringConnectionID.NotFound", message
    refused(ec2.create_route, *gone, VpcPeeringConnectionId="pcx-0123", **params)
    own = gateway(admin, network)
    ec2.create_route(GatewayId=own, **params)
    ec2.detach_internet_gateway(InternetGatewayId=own, VpcId=network)
    assert routes(admin, name)["0.0.0.0/0"] == (own, "blackhole")


def test_a_subnet_has_one_table(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    in_it, one, two = subnet(admin, network), table(admin, network), table(admin, network)
    association = ec2.associate_route_table(RouteTableId=one, SubnetId=in_it)["AssociationId"]
    assert ec2.associate_route_table(RouteTableId=one, SubnetId=in_it)["AssociationId"] == association
    message = f"the specified association for route table {two} conflicts with an existing association"
    twice = {"RouteTableId": two, "SubnetId": in_it}
    refused(ec2.associate_route_table, 400, "Resource.AlreadyAssociated", message, **twice)
    depends(ec2.delete_route_table, "routeTable", one, RouteTableId=one)
    new = ec2.replace_route_table_association(AssociationId=association, RouteTableId=two)["NewAssociationId"]
    ec2.delete_route_table(RouteTableId=one)
    message = f"The association ID '{association}' does not exist"
    refused(ec2.disassociate_route_table, 400, "InvalidAssociationID.NotFound", message, AssociationId=association)
    ec2.disassociate_route_table(AssociationId=new)
    ec2.delete_route_table(RouteTableId=two)
    filters = [*by_vpc(network), {"Name": "association.main", "Values": ["true"]}]
    (main,) = ec2.describe_route_tables(Filters=filters)["RouteTables"]
    depends(ec2.delete_route_table, "routeTable", main["RouteTableId"], RouteTableId=main["RouteTableId"])
    # Another table becomes the main one by its association; only then the old one may go.
    three = table(admin, network)
    association = main["Associations"][0]["RouteTableAssociationId"]
    ec2.replace_route_table_association(AssociationId=association, RouteTableId=three)
    ec2.delete_route_table(RouteTableId=main["RouteTableId"])


def test_a_token_makes_one_table(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    made = {ec2.create_route_table(VpcId=network, ClientToken="x")["RouteTable"]["RouteTableId"] for _ in range(2)}
    assert len(made) == 1
    made = {ec2.create_network_acl(VpcId=network, ClientToken="x")["NetworkAcl"]["NetworkAclId"] for _ in range(2)}
    assert len(made) == 1


def entry(number: int, **params: Any) -> dict[str, Any]:
    """The parameters of an entry."""
    ports = {"Protocol": "6", "RuleAction": "allow", "PortRange": {"From": 443, "To": 443}, "CidrBlock": "0.0.0.0/0"}
    return {"RuleNumber": number, "Egress": False, **ports, **params}


def test_network_acl_entries(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    acl = ec2.create_network_acl(VpcId=network)["NetworkAcl"]
    assert [(item["RuleNumber"], item["RuleAction"]) for item in acl["Entries"]] == [(32767, "deny")] * 2
    name = acl["NetworkAclId"]
    ec2.create_network_acl_entry(NetworkAclId=name, **entry(100))
    ec2.create_network_acl_entry(NetworkAclId=name, **entry(100, Egress=True, Protocol="-1"))
    message = "The network acl entry identified by 100 already exists."
    twice = {"NetworkAclId": name, **entry(100, Protocol="17")}
    refused(ec2.create_network_acl_entry, 400, "NetworkAclEntryAlreadyExists", message, **twice)
    ec2.replace_network_acl_entry(NetworkAclId=name, **entry(100, RuleAction="deny"))
    (shown,) = ec2.describe_network_acls(NetworkAclIds=[name])["NetworkAcls"]
    (changed,) = (item for item in shown["Entries"] if not item["Egress"] and item["RuleNumber"] == 100)
    assert (changed["RuleAction"], changed["PortRange"]) == ("deny", {"From": 443, "To": 443})
    message = "The network acl entry identified by 200 does not exist."
    missing = 400, "InvalidNetworkAclEntry.NotFound", message
    refused(ec2.replace_network_acl_entry, *missing, NetworkAclId=name, **entry(200))
    refused(ec2.delete_network_acl_entry, *missing, NetworkAclId=name, RuleNumber=200, Egress=False)
    ec2.delete_network_acl_entry(NetworkAclId=name, RuleNumber=100, Egress=False)
    message = "Value (32767) for parameter ruleNumber is invalid. Value must be between 1 and 32766."
    invalid(ec2.delete_network_acl_entry, message, NetworkAclId=name, RuleNumber=32767, Egress=False)


def test_a_subnet_is_in_one_acl(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    in_it = subnet(admin, network)
    (default,) = ec2.describe_network_acls(Filters=by_vpc(network))["NetworkAcls"]
    (association,) = default["Associations"]
    assert association["SubnetId"] == in_it
    message = f"cannot delete default network ACL {default['NetworkAclId']}"
    invalid(ec2.delete_network_acl, message, NetworkAclId=default["NetworkAclId"])
    name = ec2.create_network_acl(VpcId=network)["NetworkAcl"]["NetworkAclId"]
    params = {"AssociationId": association["NetworkAclAssociationId"], "NetworkAclId": name}
    new = ec2.replace_network_acl_association(**params)["NewAssociationId"]
    message = f"The association ID '{params['AssociationId']}' does not exist"
    refused(ec2.replace_network_acl_association, 400, "InvalidAssociationID.NotFound", message, **params)
    depends(ec2.delete_network_acl, "networkAcl", name, NetworkAclId=name)
    ec2.replace_network_acl_association(AssociationId=new, NetworkAclId=default["NetworkAclId"])
    ec2.delete_network_acl(NetworkAclId=name)
    message = f"The networkAcl ID '{name}' does not exist"
    refused(ec2.describe_network_acls, 400, "InvalidNetworkAclID.NotFound", message, NetworkAclIds=[name])
