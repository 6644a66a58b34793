"""Amazon Macie: the session of an account and region, where its results go, and the organization's administrator."""

from __future__ import annotations

from typing import Any

from plinth_emulator import accounts, credentials, delivery, organization, paging, state
from plinth_emulator.administration import Administration
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, operation, unanswered

# moto answers these out of members of its own, of which there are none.
unanswered("macie2", "AcceptInvitation", "CreateInvitations", "DeclineInvitations", "ListInvitations")

_FREQUENCIES = ("FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS")
_STATUSES = ("ENABLED", "PAUSED")


def _conflict(message: str) -> AwsError:
    return AwsError("ConflictException", message, 409)


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message, 400)


def _denied(message: str) -> AwsError:
    return AwsError("AccessDeniedException", message, 403)


ADMINISTRATION = Administration("macie.amazonaws.com", _conflict, _invalid, _denied)


def _session(account: str, region: str) -> dict[str, Any]:
    return state.objects("macie session", account, region)


def _require(call: Call) -> dict[str, Any]:
    found = _session(call.account, call.region)
    if not found:
        raise _denied("Macie is not enabled.")
    return found


def _members(administrator: str, region: str) -> dict[str, dict[str, Any]]:
    return state.objects("macie members", administrator, region)


def _set(call: Call, found: dict[str, Any]) -> None:
    frequency, status = call.params.get("findingPublishingFrequency"), call.params.get("status")
    if frequency not in (None, *_FREQUENCIES) or status not in (None, *_STATUSES):
        raise _invalid("The request failed because it contains an invalid value.")
    found["frequency"] = frequency or found.get("frequency", "FIFTEEN_MINUTES")
    found["status"] = status or found.get("status", "ENABLED")
    found["updated"] = credentials.now()


def _turn_on(account: str, region: str) -> dict[str, Any]:
    now, found = credentials.now(), _session(account, region)
    found.update({"created": now, "updated": now, "frequency": "FIFTEEN_MINUTES", "status": "ENABLED"})
    return found


@check("macie2", "*")
def settle(call: Call) -> None:
    """Accounts that joined the organization after it was told to enable new ones are members by now."""
    administrator = ADMINISTRATION.administrator(call.account, call.region)
    if administrator is None:
        return
    found = state.objects("macie organization", administrator, call.region)
    for account in organization.members(call.account) if found.get("automatic") else []:
        if account not in found["before"] and account not in _members(administrator, call.region):
            _associate(administrator, account, call.region)


def _associate(administrator: str, account: str, region: str) -> None:
    _members(administrator, region)[account] = {"status": "Enabled", "at": credentials.now()}
    if not _session(account, region):
        _turn_on(account, region)


@operation("macie2", "EnableMacie")
def enable(call: Call) -> dict[str, Any]:
    """Once per account and region."""
    if _session(call.account, call.region):
        raise _conflict("Macie has already been enabled.")
    _set(call, _turn_on(call.account, call.region))
    return {}


@operation("macie2", "GetMacieSession")
def get(call: Call) -> dict[str, Any]:
    """The session's settings."""
    found = _require(call)
    role = "role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie"
    return {
        "createdAt": found["created"],
        "updatedAt": found["updated"],
        "findingPublishingFrequency": found["frequency"],
        "status": found["status"],
        "serviceRole": f"arn:aws:iam::{call.account}:{role}",
    }


@operation("macie2", "UpdateMacieSession")
def update(call: Call) -> dict[str, Any]:
    """What is not given stays."""
    _set(call, _require(call))
    return {}


def _administrator_of(call: Call) -> str | None:
    administrator = ADMINISTRATION.administrator(call.account, call.region)
    found = _members(administrator, call.region).get(call.account) if administrator else None
    return administrator if found and found["status"] == "Enabled" else None


@operation("macie2", "DisableMacie")
def disable(call: Call) -> dict[str, Any]:
    """Not of an administrator with members, nor of a member."""
    _require(call)
    if any(found["status"] == "Enabled" for found in _members(call.account, call.region).values()):
        raise _conflict("Cannot disable Macie while the account is associated with member accounts.")
    if _administrator_of(call):
        raise _conflict("Cannot disable Macie while the account is associated with an administrator account.")
    _session(call.account, call.region).clear()
    return {}


@operation("macie2", "EnableOrganizationAdminAccount")
def enable_administrator(call: Call) -> dict[str, Any]:
    """Macie is turned on for the administrator in this region."""
    account = call.params["adminAccountId"]
    ADMINISTRATION.enable(call, account, again=False)
    if not _session(account, call.region):
        _turn_on(account, call.region)
    return {}


@operation("macie2", "DisableOrganizationAdminAccount")
def disable_administrator(call: Call) -> dict[str, Any]:
    """Its members are members no more; all sessions stay."""
    account = call.params["adminAccountId"]
    ADMINISTRATION.disable(call, account)
    _members(account, call.region).clear()
    state.objects("macie organization", account, call.region).clear()
    return {}


