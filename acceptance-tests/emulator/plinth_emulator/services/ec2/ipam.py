"""IPAM: an IPAM with its two scopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, store, tags, tokens
from plinth_emulator.services.ec2.errors import in_use, require
from plinth_emulator.services.ec2.ipam_pools import forget


def _ipam(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda ipam: {**ipam, "Tags": store.tags(call, ipam["IpamId"])}


IPAMS = describe.Kind(
    answer="Ipams",
    ids="IpamIds",
    prefix="ipam",
    objects=lambda call: call.objects("ec2 ipams"),
    renderer=_ipam,
    filters={"ipam-id": "IpamId", "owner-id": "OwnerId", "state": "State"},
)


def _scope(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda scope: {**scope, "Tags": store.tags(call, scope["IpamScopeId"])}


SCOPES = describe.Kind(
    answer="IpamScopes",
    ids="IpamScopeIds",
    prefix="ipam-scope",
    objects=lambda call: call.objects("ec2 ipam scopes"),
    renderer=_scope,
    filters={"ipam-arn": "IpamArn", "ipam-scope-id": "IpamScopeId", "ipam-scope-type": "IpamScopeType"},
)


@operation("ec2", "DescribeIpams")
def describe_ipams(call: Call) -> dict[str, Any]:
    """IPAMs."""
    return describe.describe(call, IPAMS)


@operation("ec2", "DescribeIpamScopes")
def describe_ipam_scopes(call: Call) -> dict[str, Any]:
    """Scopes."""
    return describe.describe(call, SCOPES)


@operation("ec2", "CreateIpam")
def create_ipam(call: Call) -> dict[str, Any]:
    """Make an IPAM, with a public and a private scope."""
    ipam = tokens.once(call, lambda: _make_ipam(call))
    return {"Ipam": {**_ipam(call)(ipam), "State": "create-in-progress"}}


def _make_ipam(call: Call) -> dict[str, Any]:
    name = store.new_id("ipam")
    arn = f"arn:aws:ec2::{call.account}:ipam/{name}"
    scopes = {}
    for kind in ("public", "private"):
        scope_id = store.new_id("ipam-scope")
        scopes[kind] = scope_id
        call.objects("ec2 ipam scopes")[scope_id] = {
            "IpamArn": arn,
            "IpamRegion": call.region,
            "IpamScopeArn": f"arn:aws:ec2::{call.account}:ipam-scope/{scope_id}",
            "IpamScopeId": scope_id,
            "IpamScopeType": kind,
            "IsDefault": True,
            "OwnerId": call.account,
            "PoolCount": 0,
            "State": "create-complete",
        }
    regions = call.params.get("OperatingRegions") or [{"RegionName": call.region}]
    ipam: dict[str, Any] = {
        "Description": call.params.get("Description") or "",
        "IpamArn": arn,
        "IpamId": name,
        "IpamRegion": call.region,
        "OperatingRegions": regions,
        "OwnerId": call.account,
        "PrivateDefaultScopeId": scopes["private"],
        "PublicDefaultScopeId": scopes["public"],
        "ScopeCount": 2,
        "State": "create-complete",
        "Tier": call.params.get("Tier") or "advanced",
    }
    call.objects("ec2 ipams")[name] = ipam
    tags.on_creation(call, "ipam", name)
    return ipam


@operation("ec2", "DeleteIpam")
def delete_ipam(call: Call) -> dict[str, Any]:
    """Delete an IPAM without pools, or with all that is in it."""
    (wanted,) = require(call, "IpamId")
    ipam = store.find(call.objects("ec2 ipams"), "ipam", wanted)
    scopes = {name for name, scope in call.objects("ec2 ipam scopes").items() if scope["IpamArn"] == ipam["IpamArn"]}
    pools = [pool for pool in call.objects("ec2 ipam pools").values() if pool.scope_id in scopes]
    if pools and not call.params.get("Cascade"):
        raise in_use("ipam", wanted)
    for pool in pools:
        forget(call, pool)
    for name in scopes:
        call.objects("ec2 ipam scopes").pop(name)
    call.objects("ec2 ipams").pop(wanted)
    return {"Ipam": {**_ipam(call)(ipam), "State": "delete-in-progress"}}
