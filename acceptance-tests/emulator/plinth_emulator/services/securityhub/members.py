"""Security Hub in an organization: its administrator, members, and what new members get."""

from __future__ import annotations

from typing import Any

from plinth_emulator import accounts, credentials, organization, paging, state
from plinth_emulator.administration import Administration
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, operation
from plinth_emulator.services.securityhub import aggregator, hub
from plinth_emulator.services.securityhub.hub import invalid, missing

_KIND = "securityhub organization"


def _denied(message: str) -> AwsError:
    return AwsError("InvalidAccessException", message, 401, Code="InvalidAccessException")


ADMINISTRATION = Administration("securityhub.amazonaws.com", invalid, invalid, _denied)


def _members(administrator: str, region: str) -> dict[str, dict[str, Any]]:
    return state.objects("securityhub members", administrator, region)


@check("securityhub", "*")
def settle(call: Call) -> None:
    """Accounts that joined the organization after it was told to enable new ones are members by now."""
    administrator = ADMINISTRATION.administrator(call.account, call.region)
    if administrator is None:
        return
    configuration = state.objects(_KIND, administrator, call.region)
    if not configuration.get("automatic"):
        return
    for account in organization.members(call.account):
        if account not in configuration["before"] and account not in _members(administrator, call.region):
            _associate(administrator, account, call.region)


def _associate(administrator: str, account: str, region: str) -> None:
    _members(administrator, region)[account] = {"Status": "Enabled", "At": credentials.now()}
    if not hub.hub(account, region):
        hub.turn_on(account, region)


@operation("securityhub", "EnableOrganizationAdminAccount")
def enable_administrator(call: Call) -> dict[str, Any]:
    """The administrator's hub is turned on in this region, without standards."""
    account = call.params["AdminAccountId"]
    ADMINISTRATION.enable(call, account, again=True)
    if not hub.hub(account, call.region):
        hub.turn_on(account, call.region)
    return {"AdminAccountId": account, "Feature": "SecurityHub"}


@operation("securityhub", "DisableOrganizationAdminAccount")
def disable_administrator(call: Call) -> dict[str, Any]:
    """Its members are members no more; all hubs stay."""
    account = call.params["AdminAccountId"]
    ADMINISTRATION.disable(call, account)
    _members(account, call.region).clear()
    state.objects(_KIND, account, call.region).clear()
    return {}


@operation("securityhub", "ListOrganizationAdminAccounts")
def list_administrators(call: Call) -> dict[str, Any]:
    """None or one."""
    shown = [{"AccountId": name, "Status": "ENABLED"} for name in ADMINISTRATION.listed(call)]
    return {**paging.page(call, "AdminAccounts", shown), "Feature": "SecurityHub"}


@operation("securityhub", "DescribeOrganizationConfiguration")
def describe_configuration(call: Call) -> dict[str, Any]:
    """Local configuration, until the administrator takes it to itself."""
    hub.require(call)
    ADMINISTRATION.require_administrator(call)
    found = call.objects(_KIND)
    return {
        "AutoEnable": bool(found.get("automatic", False)),
        "MemberAccountLimitReached": False,
        "AutoEnableStandards": found.get("standards", "DEFAULT"),
        "OrganizationConfiguration": {"ConfigurationType": found.get("type", "LOCAL"), "Status": "ENABLED"},
    }


@operation("securityhub", "UpdateOrganizationConfiguration")
def update_configuration(call: Call) -> dict[str, Any]:
    """Central configuration needs a finding aggregator, and enables nothing by itself.

    https://docs.aws.amazon.com/securityhub/latest/APIReference/API_UpdateOrganizationConfiguration.html
    """
    hub.require(call)
    ADMINISTRATION.require_administrator(call)
    found = call.objects(_KIND)
    wanted = (call.params.get("OrganizationConfiguration") or {}).get("ConfigurationType")
    kind = wanted or found.get("type", "LOCAL")
    automatic, standards = bool(call.params.get("AutoEnable")), call.params.get("AutoEnableStandards")
    if kind not in ("CENTRAL", "LOCAL"):
        raise invalid(f"Invalid parameter 'ConfigurationType': {kind}.")
    if kind == "CENTRAL" and (automatic or standards == "DEFAULT"):
        raise invalid(
            "Invalid parameters: AutoEnable must be false and AutoEnableStandards NONE with central configuration."
        )
    if kind == "CENTRAL" and aggregator.of(call.account).get("region") != call.region:
        raise invalid("Central configuration requires a finding aggregator, and is changed in its home region.")
    found.update({"type": kind, "automatic": automatic, "before": organization.members(call.account)})
    if standards or kind == "CENTRAL":
        found["standards"] = standards or "NONE"
    return {}


