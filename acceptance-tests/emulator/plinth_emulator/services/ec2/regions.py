"""Regions as EC2 knows them."""

from __future__ import annotations

from typing import Any

from plinth_emulator import regions
from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe
from plinth_emulator.services.ec2.errors import invalid

_FILTERS = {"endpoint": "Endpoint", "opt-in-status": "OptInStatus", "region-name": "RegionName"}
_STATUSES = {"ENABLED": "opted-in", "ENABLED_BY_DEFAULT": "opt-in-not-required"}


@operation("ec2", "DescribeRegions")
def describe_regions(call: Call) -> dict[str, Any]:
    """The regions that the account may use; all of them when all are asked for, or when they are named."""
    names, known = call.params.get("RegionNames") or [], sorted(regions.DEFAULT | regions.OPT_IN)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise invalid(f"Invalid region names: [{', '.join(unknown)}]")
    found = []
    for name in known:
        status = _STATUSES.get(regions.status(call.account, name) or "", "not-opted-in")
        wanted = name in names if names else call.params.get("AllRegions") or status != "not-opted-in"
        if wanted:
            endpoint = f"ec2.{name}.amazonaws.com"
            found.append({"RegionName": name, "Endpoint": endpoint, "OptInStatus": status})
    return {"Regions": describe.select(call.params.get("Filters") or [], found, _FILTERS)}
