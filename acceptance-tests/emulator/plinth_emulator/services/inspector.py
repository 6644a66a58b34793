"""Amazon Inspector: scans that are on or off per account, region and kind of resource, and the organization's administrator."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from plinth_emulator import accounts, credentials, organization, paging, settings, state
from plinth_emulator.administration import Administration
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, operation

_TYPES = {
    "EC2": "ec2",
    "ECR": "ecr",
    "LAMBDA": "lambda",
    "LAMBDA_CODE": "lambdaCode",
    "CODE_REPOSITORY": "codeRepository",
}


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message, 400, reason="OTHER")


def _denied(message: str) -> AwsError:
    return AwsError("AccessDeniedException", message, 403)


def _conflict(message: str) -> AwsError:
    return AwsError("ConflictException", message, 409, resourceId="", resourceType="DELEGATED_ADMIN")


ADMINISTRATION = Administration("inspector2.amazonaws.com", _conflict, _invalid, _denied)


def _scans(account: str, region: str) -> dict[str, tuple[bool, datetime]]:
    """Per kind of resource: whether it is on, and when it will have become so."""
    return state.objects("inspector scans", account, region)


def _members(administrator: str, region: str) -> dict[str, Any]:
    return state.objects("inspector members", administrator, region)


def _status(account: str, region: str, kind: str) -> str:
    on, due = _scans(account, region).get(kind, (False, datetime.min))
    if credentials.now() < due:
        return "ENABLING" if on else "DISABLING"
    return "ENABLED" if on else "DISABLED"


def _overall(statuses: list[str]) -> str:
    return next((each for each in ("ENABLING", "DISABLING", "ENABLED") if each in statuses), "DISABLED")


def _account(account: str, region: str) -> dict[str, Any]:
    statuses = {kind: _status(account, region, kind) for kind in _TYPES}
    shown = {name: statuses[kind] for kind, name in _TYPES.items()}
    return {"accountId": account, "status": _overall(list(statuses.values())), "resourceStatus": shown}


def _asked(call: Call) -> tuple[list[str], list[dict[str, Any]]]:
    """The accounts that the call names and may speak of: its own, and those that it administers."""
    allowed, refused = [], []
    administered = _members(call.account, call.region)
    for account in call.params.get("accountIds") or [call.account]:
        if account == call.account or account in administered:
            allowed.append(account)
        else:
            message = "Invoking account does not have access to the requested account"
            refused.append({"accountId": account, "errorCode": "ACCESS_DENIED", "errorMessage": message})
    return allowed, refused


def _switch(call: Call, account: str, kinds: list[str], on: bool) -> None:
    due = credentials.now() + timedelta(seconds=settings.get("inspector_seconds", call.account))
    for kind in kinds:
        if _scans(account, call.region).get(kind, (False, None))[0] != on:
            _scans(account, call.region)[kind] = (on, due)


def _kinds(call: Call) -> list[str]:
    kinds = list(call.params.get("resourceTypes") or [])
    if any(kind not in _TYPES for kind in kinds):
        raise _invalid(f"1 validation error detected: resourceTypes must be of {', '.join(_TYPES)}")
    return kinds


@check("inspector2", "*")
def settle(call: Call) -> None:
    """Accounts that joined the organization after its configuration was set are scanned by now."""
    administrator = ADMINISTRATION.administrator(call.account, call.region)
    if administrator is None:
        return
    found = state.objects("inspector organization", administrator, call.region)
    for account in organization.members(call.account) if any(found.get("on", {}).values()) else []:
        if account not in found["before"] and account not in _members(administrator, call.region):
            _members(administrator, call.region)[account] = credentials.now()
            for kind, name in _TYPES.items():
                if found["on"].get(name):
                    _scans(account, call.region)[kind] = (True, credentials.now())


@operation("inspector2", "Enable")
def enable(call: Call) -> dict[str, Any]:
    """What is on stays on. Scans of Lambda code need those of Lambda."""
    kinds = _kinds(call)
    if not kinds:
        raise _invalid("1 validation error detected: resourceTypes must not be empty")
    allowed, refused = _asked(call)
    for account in allowed:
        if "LAMBDA_CODE" in kinds and "LAMBDA" not in kinds and _status(account, call.region, "LAMBDA") == "DISABLED":
            raise _invalid("LAMBDA must be enabled for LAMBDA_CODE to be enabled")
    for account in allowed:
        _switch(call, account, kinds, True)
    return {"accounts": [_account(account, call.region) for account in allowed], "failedAccounts": refused}


@operation("inspector2", "Disable")
def disable(call: Call) -> dict[str, Any]:
    """All kinds, when none is named."""
    kinds = _kinds(call) or list(_TYPES)
    if "LAMBDA" in kinds and "LAMBDA_CODE" not in kinds:
        kinds.append("LAMBDA_CODE")
    administrator = ADMINISTRATION.administrator(call.account, call.region)
    if administrator not in (None, call.account) and call.account in _members(administrator or "", call.region):
        raise _denied("A member account cannot disable scans: its delegated administrator does.")
    allowed, refused = _asked(call)
    for account in allowed:
        _switch(call, account, kinds, False)
    return {"accounts": [_account(account, call.region) for account in allowed], "failedAccounts": refused}


@operation("inspector2", "BatchGetAccountStatus")
def get_status(call: Call) -> dict[str, Any]:
    """The caller's own, when no account is named."""
    allowed, refused = _asked(call)
    shown = []
    for account in allowed:
        statuses = _account(account, call.region)
        plain = {"errorCode": "ALREADY_ENABLED", "errorMessage": ""}
        shown.append(
            {
                "accountId": account,
                "state": {"status": statuses["status"], **plain},
                "resourceState": {name: {"status": each, **plain} for name, each in statuses["resourceStatus"].items()},
            }
        )
    return {"accounts": shown, "failedAccounts": refused}


