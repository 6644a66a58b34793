"""What tests of EC2 share."""

from __future__ import annotations

from typing import Any

from conftest import REGION, Keys, refused


def vpc(keys: Keys, block: str = "10.0.0.0/16", region: str = REGION, **params: Any) -> str:
    """A new VPC."""
    return str(keys.client("ec2", region).create_vpc(CidrBlock=block, **params)["Vpc"]["VpcId"])


def subnet(keys: Keys, vpc_id: str, block: str = "10.0.0.0/24", region: str = REGION, **params: Any) -> str:
    """A new subnet."""
    made = keys.client("ec2", region).create_subnet(VpcId=vpc_id, CidrBlock=block, **params)
    return str(made["Subnet"]["SubnetId"])


def gateway(keys: Keys, vpc_id: str) -> str:
    """A new internet gateway, attached to a VPC."""
    ec2 = keys.client("ec2")
    name = str(ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"])
    ec2.attach_internet_gateway(InternetGatewayId=name, VpcId=vpc_id)
    return name


def table(keys: Keys, vpc_id: str) -> str:
    """A new route table."""
    return str(keys.client("ec2").create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"])


def by_vpc(vpc_id: str) -> list[dict[str, Any]]:
    """Filters for what is in a VPC."""
    return [{"Name": "vpc-id", "Values": [vpc_id]}]


def depends(function: Any, what: str, name: str, **params: Any) -> None:
    """The object cannot be deleted yet."""
    message = f"The {what} '{name}' has dependencies and cannot be deleted."
    refused(function, 400, "DependencyViolation", message, **params)


def invalid(function: Any, message: str, **params: Any) -> None:
    """A value is refused."""
    refused(function, 400, "InvalidParameterValue", message, **params)
