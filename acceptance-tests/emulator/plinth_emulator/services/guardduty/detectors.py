"""Detectors: one per account and region."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from plinth_emulator import credentials, paging, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation, unanswered

# moto answers these out of detectors of its own, of which there are none.
unanswered("guardduty", "CreateFilter", "DeleteFilter", "GetFilter", "UpdateFilter")

_FOUNDATION = ("CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS")
# What a new detector watches unless told otherwise, and what each feature can be told besides.
# https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html
FEATURES: dict[str, tuple[str, tuple[str, ...]]] = {
    "S3_DATA_EVENTS": ("ENABLED", ()),
    "EKS_AUDIT_LOGS": ("ENABLED", ()),
    "EBS_MALWARE_PROTECTION": ("ENABLED", ()),
    "RDS_LOGIN_EVENTS": ("ENABLED", ()),
    "LAMBDA_NETWORK_LOGS": ("ENABLED", ()),
    "EKS_RUNTIME_MONITORING": ("DISABLED", ("EKS_ADDON_MANAGEMENT",)),
    "RUNTIME_MONITORING": (
        "DISABLED",
        ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT"),
    ),
}
_FREQUENCIES = ("FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS")


def refused(reason: str) -> AwsError:
    """GuardDuty's one code for whatever is wrong with a request."""
    return AwsError(
        "BadRequestException", f"The request is rejected because {reason}", 400, Type="InvalidInputException"
    )


def detectors(account: str, region: str) -> dict[str, dict[str, Any]]:
    """An account's detector in a region, by its id."""
    return state.objects("guardduty detectors", account, region)


def detector(call: Call) -> dict[str, Any]:
    """The detector that a call names."""
    found = detectors(call.account, call.region).get(call.params.get("DetectorId") or "")
    if found is None:
        raise refused("the input detectorId is not owned by the current account.")
    return found


def make(account: str, region: str, **values: Any) -> str:
    """A new detector; the answer is its id."""
    name, now = secrets.token_hex(16), credentials.now()
    made = {
        "CreatedAt": now,
        "UpdatedAt": now,
        "Status": "ENABLED",
        "FindingPublishingFrequency": "SIX_HOURS",
        "Tags": {},
        "Features": {feature: (default, {}, now) for feature, (default, _) in FEATURES.items()},
        "Destinations": {},
        "ServiceRole": f"arn:aws:iam::{account}:role/aws-service-role/guardduty.amazonaws.com/"
        "AWSServiceRoleForAmazonGuardDuty",
    }
    made.update(values)
    detectors(account, region)[name] = made
    return name


def change_features(features: dict[str, Any], wanted: list[dict[str, Any]] | None, now: datetime) -> dict[str, Any]:
    """The features with some of them changed; those that are not named stay."""
    changed = dict(features)
    for item in wanted or []:
        name, status = item.get("Name"), item.get("Status")
        if name not in FEATURES or status not in ("ENABLED", "DISABLED"):
            raise refused("an invalid or out-of-range value is specified as an input parameter.")
        more = dict(changed[name][1])
        for addition in item.get("AdditionalConfiguration") or []:
            if addition.get("Name") not in FEATURES[name][1]:
                raise refused(f"additionalConfiguration {addition.get('Name')} is not supported by feature {name}.")
            more[addition["Name"]] = addition.get("Status")
        changed[name] = (status, more, now)
    if changed["EKS_RUNTIME_MONITORING"][0] == changed["RUNTIME_MONITORING"][0] == "ENABLED":
        raise refused("EKS_RUNTIME_MONITORING and RUNTIME_MONITORING can't be enabled at the same time.")
    return changed


def described_features(features: dict[str, Any]) -> list[dict[str, Any]]:
    """The features as AWS shows them, without the foundation."""
    shown = []
    for name, (status, more, updated) in features.items():
        feature: dict[str, Any] = {"Name": name, "Status": status, "UpdatedAt": updated}
        if FEATURES[name][1]:
            feature["AdditionalConfiguration"] = [
                {"Name": addition, "Status": more.get(addition, "DISABLED"), "UpdatedAt": updated}
                for addition in FEATURES[name][1]
            ]
        shown.append(feature)
    return shown


