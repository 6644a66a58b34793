"""Internet, egress-only and NAT gateways, and elastic addresses."""

from __future__ import annotations

import time
from typing import Any

from conftest import Emulator, Keys, refused
from ec2 import depends, gateway, invalid, subnet, vpc


def address(keys: Keys) -> str:
    return str(keys.client("ec2").allocate_address(Domain="vpc")["AllocationId"])


def shown(keys: Keys, name: str) -> dict[str, Any]:
    found: dict[str, Any] = keys.client("ec2").describe_nat_gateways(NatGatewayIds=[name])["NatGateways"][0]
    return found


def test_internet_gateways(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), vpc(admin)
    attached = gateway(admin, name)
    twice = 400, "Resource.AlreadyAssociated", f"resource {attached} is already attached to network {name}"
    refused(ec2.attach_internet_gateway, *twice, InternetGatewayId=attached, VpcId=name)
    second = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    message = f"Network {name} already has an internet gateway attached"
    invalid(ec2.attach_internet_gateway, message, InternetGatewayId=second, VpcId=name)
    depends(ec2.delete_internet_gateway, "internetGateway", attached, InternetGatewayId=attached)
    message = f"resource {second} is not attached to network {name}"
    refused(ec2.detach_internet_gateway, 400, "Gateway.NotAttached", message, InternetGatewayId=second, VpcId=name)
    ec2.detach_internet_gateway(InternetGatewayId=attached, VpcId=name)
    ec2.delete_internet_gateway(InternetGatewayId=attached)
    gone = 400, "InvalidInternetGatewayID.NotFound", f"The internetGateway ID '{attached}' does not exist"
    refused(ec2.delete_internet_gateway, *gone, InternetGatewayId=attached)
    refused(ec2.describe_internet_gateways, *gone, InternetGatewayIds=[attached])


def test_a_token_makes_one_egress_only_gateway(admin: Keys) -> None:
    ec2, name = admin.client("ec2"), vpc(admin)
    create = lambda **params: ec2.create_egress_only_internet_gateway(ClientToken="token", **params)  # noqa: E731
    key = "EgressOnlyInternetGatewayId"
    made = create(VpcId=name)["EgressOnlyInternetGateway"]
    assert create(VpcId=name)["EgressOnlyInternetGateway"][key] == made[key]
    message = "Arguments on this idempotent request are inconsistent with arguments used in previous request(s)."
    refused(create, 400, "IdempotentParameterMismatch", message, VpcId=vpc(admin))
    assert len(ec2.describe_egress_only_internet_gateways()["EgressOnlyInternetGateways"]) == 1


def test_the_life_of_a_nat_gateway(emulator: Emulator, admin: Keys) -> None:
    emulator.settings(admin.account, nat_gateway_seconds=0.3)
    ec2, network = admin.client("ec2"), vpc(admin)
    attached, in_it, allocation = gateway(admin, network), subnet(admin, network), address(admin)
    params = {"SubnetId": in_it, "AllocationId": allocation, "ClientToken": "token"}
    made = ec2.create_nat_gateway(**params)["NatGateway"]
    name = made["NatGatewayId"]
    assert made["State"] == shown(admin, name)["State"] == "pending"
    assert ec2.create_nat_gateway(**params)["NatGateway"]["NatGatewayId"] == name
    message = "Arguments on this idempotent request are inconsistent with arguments used in previous request(s)."
    other = {**params, "SubnetId": subnet(admin, network, "10.0.1.0/24")}
    refused(ec2.create_nat_gateway, 400, "IdempotentParameterMismatch", message, **other)
    time.sleep(0.35)
    found = shown(admin, name)
    (own,) = found["NatGatewayAddresses"]
    assert (found["State"], found["VpcId"], own["AllocationId"]) == ("available", network, allocation)
    (eip,) = ec2.describe_addresses(AllocationIds=[allocation])["Addresses"]
    assert (eip["AssociationId"], eip["NetworkInterfaceId"]) == (own["AssociationId"], own["NetworkInterfaceId"])
    (eni,) = ec2.describe_network_interfaces(NetworkInterfaceIds=[own["NetworkInterfaceId"]])["NetworkInterfaces"]
    assert (eni["RequesterManaged"], eni["InterfaceType"], eni["Status"]) == (True, "nat_gateway", "in-use")
    assert eni["Description"] == f"Interface for NAT Gateway {name}"
    assert eni["Groups"] == [] and eni["Association"]["PublicIp"] == own["PublicIp"]
    message = f"resource {allocation} is already associated with associate-id {own['AssociationId']}"
    taken = {"SubnetId": in_it, "AllocationId": allocation}
    refused(ec2.create_nat_gateway, 400, "Resource.AlreadyAssociated", message, **taken)
    denied = 400, "AuthFailure", "You do not have permission to access the specified resource."
    refused(ec2.release_address, *denied, AllocationId=allocation)
    refused(ec2.disassociate_address, *denied, AssociationId=own["AssociationId"])
    in_use = f"Network interface '{eni['NetworkInterfaceId']}' is currently in use."
    invalid(ec2.delete_network_interface, in_use, NetworkInterfaceId=eni["NetworkInterfaceId"])
    message = (
        f"Network {network} has some mapped public address(es). Please unmap those public address(es) before detaching "
        "the gateway."
    )
    detach = {"InternetGatewayId": attached, "VpcId": network}
    refused(ec2.detach_internet_gateway, 400, "DependencyViolation", message, **detach)
    ec2.delete_nat_gateway(NatGatewayId=name)
    assert shown(admin, name)["State"] == "deleting"
    depends(ec2.delete_subnet, "subnet", in_it, SubnetId=in_it)
    time.sleep(0.35)
    # The address is free as soon as the gateway is gone, and nobody need ask for the gateway before.
    ec2.release_address(AllocationId=allocation)
    assert shown(admin, name)["State"] == "deleted" and "DeleteTime" in shown(admin, name)
    ec2.delete_nat_gateway(NatGatewayId=name)
    ec2.delete_subnet(SubnetId=in_it)
    ec2.detach_internet_gateway(**detach)


