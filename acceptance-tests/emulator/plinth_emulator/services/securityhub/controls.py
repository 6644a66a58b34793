"""Controls: on or off in each standard."""

from __future__ import annotations

from typing import Any

from plinth_emulator import credentials, paging
from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.securityhub import catalogue, hub, standards
from plinth_emulator.services.securityhub.hub import invalid, missing

_HELP = "https://docs.aws.amazon.com/console/securityhub/{}/remediation"
_PARAMETERS = "securityhub control parameters"


def _arn(call: Call, control: str) -> str:
    return f"arn:aws:securityhub:{call.region}:{call.account}:security-control/{control}"


def _standards_arn(call: Call, path: str, control: str) -> str:
    return f"arn:aws:securityhub:{call.region}:{call.account}:control/{path}/{control}"


def _set(found: dict[str, Any], control: str, status: str | None, reason: str | None) -> None:
    if status not in ("ENABLED", "DISABLED"):
        raise invalid("Invalid parameter: the status must be ENABLED or DISABLED.")
    if status == "DISABLED" and not reason:
        raise invalid("Invalid parameter: a reason is required to disable a control.")
    if status == "DISABLED":
        found["disabled"][control] = (reason, credentials.now())
    else:
        found["disabled"].pop(control, None)


@operation("securityhub", "DescribeStandardsControls")
def describe(call: Call) -> dict[str, Any]:
    """The controls of one subscription."""
    arn = call.params["StandardsSubscriptionArn"]
    for path, found in standards.subscriptions(call).items():
        if standards.arn_of(call, path) == arn:
            shown = []
            for control in catalogue.controls(path):
                severity, title = catalogue.CONTROLS[control]
                reason, at = found["disabled"].get(control, (None, found["due"]))
                item: dict[str, Any] = {
                    "StandardsControlArn": _standards_arn(call, path, control),
                    "ControlStatus": "DISABLED" if reason else "ENABLED",
                    "ControlStatusUpdatedAt": at,
                    "ControlId": control,
                    "Title": title,
                    "Description": title,
                    "RemediationUrl": _HELP.format(control),
                    "SeverityRating": severity,
                    "RelatedRequirements": [],
                }
                shown.append({**item, "DisabledReason": reason} if reason else item)
            return paging.page(call, "Controls", shown, 100)
    raise missing("The request was rejected because we can't find the specified resource.")


@operation("securityhub", "UpdateStandardsControl")
def update(call: Call) -> dict[str, Any]:
    """By the control's ARN within a standard."""
    arn = call.params["StandardsControlArn"]
    for path, found in standards.subscriptions(call).items():
        for control in catalogue.controls(path):
            if _standards_arn(call, path, control) == arn:
                _set(found, control, call.params.get("ControlStatus"), call.params.get("DisabledReason"))
                return {}
    raise missing("The request was rejected because we can't find the specified resource.")


def _association(call: Call, path: str, control: str) -> dict[str, Any]:
    found = standards.subscriptions(call).get(path)
    standard = next(each for each in catalogue.STANDARDS if each.path == path)
    reason, at = (found["disabled"].get(control) if found else None) or (None, credentials.now())
    title = catalogue.CONTROLS[control][1]
    item = {
        "StandardsArn": standard.arn(call.region),
        "SecurityControlId": control,
        "SecurityControlArn": _arn(call, control),
        "AssociationStatus": "DISABLED" if reason or found is None else "ENABLED",
        "RelatedRequirements": [],
        "UpdatedAt": at,
        "StandardsControlTitle": title,
        "StandardsControlDescription": title,
    }
    return {**item, "UpdatedReason": reason} if reason else item


def _pair(call: Call, item: dict[str, Any]) -> str | None:
    """The path of a standard that has the control, both named by an item of a batch."""
    found = catalogue.standard(item.get("StandardsArn") or "", call.region)
    return found.path if found and item.get("SecurityControlId") in catalogue.controls(found.path) else None


_UNKNOWN = {"ErrorCode": "NOT_FOUND", "ErrorReason": "The standard has no such control."}


@operation("securityhub", "BatchGetStandardsControlAssociations")
def get_associations(call: Call) -> dict[str, Any]:
    """Whether controls are on in standards."""
    hub.require(call)
    details, unprocessed = [], []
    for item in call.params.get("StandardsControlAssociationIds") or []:
        path = _pair(call, item)
        if path is None:
            unprocessed.append({"StandardsControlAssociationId": item, **_UNKNOWN})
        else:
            details.append(_association(call, path, item["SecurityControlId"]))
    return {"StandardsControlAssociationDetails": details, "UnprocessedAssociations": unprocessed}


