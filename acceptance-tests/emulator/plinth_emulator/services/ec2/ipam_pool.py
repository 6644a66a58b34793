"""IPAM's pools: what is provisioned to them, and allocated from them."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import cidr, describe, ipam_pools, store, tags, tokens
from plinth_emulator.services.ec2.errors import in_use, invalid, missing, require
from plinth_emulator.services.ec2.ipam_pools import Pool, forget


def _arn(pool: Pool) -> str:
    return f"arn:aws:ec2::{pool.account}:ipam-pool/{pool.id}"


def _pool(call: Call) -> Callable[[Any], dict[str, Any]]:
    def render(pool: Pool) -> dict[str, Any]:
        scope = store.local(pool.account, pool.region, "ec2 ipam scopes")[pool.scope_id]
        kept = ("AddressFamily", "Description", "Locale")
        lengths = ("AllocationMinNetmaskLength", "AllocationMaxNetmaskLength", "AllocationDefaultNetmaskLength")
        return {
            "AutoImport": bool(pool.params.get("AutoImport")),
            "IpamArn": scope["IpamArn"],
            "IpamPoolArn": _arn(pool),
            "IpamPoolId": pool.id,
            "IpamRegion": pool.region,
            "IpamScopeArn": scope["IpamScopeArn"],
            "IpamScopeType": scope["IpamScopeType"],
            "OwnerId": pool.account,
            "PoolDepth": 1 if pool.source is None else 2,
            "State": "create-complete",
            "Tags": store.tags(call, pool.id),
            **({} if pool.source is None else {"SourceIpamPoolId": pool.source.id}),
            **{name: pool.params[name] for name in (*kept, *lengths) if pool.params.get(name) is not None},
        }

    return render


POOLS = describe.Kind(
    answer="IpamPools",
    ids="IpamPoolIds",
    prefix="ipam-pool",
    objects=lambda call: call.objects("ec2 ipam pools"),
    renderer=_pool,
    filters={
        "address-family": "AddressFamily",
        "description": "Description",
        "ipam-pool-id": "IpamPoolId",
        "ipam-region": "IpamRegion",
        "ipam-scope-type": "IpamScopeType",
        "locale": "Locale",
        "owner-id": "OwnerId",
        "state": "State",
    },
)


@operation("ec2", "DescribeIpamPools")
def describe_ipam_pools(call: Call) -> dict[str, Any]:
    """The account's own pools."""
    return describe.describe(call, POOLS)


@operation("ec2", "CreateIpamPool")
def create_ipam_pool(call: Call) -> dict[str, Any]:
    """Make an empty pool in a scope."""
    pool = tokens.once(call, lambda: _make_pool(call))
    return {"IpamPool": {**_pool(call)(pool), "State": "create-in-progress"}}


def _make_pool(call: Call) -> Pool:
    scope_id, family = require(call, "IpamScopeId", "AddressFamily")
    store.find(call.objects("ec2 ipam scopes"), "ipam-scope", scope_id)
    if family not in ("ipv4", "ipv6"):
        raise invalid(f"Value ({family}) for parameter addressFamily is invalid.")
    source_id = call.params.get("SourceIpamPoolId")
    source = store.find(call.objects("ec2 ipam pools"), "ipam-pool", source_id) if source_id else None
    pool = Pool(store.new_id("ipam-pool"), call.account, call.region, scope_id, call.params, source)
    call.objects("ec2 ipam pools")[pool.id] = pool
    ipam_pools.every()[pool.id] = pool
    tags.on_creation(call, "ipam-pool", pool.id)
    return pool


def _own(call: Call) -> Pool:
    (wanted,) = require(call, "IpamPoolId")
    pool: Pool = store.find(call.objects("ec2 ipam pools"), "ipam-pool", wanted)
    return pool


@operation("ec2", "DeleteIpamPool")
def delete_ipam_pool(call: Call) -> dict[str, Any]:
    """Delete a pool that is empty, or with all that is in it."""
    pool = _own(call)
    inner = any(other.source is pool for other in ipam_pools.every().values())
    if (pool.allocations or pool.blocks or inner) and not call.params.get("Cascade"):
        raise in_use("ipam-pool", pool.id)
    shown = _pool(call)(pool)
    forget(call, pool)
    return {"IpamPool": {**shown, "State": "delete-in-progress"}}


