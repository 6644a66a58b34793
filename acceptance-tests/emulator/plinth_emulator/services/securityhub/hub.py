"""The hub: on or off, per account and region."""

from __future__ import annotations

from typing import Any

from plinth_emulator import credentials, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, operation, unanswered

# moto answers it out of members of its own, of which there are none.
unanswered("securityhub", "GetMasterAccount")


def hub(account: str, region: str) -> dict[str, Any]:
    """An account's hub in a region; empty when Security Hub is off."""
    return state.objects("securityhub hub", account, region)


def require(call: Call) -> dict[str, Any]:
    """The caller's hub, or the refusal of whatever needs one."""
    found = hub(call.account, call.region)
    if not found:
        raise AwsError(
            "InvalidAccessException",
            f"Account {call.account} is not subscribed to AWS Security Hub",
            401,
            Code="InvalidAccessException",
        )
    return found


def invalid(message: str) -> AwsError:
    """Input that Security Hub does not take."""
    return AwsError("InvalidInputException", message, 400, Code="InvalidInputException")


def missing(message: str) -> AwsError:
    """Something that does not exist."""
    return AwsError("ResourceNotFoundException", message, 404, Code="ResourceNotFoundException")


def turn_on(account: str, region: str, generator: str = "SECURITY_CONTROL", tags: dict[str, str] | None = None) -> None:
    """A hub without standards."""
    now = credentials.now()
    hub(account, region).update(
        {
            "arn": f"arn:aws:securityhub:{region}:{account}:hub/default",
            "since": now,
            "generator": generator,
            "auto enable controls": True,
            "tags": dict(tags or {}),
            "standards": {},
        }
    )


@check("securityhub", "BatchImportFindings", "GetFindings")
def check_on(call: Call) -> None:
    """Findings, which moto keeps, are for hubs that are on."""
    require(call)


@operation("securityhub", "DescribeHub")
def describe(call: Call) -> dict[str, Any]:
    """The hub's settings."""
    found = require(call)
    wanted = call.params.get("HubArn")
    if wanted and wanted != found["arn"]:
        raise missing("The request was rejected because we can't find the specified resource.")
    return {
        "HubArn": found["arn"],
        "SubscribedAt": f"{found['since']:%Y-%m-%dT%H:%M:%S.000Z}",
        "AutoEnableControls": found["auto enable controls"],
        "ControlFindingGenerator": found["generator"],
    }


@operation("securityhub", "UpdateSecurityHubConfiguration")
def update(call: Call) -> dict[str, Any]:
    """What is not given stays."""
    found = require(call)
    if call.params.get("AutoEnableControls") is not None:
        found["auto enable controls"] = bool(call.params["AutoEnableControls"])
    generator = call.params.get("ControlFindingGenerator")
    if generator is not None:
        if generator not in ("STANDARD_CONTROL", "SECURITY_CONTROL"):
            raise invalid(f"Invalid parameter 'ControlFindingGenerator': {generator}.")
        found["generator"] = generator
    return {}


@operation("securityhub", "TagResource", "UntagResource", "ListTagsForResource")
def tags(call: Call) -> dict[str, Any]:
    """Tags of the hub."""
    found = hub(call.account, call.region)
    if not found or call.params.get("ResourceArn") != found["arn"]:
        raise missing("The request was rejected because we can't find the specified resource.")
    if call.operation == "TagResource":
        found["tags"].update(call.params.get("Tags") or {})
    elif call.operation == "UntagResource":
        for key in call.params.get("TagKeys") or []:
            found["tags"].pop(key, None)
    else:
        return {"Tags": found["tags"]}
    return {}
