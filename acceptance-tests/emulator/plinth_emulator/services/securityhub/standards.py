"""Subscriptions to standards: they are pending for a while, and need a recorder of Config to be ready."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from plinth_emulator import credentials, paging, settings
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.securityhub import catalogue, hub
from plinth_emulator.services.securityhub.hub import invalid


def subscriptions(call: Call) -> dict[str, dict[str, Any]]:
    """The hub's subscriptions by standard, without those whose deletion is over."""
    kept: dict[str, dict[str, Any]] = hub.require(call)["standards"]
    for path, found in list(kept.items()):
        if found["deleting"] and credentials.now() >= found["due"]:
            del kept[path]
    return kept


def arn_of(call: Call, path: str) -> str:
    """A subscription's ARN."""
    return f"arn:aws:securityhub:{call.region}:{call.account}:subscription/{path}"


def subscribe(call: Call, path: str) -> None:
    """Begin to check a standard's controls, all of them on; nothing happens when it is on."""
    kept = subscriptions(call)
    if path in kept and not kept[path]["deleting"]:
        return
    due = credentials.now() + timedelta(seconds=settings.get("security_hub_standards_seconds", call.account))
    kept[path] = {"due": due, "deleting": False, "disabled": {}}


def shown(call: Call, path: str) -> dict[str, Any]:
    """A subscription as AWS shows it."""
    found = hub.require(call)["standards"][path]
    standard = next(each for each in catalogue.STANDARDS if each.path == path)
    pending = credentials.now() < found["due"]
    status = "DELETING" if found["deleting"] else "PENDING" if pending else "READY"
    return {
        "StandardsSubscriptionArn": arn_of(call, path),
        "StandardsArn": standard.arn(call.region),
        "StandardsInput": {},
        "StandardsStatus": status,
        "StandardsControlsUpdatable": "READY_FOR_UPDATES" if status == "READY" else "NOT_READY_FOR_UPDATES",
    }


@operation("securityhub", "EnableSecurityHub")
def enable(call: Call) -> dict[str, Any]:
    """Once; with the default standards unless told otherwise."""
    if hub.hub(call.account, call.region):
        raise AwsError(
            "ResourceConflictException",
            "Account is already subscribed to Security Hub",
            409,
            Code="ResourceConflictException",
        )
    generator = call.params.get("ControlFindingGenerator") or "SECURITY_CONTROL"
    hub.turn_on(call.account, call.region, generator, call.params.get("Tags"))
    if call.params.get("EnableDefaultStandards") is not False:
        for standard in catalogue.STANDARDS:
            if standard.by_default:
                subscribe(call, standard.path)
    return {}


@operation("securityhub", "DescribeStandards")
def describe(call: Call) -> dict[str, Any]:
    """All standards, subscribed to or not."""
    hub.require(call)
    known = [
        {
            "StandardsArn": each.arn(call.region),
            "Name": each.name,
            "Description": f"{each.name}: controls for accounts and their resources.",
            "EnabledByDefault": each.by_default,
            "StandardsManagedBy": {"Company": "AWS", "Product": "Security Hub"},
        }
        for each in catalogue.STANDARDS
    ]
    return paging.page(call, "Standards", known, 100)


@operation("securityhub", "GetEnabledStandards")
def get_enabled(call: Call) -> dict[str, Any]:
    """The subscriptions, or those asked for."""
    wanted = call.params.get("StandardsSubscriptionArns")
    kept = [shown(call, path) for path in subscriptions(call) if not wanted or arn_of(call, path) in wanted]
    return paging.page(call, "StandardsSubscriptions", kept, 100)


@operation("securityhub", "BatchEnableStandards")
def enable_standards(call: Call) -> dict[str, Any]:
    """Subscribing to what is subscribed to changes nothing."""
    hub.require(call)
    paths = []
    for request in call.params.get("StandardsSubscriptionRequests") or []:
        found = catalogue.standard(request["StandardsArn"], call.region)
        if found is None:
            raise invalid(
                f"Invalid parameter 'StandardsArn': {request['StandardsArn']}. Data did not match any variant."
            )
        paths.append(found.path)
    for path in paths:
        subscribe(call, path)
    return {"StandardsSubscriptions": [shown(call, path) for path in paths]}


@operation("securityhub", "BatchDisableStandards")
def disable_standards(call: Call) -> dict[str, Any]:
    """They are shown as being deleted for a while."""
    kept, ended = subscriptions(call), []
    by_arn = {arn_of(call, path): path for path in kept}
    for arn in call.params.get("StandardsSubscriptionArns") or []:
        if arn not in by_arn:
            raise invalid(f"Invalid parameter 'StandardsSubscriptionArns': no subscription {arn}.")
        ended.append(by_arn[arn])
    due = credentials.now() + timedelta(seconds=settings.get("security_hub_standards_seconds", call.account))
    for path in ended:
        kept[path].update({"deleting": True, "due": due})
    return {"StandardsSubscriptions": [shown(call, path) for path in ended]}
