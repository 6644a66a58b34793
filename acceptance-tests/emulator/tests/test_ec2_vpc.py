"""VPCs and their blocks."""

from __future__ import annotations

import time

import pytest
from conftest import OTHER_REGION, Emulator, Keys, refused
from ec2 import by_vpc, depends, gateway, invalid, subnet, table, vpc


def test_a_new_vpc_has_its_default_objects(admin: Keys) -> None:
    ec2 = admin.client("ec2")
    made = ec2.create_vpc(CidrBlock="10.1.2.3/16")["Vpc"]
    assert (made["State"], made["CidrBlock"], made["OwnerId"]) == ("pending", "10.1.0.0/16", admin.account)
    name = made["VpcId"]
    assert ec2.describe_vpcs(VpcIds=[name])["Vpcs"][0]["State"] == "available"
    (main,) = ec2.describe_route_tables(Filters=by_vpc(name))["RouteTables"]
    assert [(route["DestinationCidrBlock"], route["GatewayId"]) for route in main["Routes"]] == [
        ("10.1.0.0/16", "local")
    ]
    assert [item["Main"] for item in main["Associations"]] == [True]
    (acl,) = ec2.describe_network_acls(Filters=by_vpc(name))["NetworkAcls"]
    entries = [(entry["Egress"], entry["RuleNumber"], entry["RuleAction"]) for entry in acl["Entries"]]
    assert entries == [(True, 100, "allow"), (True, 32767, "deny"), (False, 100, "allow"), (False, 32767, "deny")]
    (group,) = ec2.describe_security_groups(Filters=by_vpc(name))["SecurityGroups"]
    assert group["GroupName"] == "default"
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group["GroupId"]]}])
    ingress, egress = sorted(rules["SecurityGroupRules"], key=lambda rule: bool(rule["IsEgress"]))
    assert ingress["ReferencedGroupInfo"] == {"GroupId": group["GroupId"], "UserId": admin.account}
    assert (egress["CidrIpv4"], egress["IpProtocol"], egress["FromPort"]) == ("0.0.0.0/0", "-1", -1)


def test_the_default_vpc_reaches_the_internet(admin: Keys) -> None:
    for region, zones in (("eu-west-1", 3), (OTHER_REGION, 6)):
        ec2 = admin.client("ec2", region)
        (default,) = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
        assert default["CidrBlock"] == "172.31.0.0/16"
        subnets = ec2.describe_subnets(Filters=by_vpc(default["VpcId"]))["Subnets"]
        assert len({item["AvailabilityZoneId"] for item in subnets}) == len(subnets) == zones
        assert all(item["DefaultForAz"] and item["MapPublicIpOnLaunch"] for item in subnets)
        (main,) = ec2.describe_route_tables(Filters=by_vpc(default["VpcId"]))["RouteTables"]
        filters = [{"Name": "attachment.vpc-id", "Values": [default["VpcId"]]}]
        (gateway_,) = ec2.describe_internet_gateways(Filters=filters)["InternetGateways"]
        assert main["Routes"][1]["GatewayId"] == gateway_["InternetGatewayId"]


def test_states_pass(emulator: Emulator, admin: Keys) -> None:
    emulator.settings(admin.account, vpc_seconds=0.3)
    name, ec2 = vpc(admin), admin.client("ec2")
    assert ec2.describe_vpcs(VpcIds=[name])["Vpcs"][0]["State"] == "pending"
    time.sleep(0.35)
    assert ec2.describe_vpcs(VpcIds=[name])["Vpcs"][0]["State"] == "available"


@pytest.mark.parametrize(
    ("block", "code", "message"),
    [
        ("10.0.0.0/8", "InvalidVpc.Range", "The CIDR '10.0.0.0/8' is invalid."),
        ("10.0.0.0/29", "InvalidVpc.Range", "The CIDR '10.0.0.0/29' is invalid."),
        (
            "10.0.0.0.0/16",
            "InvalidParameterValue",
            "Value (10.0.0.0.0/16) for parameter cidrBlock is invalid. This is not a valid CIDR block.",
        ),
    ],
)
def test_blocks_that_are_none(admin: Keys, block: str, code: str, message: str) -> None:
    refused(admin.client("ec2").create_vpc, 400, code, message, CidrBlock=block)


def test_a_vpc_that_is_not_there(admin: Keys, other: Keys) -> None:
    name, ec2 = vpc(other), admin.client("ec2")
    for wanted in (name, "vpc-12345678", "nonsense"):
        gone = 400, "InvalidVpcID.NotFound", f"The vpc ID '{wanted}' does not exist"
        refused(ec2.describe_vpcs, *gone, VpcIds=[wanted])
        refused(ec2.delete_vpc, *gone, VpcId=wanted)
        refused(ec2.create_subnet, *gone, VpcId=wanted, CidrBlock="10.0.0.0/24")
    refused(ec2.delete_vpc, 400, "MissingParameter", "The request must contain the parameter vpcId")