@operation("ec2", "ProvisionIpamPoolCidr")
def provision_ipam_pool_cidr(call: Call) -> dict[str, Any]:
    """Put a block into a pool: a new one, or one of the pool that it is cut from."""
    pool = _own(call)

    def make() -> str:
        text, length = call.params.get("Cidr"), call.params.get("NetmaskLength")
        if not text and not (pool.source and length):
            raise AwsError("MissingParameter", "The request must contain the parameter cidr", 400)
        if pool.source is not None:
            made = ipam_pools.allocate(call, pool.source, text, int(length) if length else None, "ipam-pool")
            made.resource_id, text = pool.id, made.block
        network = cidr.parse(str(text), "cidr")
        if any(network.overlaps(ipaddress.ip_network(block)) for block in pool.blocks):
            raise invalid(f"The CIDR {network} overlaps a CIDR that is provisioned to the pool {pool.id} already.")
        pool.blocks[str(network)] = "provisioned"
        return str(network)

    return {"IpamPoolCidr": {"Cidr": tokens.once(call, make), "State": "pending-provision"}}


@operation("ec2", "DeprovisionIpamPoolCidr")
def deprovision_ipam_pool_cidr(call: Call) -> dict[str, Any]:
    """Take a block out of a pool, when nothing was allocated from it."""
    pool, (text,) = _own(call), require(call, "Cidr")
    if text not in pool.blocks:
        raise invalid(f"The CIDR {text} is not provisioned to the pool {pool.id}.")
    network: Any = ipaddress.ip_network(text)
    if any(network.overlaps(ipaddress.ip_network(each.block)) for each in pool.allocations.values()):
        raise AwsError("IncorrectState", f"The CIDR {text} has allocations and cannot be deprovisioned.", 400)
    pool.blocks.pop(text)
    if pool.source is not None:
        ipam_pools.release(call, pool.id, text)
    return {"IpamPoolCidr": {"Cidr": text, "State": "pending-deprovision"}}


@operation("ec2", "GetIpamPoolCidrs")
def get_ipam_pool_cidrs(call: Call) -> dict[str, Any]:
    """What is in a pool."""
    (wanted,) = require(call, "IpamPoolId")
    blocks = ipam_pools.usable(call, wanted).blocks
    shown = [
        {"Cidr": text, "State": its_state, "NetmaskLength": ipaddress.ip_network(text).prefixlen}
        for text, its_state in blocks.items()
    ]
    found = describe.select(call.params.get("Filters") or [], shown, {"cidr": "Cidr", "state": "State"})
    return describe.page(call, "IpamPoolCidrs", found, (5, 1000))


def _allocation(each: ipam_pools.Allocation) -> dict[str, Any]:
    shown = {
        "Cidr": each.block,
        "Description": each.description,
        "IpamPoolAllocationId": each.id,
        "ResourceId": each.resource_id,
        "ResourceOwner": each.account,
        "ResourceRegion": each.region,
        "ResourceType": each.kind,
    }
    return {name: value for name, value in shown.items() if value is not None}


@operation("ec2", "AllocateIpamPoolCidr")
def allocate_ipam_pool_cidr(call: Call) -> dict[str, Any]:
    """Reserve a block of a pool."""
    (wanted,) = require(call, "IpamPoolId")
    pool, length = ipam_pools.usable(call, wanted), call.params.get("NetmaskLength")

    def make() -> ipam_pools.Allocation:
        made = ipam_pools.allocate(call, pool, call.params.get("Cidr"), int(length) if length else None, "custom")
        made.description = call.params.get("Description")
        if call.params.get("PreviewNextCidr"):
            pool.allocations.pop(made.id)
        return made

    return {"IpamPoolAllocation": _allocation(tokens.once(call, make))}


@operation("ec2", "GetIpamPoolAllocations")
def get_ipam_pool_allocations(call: Call) -> dict[str, Any]:
    """What was taken out of a pool."""
    (wanted,) = require(call, "IpamPoolId")
    shown = [_allocation(each) for each in ipam_pools.usable(call, wanted).allocations.values()]
    return describe.page(call, "IpamPoolAllocations", shown, (1000, 100000))


@operation("ec2", "ReleaseIpamPoolAllocation")
def release_ipam_pool_allocation(call: Call) -> dict[str, Any]:
    """Give a reserved block back; what a VPC has goes with the VPC."""
    wanted, name = require(call, "IpamPoolId", "IpamPoolAllocationId")
    pool = ipam_pools.usable(call, wanted)
    if name not in pool.allocations:
        raise missing("ipam-pool", name)
    if pool.allocations[name].kind != "custom":
        raise AwsError("IncorrectState", f"The allocation {name} is managed by IPAM and cannot be released.", 400)
    pool.allocations.pop(name)
    return {"Success": True}
