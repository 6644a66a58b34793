"""Peering connections: asked for, answered by the other side, routed, ended."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from moto.ec2.models import ec2_backends

from plinth_emulator import accounts, credentials
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, routes, store, tags
from plinth_emulator.services.ec2.errors import invalid, require
from plinth_emulator.services.ec2.peerings import ENDED, Peering, Side, of

_FAILED = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range"
_OPTIONS = (
    "AllowDnsResolutionFromRemoteVpc",
    "AllowEgressFromLocalClassicLinkToRemoteVpc",
    "AllowEgressFromLocalVpcToRemoteClassicLink",
)


def _side(call: Call, peering: Peering, name: str) -> dict[str, Any]:
    side: Side = getattr(peering, name)
    shown: dict[str, Any] = {"OwnerId": side.account, "Region": side.region, "VpcId": side.vpc_id}
    ipv4 = [block for block in side.blocks if ":" not in block]
    # EC2 tells a requester the other side's blocks only when the other side has accepted.
    if ipv4 and (name == "requester" or peering.code() in ("active", "provisioning") or side.account == call.account):
        shown |= {"CidrBlock": ipv4[0], "CidrBlockSet": [{"CidrBlock": block} for block in ipv4]}
        ipv6 = [block for block in side.blocks if ":" in block]
        if ipv6:
            shown["Ipv6CidrBlockSet"] = [{"Ipv6CidrBlock": block} for block in ipv6]
    if peering.code() == "active":
        shown["PeeringOptions"] = {option: peering.options[name].get(option, False) for option in _OPTIONS}
    return shown


def _shown(call: Call, peering: Peering) -> dict[str, Any]:
    described: dict[str, Any] = {
        "AccepterVpcInfo": _side(call, peering, "accepter"),
        "RequesterVpcInfo": _side(call, peering, "requester"),
        "Status": peering.status(),
        "Tags": store.tags(call, peering.id),
        "VpcPeeringConnectionId": peering.id,
    }
    if peering.code() in ("initiating-request", "pending-acceptance"):
        described["ExpirationTime"] = peering.expiry
    return described


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda peering: _shown(call, peering)


KIND = describe.Kind(
    answer="VpcPeeringConnections",
    ids="VpcPeeringConnectionIds",
    prefix="pcx",
    objects=of,
    renderer=_renderer,
    filters={
        "accepter-vpc-info.cidr-block": "AccepterVpcInfo.CidrBlock",
        "accepter-vpc-info.owner-id": "AccepterVpcInfo.OwnerId",
        "accepter-vpc-info.vpc-id": "AccepterVpcInfo.VpcId",
        "expiration-time": "ExpirationTime",
        "requester-vpc-info.cidr-block": "RequesterVpcInfo.CidrBlock",
        "requester-vpc-info.owner-id": "RequesterVpcInfo.OwnerId",
        "requester-vpc-info.vpc-id": "RequesterVpcInfo.VpcId",
        "status-code": "Status.Code",
        "status-message": "Status.Message",
        "vpc-peering-connection-id": "VpcPeeringConnectionId",
    },
)


@operation("ec2", "DescribeVpcPeeringConnections")
def describe_vpc_peering_connections(call: Call) -> dict[str, Any]:
    """Connections in which the account takes part; ended ones are shown for a while."""
    return describe.describe(call, KIND)


@operation("ec2", "CreateVpcPeeringConnection")
def create_vpc_peering_connection(call: Call) -> dict[str, Any]:
    """Ask for a connection. That the other VPC is not there, or overlaps, is no error yet: the request fails later."""
    wanted, peer_id = require(call, "VpcId", "PeerVpcId")
    vpc = store.vpc(call, wanted)
    account, region = call.params.get("PeerOwnerId") or call.account, call.params.get("PeerRegion") or call.region
    peer_backend: Any = None
    if accounts.exists(account):
        try:
            peer_backend = ec2_backends[account][region]
        except KeyError:
            raise invalid(f"Invalid region: {region}") from None
    peer = peer_backend.vpcs.get(peer_id) if peer_backend is not None else None
    if peer is None and (account, region) == (call.account, call.region):
        store.vpc(call, peer_id)
    requester = Side(call.account, call.region, wanted, tuple(routes.live_blocks(vpc)))
    accepter = Side(account, region, peer_id, tuple(routes.live_blocks(peer)) if peer is not None else ())
    for known in of(call).values():
        sides = {(side.account, side.region, side.vpc_id) for side in (known.requester, known.accepter)}
        wanted_sides = {(side.account, side.region, side.vpc_id) for side in (requester, accepter)}
        if sides == wanted_sides and known.code() not in ENDED:
            message = "A VPC peering connection between the VPCs already exists."
            raise AwsError("VpcPeeringConnectionAlreadyExists", message, 400)
    failure = _FAILED if peer is None or _overlap(requester, accepter) else None
    peering = Peering(store.new_id("pcx"), requester, accepter, credentials.now(), failure)
    of(call)[peering.id] = peering
    if failure is None and peer_backend is not None:
        peer_backend.vpc_pcxs[peering.id] = peering
    tags.on_creation(call, "vpc-peering-connection", peering.id)
    status = {"Code": "initiating-request", "Message": f"Initiating Request to {account}"}
    return {"VpcPeeringConnection": {**_shown(call, peering), "Status": status}}


def _overlap(one: Side, other: Side) -> bool:
    return any(
        ipaddress.ip_network(block).overlaps(ipaddress.ip_network(each))
        for block in one.blocks
        for each in other.blocks
        if (":" in block) == (":" in each)
    )


def _peering(call: Call) -> Peering:
    (wanted,) = require(call, "VpcPeeringConnectionId")
    found: Peering = store.find(of(call), "pcx", wanted)
    return found


def _check_state(peering: Peering, *codes: str) -> None:
    if peering.code() not in codes:
        message = f"VpcPeeringConnectionID {peering.id} is not in the correct state for the request."
        raise AwsError("InvalidStateTransition", message, 400)


def _check_accepter(call: Call, peering: Peering, verb: str, verbs: str) -> None:
    side = peering.accepter
    if call.account != side.account:
        message = f"User {call.account} cannot {verb} peering {peering.id}"
        raise AwsError("OperationNotPermitted", message, 400)
    if call.region != side.region:
        message = (
            f"Incorrect region ({call.region}) specified for this request. VPC peering connection {peering.id} must be "
            f"{verbs} in region {side.region}"
        )
        raise AwsError("OperationNotPermitted", message, 400)


@operation("ec2", "AcceptVpcPeeringConnection")
def accept_vpc_peering_connection(call: Call) -> dict[str, Any]:
    """The other side agrees."""
    peering = _peering(call)
    _check_accepter(call, peering, "accept", "accepted")
    _check_state(peering, "pending-acceptance")
    peering.accepted = credentials.now()
    status = {"Code": "provisioning", "Message": "Provisioning"}
    return {"VpcPeeringConnection": {**_shown(call, peering), "Status": status}}


@operation("ec2", "RejectVpcPeeringConnection")
def reject_vpc_peering_connection(call: Call) -> dict[str, Any]:
    """The other side declines."""
    peering = _peering(call)
    _check_accepter(call, peering, "reject", "accepted or rejected")
    _check_state(peering, "pending-acceptance")
    peering.ended = ("rejected", "Inactive")
    return {"Return": True}


@operation("ec2", "DeleteVpcPeeringConnection")
def delete_vpc_peering_connection(call: Call) -> dict[str, Any]:
    """Either side ends an active connection; the requester withdraws a request, too."""
    peering = _peering(call)
    own = call.account == peering.requester.account
    _check_state(peering, "active", *(("pending-acceptance", "provisioning", "initiating-request") if own else ()))
    peering.ended = ("deleted", f"Deleted by {call.account}")
    return {"Return": True}


@operation("ec2", "ModifyVpcPeeringConnectionOptions")
def modify_vpc_peering_connection_options(call: Call) -> dict[str, Any]:
    """Each side sets its own options, in its own region, while the connection is active."""
    peering = _peering(call)
    if peering.code() != "active":
        message = f"Peering {peering.id} is not active. Peering options can be added only to active peerings."
        raise AwsError("OperationNotPermitted", message, 400)
    answer: dict[str, Any] = {}
    for name in ("requester", "accepter"):
        parameter, side = f"{name.title()}PeeringConnectionOptions", getattr(peering, name)
        if parameter not in call.params:
            continue
        if (call.account, call.region) != (side.account, side.region):
            message = f"User {call.account} cannot modify {name} peering options of {peering.id}"
            raise AwsError("OperationNotPermitted", message, 400)
        given = {option: value for option, value in call.params[parameter].items() if value is not None}
        peering.options[name].update(given)
        answer[parameter] = {option: peering.options[name].get(option, False) for option in _OPTIONS}
    return answer
