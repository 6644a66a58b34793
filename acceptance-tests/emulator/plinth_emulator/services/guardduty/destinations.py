"""Where a detector's findings are exported to."""

from __future__ import annotations

import secrets
from typing import Any

from plinth_emulator import delivery, paging
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.guardduty.detectors import detector, refused

_SERVICE = "guardduty.amazonaws.com"


def _check(call: Call, properties: dict[str, Any]) -> None:
    """The bucket and the key must let GuardDuty in."""
    arn, key_arn = str(properties.get("DestinationArn") or ""), properties.get("KmsKeyArn")
    if not key_arn:
        raise refused("the parameter kmsKeyArn is required.")
    name, _, prefix = arn.removeprefix("arn:aws:s3:::").partition("/")
    source = f"arn:aws:guardduty:{call.region}:{call.account}:detector/{call.params['DetectorId']}"
    keys = {"aws:sourceaccount": [call.account], "aws:sourcearn": [source]}
    path = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    object_arn = f"arn:aws:s3:::{name}/{path}AWSLogs/{call.account}/GuardDuty/{call.region}/2026/01/01/x.jsonl.gz"
    key = delivery.key(str(key_arn), call.region, call.account)
    if (
        not delivery.bucket_allows(name, _SERVICE, "s3:PutObject", object_arn, keys)
        or not delivery.bucket_allows(name, _SERVICE, "s3:GetBucketLocation", f"arn:aws:s3:::{name}", keys)
        or key is None
        or not delivery.key_allows(key, _SERVICE, "kms:GenerateDataKey", keys)
    ):
        raise AwsError(
            "BadRequestException",
            "The request failed because the GuardDuty service principal does not have permission to the KMS key or the "
            "resource specified by the destinationArn parameter. Refer to "
            "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html",
            400,
            Type="InvalidInputException",
        )


def _destination(call: Call) -> dict[str, Any]:
    found: dict[str, Any] | None = detector(call)["Destinations"].get(call.params["DestinationId"])
    if found is None:
        raise refused("the input destinationId is not owned by the current account.")
    return found


@operation("guardduty", "CreatePublishingDestination")
def create(call: Call) -> dict[str, Any]:
    """One per type, and there is one type."""
    kept = detector(call)["Destinations"]
    token = call.params.get("ClientToken")
    for name, found in kept.items():
        if token and found["Token"] == token:
            return {"DestinationId": name}
        raise refused("a publishing destination already exists for the current account.")
    properties = dict(call.params.get("DestinationProperties") or {})
    _check(call, properties)
    name = secrets.token_hex(16)
    tags = dict(call.params.get("Tags") or {})
    kept[name] = {"Type": call.params["DestinationType"], "Properties": properties, "Token": token, "Tags": tags}
    return {"DestinationId": name}


@operation("guardduty", "DescribePublishingDestination")
def describe(call: Call) -> dict[str, Any]:
    """A destination that was tested when it was made publishes."""
    found = _destination(call)
    return {
        "DestinationId": call.params["DestinationId"],
        "DestinationType": found["Type"],
        "Status": "PUBLISHING",
        "PublishingFailureStartTimestamp": 0,
        "DestinationProperties": found["Properties"],
        "Tags": found["Tags"],
    }


@operation("guardduty", "UpdatePublishingDestination")
def update(call: Call) -> dict[str, Any]:
    """What is not given stays."""
    found = _destination(call)
    properties = {**found["Properties"], **(call.params.get("DestinationProperties") or {})}
    _check(call, properties)
    found["Properties"] = properties
    return {}


@operation("guardduty", "DeletePublishingDestination")
def delete(call: Call) -> dict[str, Any]:
    """What was exported stays."""
    _destination(call)
    del detector(call)["Destinations"][call.params["DestinationId"]]
    return {}


@operation("guardduty", "ListPublishingDestinations")
def list_destinations(call: Call) -> dict[str, Any]:
    """None or one."""
    shown = [
        {"DestinationId": name, "DestinationType": found["Type"], "Status": "PUBLISHING"}
        for name, found in detector(call)["Destinations"].items()
    ]
    return paging.page(call, "Destinations", shown)
