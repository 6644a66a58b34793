"""IAM Access Analyzer: analyzers of an account or an organization, and their archive rules."""

from __future__ import annotations

import re
from typing import Any

from plinth_emulator import credentials, organization, paging
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation

_SERVICE = "access-analyzer.amazonaws.com"
# How many of each type an account may have in a region.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html
_QUOTAS = {
    "ACCOUNT": 1,
    "ORGANIZATION": 5,
    "ACCOUNT_UNUSED_ACCESS": 1,
    "ORGANIZATION_UNUSED_ACCESS": 5,
    "ACCOUNT_INTERNAL_ACCESS": 1,
    "ORGANIZATION_INTERNAL_ACCESS": 1,
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")


def _analyzers(call: Call) -> dict[str, dict[str, Any]]:
    return call.objects("access analyzers")


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message, 400, reason="fieldValidationFailed")


def _missing(name: str, kind: str = "ANALYZER") -> AwsError:
    message = f"{kind} with name {name} does not exist"
    return AwsError("ResourceNotFoundException", message, 404, resourceId=name, resourceType=kind)


def _find(call: Call) -> dict[str, Any]:
    name = call.params["analyzerName"]
    found = _analyzers(call).get(name)
    if found is None:
        raise _missing(name)
    return found


def _check_organization(call: Call, kind: str) -> None:
    """Analyzers of the organization belong to the management account, or to the administrator that it appointed."""
    place = organization.membership(call.account)
    if place is not None and organization.trusts(call.account, _SERVICE):
        if place.is_management or call.account in organization.delegates(call.account, _SERVICE):
            return
    raise _invalid(
        f"You cannot create an analyzer of type {kind}: the account must be the organization's management account, or its "
        "delegated administrator for IAM Access Analyzer, and the service must have trusted access."
    )


def _configuration(kind: str, given: dict[str, Any] | None) -> dict[str, Any]:
    """Unused access is older than 90 days unless told otherwise."""
    if not kind.endswith("UNUSED_ACCESS"):
        return dict(given or {})
    unused = {"unusedAccessAge": 90, **((given or {}).get("unusedAccess") or {})}
    if not 1 <= unused["unusedAccessAge"] <= 365:
        raise _invalid("unusedAccessAge must be between 1 and 365")
    return {"unusedAccess": unused}


@operation("accessanalyzer", "CreateAnalyzer")
def create(call: Call) -> dict[str, Any]:
    """Names are one's own in a region; of most types there is one."""
    name, kind = str(call.params.get("analyzerName") or ""), call.params.get("type")
    token = call.params.get("clientToken")
    if not _NAME.fullmatch(name) or len(name) > 255:
        raise _invalid(f"Invalid analyzerName: {name}")
    if kind not in _QUOTAS:
        raise _invalid(f"Invalid type: {kind}")
    if kind.startswith("ORGANIZATION"):
        _check_organization(call, kind)
    kept = _analyzers(call)
    if name in kept:
        if token and kept[name]["token"] == token:
            return {"arn": kept[name]["arn"]}
        message = f"Analyzer with name {name} already exists"
        raise AwsError("ConflictException", message, 409, resourceId=name, resourceType="ANALYZER")
    if sum(found["type"] == kind for found in kept.values()) >= _QUOTAS[kind]:
        raise AwsError(
            "ServiceQuotaExceededException",
            f"The limit of {_QUOTAS[kind]} for analyzers of type {kind} has been reached",
            402,
            resourceId=name,
            resourceType="ANALYZER",
        )
    now = credentials.now()
    rules = {rule["ruleName"]: (rule["filter"], now, now) for rule in call.params.get("archiveRules") or []}
    kept[name] = {
        "arn": f"arn:aws:access-analyzer:{call.region}:{call.account}:analyzer/{name}",
        "name": name,
        "type": kind,
        "createdAt": now,
        "status": "ACTIVE",
        "tags": dict(call.params.get("tags") or {}),
        "configuration": _configuration(kind, call.params.get("configuration")),
        "token": token,
        "rules": rules,
    }
    return {"arn": kept[name]["arn"]}


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in ("token", "rules") and value != {}} | {
        "tags": found["tags"]
    }


@operation("accessanalyzer", "GetAnalyzer")
def get(call: Call) -> dict[str, Any]:
    """By name."""
    return {"analyzer": _shown(_find(call))}


@operation("accessanalyzer", "ListAnalyzers")
def list_analyzers(call: Call) -> dict[str, Any]:
    """All, or those of a type."""
    wanted = call.params.get("type")
    shown = [_shown(found) for found in _analyzers(call).values() if wanted in (None, found["type"])]
    return paging.page(call, "analyzers", shown, 100, "nextToken", "maxResults")


@operation("accessanalyzer", "UpdateAnalyzer")
def update(call: Call) -> dict[str, Any]:
    """Only the configuration changes."""
    found = _find(call)
    found["configuration"] = _configuration(found["type"], call.params.get("configuration"))
    return {"configuration": found["configuration"]}


@operation("accessanalyzer", "DeleteAnalyzer")
def delete(call: Call) -> None:
    """Its findings and rules go with it."""
    del _analyzers(call)[_find(call)["name"]]


@operation("accessanalyzer", "TagResource", "UntagResource", "ListTagsForResource")
def tags(call: Call) -> dict[str, Any]:
    """Tags of analyzers."""
    arn = call.params["resourceArn"]
    found = next((each for each in _analyzers(call).values() if each["arn"] == arn), None)
    if found is None:
        raise _missing(arn, "RESOURCE")
    if call.operation == "TagResource":
        found["tags"].update(call.params.get("tags") or {})
    elif call.operation == "UntagResource":
        for key in call.params.get("tagKeys") or []:
            found["tags"].pop(key, None)
    else:
        return {"tags": found["tags"]}
    return {}


@operation("accessanalyzer", "CreateArchiveRule", "UpdateArchiveRule")
def put_rule(call: Call) -> None:
    """A rule is made once, and changed afterwards."""
    rules, name, now = _find(call)["rules"], call.params["ruleName"], credentials.now()
    if call.operation == "CreateArchiveRule" and name in rules:
        message = f"Archive rule with name {name} already exists"
        raise AwsError("ConflictException", message, 409, resourceId=name, resourceType="ARCHIVE_RULE")
    if call.operation == "UpdateArchiveRule" and name not in rules:
        raise _missing(name, "ARCHIVE_RULE")
    made = rules[name][1] if name in rules else now
    rules[name] = (call.params["filter"], made, now)


def _rule(name: str, rule: tuple[Any, Any, Any]) -> dict[str, Any]:
    return {"ruleName": name, "filter": rule[0], "createdAt": rule[1], "updatedAt": rule[2]}


@operation("accessanalyzer", "GetArchiveRule")
def get_rule(call: Call) -> dict[str, Any]:
    """By name."""
    rules, name = _find(call)["rules"], call.params["ruleName"]
    if name not in rules:
        raise _missing(name, "ARCHIVE_RULE")
    return {"archiveRule": _rule(name, rules[name])}


@operation("accessanalyzer", "ListArchiveRules")
def list_rules(call: Call) -> dict[str, Any]:
    """An analyzer's."""
    shown = [_rule(name, rule) for name, rule in _find(call)["rules"].items()]
    return paging.page(call, "archiveRules", shown, 100, "nextToken", "maxResults")


@operation("accessanalyzer", "DeleteArchiveRule")
def delete_rule(call: Call) -> None:
    """By name."""
    if _find(call)["rules"].pop(call.params["ruleName"], None) is None:
        raise _missing(call.params["ruleName"], "ARCHIVE_RULE")
