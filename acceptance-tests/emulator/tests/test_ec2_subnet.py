"""Subnets, zones, and what all Describe calls share: pages and filters."""

from __future__ import annotations

import time
from typing import Any

import pytest
from conftest import OTHER_REGION, REGION, Emulator, Keys, refused
from ec2 import by_vpc, depends, invalid, subnet, vpc


def test_blocks_are_within_the_vpc_and_apart(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), vpc(admin)
    subnet(admin, name, "10.0.1.0/24")
    for block in ("10.0.1.0/24", "10.0.0.0/23", "10.0.1.128/28"):
        message = f"The CIDR '{block}' conflicts with another subnet"
        refused(ec2.create_subnet, 400, "InvalidSubnet.Conflict", message, VpcId=name, CidrBlock=block)
    for block in ("10.1.0.0/24", "10.0.2.0/29", "10.0.0.0/15"):
        message = f"The CIDR '{block}' is invalid."
        refused(ec2.create_subnet, 400, "InvalidSubnet.Range", message, VpcId=name, CidrBlock=block)
    # Another VPC may have the same blocks.
    subnet(admin, vpc(admin), "10.0.1.0/24")


def test_zones_by_name_and_by_id(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), vpc(admin)
    zones = ec2.describe_availability_zones()["AvailabilityZones"]
    assert [zone["ZoneId"] for zone in zones] == ["euw1-az3", "euw1-az1", "euw1-az2"]
    first = zones[0]
    assert (first["OptInStatus"], first["ZoneType"], first["State"]) == (
        "opt-in-not-required",
        "availability-zone",
        "available",
    )
    made = ec2.create_subnet(VpcId=name, CidrBlock="10.0.0.0/24", AvailabilityZoneId="euw1-az2")["Subnet"]
    assert (made["AvailabilityZone"], made["State"]) == ("eu-west-1c", "available")
    assert (made["AvailableIpAddressCount"], made["DefaultForAz"]) == (251, False)
    known = "Subnets can currently only be created in the following availability zones: "
    params = {"VpcId": name, "CidrBlock": "10.0.1.0/24"}
    message = (
        f"Value (eu-west-1z) for parameter availabilityZone is invalid. {known}eu-west-1a, eu-west-1b, eu-west-1c."
    )
    invalid(ec2.create_subnet, message, AvailabilityZone="eu-west-1z", **params)
    message = f"Value (use1-az1) for parameter availabilityZoneId is invalid. {known}euw1-az3, euw1-az1, euw1-az2."
    invalid(ec2.create_subnet, message, AvailabilityZoneId="use1-az1", **params)
    filters = [{"Name": "zone-id", "Values": ["euw1-az1"]}]
    assert ec2.describe_availability_zones(Filters=filters)["AvailabilityZones"][0]["ZoneName"] == "eu-west-1b"
    invalid(ec2.describe_availability_zones, "Invalid availability zone: [x]", ZoneNames=["x"])
    other_zones = admin.client("ec2", OTHER_REGION).describe_availability_zones()["AvailabilityZones"]
    assert [zone["ZoneId"] for zone in other_zones][:2] == ["use1-az6", "use1-az1"]


def test_attributes(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), subnet(admin, vpc(admin))
    change = lambda **params: ec2.modify_subnet_attribute(SubnetId=name, **params)  # noqa: E731
    change(MapPublicIpOnLaunch={"Value": True})
    change(EnableDns64={"Value": True})
    change(PrivateDnsHostnameTypeOnLaunch="resource-name")
    change(EnableResourceNameDnsARecordOnLaunch={"Value": True})
    change(EnableResourceNameDnsAAAARecordOnLaunch={"Value": True})
    shown = ec2.describe_subnets(SubnetIds=[name])["Subnets"][0]
    assert shown["MapPublicIpOnLaunch"] and shown["EnableDns64"]
    assert shown["PrivateDnsNameOptionsOnLaunch"] == {
        "HostnameType": "resource-name",
        "EnableResourceNameDnsARecord": True,
        "EnableResourceNameDnsAAAARecord": True,
    }
    two = {"MapPublicIpOnLaunch": {"Value": True}, "EnableDns64": {"Value": True}}
    refused(change, 400, "InvalidParameterCombination", "Fields for multiple attribute types specified", **two)


def test_interfaces_keep_a_subnet(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), subnet(admin, vpc(admin))
    eni = ec2.create_network_interface(SubnetId=name, Description="mine")["NetworkInterface"]["NetworkInterfaceId"]
    depends(ec2.delete_subnet, "subnet", name, SubnetId=name)
    assert ec2.describe_subnets(SubnetIds=[name])["Subnets"][0]["AvailableIpAddressCount"] == 250
    filters = [{"Name": "subnet-id", "Values": [name]}]
    (shown,) = ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
    assert (shown["Description"], shown["RequesterManaged"], shown["Status"]) == ("mine", False, "available")
    ec2.delete_network_interface(NetworkInterfaceId=eni)
    ec2.delete_subnet(SubnetId=name)
    gone = 400, "InvalidSubnetID.NotFound", f"The subnet ID '{name}' does not exist"
    refused(ec2.delete_subnet, *gone, SubnetId=name)
    refused(ec2.describe_subnets, *gone, SubnetIds=[name])


