"""Peering connections between two accounts and two regions."""

from __future__ import annotations

import time
from typing import Any

from conftest import OTHER_REGION, REGION, Emulator, Keys, refused
from ec2 import depends, table, vpc


def ask(keys: Keys, vpc_id: str, peer: Keys, peer_id: str, region: str = REGION, **params: Any) -> str:
    """A request for a connection."""
    peering = {"VpcId": vpc_id, "PeerVpcId": peer_id, "PeerOwnerId": peer.account, "PeerRegion": region, **params}
    made = keys.client("ec2").create_vpc_peering_connection(**peering)["VpcPeeringConnection"]
    assert made["Status"]["Code"] == "initiating-request"
    return str(made["VpcPeeringConnectionId"])


def code(keys: Keys, name: str, region: str = REGION) -> str:
    """The state that an account sees."""
    describe = keys.client("ec2", region).describe_vpc_peering_connections
    return str(describe(VpcPeeringConnectionIds=[name])["VpcPeeringConnections"][0]["Status"]["Code"])


def test_another_account_in_another_region_accepts(admin: Keys, other: Keys) -> None:
    ec2, there = admin.client("ec2"), other.client("ec2", OTHER_REGION)
    own, peer = vpc(admin), vpc(other, "10.1.0.0/16", OTHER_REGION)
    tags = [{"ResourceType": "vpc-peering-connection", "Tags": [{"Key": "a", "Value": "b"}]}]
    name = ask(admin, own, other, peer, OTHER_REGION, TagSpecifications=tags)
    assert code(admin, name) == code(other, name, OTHER_REGION) == "pending-acceptance"
    message = f"User {admin.account} cannot accept peering {name}"
    refused(ec2.accept_vpc_peering_connection, 400, "OperationNotPermitted", message, VpcPeeringConnectionId=name)
    options = {"AllowDnsResolutionFromRemoteVpc": True}
    message = f"Peering {name} is not active. Peering options can be added only to active peerings."
    early = {"VpcPeeringConnectionId": name, "RequesterPeeringConnectionOptions": options}
    refused(ec2.modify_vpc_peering_connection_options, 400, "OperationNotPermitted", message, **early)
    accepted = there.accept_vpc_peering_connection(VpcPeeringConnectionId=name)["VpcPeeringConnection"]
    assert accepted["Status"]["Code"] == "provisioning"
    assert code(admin, name) == code(other, name, OTHER_REGION) == "active"
    (seen,) = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[name])["VpcPeeringConnections"]
    assert seen["AccepterVpcInfo"]["CidrBlock"] == "10.1.0.0/16" and seen["Tags"] == [{"Key": "a", "Value": "b"}]
    (seen,) = there.describe_vpc_peering_connections(VpcPeeringConnectionIds=[name])["VpcPeeringConnections"]
    # Tags are each account's own.
    assert seen["RequesterVpcInfo"]["Region"] == REGION and seen["Tags"] == []
    ec2.modify_vpc_peering_connection_options(**early)
    accepter = {"VpcPeeringConnectionId": name, "AccepterPeeringConnectionOptions": options}
    message = f"User {admin.account} cannot modify accepter peering options of {name}"
    refused(ec2.modify_vpc_peering_connection_options, 400, "OperationNotPermitted", message, **accepter)
    there.modify_vpc_peering_connection_options(**accepter)
    (seen,) = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[name])["VpcPeeringConnections"]
    for side in ("RequesterVpcInfo", "AccepterVpcInfo"):
        assert seen[side]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"] is True
    route = {"RouteTableId": table(admin, own), "DestinationCidrBlock": "10.1.0.0/16", "VpcPeeringConnectionId": name}
    ec2.create_route(**route)
    depends(ec2.delete_vpc, "vpc", own, VpcId=own)
    there.delete_vpc_peering_connection(VpcPeeringConnectionId=name)
    assert code(admin, name) == "deleted"
    filters = [{"Name": "route.vpc-peering-connection-id", "Values": [name]}]
    (found,) = ec2.describe_route_tables(Filters=filters)["RouteTables"]
    assert found["Routes"][1]["State"] == "blackhole"


def test_states_pass(emulator: Emulator, admin: Keys, other: Keys) -> None:
    emulator.settings(admin.account, vpc_peering_seconds=0.3)
    name = ask(admin, vpc(admin), other, vpc(other, "10.1.0.0/16"))
    assert code(admin, name) == "initiating-request"
    accept = other.client("ec2").accept_vpc_peering_connection
    message = f"VpcPeeringConnectionID {name} is not in the correct state for the request."
    refused(accept, 400, "InvalidStateTransition", message, VpcPeeringConnectionId=name)
    time.sleep(0.35)
    accept(VpcPeeringConnectionId=name)
    assert code(admin, name) == "provisioning"
    time.sleep(0.35)
    assert code(admin, name) == "active"
    refused(accept, 400, "InvalidStateTransition", message, VpcPeeringConnectionId=name)


def test_requests_fail_later(emulator: Emulator, admin: Keys, other: Keys) -> None:
    ec2, own = admin.client("ec2"), vpc(admin)
    overlapping = ask(admin, own, other, vpc(other, "10.0.128.0/20"))
    nobody = ask(admin, own, other, "vpc-0123456789abcdef0")
    for name in (overlapping, nobody):
        (found,) = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[name])["VpcPeeringConnections"]
        message = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range"
        assert found["Status"] == {"Code": "failed", "Message": message}
    message = f"The vpcPeeringConnection ID '{nobody}' does not exist"
    gone = 400, "InvalidVpcPeeringConnectionID.NotFound", message
    refused(other.client("ec2").accept_vpc_peering_connection, *gone, VpcPeeringConnectionId=nobody)
    emulator.settings(admin.account, vpc_peering_expiry_seconds=0)
    assert code(admin, ask(admin, own, other, vpc(other, "10.1.0.0/16"))) == "expired"


def test_a_request_is_declined(admin: Keys, other: Keys) -> None:
    own, peer = vpc(admin), vpc(other, "10.1.0.0/16")
    name = ask(admin, own, other, peer)
    message = "A VPC peering connection between the VPCs already exists."
    twice = {"VpcId": own, "PeerVpcId": peer, "PeerOwnerId": other.account}
    create = admin.client("ec2").create_vpc_peering_connection
    refused(create, 400, "VpcPeeringConnectionAlreadyExists", message, **twice)
    other.client("ec2").reject_vpc_peering_connection(VpcPeeringConnectionId=name)
    assert code(admin, name) == "rejected"
    again = ask(admin, own, other, peer)
    admin.client("ec2").delete_vpc_peering_connection(VpcPeeringConnectionId=again)
    assert code(other, again) == "deleted"


def test_two_regions_of_one_account(admin: Keys) -> None:
    own, peer = vpc(admin), vpc(admin, "10.1.0.0/16", OTHER_REGION)
    name = ask(admin, own, admin, peer, OTHER_REGION)
    message = (
        f"Incorrect region ({REGION}) specified for this request. VPC peering connection {name} must be accepted in "
        f"region {OTHER_REGION}"
    )
    accept = admin.client("ec2").accept_vpc_peering_connection
    refused(accept, 400, "OperationNotPermitted", message, VpcPeeringConnectionId=name)
    admin.client("ec2", OTHER_REGION).accept_vpc_peering_connection(VpcPeeringConnectionId=name)
    assert code(admin, name) == "active"