def test_a_quota_may_be_set(emulator: Emulator, admin: Keys) -> None:
    emulator.settings(admin.account, vpc_quota=2)
    vpc(admin)
    message = "The maximum number of VPCs has been reached."
    refused(admin.client("ec2").create_vpc, 400, "VpcLimitExceeded", message, CidrBlock="10.0.0.0/16")
    vpc(admin, region=OTHER_REGION)


def test_what_is_in_a_vpc_keeps_it(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), vpc(admin)
    refuse = lambda: depends(ec2.delete_vpc, "vpc", name, VpcId=name)  # noqa: E731
    in_it = subnet(admin, name)
    refuse()
    ec2.delete_subnet(SubnetId=in_it)
    attached = gateway(admin, name)
    refuse()
    ec2.detach_internet_gateway(InternetGatewayId=attached, VpcId=name)
    own = table(admin, name)
    refuse()
    ec2.delete_route_table(RouteTableId=own)
    acl = ec2.create_network_acl(VpcId=name)["NetworkAcl"]["NetworkAclId"]
    refuse()
    ec2.delete_network_acl(NetworkAclId=acl)
    group = ec2.create_security_group(VpcId=name, GroupName="own", Description="own")["GroupId"]
    refuse()
    ec2.delete_security_group(GroupId=group)
    made = ec2.create_egress_only_internet_gateway(VpcId=name)["EgressOnlyInternetGateway"]
    refuse()
    ec2.delete_egress_only_internet_gateway(EgressOnlyInternetGatewayId=made["EgressOnlyInternetGatewayId"])
    endpoint = ec2.create_vpc_endpoint(VpcId=name, ServiceName="com.amazonaws.eu-west-1.s3")["VpcEndpoint"]
    refuse()
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]])
    ec2.delete_vpc(VpcId=name)
    refused(ec2.delete_vpc, 400, "InvalidVpcID.NotFound", f"The vpc ID '{name}' does not exist", VpcId=name)
    for method, key in (
        ("describe_route_tables", "RouteTables"),
        ("describe_network_acls", "NetworkAcls"),
        ("describe_security_groups", "SecurityGroups"),
    ):
        assert getattr(ec2, method)(Filters=by_vpc(name))[key] == []


def test_attributes_are_set_one_by_one(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), vpc(admin)
    read = lambda attribute: ec2.describe_vpc_attribute(VpcId=name, Attribute=attribute)  # noqa: E731
    assert read("enableDnsSupport")["EnableDnsSupport"] == {"Value": True}
    assert read("enableDnsHostnames")["EnableDnsHostnames"] == {"Value": False}
    ec2.modify_vpc_attribute(VpcId=name, EnableDnsHostnames={"Value": True})
    ec2.modify_vpc_attribute(VpcId=name, EnableNetworkAddressUsageMetrics={"Value": True})
    assert read("enableDnsHostnames")["EnableDnsHostnames"] == {"Value": True}
    assert read("enableNetworkAddressUsageMetrics")["EnableNetworkAddressUsageMetrics"] == {"Value": True}
    both = {"EnableDnsSupport": {"Value": True}, "EnableDnsHostnames": {"Value": True}}
    message = "Fields for multiple attribute types specified"
    refused(ec2.modify_vpc_attribute, 400, "InvalidParameterCombination", message, VpcId=name, **both)


def test_secondary_blocks(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), vpc(admin)
    made = ec2.associate_vpc_cidr_block(VpcId=name, CidrBlock="100.64.0.0/16")["CidrBlockAssociation"]
    assert made["CidrBlockState"] == {"State": "associating"}
    conflict = "The CIDR '100.64.1.0/24' conflicts with another CIDR of the VPC"
    refused(ec2.associate_vpc_cidr_block, 400, "CidrConflict", conflict, VpcId=name, CidrBlock="100.64.1.0/24")
    restricted = (
        "The CIDR '192.168.0.0/16' is restricted. Use a CIDR from the same private address range as the current VPC "
        "CIDR, or use a publicly-routable CIDR. For additional restrictions, see "
        "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Subnets.html."
    )
    refused(ec2.associate_vpc_cidr_block, 400, "InvalidVpc.Range", restricted, VpcId=name, CidrBlock="192.168.0.0/16")
    for number in range(3):
        ec2.associate_vpc_cidr_block(VpcId=name, CidrBlock=f"100.{65 + number}.0.0/16")
    limit = f"This network '{name}' has met its maximum number of allowed CIDRs: 5"
    refused(ec2.associate_vpc_cidr_block, 400, "CidrLimitExceeded", limit, VpcId=name, CidrBlock="100.70.0.0/16")
    in_it = subnet(admin, name, "100.64.1.0/24")
    own = table(admin, name)
    (shown,) = ec2.describe_route_tables(RouteTableIds=[own])["RouteTables"]
    assert len(shown["Routes"]) == 5
    association = made["AssociationId"]
    message = f"The vpc CIDR block with association ID {association} has subnets and may not be disassociated"
    refused(ec2.disassociate_vpc_cidr_block, 400, "OperationNotPermitted", message, AssociationId=association)
    ec2.delete_subnet(SubnetId=in_it)
    ec2.disassociate_vpc_cidr_block(AssociationId=association)
    blocks = ec2.describe_vpcs(VpcIds=[name])["Vpcs"][0]["CidrBlockAssociationSet"]
    states = {item["CidrBlock"]: item["CidrBlockState"]["State"] for item in blocks}
    assert states["100.64.0.0/16"] == "disassociated"
    primary = blocks[0]["AssociationId"]
    message = (
        f"The vpc CIDR block with association ID {primary} may not be disassociated. It is the primary IPv4 CIDR block "
        "of the VPC"
    )
    refused(ec2.disassociate_vpc_cidr_block, 400, "OperationNotPermitted", message, AssociationId=primary)


