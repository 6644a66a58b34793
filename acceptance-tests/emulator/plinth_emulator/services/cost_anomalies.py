"""Cost Explorer: monitors of anomalies, and who hears of them."""

from __future__ import annotations

import uuid
from typing import Any

from plinth_emulator import credentials, paging, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation


def _refusal(code: str, message: str) -> AwsError:
    return AwsError(code, message, 400)


def _monitors(call: Call) -> dict[str, dict[str, Any]]:
    return state.objects("ce anomaly monitors", call.account)


def _subscriptions(call: Call) -> dict[str, dict[str, Any]]:
    return state.objects("ce anomaly subscriptions", call.account)


def _tags(call: Call) -> dict[str, dict[str, str]]:
    return state.objects("ce tags", call.account)


def _new_arn(call: Call, kind: str) -> str:
    arn = f"arn:aws:ce::{call.account}:{kind}/{uuid.uuid4()}"
    _tags(call)[arn] = {item["Key"]: item["Value"] for item in call.params.get("ResourceTags") or []}
    return arn


def _monitor(call: Call, arn: str) -> dict[str, Any]:
    if arn not in _monitors(call):
        raise _refusal("UnknownMonitorException", f"Unknown monitor: {arn}")
    return _monitors(call)[arn]


@operation("ce", "CreateAnomalyMonitor")
def create_monitor(call: Call) -> dict[str, Any]:
    """One monitor of services per account, and one of each other dimension.

    https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html
    """
    wanted = {key: value for key, value in (call.params.get("AnomalyMonitor") or {}).items() if value is not None}
    kind, dimension = wanted.get("MonitorType"), wanted.get("MonitorDimension")
    if kind not in ("DIMENSIONAL", "CUSTOM") or not wanted.get("MonitorName"):
        raise _refusal("ValidationException", "MonitorName and MonitorType are required")
    if kind == "DIMENSIONAL" and not dimension:
        raise _refusal("ValidationException", "MonitorDimension is required for a DIMENSIONAL monitor")
    if kind == "CUSTOM" and (not wanted.get("MonitorSpecification") or dimension):
        raise _refusal("ValidationException", "MonitorSpecification alone is required for a CUSTOM monitor")
    kept = _monitors(call)
    if kind == "DIMENSIONAL" and any(each.get("MonitorDimension") == dimension for each in kept.values()):
        raise _refusal("ValidationException", "Limit exceeded on dimensional spend monitor creation")
    if len(kept) >= 501:
        raise _refusal("LimitExceededException", "Limit exceeded on custom monitor creation")
    arn, now = _new_arn(call, "anomalymonitor"), f"{credentials.now():%Y-%m-%dT%H:%M:%S.000Z}"
    kept[arn] = {**wanted, "MonitorArn": arn, "CreationDate": now, "LastUpdatedDate": now, "DimensionalValueCount": 0}
    return {"MonitorArn": arn}


@operation("ce", "GetAnomalyMonitors")
def get_monitors(call: Call) -> dict[str, Any]:
    """All, or those asked for."""
    wanted = call.params.get("MonitorArnList")
    shown = [_monitor(call, arn) for arn in (wanted or list(_monitors(call)))]
    return paging.page(call, "AnomalyMonitors", shown, 100, "NextPageToken")


@operation("ce", "UpdateAnomalyMonitor")
def update_monitor(call: Call) -> dict[str, Any]:
    """Only the name changes."""
    found = _monitor(call, call.params["MonitorArn"])
    if call.params.get("MonitorName"):
        found["MonitorName"] = call.params["MonitorName"]
    return {"MonitorArn": found["MonitorArn"]}


@operation("ce", "DeleteAnomalyMonitor")
def delete_monitor(call: Call) -> dict[str, Any]:
    """It leaves its subscriptions; those that had no other go with it."""
    arn = _monitor(call, call.params["MonitorArn"])["MonitorArn"]
    del _monitors(call)[arn]
    _tags(call).pop(arn, None)
    for name, found in list(_subscriptions(call).items()):
        if arn in found["MonitorArnList"]:
            found["MonitorArnList"].remove(arn)
            if not found["MonitorArnList"]:
                del _subscriptions(call)[name]
                _tags(call).pop(name, None)
    return {}