@operation("securityhub", "CreateMembers")
def create_members(call: Call) -> dict[str, Any]:
    """Accounts of the organization are members at once; others would have to be invited."""
    hub.require(call)
    unprocessed = []
    in_organization = ADMINISTRATION.administrator(call.account, call.region) == call.account
    for details in call.params.get("AccountDetails") or []:
        account = details["AccountId"]
        if in_organization and account in organization.members(call.account) and account != call.account:
            _associate(call.account, account, call.region)
        elif account == call.account or not accounts.exists(account):
            unprocessed.append({"AccountId": account, "ProcessingResult": "The account can't be a member."})
        else:
            created = {"Status": "Created", "At": credentials.now()}
            _members(call.account, call.region).setdefault(account, created)
    return {"UnprocessedAccounts": unprocessed}


def _described(administrator: str, account: str, region: str) -> dict[str, Any]:
    found, known = _members(administrator, region)[account], accounts.find(account)
    return {
        "AccountId": account,
        "Email": known.email if known else "",
        "MasterId": administrator,
        "AdministratorId": administrator,
        "MemberStatus": found["Status"],
        "InvitedAt": found["At"],
        "UpdatedAt": found["At"],
    }


@operation("securityhub", "ListMembers")
def list_members(call: Call) -> dict[str, Any]:
    """Associated ones, unless all are asked for."""
    hub.require(call)
    every = call.params.get("OnlyAssociated") is False
    shown = [
        _described(call.account, account, call.region)
        for account, found in _members(call.account, call.region).items()
        if every or found["Status"] == "Enabled"
    ]
    return paging.page(call, "Members", shown)


@operation("securityhub", "GetMembers", "DisassociateMembers", "DeleteMembers")
def some_members(call: Call) -> dict[str, Any]:
    """Show them, let them go, or forget them; a member of the organization must be let go first."""
    hub.require(call)
    members, shown, unprocessed = _members(call.account, call.region), [], []
    for account in call.params.get("AccountIds") or []:
        if account not in members:
            unprocessed.append({"AccountId": account, "ProcessingResult": "The account is not a member."})
        elif call.operation == "GetMembers":
            shown.append(_described(call.account, account, call.region))
        elif call.operation == "DisassociateMembers":
            members[account]["Status"] = "Removed"
        elif members[account]["Status"] == "Enabled":
            unprocessed.append({"AccountId": account, "ProcessingResult": "The account is still associated."})
        else:
            del members[account]
    if call.operation == "DisassociateMembers":
        return {}
    answer: dict[str, Any] = {"UnprocessedAccounts": unprocessed}
    return {"Members": shown, **answer} if call.operation == "GetMembers" else answer


def _administrator_of(call: Call) -> str | None:
    administrator = ADMINISTRATION.administrator(call.account, call.region)
    found = _members(administrator, call.region).get(call.account) if administrator else None
    return administrator if found and found["Status"] == "Enabled" else None


@operation("securityhub", "GetAdministratorAccount")
def get_administrator(call: Call) -> dict[str, Any]:
    """Whose member the caller is."""
    hub.require(call)
    administrator = _administrator_of(call)
    return {"Administrator": {"AccountId": administrator, "MemberStatus": "Enabled"}} if administrator else {}


@operation("securityhub", "DisableSecurityHub")
def disable(call: Call) -> dict[str, Any]:
    """Not of an administrator, nor of a member. Subscriptions and tags go with it.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisableSecurityHub.html
    """
    if not hub.hub(call.account, call.region):
        raise missing(f"Account {call.account} is not subscribed to AWS Security Hub")
    if ADMINISTRATION.administrator(call.account, call.region) == call.account:
        raise invalid("Cannot disable Security Hub on the Security Hub administrator")
    members = _members(call.account, call.region).values()
    if any(found["Status"] == "Enabled" for found in members) or _administrator_of(call):
        raise invalid("The request was rejected because the account is associated with members or an administrator.")
    hub.hub(call.account, call.region).clear()
    return {}