@operation("inspector2", "EnableDelegatedAdminAccount")
def enable_administrator(call: Call) -> dict[str, Any]:
    """One per organization and region; it still has to turn on its own scans."""
    account = call.params["delegatedAdminAccountId"]
    ADMINISTRATION.enable(call, account, again=False)
    return {"delegatedAdminAccountId": account}


@operation("inspector2", "DisableDelegatedAdminAccount")
def disable_administrator(call: Call) -> dict[str, Any]:
    """Its members are members no more; all scans stay."""
    account = call.params["delegatedAdminAccountId"]
    ADMINISTRATION.disable(call, account)
    _members(account, call.region).clear()
    state.objects("inspector organization", account, call.region).clear()
    return {"delegatedAdminAccountId": account}


@operation("inspector2", "ListDelegatedAdminAccounts")
def list_administrators(call: Call) -> dict[str, Any]:
    """None or one."""
    shown = [{"accountId": name, "status": "ENABLED"} for name in ADMINISTRATION.listed(call)]
    return paging.page(call, "delegatedAdminAccounts", shown, 50, "nextToken", "maxResults")


@operation("inspector2", "GetDelegatedAdminAccount")
def get_administrator(call: Call) -> dict[str, Any]:
    """Whose member the caller is, or could be."""
    found = ADMINISTRATION.administrator(call.account, call.region)
    if found is None:
        raise AwsError("ResourceNotFoundException", "No delegated administrator account is enabled.", 404)
    return {"delegatedAdmin": {"accountId": found, "relationshipStatus": "ENABLED"}}


@operation("inspector2", "DescribeOrganizationConfiguration", "UpdateOrganizationConfiguration")
def configuration(call: Call) -> dict[str, Any]:
    """What accounts get that join the organization."""
    ADMINISTRATION.require_administrator(call)
    found = call.objects("inspector organization")
    if call.operation == "UpdateOrganizationConfiguration":
        wanted = call.params.get("autoEnable") or {}
        if wanted.get("lambdaCode") and not wanted.get("lambda"):
            raise _invalid("lambda must be enabled for lambdaCode to be enabled")
        found.update({"on": {name: bool(wanted.get(name)) for name in _TYPES.values()}})
        found["before"] = organization.members(call.account)
        return {"autoEnable": found["on"]}
    on = found.get("on") or dict.fromkeys(_TYPES.values(), False)
    return {"autoEnable": on, "maxAccountLimitReached": False}


@operation("inspector2", "AssociateMember", "DisassociateMember")
def associate(call: Call) -> dict[str, Any]:
    """Accounts of the organization."""
    ADMINISTRATION.require_administrator(call)
    account, members = call.params["accountId"], _members(call.account, call.region)
    if account not in organization.members(call.account) or account == call.account or not accounts.exists(account):
        raise _invalid(f"Account {account} is not a member of the organization.")
    if call.operation == "AssociateMember":
        members.setdefault(account, credentials.now())
    elif members.pop(account, None) is None:
        raise _invalid(f"Account {account} is not associated.")
    return {"accountId": account}


def _member(call: Call, account: str) -> dict[str, Any]:
    at = _members(call.account, call.region)[account]
    return {
        "accountId": account,
        "relationshipStatus": "ENABLED",
        "delegatedAdminAccountId": call.account,
        "updatedAt": at,
    }


@operation("inspector2", "GetMember")
def get_member(call: Call) -> dict[str, Any]:
    """By account."""
    ADMINISTRATION.require_administrator(call)
    if call.params["accountId"] not in _members(call.account, call.region):
        raise AwsError("ResourceNotFoundException", f"Account {call.params['accountId']} is not associated.", 404)
    return {"member": _member(call, call.params["accountId"])}


@operation("inspector2", "ListMembers")
def list_members(call: Call) -> dict[str, Any]:
    """The administrator's."""
    ADMINISTRATION.require_administrator(call)
    shown = [_member(call, account) for account in _members(call.account, call.region)]
    return paging.page(call, "members", shown, 50, "nextToken", "maxResults")