def _checked(call: Call, wanted: dict[str, Any]) -> dict[str, Any]:
    for arn in wanted.get("MonitorArnList") or []:
        _monitor(call, arn)
    if not wanted.get("MonitorArnList") or not wanted.get("Subscribers"):
        raise _refusal("ValidationException", "A subscription needs monitors and subscribers")
    if wanted.get("Frequency") not in ("DAILY", "IMMEDIATE", "WEEKLY"):
        raise _refusal("ValidationException", f"Invalid frequency: {wanted.get('Frequency')}")
    kinds = {each.get("Type") for each in wanted["Subscribers"]}
    if "SNS" in kinds and wanted["Frequency"] != "IMMEDIATE":
        raise _refusal("ValidationException", "SNS topics can be subscribed with the frequency IMMEDIATE only")
    if "EMAIL" in kinds and wanted["Frequency"] == "IMMEDIATE":
        raise _refusal("ValidationException", "E-mail addresses cannot be subscribed with the frequency IMMEDIATE")
    if wanted.get("Threshold") is None and not wanted.get("ThresholdExpression"):
        raise _refusal("ValidationException", "A threshold is required")
    if wanted.get("Threshold") is not None and wanted.get("ThresholdExpression"):
        raise _refusal("ValidationException", "Specify either Threshold or ThresholdExpression")
    for subscriber in wanted["Subscribers"]:
        subscriber["Status"] = "CONFIRMED"
    return wanted


@operation("ce", "CreateAnomalySubscription")
def create_subscription(call: Call) -> dict[str, Any]:
    """Topics hear at once, addresses once a day or week."""
    given = call.params.get("AnomalySubscription") or {}
    wanted = _checked(call, {key: value for key, value in given.items() if value is not None})
    if any(each["SubscriptionName"] == wanted.get("SubscriptionName") for each in _subscriptions(call).values()):
        raise _refusal("ValidationException", f"A subscription named {wanted.get('SubscriptionName')} already exists")
    arn = _new_arn(call, "anomalysubscription")
    _subscriptions(call)[arn] = {**wanted, "SubscriptionArn": arn, "AccountId": call.account}
    return {"SubscriptionArn": arn}


def _subscription(call: Call, arn: str) -> dict[str, Any]:
    if arn not in _subscriptions(call):
        raise _refusal("UnknownSubscriptionException", f"Unknown subscription: {arn}")
    return _subscriptions(call)[arn]


@operation("ce", "GetAnomalySubscriptions")
def get_subscriptions(call: Call) -> dict[str, Any]:
    """All, those asked for, or those of a monitor."""
    wanted, monitor = call.params.get("SubscriptionArnList"), call.params.get("MonitorArn")
    shown = [_subscription(call, arn) for arn in (wanted or list(_subscriptions(call)))]
    shown = [each for each in shown if monitor is None or monitor in each["MonitorArnList"]]
    return paging.page(call, "AnomalySubscriptions", shown, 100, "NextPageToken")


@operation("ce", "UpdateAnomalySubscription")
def update_subscription(call: Call) -> dict[str, Any]:
    """What is not given stays; either kind of threshold replaces the other."""
    found = _subscription(call, call.params["SubscriptionArn"])
    given = {key: value for key, value in call.params.items() if value is not None}
    wanted = dict(found)
    if "Threshold" in given or "ThresholdExpression" in given:
        wanted.pop("Threshold", None)
        wanted.pop("ThresholdExpression", None)
    _subscriptions(call)[found["SubscriptionArn"]] = _checked(call, {**wanted, **given})
    return {"SubscriptionArn": found["SubscriptionArn"]}


@operation("ce", "DeleteAnomalySubscription")
def delete_subscription(call: Call) -> dict[str, Any]:
    """Its monitors stay."""
    arn = _subscription(call, call.params["SubscriptionArn"])["SubscriptionArn"]
    del _subscriptions(call)[arn]
    _tags(call).pop(arn, None)
    return {}


@operation("ce", "TagResource", "UntagResource", "ListTagsForResource")
def tags(call: Call) -> dict[str, Any]:
    """Tags of monitors and subscriptions."""
    arn = call.params["ResourceArn"]
    found = _tags(call).get(arn)
    if found is None:
        raise _refusal("ResourceNotFoundException", f"Resource {arn} not found")
    if call.operation == "TagResource":
        found.update({item["Key"]: item["Value"] for item in call.params.get("ResourceTags") or []})
    elif call.operation == "UntagResource":
        for key in call.params.get("ResourceTagKeys") or []:
            found.pop(key, None)
    else:
        return {"ResourceTags": [{"Key": key, "Value": value} for key, value in found.items()]}
    return {}