def _frequency(call: Call) -> str | None:
    wanted = call.params.get("FindingPublishingFrequency")
    if wanted is not None and wanted not in _FREQUENCIES:
        raise refused("an invalid or out-of-range value is specified as an input parameter.")
    return wanted


@operation("guardduty", "CreateDetector")
def create(call: Call) -> dict[str, Any]:
    """One per account and region. The same client token gives the same detector."""
    token = call.params.get("ClientToken")
    for name, found in detectors(call.account, call.region).items():
        if token and found.get("Token") == token:
            return {"DetectorId": name}
        raise refused("a detector already exists for the current account.")
    if call.params.get("Enable") is None:
        raise refused("the required parameter enable is missing.")
    defaults: dict[str, Any] = {feature: (default, {}, credentials.now()) for feature, (default, _) in FEATURES.items()}
    name = make(
        call.account,
        call.region,
        Status="ENABLED" if call.params["Enable"] else "DISABLED",
        FindingPublishingFrequency=_frequency(call) or "SIX_HOURS",
        Tags=dict(call.params.get("Tags") or {}),
        Features=change_features(defaults, call.params.get("Features"), credentials.now()),
        Token=token,
    )
    return {"DetectorId": name}


@operation("guardduty", "GetDetector")
def get(call: Call) -> dict[str, Any]:
    """The foundation is always on."""
    found = detector(call)
    foundation = [{"Name": name, "Status": "ENABLED", "UpdatedAt": found["CreatedAt"]} for name in _FOUNDATION]
    features = found["Features"]
    on = {"Status": "ENABLED"}
    return {
        "CreatedAt": f"{found['CreatedAt']:%Y-%m-%dT%H:%M:%S.000Z}",
        "UpdatedAt": f"{found['UpdatedAt']:%Y-%m-%dT%H:%M:%S.000Z}",
        "FindingPublishingFrequency": found["FindingPublishingFrequency"],
        "ServiceRole": found["ServiceRole"],
        "Status": found["Status"],
        "Tags": found["Tags"],
        "Features": foundation + described_features(features),
        "DataSources": {
            "CloudTrail": on,
            "DNSLogs": on,
            "FlowLogs": on,
            "S3Logs": {"Status": features["S3_DATA_EVENTS"][0]},
            "Kubernetes": {"AuditLogs": {"Status": features["EKS_AUDIT_LOGS"][0]}},
            "MalwareProtection": {
                "ScanEc2InstanceWithFindings": {"EbsVolumes": {"Status": features["EBS_MALWARE_PROTECTION"][0]}}
            },
        },
    }


@operation("guardduty", "UpdateDetector")
def update(call: Call) -> dict[str, Any]:
    """What is not given stays."""
    found, now = detector(call), credentials.now()
    frequency, features = _frequency(call), change_features(found["Features"], call.params.get("Features"), now)
    if call.params.get("Enable") is not None:
        found["Status"] = "ENABLED" if call.params["Enable"] else "DISABLED"
    found.update({"Features": features, "UpdatedAt": now})
    if frequency:
        found["FindingPublishingFrequency"] = frequency
    return {}


@operation("guardduty", "ListDetectors")
def list_detectors(call: Call) -> dict[str, Any]:
    """None or one."""
    return paging.page(call, "DetectorIds", list(detectors(call.account, call.region)))


@operation("guardduty", "TagResource", "UntagResource", "ListTagsForResource")
def tags(call: Call) -> dict[str, Any]:
    """Tags of detectors and their publishing destinations."""
    arn = str(call.params.get("ResourceArn"))
    parts = arn.split(":", 5)
    path = parts[5].split("/") if len(parts) == 6 else []
    found = detectors(call.account, parts[3]).get(path[1]) if len(path) >= 2 and parts[4] == call.account else None
    if found is not None and len(path) == 4:
        found = found["Destinations"].get(path[3])
    if found is None:
        raise refused("the resource ARN is invalid or does not exist.")
    if call.operation == "TagResource":
        found["Tags"].update(call.params.get("Tags") or {})
    elif call.operation == "UntagResource":
        for key in call.params.get("TagKeys") or []:
            found["Tags"].pop(key, None)
    else:
        return {"Tags": found["Tags"]}
    return {}