@operation("macie2", "ListOrganizationAdminAccounts")
def list_administrators(call: Call) -> dict[str, Any]:
    """None or one."""
    shown = [{"accountId": name, "status": "ENABLED"} for name in ADMINISTRATION.listed(call)]
    return paging.page(call, "adminAccounts", shown, 25, "nextToken", "maxResults")


@operation("macie2", "DescribeOrganizationConfiguration", "UpdateOrganizationConfiguration")
def configuration(call: Call) -> dict[str, Any]:
    """Whether accounts that join the organization are enabled."""
    _require(call)
    ADMINISTRATION.require_administrator(call)
    found = call.objects("macie organization")
    if call.operation == "UpdateOrganizationConfiguration":
        found.update(automatic=bool(call.params.get("autoEnable")), before=organization.members(call.account))
        return {}
    return {"autoEnable": bool(found.get("automatic", False)), "maxAccountLimitReached": False}


@operation("macie2", "CreateMember")
def create_member(call: Call) -> dict[str, Any]:
    """An account of the organization is a member at once; another would have to be invited."""
    _require(call)
    account = (call.params.get("account") or {}).get("accountId") or ""
    if account == call.account or not accounts.exists(account):
        raise _invalid("The request failed because the specified account can't be a member.")
    if ADMINISTRATION.administrator(call.account, call.region) == call.account and account in organization.members(
        call.account
    ):
        _associate(call.account, account, call.region)
    else:
        _members(call.account, call.region).setdefault(account, {"status": "Created", "at": credentials.now()})
    return {"arn": _member(call, account)["arn"]}


def _member(call: Call, account: str) -> dict[str, Any]:
    found, known = _members(call.account, call.region).get(account), accounts.find(account)
    if found is None:
        raise AwsError("ResourceNotFoundException", "The request failed because the account isn't a member.", 404)
    return {
        "accountId": account,
        "administratorAccountId": call.account,
        "masterAccountId": call.account,
        "arn": f"arn:aws:macie2:{call.region}:{call.account}:member/{account}",
        "email": known.email if known else "",
        "invitedAt": found["at"],
        "updatedAt": found["at"],
        "relationshipStatus": found["status"],
    }


@operation("macie2", "GetMember")
def get_member(call: Call) -> dict[str, Any]:
    """By account."""
    _require(call)
    return _member(call, call.params["id"])


@operation("macie2", "ListMembers")
def list_members(call: Call) -> dict[str, Any]:
    """Associated ones, unless all are asked for."""
    _require(call)
    every = str(call.params.get("onlyAssociated") or "true").lower() == "false"
    shown = [
        _member(call, account)
        for account, found in _members(call.account, call.region).items()
        if every or found["status"] == "Enabled"
    ]
    return paging.page(call, "members", shown, 25, "nextToken", "maxResults")


@operation("macie2", "DisassociateMember", "DeleteMember")
def remove_member(call: Call) -> dict[str, Any]:
    """Let go first, deleted afterwards."""
    _require(call)
    status = _member(call, call.params["id"])["relationshipStatus"]
    if call.operation == "DisassociateMember":
        _members(call.account, call.region)[call.params["id"]]["status"] = "Removed"
    elif status == "Enabled":
        raise _conflict("The request failed because the account is still associated.")
    else:
        del _members(call.account, call.region)[call.params["id"]]
    return {}


@operation("macie2", "GetAdministratorAccount")
def get_administrator(call: Call) -> dict[str, Any]:
    """Whose member the caller is."""
    _require(call)
    administrator = _administrator_of(call)
    if administrator is None:
        return {}
    return {"administrator": {"accountId": administrator, "relationshipStatus": "Enabled"}}


@operation("macie2", "PutClassificationExportConfiguration")
def put_export(call: Call) -> dict[str, Any]:
    """The bucket must be there; results are encrypted with a key of one's own. A configuration of nothing takes it away.

    https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/macie2/classification_export_configuration.go
    """
    found = _require(call)
    destination = (call.params.get("configuration") or {}).get("s3Destination")
    if destination is None:
        found.pop("export", None)
        return {"configuration": {}}
    if delivery.bucket(destination.get("bucketName") or "") is None:
        raise _invalid("The request failed because the specified S3 bucket doesn't exist or Macie can't access it.")
    if delivery.key(destination.get("kmsKeyArn") or "", call.region, call.account) is None:
        raise _invalid("The request failed because the specified KMS key doesn't exist or Macie can't use it.")
    found["export"] = {"s3Destination": destination}
    return {"configuration": found["export"]}


@operation("macie2", "GetClassificationExportConfiguration")
def get_export(call: Call) -> dict[str, Any]:
    """Nothing, until it is put."""
    found = _require(call)
    return {"configuration": found["export"]} if "export" in found else {}