@operation("securityhub", "BatchUpdateStandardsControlAssociations")
def update_associations(call: Call) -> dict[str, Any]:
    """Controls of standards that are not subscribed to are not processed."""
    kept, unprocessed = standards.subscriptions(call), []
    for item in call.params.get("StandardsControlAssociationUpdates") or []:
        path = _pair(call, item)
        if path is None or path not in kept:
            unprocessed.append({"StandardsControlAssociationUpdate": item, **_UNKNOWN})
        elif item.get("AssociationStatus") == "DISABLED" and not item.get("UpdatedReason"):
            reason = {"ErrorCode": "INVALID_INPUT", "ErrorReason": "UpdatedReason is required to disable a control."}
            unprocessed.append({"StandardsControlAssociationUpdate": item, **reason})
        else:
            _set(kept[path], item["SecurityControlId"], item.get("AssociationStatus"), item.get("UpdatedReason"))
    return {"UnprocessedAssociationUpdates": unprocessed}


@operation("securityhub", "ListStandardsControlAssociations")
def list_associations(call: Call) -> dict[str, Any]:
    """A control in all standards that have it."""
    hub.require(call)
    control = call.params["SecurityControlId"]
    if control not in catalogue.CONTROLS:
        raise invalid(f"Invalid parameter 'SecurityControlId': {control}.")
    found = [
        _association(call, each.path, control)
        for each in catalogue.STANDARDS
        if control in catalogue.controls(each.path)
    ]
    return paging.page(call, "StandardsControlAssociationSummaries", found, 100)


@operation("securityhub", "ListSecurityControlDefinitions")
def list_definitions(call: Call) -> dict[str, Any]:
    """All controls, or those of a standard."""
    wanted, names = call.params.get("StandardsArn"), list(catalogue.CONTROLS)
    if wanted:
        found = catalogue.standard(wanted, call.region)
        if found is None:
            raise invalid(f"Invalid parameter 'StandardsArn': {wanted}.")
        names = catalogue.controls(found.path)
    shown = [
        {
            "SecurityControlId": name,
            "Title": catalogue.CONTROLS[name][1],
            "Description": catalogue.CONTROLS[name][1],
            "RemediationUrl": _HELP.format(name),
            "SeverityRating": catalogue.CONTROLS[name][0],
            "CurrentRegionAvailability": "AVAILABLE",
            "CustomizableProperties": [],
        }
        for name in names
    ]
    return paging.page(call, "SecurityControlDefinitions", shown, 100)


@operation("securityhub", "BatchGetSecurityControls")
def get_controls(call: Call) -> dict[str, Any]:
    """A control is on when it is on in some standard."""
    kept, shown, unprocessed = standards.subscriptions(call), [], []
    for name in call.params.get("SecurityControlIds") or []:
        control = name.rpartition("/")[2]
        if control not in catalogue.CONTROLS:
            unprocessed.append({"SecurityControlId": name, **_UNKNOWN})
            continue
        on = any(
            control in catalogue.controls(path) and control not in found["disabled"] for path, found in kept.items()
        )
        severity, title = catalogue.CONTROLS[control]
        shown.append(
            {
                "SecurityControlId": control,
                "SecurityControlArn": _arn(call, control),
                "Title": title,
                "Description": title,
                "RemediationUrl": _HELP.format(control),
                "SeverityRating": severity,
                "SecurityControlStatus": "ENABLED" if on else "DISABLED",
                "UpdateStatus": "READY",
                "Parameters": call.objects(_PARAMETERS).get(control, {}),
            }
        )
    return {"SecurityControls": shown, "UnprocessedIds": unprocessed}


@operation("securityhub", "UpdateSecurityControl")
def update_control(call: Call) -> dict[str, Any]:
    """A control's parameters."""
    hub.require(call)
    control = call.params["SecurityControlId"].rpartition("/")[2]
    if control not in catalogue.CONTROLS:
        raise missing("The request was rejected because we can't find the specified resource.")
    call.objects(_PARAMETERS).setdefault(control, {}).update(call.params.get("Parameters") or {})
    return {}
