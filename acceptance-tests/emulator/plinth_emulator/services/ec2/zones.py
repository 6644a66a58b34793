"""Availability zones, and which of them a parameter means."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.availability_zones_and_regions import Zone

from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, store
from plinth_emulator.services.ec2.errors import invalid


def of(call: Call) -> list[Zone]:
    """The zones of the call's region."""
    found: list[Zone] = store.backend(call).describe_availability_zones()
    return found


def chosen(call: Call) -> Zone:
    """The zone that a new subnet is to be in: named, or by id, or any."""
    name, zone_id = call.params.get("AvailabilityZone"), call.params.get("AvailabilityZoneId")
    zones = of(call)
    if name and zone_id:
        raise invalid("You cannot specify both AvailabilityZone and AvailabilityZoneId")
    for zone in zones:
        if name == zone.name or zone_id == zone.zone_id or not (name or zone_id):
            return zone
    parameter, value = ("availabilityZone", name) if name else ("availabilityZoneId", zone_id)
    known = ", ".join(zone.name if name else zone.zone_id for zone in zones)
    raise invalid(
        f"Value ({value}) for parameter {parameter} is invalid. Subnets can currently only be created in the "
        f"following availability zones: {known}."
    )


@operation("ec2", "DescribeAvailabilityZones")
def describe_availability_zones(call: Call) -> dict[str, Any]:
    """The zones that the account may use; local and wavelength zones would have to be opted in to."""
    names, ids = call.params.get("ZoneNames") or [], call.params.get("ZoneIds") or []
    zones = of(call)
    for wanted, known, what in ((names, [z.name for z in zones], ""), (ids, [z.zone_id for z in zones], "-id")):
        unknown = [name for name in wanted if name not in known]
        if unknown:
            raise invalid(f"Invalid availability zone{what}: [{', '.join(unknown)}]")
    found = [
        {
            "State": "available",
            "OptInStatus": "opt-in-not-required",
            "Messages": [],
            "RegionName": call.region,
            "ZoneName": zone.name,
            "ZoneId": zone.zone_id,
            "GroupName": f"{call.region}-zg-1",
            "NetworkBorderGroup": call.region,
            "ZoneType": zone.zone_type,
        }
        for zone in zones
        if (not names or zone.name in names) and (not ids or zone.zone_id in ids)
    ]
    paths = {
        "group-name": "GroupName",
        "message": "Messages.Message",
        "opt-in-status": "OptInStatus",
        "parent-zoneID": "ParentZoneId",
        "parent-zoneName": "ParentZoneName",
        "region-name": "RegionName",
        "state": "State",
        "zone-id": "ZoneId",
        "zone-name": "ZoneName",
        "zone-type": "ZoneType",
    }
    return {"AvailabilityZones": describe.select(call.params.get("Filters") or [], found, paths)}