def test_ipv6(admin: Keys) -> None:
    ec2 = admin.client("ec2")
    made = ec2.create_vpc(CidrBlock="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]
    name = made["VpcId"]
    assert made["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlockState"]["State"] == "associating"
    (association,) = ec2.describe_vpcs(VpcIds=[name])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
    block = association["Ipv6CidrBlock"]
    assert block.endswith("00::/56") and association["Ipv6CidrBlockState"]["State"] == "associated"
    small, wide, outside = block.replace("/56", "/64"), block.replace("/56", "/62"), "2600:1:1:1::/64"
    in_it = subnet(admin, name, Ipv6CidrBlock=small)
    for wrong in (wide, outside):
        params = {"VpcId": name, "CidrBlock": "10.0.1.0/24", "Ipv6CidrBlock": wrong}
        refused(ec2.create_subnet, 400, "InvalidSubnet.Range", f"The CIDR '{wrong}' is invalid.", **params)
    conflict = f"The CIDR '{small}' conflicts with another subnet"
    params = {"VpcId": name, "CidrBlock": "10.0.1.0/24", "Ipv6CidrBlock": small}
    refused(ec2.create_subnet, 400, "InvalidSubnet.Conflict", conflict, **params)
    plain = subnet(admin, name, "10.0.1.0/24")
    second = small.replace("00::", "01::")
    answer = ec2.associate_subnet_cidr_block(SubnetId=plain, Ipv6CidrBlock=second)["Ipv6CidrBlockAssociation"]
    ec2.modify_subnet_attribute(SubnetId=plain, AssignIpv6AddressOnCreation={"Value": True})
    shown = ec2.describe_subnets(SubnetIds=[plain])["Subnets"][0]
    assert shown["AssignIpv6AddressOnCreation"] and shown["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"] == second
    ec2.disassociate_subnet_cidr_block(AssociationId=answer["AssociationId"])
    message = f"The vpc CIDR block with association ID {association['AssociationId']} has subnets"
    invalid(
        ec2.disassociate_vpc_cidr_block,
        f"{message} and may not be disassociated",
        AssociationId=association["AssociationId"],
    )
    ec2.delete_subnet(SubnetId=in_it)
    ec2.disassociate_vpc_cidr_block(AssociationId=association["AssociationId"])


def test_dry_runs_do_nothing(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), vpc(admin)
    dry = 412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set."
    refused(ec2.create_vpc, *dry, CidrBlock="10.0.0.0/16", DryRun=True)
    refused(ec2.delete_vpc, *dry, VpcId=name, DryRun=True)
    assert len(ec2.describe_vpcs()["Vpcs"]) == 2


def test_dhcp_options(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), vpc(admin)
    default = ec2.describe_vpcs(VpcIds=[name])["Vpcs"][0]["DhcpOptionsId"]
    (shown,) = ec2.describe_dhcp_options(DhcpOptionsIds=[default])["DhcpOptions"]
    assert {item["Key"] for item in shown["DhcpConfigurations"]} == {"domain-name", "domain-name-servers"}
    made = ec2.create_dhcp_options(DhcpConfigurations=[{"Key": "domain-name", "Values": ["example.com"]}])
    own = made["DhcpOptions"]["DhcpOptionsId"]
    ec2.associate_dhcp_options(DhcpOptionsId=own, VpcId=name)
    assert ec2.describe_vpcs(VpcIds=[name])["Vpcs"][0]["DhcpOptionsId"] == own
    depends(ec2.delete_dhcp_options, "dhcpOptions", own, DhcpOptionsId=own)
    ec2.associate_dhcp_options(DhcpOptionsId=default, VpcId=name)
    ec2.delete_dhcp_options(DhcpOptionsId=own)
    gone = 400, "InvalidDhcpOptionID.NotFound", f"The dhcpOption ID '{own}' does not exist"
    refused(ec2.associate_dhcp_options, *gone, DhcpOptionsId=own, VpcId=name)
    unknown = "Value (colour) for parameter name is invalid. Unknown DHCP option"
    invalid(ec2.create_dhcp_options, unknown, DhcpConfigurations=[{"Key": "colour", "Values": ["red"]}])
