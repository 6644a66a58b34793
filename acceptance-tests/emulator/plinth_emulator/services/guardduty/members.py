"""GuardDuty in an organization: its administrator, members, and what new members get."""

from __future__ import annotations

from typing import Any

from plinth_emulator import accounts, credentials, organization, paging, state
from plinth_emulator.administration import Administration
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, operation
from plinth_emulator.services.guardduty import detectors
from plinth_emulator.services.guardduty.detectors import FEATURES, detector, refused


def _bad_request(message: str) -> AwsError:
    return AwsError("BadRequestException", message, 400, Type="InvalidInputException")


ADMINISTRATION = Administration("guardduty.amazonaws.com", _bad_request, _bad_request, _bad_request)


def _members(administrator: str, region: str) -> dict[str, dict[str, Any]]:
    return state.objects("guardduty members", administrator, region)


def _configuration(administrator: str, region: str) -> dict[Any, Any]:
    return state.objects("guardduty organization", administrator, region)


@check("guardduty", "*")
def settle(call: Call) -> None:
    """Accounts that the organization enables by itself are members by now."""
    administrator = ADMINISTRATION.administrator(call.account, call.region)
    if administrator is None:
        return
    configuration = _configuration(administrator, call.region)
    automatic = configuration.get("members", "NONE")
    if automatic == "NONE":
        return
    for account in organization.members(call.account):
        old = account in configuration.get("before", ())
        if account != administrator and not organization.is_suspended(account) and not (automatic == "NEW" and old):
            if account not in _members(administrator, call.region):
                _associate(administrator, account, call.region)


def _associate(administrator: str, account: str, region: str) -> None:
    now = credentials.now()
    _members(administrator, region)[account] = {"Status": "Enabled", "At": now}
    found = detectors.detectors(account, region)
    name = next(iter(found), None) or detectors.make(account, region)
    wanted = [
        {"Name": feature, "Status": "ENABLED"}
        for feature, (automatic, _) in _configuration(administrator, region).get("features", {}).items()
        if automatic in ("ALL", "NEW")
    ]
    found[name]["Features"] = detectors.change_features(found[name]["Features"], wanted, now)


@operation("guardduty", "EnableOrganizationAdminAccount")
def enable_administrator(call: Call) -> dict[str, Any]:
    """The administrator gets a detector in this region if it has none."""
    account = call.params["AdminAccountId"]
    ADMINISTRATION.enable(call, account, again=False)
    if not detectors.detectors(account, call.region):
        detectors.make(account, call.region)
    return {}


@operation("guardduty", "DisableOrganizationAdminAccount")
def disable_administrator(call: Call) -> dict[str, Any]:
    """Its members are members no more; all detectors stay."""
    account = call.params["AdminAccountId"]
    ADMINISTRATION.disable(call, account)
    _members(account, call.region).clear()
    _configuration(account, call.region).clear()
    return {}


@operation("guardduty", "ListOrganizationAdminAccounts")
def list_administrators(call: Call) -> dict[str, Any]:
    """None or one."""
    shown = [{"AdminAccountId": name, "AdminStatus": "ENABLED"} for name in ADMINISTRATION.listed(call)]
    return paging.page(call, "AdminAccounts", shown)


@operation("guardduty", "DescribeOrganizationConfiguration")
def describe_configuration(call: Call) -> dict[str, Any]:
    """What new members get."""
    detector(call)
    ADMINISTRATION.require_administrator(call)
    found = _configuration(call.account, call.region)
    automatic = found.get("members", "NONE")
    features = []
    for name, (_, additions) in FEATURES.items():
        status, more = found.get("features", {}).get(name, ("NONE", {}))
        feature: dict[str, Any] = {"Name": name, "AutoEnable": status}
        if additions:
            more_shown = [{"Name": addition, "AutoEnable": more.get(addition, "NONE")} for addition in additions]
            feature["AdditionalConfiguration"] = more_shown
        features.append(feature)
    return {
        "AutoEnable": automatic != "NONE",
        "AutoEnableOrganizationMembers": automatic,
        "MemberAccountLimitReached": False,
        "Features": features,
    }


@operation("guardduty", "UpdateOrganizationConfiguration")
def update_configuration(call: Call) -> dict[str, Any]:
    """`ALL` is for the members of today, too; `NEW` only for those that come."""
    detector(call)
    ADMINISTRATION.require_administrator(call)
    automatic = call.params.get("AutoEnableOrganizationMembers")
    if automatic is None and call.params.get("AutoEnable") is not None:
        automatic = "NEW" if call.params["AutoEnable"] else "NONE"
    found = _configuration(call.account, call.region)
    features = dict(found.get("features", {}))
    for item in call.params.get("Features") or []:
        if item.get("Name") not in FEATURES or item.get("AutoEnable") not in ("NEW", "NONE", "ALL"):
            raise refused("an invalid or out-of-range value is specified as an input parameter.")
        more = dict(features.get(item["Name"], ("NONE", {}))[1])
        more.update({each["Name"]: each["AutoEnable"] for each in item.get("AdditionalConfiguration") or []})
        features[item["Name"]] = (item["AutoEnable"], more)
    if automatic is not None:
        if automatic not in ("NEW", "NONE", "ALL"):
            raise refused("an invalid or out-of-range value is specified as an input parameter.")
        found["members"] = automatic
        found.setdefault("before", organization.members(call.account))
    found["features"] = features
    settle(call)
    return {}