def test_nat_gateways_fail(emulator: Emulator, admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    in_it, allocation = subnet(admin, network), address(admin)
    name = ec2.create_nat_gateway(SubnetId=in_it, AllocationId=allocation)["NatGateway"]["NatGatewayId"]
    found = shown(admin, name)
    message = f"Network {network} has no Internet gateway attached"
    assert (found["State"], found["FailureCode"], found["FailureMessage"]) == ("failed", "Gateway.NotAttached", message)
    gateway(admin, network)
    emulator.settings(admin.account, nat_gateway_failure="InternalError: try again")
    name = ec2.create_nat_gateway(SubnetId=in_it, AllocationId=allocation)["NatGateway"]["NatGatewayId"]
    assert shown(admin, name)["FailureCode"] == "InternalError"
    emulator.settings(admin.account, nat_gateway_failure=None)
    ec2.create_nat_gateway(SubnetId=in_it, AllocationId=allocation)
    gone = "nat-0123456789abcdef0"
    message = f"The Nat Gateway {gone} was not found"
    refused(ec2.delete_nat_gateway, 400, "NatGatewayNotFound", message, NatGatewayId=gone)
    refused(ec2.describe_nat_gateways, 400, "NatGatewayNotFound", message, NatGatewayIds=[gone])


def test_private_nat_gateways_have_no_address(admin: Keys) -> None:
    ec2, in_it = admin.client("ec2"), subnet(admin, vpc(admin))
    made = ec2.create_nat_gateway(SubnetId=in_it, ConnectivityType="private")["NatGateway"]
    assert shown(admin, made["NatGatewayId"])["State"] == "available"
    message = "The request must contain the parameter AllocationId"
    refused(ec2.create_nat_gateway, 400, "MissingParameter", message, SubnetId=in_it)


def test_addresses_in_use_stay(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    in_it, allocation = subnet(admin, network), address(admin)
    eni = ec2.create_network_interface(SubnetId=in_it)["NetworkInterface"]["NetworkInterfaceId"]
    message = f"Network {network} is not attached to any internet gateway"
    params = {"AllocationId": allocation, "NetworkInterfaceId": eni}
    refused(ec2.associate_address, 400, "Gateway.NotAttached", message, **params)
    gateway(admin, network)
    association = ec2.associate_address(**params)["AssociationId"]
    (found,) = ec2.describe_addresses(Filters=[{"Name": "association-id", "Values": [association]}])["Addresses"]
    assert found["NetworkInterfaceId"] == eni
    message = f"Address {found['PublicIp']} is in use."
    refused(ec2.release_address, 400, "InvalidIPAddress.InUse", message, AllocationId=allocation)
    ec2.disassociate_address(AssociationId=association)
    ec2.release_address(AllocationId=allocation)
    message = f"The allocation ID '{allocation}' does not exist"
    refused(ec2.release_address, 400, "InvalidAllocationID.NotFound", message, AllocationId=allocation)
