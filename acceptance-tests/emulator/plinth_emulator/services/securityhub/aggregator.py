"""The finding aggregator: one per account, in the region where it was made."""

from __future__ import annotations

import uuid
from typing import Any

from plinth_emulator import state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.securityhub import hub
from plinth_emulator.services.securityhub.hub import invalid, missing

_MODES = ("ALL_REGIONS", "ALL_REGIONS_EXCEPT_SPECIFIED", "SPECIFIED_REGIONS", "NO_REGIONS")


def of(account: str) -> dict[str, Any]:
    """An account's aggregator; empty when there is none."""
    return state.objects("securityhub aggregator", account)


def _set(call: Call, found: dict[str, Any]) -> None:
    mode, regions = call.params.get("RegionLinkingMode"), list(call.params.get("Regions") or [])
    if mode not in _MODES:
        raise invalid(f"Invalid parameter 'RegionLinkingMode': {mode}.")
    if (mode in ("ALL_REGIONS_EXCEPT_SPECIFIED", "SPECIFIED_REGIONS")) != bool(regions):
        raise invalid(f"Invalid parameter 'Regions': it goes with a mode that specifies regions, and {mode} is given.")
    found.update({"mode": mode, "regions": regions})


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    shown = {
        "FindingAggregatorArn": found["arn"],
        "FindingAggregationRegion": found["region"],
        "RegionLinkingMode": found["mode"],
    }
    return {**shown, "Regions": found["regions"]} if found["regions"] else shown


@operation("securityhub", "CreateFindingAggregator")
def create(call: Call) -> dict[str, Any]:
    """One in all regions together."""
    hub.require(call)
    found = of(call.account)
    if found:
        raise AwsError(
            "LimitExceededException",
            f"A finding aggregator exists already in {found['region']}.",
            429,
            Code="LimitExceededException",
        )
    made: dict[str, Any] = {}
    _set(call, made)
    arn = f"arn:aws:securityhub:{call.region}:{call.account}:finding-aggregator/{uuid.uuid4()}"
    found.update({**made, "arn": arn, "region": call.region})
    return _shown(found)


def _named(call: Call) -> dict[str, Any]:
    hub.require(call)
    found = of(call.account)
    if not found or found["arn"] != call.params.get("FindingAggregatorArn"):
        raise missing("The request was rejected because we can't find the specified finding aggregator.")
    return found


@operation("securityhub", "GetFindingAggregator")
def get(call: Call) -> dict[str, Any]:
    """By its ARN."""
    return _shown(_named(call))


@operation("securityhub", "UpdateFindingAggregator")
def update(call: Call) -> dict[str, Any]:
    """Only in the region where it was made."""
    found = _named(call)
    if found["region"] != call.region:
        raise invalid(f"The finding aggregator is changed in its own region, {found['region']}.")
    _set(call, found)
    return _shown(found)


@operation("securityhub", "DeleteFindingAggregator")
def delete(call: Call) -> dict[str, Any]:
    """Findings stay where they were copied to."""
    _named(call).clear()
    return {}


@operation("securityhub", "ListFindingAggregators")
def list_aggregators(call: Call) -> dict[str, Any]:
    """None or one, whatever the region."""
    hub.require(call)
    found = of(call.account)
    return {"FindingAggregators": [{"FindingAggregatorArn": found["arn"]}] if found else []}