def test_lists_come_in_pages(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), vpc(admin)
    made = {subnet(admin, name, f"10.0.{number}.0/24") for number in range(12)}
    first = ec2.describe_subnets(Filters=by_vpc(name), MaxResults=5)
    assert len(first["Subnets"]) == 5
    pages = list(ec2.get_paginator("describe_subnets").paginate(Filters=by_vpc(name), PaginationConfig={"PageSize": 5}))
    assert [len(page["Subnets"]) for page in pages] == [5, 5, 2]
    assert {item["SubnetId"] for page in pages for item in page["Subnets"]} == made
    for size, words in ((4, "greater than 5"), (1001, "less than 1000")):
        message = f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value {words}."
        invalid(ec2.describe_subnets, message, MaxResults=size)
    refused(ec2.describe_subnets, 400, "InvalidNextToken", "The token 'x' is invalid", NextToken="x")
    # A token is good for the call that gave it.
    token = first["NextToken"]
    refused(ec2.describe_vpcs, 400, "InvalidNextToken", f"The token '{token}' is invalid", NextToken=token)
    message = "The parameter subnetIds cannot be used with the parameter maxResults"
    params = {"SubnetIds": list(made), "MaxResults": 5}
    refused(ec2.describe_subnets, 400, "InvalidParameterCombination", message, **params)


PAGED = {
    "describe_vpcs": "Vpcs",
    "describe_subnets": "Subnets",
    "describe_internet_gateways": "InternetGateways",
    "describe_egress_only_internet_gateways": "EgressOnlyInternetGateways",
    "describe_nat_gateways": "NatGateways",
    "describe_route_tables": "RouteTables",
    "describe_network_acls": "NetworkAcls",
    "describe_security_groups": "SecurityGroups",
    "describe_security_group_rules": "SecurityGroupRules",
    "describe_network_interfaces": "NetworkInterfaces",
    "describe_vpc_endpoints": "VpcEndpoints",
    "describe_vpc_peering_connections": "VpcPeeringConnections",
    "describe_flow_logs": "FlowLogs",
    "describe_dhcp_options": "DhcpOptions",
    "describe_prefix_lists": "PrefixLists",
    "describe_managed_prefix_lists": "PrefixLists",
    "describe_tags": "Tags",
    "describe_ipams": "Ipams",
    "describe_ipam_pools": "IpamPools",
}


FROM_ONE = {
    "describe_vpc_endpoints",
    "describe_flow_logs",
    "describe_prefix_lists",
    "describe_managed_prefix_lists",
}


@pytest.fixture(scope="module")
def account(emulator: Emulator) -> Keys:
    """One account for tests that only look."""
    return emulator.account()


@pytest.mark.parametrize(("method", "key"), PAGED.items())
def test_every_list_has_pages_and_knows_its_filters(account: Keys, method: str, key: str) -> None:
    describe: Any = getattr(account.client("ec2"), method)
    name = "Filter" if method in ("describe_nat_gateways", "describe_flow_logs") else "Filters"
    assert isinstance(describe(MaxResults=5)[key], list)
    least = 1 if method in FROM_ONE else 5
    message = f"Value ( 0 ) for parameter maxResults is invalid. Expecting a value greater than {least}."
    invalid(describe, message, MaxResults=0)
    invalid(describe, "The filter 'colour' is invalid", **{name: [{"Name": "colour", "Values": ["red"]}]})
    assert describe(**{name: [{"Name": "tag:none", "Values": ["*"]}]})[key] == []


def test_filters(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), vpc(admin)
    tier = lambda value: [{"ResourceType": "subnet", "Tags": [{"Key": "tier", "Value": value}]}]  # noqa: E731
    one = subnet(admin, name, "10.0.1.0/24", TagSpecifications=tier("public"))
    two = subnet(admin, name, "10.0.2.0/24", TagSpecifications=tier("private*app"))

    def found(**values: list[str]) -> set[str]:
        filters = [{"Name": key.replace("__", ":").replace("_", "-"), "Values": value} for key, value in values.items()]
        return {item["SubnetId"] for item in ec2.describe_subnets(Filters=filters)["Subnets"]}

    assert found(tag__tier=["p*"]) == found(tag_key=["tier"]) == found(vpc_id=[name]) == {one, two}
    assert found(tag__tier=["public", "nothing"]) == found(tag__tier=["publi?"]) == {one}
    assert found(tag__tier=[r"private\*app"]) == {two}
    assert found(vpc_id=[name], cidr_block=["10.0.2.0/24"]) == {two}
    assert found(vpc_id=[name], default_for_az=["true"]) == found(tag__tier=["PUBLIC"]) == set()


def test_many_subnets_are_shown_quickly(admin: Keys) -> None:
    ec2 = admin.client("ec2", REGION)
    for network in range(2):
        name = vpc(admin, f"10.{network}.0.0/16")
        for number in range(75):
            subnet(admin, name, f"10.{network}.{number}.0/24")
    before = time.monotonic()
    assert len(ec2.describe_subnets(MaxResults=100)["Subnets"]) == 100
    filtered = ec2.describe_subnets(Filters=by_vpc(name))["Subnets"]
    # A tenth of a second each, with much room for a busy machine.
    assert len(filtered) == 75 and time.monotonic() - before < 2