def _described(administrator: str, account: str, region: str) -> dict[str, Any]:
    found, known = _members(administrator, region)[account], accounts.find(account)
    at = f"{found['At']:%Y-%m-%dT%H:%M:%S.000Z}"
    return {
        "AccountId": account,
        "DetectorId": next(iter(detectors.detectors(account, region)), None),
        "MasterId": administrator,
        "AdministratorId": administrator,
        "Email": known.email if known else "",
        "RelationshipStatus": found["Status"],
        "InvitedAt": at,
        "UpdatedAt": at,
    }


def _each(call: Call, function: Any) -> dict[str, Any]:
    """Do it for each account that is a member, and name those that are none."""
    detector(call)
    members, unprocessed = _members(call.account, call.region), []
    for account in call.params.get("AccountIds") or []:
        if account in members:
            function(account)
        else:
            reason = "The request is rejected because one or more account IDs are not members of the current account."
            unprocessed.append({"AccountId": account, "Result": reason})
    return {"UnprocessedAccounts": unprocessed}


@operation("guardduty", "CreateMembers")
def create_members(call: Call) -> dict[str, Any]:
    """Accounts of the organization are members at once; others would have to be invited."""
    detector(call)
    unprocessed = []
    in_organization = ADMINISTRATION.administrator(call.account, call.region) == call.account
    for details in call.params.get("AccountDetails") or []:
        account = details["AccountId"]
        if in_organization and account in organization.members(call.account) and account != call.account:
            _associate(call.account, account, call.region)
        elif account == call.account or not accounts.exists(account):
            reason = "The request is rejected because the account ID is not valid for a member."
            unprocessed.append({"AccountId": account, "Result": reason})
        else:
            created = {"Status": "Created", "At": credentials.now()}
            _members(call.account, call.region).setdefault(account, created)
    return {"UnprocessedAccounts": unprocessed}


@operation("guardduty", "ListMembers")
def list_members(call: Call) -> dict[str, Any]:
    """Associated ones, unless all are asked for."""
    detector(call)
    every = str(call.params.get("OnlyAssociated") or "true").lower() == "false"
    shown = [
        _described(call.account, account, call.region)
        for account, found in _members(call.account, call.region).items()
        if every or found["Status"] == "Enabled"
    ]
    return paging.page(call, "Members", shown)


@operation("guardduty", "GetMembers")
def get_members(call: Call) -> dict[str, Any]:
    """Members by account."""
    shown: list[dict[str, Any]] = []
    answer = _each(call, lambda account: shown.append(_described(call.account, account, call.region)))
    return {"Members": shown, **answer}


@operation("guardduty", "DisassociateMembers")
def disassociate(call: Call) -> dict[str, Any]:
    """They keep their detectors."""
    if _configuration(call.account, call.region).get("members") == "ALL":
        raise refused(
            "members can't be disassociated while all accounts of the organization are enabled automatically."
        )
    members = _members(call.account, call.region)
    return _each(call, lambda account: members[account].update(Status="Removed"))


@operation("guardduty", "DeleteMembers")
def delete_members(call: Call) -> dict[str, Any]:
    """Only what is disassociated is deleted."""
    members = _members(call.account, call.region)
    for account in call.params.get("AccountIds") or []:
        if members.get(account, {}).get("Status") == "Enabled":
            raise refused("one or more accounts are still associated with the current account.")
    return _each(call, lambda account: members.pop(account))


@operation("guardduty", "UpdateMemberDetectors")
def update_member_detectors(call: Call) -> dict[str, Any]:
    """The administrator decides its members' features."""

    def change(account: str) -> None:
        for found in detectors.detectors(account, call.region).values():
            now = credentials.now()
            found["Features"] = detectors.change_features(found["Features"], call.params.get("Features"), now)

    return _each(call, change)


@operation("guardduty", "GetAdministratorAccount")
def get_administrator(call: Call) -> dict[str, Any]:
    """Whose member the caller is."""
    detector(call)
    administrator = _administrator_of(call)
    if administrator is None:
        return {}
    return {"Administrator": {"AccountId": administrator, "RelationshipStatus": "Enabled"}}


def _administrator_of(call: Call) -> str | None:
    administrator = ADMINISTRATION.administrator(call.account, call.region)
    if administrator is None:
        return None
    status = _members(administrator, call.region).get(call.account, {}).get("Status")
    return administrator if status == "Enabled" else None


@operation("guardduty", "DeleteDetector")
def delete_detector(call: Call) -> dict[str, Any]:
    """Not of an administrator with members, nor of a member."""
    detector(call)
    associated = [name for name, found in _members(call.account, call.region).items() if found["Status"] == "Enabled"]
    if associated:
        raise refused("the current account cannot delete detector while it has invited or associated members.")
    if _administrator_of(call) is not None:
        raise refused(
            "the current account cannot delete detector while it is associated with an administrator account."
        )
    del detectors.detectors(call.account, call.region)[call.params["DetectorId"]]
    return {}
