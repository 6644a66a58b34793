"""Pools of IPAM, and the blocks that VPCs are given out of them.

A pool is its account's; every account of the owner's organization may allocate from it, as if it were shared with all.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Any

from plinth_emulator import organization, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.services.ec2 import store
from plinth_emulator.services.ec2.errors import invalid, missing


@dataclass
class Allocation:
    """A block that somebody was given."""

    id: str
    block: str
    account: str
    region: str
    kind: str = "custom"
    resource_id: str | None = None
    description: str | None = None


@dataclass
class Pool:
    """A pool with what was put into it, and what was taken out."""

    id: str
    account: str
    region: str
    scope_id: str
    params: dict[str, Any]
    source: Pool | None = None
    blocks: dict[str, str] = field(default_factory=dict)
    allocations: dict[str, Allocation] = field(default_factory=dict)

    @property
    def locale(self) -> str | None:
        """The region whose resources may be given blocks."""
        return self.params.get("Locale")


def every() -> dict[str, Pool]:
    """All pools of all accounts."""
    return state.objects("ec2 ipam pools of all", "")


def forget(call: Call, pool: Pool) -> None:
    """A pool that is deleted."""
    call.objects("ec2 ipam pools").pop(pool.id)
    every().pop(pool.id)


def _may_use(account: str, pool: Pool) -> bool:
    if account == pool.account:
        return True
    own, owners = organization.membership(account), organization.membership(pool.account)
    return own is not None and owners is not None and own.organization_id == owners.organization_id


def usable(call: Call, wanted: str) -> Pool:
    """A pool that the caller may allocate from."""
    pool = every().get(wanted)
    if pool is None or not _may_use(call.account, pool):
        raise missing("ipam-pool", wanted)
    return pool


def block_for(call: Call, kind: str) -> tuple[str, Allocation | None]:
    """The IPv4 block that a call asks for: said outright, or out of a pool."""
    block, name = call.params.get("CidrBlock"), call.params.get("Ipv4IpamPoolId")
    length = call.params.get("Ipv4NetmaskLength")
    if not name:
        if length:
            raise AwsError("MissingParameter", "The request must contain the parameter ipv4IpamPoolId", 400)
        if not block:
            raise AwsError(
                "MissingParameter", "The request must contain the parameter cidrBlock or ipv4IpamPoolId", 400
            )
        return block, None
    pool = usable(call, name)
    if pool.locale != call.region:
        raise invalid(f"The locale of the IPAM pool {name} does not match the region {call.region}.")
    if block and length:
        message = "The parameters cidrBlock and ipv4NetmaskLength cannot be used together"
        raise AwsError("InvalidParameterCombination", message, 400)
    made = allocate(call, pool, block, int(length) if length else None, kind)
    return made.block, made


def allocate(call: Call, pool: Pool, block: str | None, length: int | None, kind: str) -> Allocation:
    """Take a block out of a pool: this one, or the first that is free."""
    length = length or pool.params.get("AllocationDefaultNetmaskLength")
    if block is None and length is None:
        raise AwsError("MissingParameter", "The request must contain the parameter cidr or netmaskLength", 400)
    if block is not None:
        length = ipaddress.ip_network(block, strict=False).prefixlen
    least, most = pool.params.get("AllocationMinNetmaskLength"), pool.params.get("AllocationMaxNetmaskLength")
    if (least and int(length or 0) < int(least)) or (most and int(length or 0) > int(most)):
        raise invalid(f"The netmask length {length} is outside of what the pool {pool.id} allows ({least} to {most}).")
    found = _first_free(pool, block, int(length or 0))
    if found is None:
        message = f"The pool {pool.id} does not have an available CIDR of the requested size or range."
        raise AwsError("InsufficientCidrBlocks", message, 400)
    made = Allocation(store.new_id("ipam-pool-alloc"), found, call.account, call.region, kind)
    pool.allocations[made.id] = made
    return made


def _first_free(pool: Pool, block: str | None, length: int) -> str | None:
    taken: list[Any] = [ipaddress.ip_network(each.block) for each in pool.allocations.values()]
    for text, its_state in pool.blocks.items():
        outer: Any = ipaddress.ip_network(text)
        if its_state != "provisioned" or length < outer.prefixlen:
            continue
        if block is not None:
            wanted: Any = ipaddress.ip_network(block, strict=False)
            if wanted.version == outer.version and wanted.subnet_of(outer):
                return None if any(wanted.overlaps(each) for each in taken) else str(wanted)
            continue
        for candidate in outer.subnets(new_prefix=length):
            if not any(candidate.overlaps(each) for each in taken):
                return str(candidate)
    return None


def release(call: Call, resource_id: str, block: str | None = None) -> None:
    """Give back what a resource had. In AWS it takes up to half an hour until the block is free."""
    for pool in every().values():
        for name, each in list(pool.allocations.items()):
            own = (each.account, each.region, each.resource_id) == (call.account, call.region, resource_id)
            if own and block in (None, each.block):
                pool.allocations.pop(name)
