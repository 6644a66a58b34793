"""VPC endpoints and prefix lists."""

from __future__ import annotations

import json
import time
from typing import Any

from conftest import OTHER_REGION, REGION, Emulator, Keys, refused
from ec2 import depends, invalid, subnet, table, vpc

S3, SSM = f"com.amazonaws.{REGION}.s3", f"com.amazonaws.{REGION}.ssm"


def shown(keys: Keys, name: str) -> dict[str, Any]:
    found: dict[str, Any] = keys.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[name])["VpcEndpoints"][0]
    return found


def with_dns(keys: Keys) -> str:
    """A VPC in which names of endpoints are resolved."""
    name = vpc(keys)
    keys.client("ec2").modify_vpc_attribute(VpcId=name, EnableDnsHostnames={"Value": True})
    return name


def test_gateways_put_routes_into_tables(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    one, two = table(admin, network), table(admin, network)
    made = ec2.create_vpc_endpoint(VpcId=network, ServiceName=S3, RouteTableIds=[one])["VpcEndpoint"]
    name = made["VpcEndpointId"]
    assert (made["State"], made["VpcEndpointType"], made["RouteTableIds"]) == ("available", "Gateway", [one])
    assert json.loads(made["PolicyDocument"])["Statement"][0]["Principal"] == "*"
    filters = [{"Name": "prefix-list-name", "Values": [S3]}]
    (prefixes,) = ec2.describe_prefix_lists(Filters=filters)["PrefixLists"]
    (managed,) = ec2.describe_managed_prefix_lists(Filters=filters)["PrefixLists"]
    assert prefixes["Cidrs"] and managed["PrefixListId"] == prefixes["PrefixListId"] and managed["OwnerId"] == "AWS"
    entries = ec2.get_managed_prefix_list_entries(PrefixListId=managed["PrefixListId"])["Entries"]
    assert [item["Cidr"] for item in entries] == prefixes["Cidrs"]

    def targets(table_id: str) -> dict[str, str]:
        (found,) = ec2.describe_route_tables(RouteTableIds=[table_id])["RouteTables"]
        return {route.get("DestinationPrefixListId", "local"): route["GatewayId"] for route in found["Routes"]}

    assert targets(one)[prefixes["PrefixListId"]] == name
    message = f"route table {one} already has a route with destination-prefix-list-id {prefixes['PrefixListId']}"
    twice = {"VpcId": network, "ServiceName": S3, "RouteTableIds": [one]}
    refused(ec2.create_vpc_endpoint, 400, "RouteAlreadyExists", message, **twice)
    depends(ec2.delete_route_table, "routeTable", one, RouteTableId=one)
    ec2.modify_vpc_endpoint(VpcEndpointId=name, AddRouteTableIds=[two], RemoveRouteTableIds=[one])
    assert list(targets(one)) == ["local"] and targets(two)[prefixes["PrefixListId"]] == name
    ec2.delete_vpc_endpoints(VpcEndpointIds=[name])
    assert list(targets(two)) == ["local"]
    message = f"The Vpc Endpoint Id '{name}' does not exist"
    refused(ec2.describe_vpc_endpoints, 400, "InvalidVpcEndpointId.NotFound", message, VpcEndpointIds=[name])
    (failed,) = ec2.delete_vpc_endpoints(VpcEndpointIds=[name])["Unsuccessful"]
    assert failed["Error"] == {"Code": "InvalidVpcEndpointId.NotFound", "Message": message}


def test_the_life_of_an_interface_endpoint(emulator: Emulator, admin: Keys) -> None:
    emulator.settings(admin.account, vpc_endpoint_seconds=0.3)
    ec2, network = admin.client("ec2"), with_dns(admin)
    one = subnet(admin, network, "10.0.1.0/24", AvailabilityZone=f"{REGION}a")
    two = subnet(admin, network, "10.0.2.0/24", AvailabilityZone=f"{REGION}b")
    same = subnet(admin, network, "10.0.3.0/24", AvailabilityZone=f"{REGION}a")
    group = ec2.create_security_group(VpcId=network, GroupName="endpoint", Description="x")["GroupId"]
    params = {"VpcId": network, "ServiceName": SSM, "VpcEndpointType": "Interface", "SubnetIds": [one, two]}
    params |= {"SecurityGroupIds": [group], "ClientToken": "token"}
    duplicate = (
        f"Found another VPC endpoint subnet in the availability zone of {same}. VPC endpoint subnets should be in "
        "different availability zones supported by the VPC endpoint service."
    )
    wrong = {**params, "SubnetIds": [one, same], "ClientToken": "another"}
    refused(ec2.create_vpc_endpoint, 400, "DuplicateSubnetsInSameZone", duplicate, **wrong)
    made = ec2.create_vpc_endpoint(**params)["VpcEndpoint"]
    name = made["VpcEndpointId"]
    assert made["State"] == shown(admin, name)["State"] == "pending"
    assert ec2.create_vpc_endpoint(**params)["VpcEndpoint"]["VpcEndpointId"] == name
    time.sleep(0.35)
    found = shown(admin, name)
    assert (found["State"], found["PrivateDnsEnabled"], len(found["DnsEntries"])) == ("available", True, 4)
    assert found["DnsEntries"][-1]["DnsName"] == f"ssm.{REGION}.amazonaws.com"
    enis = ec2.describe_network_interfaces(NetworkInterfaceIds=found["NetworkInterfaceIds"])["NetworkInterfaces"]
    assert {eni["Description"] for eni in enis} == {f"VPC Endpoint Interface {name}"}
    assert all(eni["RequesterManaged"] and eni["InterfaceType"] == "vpc_endpoint" for eni in enis)
    message = f"resource {group} has a dependent object"
    refused(ec2.delete_security_group, 400, "DependencyViolation", message, GroupId=group)
    depends(ec2.delete_subnet, "subnet", one, SubnetId=one)
    second = {**params, "SubnetIds": [two], "ClientToken": "second"}
    message = (
        f"private-dns-enabled cannot be set because there is already a conflicting DNS domain for ssm.{REGION}."
        f"amazonaws.com in the VPC {network}"
    )
    refused(ec2.create_vpc_endpoint, 400, "InvalidParameter", message, **second)
    refused(
        ec2.modify_vpc_endpoint, 400, "DuplicateSubnetsInSameZone", duplicate, VpcEndpointId=name, AddSubnetIds=[same]
    )
    ec2.modify_vpc_endpoint(VpcEndpointId=name, RemoveSubnetIds=[one], PolicyDocument='{"Statement": []}')
    ec2.delete_subnet(SubnetId=one)
    assert shown(admin, name)["PolicyDocument"] == '{"Statement": []}'
    ec2.delete_vpc_endpoints(VpcEndpointIds=[name])
    assert shown(admin, name)["State"] == "deleting"
    depends(ec2.delete_subnet, "subnet", two, SubnetId=two)
    time.sleep(0.35)
    ec2.delete_subnet(SubnetId=two)
    ec2.delete_security_group(GroupId=group)


def test_services_must_be_there(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    for service in (f"com.amazonaws.{REGION}.nothing", f"com.amazonaws.{OTHER_REGION}.s3"):
        message = f"The Vpc Endpoint Service '{service}' does not exist"
        refused(ec2.create_vpc_endpoint, 400, "InvalidServiceName", message, VpcId=network, ServiceName=service)
    message = "Endpoint type (Gateway) does not match available service types ([Interface])."
    refused(ec2.create_vpc_endpoint, 400, "InvalidParameter", message, VpcId=network, ServiceName=SSM)
    message = (
        "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for "
        f"{network}"
    )
    params = {"VpcId": network, "ServiceName": SSM, "VpcEndpointType": "Interface"}
    refused(ec2.create_vpc_endpoint, 400, "InvalidParameter", message, **params)
    ec2.create_vpc_endpoint(PrivateDnsEnabled=False, **params)


def test_tags_at_creation_and_later(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    specify = lambda kind, *tags: [{"ResourceType": kind, "Tags": list(tags)}]  # noqa: E731
    tag = {"Key": "env", "Value": "dev"}
    own = ec2.create_route_table(VpcId=network, TagSpecifications=specify("route-table", tag))["RouteTable"]
    assert own["Tags"] == [tag]
    message = "'subnet' is not a valid taggable resource type for this operation."
    invalid(ec2.create_vpc, message, CidrBlock="10.0.0.0/16", TagSpecifications=specify("subnet", tag))
    reserved = "Tag keys starting with 'aws:' are reserved for internal use"
    system = {"Key": "aws:x", "Value": "y"}
    invalid(ec2.create_vpc, reserved, CidrBlock="10.0.0.0/16", TagSpecifications=specify("vpc", system))
    ids = [network, own["RouteTableId"], subnet(admin, network), table(admin, network)]
    ids.append(ec2.allocate_address(Domain="vpc")["AllocationId"])
    ids.append(ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"])
    ec2.create_tags(Resources=ids, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    found = ec2.describe_tags(Filters=[{"Name": "key", "Values": ["a"]}])["Tags"]
    assert {item["ResourceId"] for item in found} == set(ids)
    kinds = {"vpc", "route-table", "subnet", "elastic-ip", "internet-gateway"}
    assert {item["ResourceType"] for item in found} == kinds
    ec2.delete_tags(Resources=ids, Tags=[{"Key": "a"}, {"Key": "b", "Value": "other"}, {"Key": "none"}])
    assert ec2.describe_vpcs(VpcIds=[network])["Vpcs"][0]["Tags"] == [{"Key": "b", "Value": "2"}]
    invalid(ec2.create_tags, reserved, Resources=ids, Tags=[system])
    gone = 400, "InvalidVpcID.NotFound", "The vpc ID 'vpc-0123' does not exist"
    refused(ec2.create_tags, *gone, Resources=[network, "vpc-0123"], Tags=[tag])
    refused(ec2.create_tags, 400, "InvalidID", "The ID 'x' is not valid", Resources=["x"], Tags=[tag])
    full = [{"Key": f"key-{number}", "Value": ""} for number in range(50)]
    message = "The maximum number of Tags for a resource has been reached."
    refused(ec2.create_tags, 400, "TagLimitExceeded", message, Resources=[network], Tags=full)
    ec2.create_tags(Resources=[network], Tags=full[:49])
