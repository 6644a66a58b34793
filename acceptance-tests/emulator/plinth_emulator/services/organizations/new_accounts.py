"""CreateAccount: asynchronous, as in AWS. The account appears only when it is done."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from plinth_emulator import accounts, credentials, organization, settings, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, operation

_DEFAULT_ROLE = "OrganizationAccountAccessRole"


@dataclass
class Request:
    """One CreateAccount, under way or ended."""

    id: str
    management_account: str
    params: dict[str, Any]
    requested: datetime
    due: datetime
    state: str = "IN_PROGRESS"
    completed: datetime | None = None
    account_id: str | None = None
    failure_reason: str | None = None

    def status(self) -> dict[str, Any]:
        """The request as AWS describes it."""
        described: dict[str, Any] = {
            "Id": self.id,
            "AccountName": self.params["AccountName"],
            "State": self.state,
            "RequestedTimestamp": self.requested,
            "CompletedTimestamp": self.completed,
            "AccountId": self.account_id,
            "FailureReason": self.failure_reason,
        }
        return {name: value for name, value in described.items() if value is not None}


def _requests(management_account: str) -> dict[str, Request]:
    return state.objects("create account requests", management_account)


# All requests that have not ended, so that settling them need not look through every account.
_under_way: list[Request] = []


@check("organizations", "*")
@check("sts", "*")
def settle(_: Call) -> None:
    """End the requests whose time has come."""
    for request in [request for request in _under_way if request.due <= credentials.now()]:
        _under_way.remove(request)
        _end(request)


@operation("organizations", "CreateAccount")
def create_account(call: Call) -> dict[str, Any]:
    """Begin to make an account. A taken e-mail address is no error yet: the request fails later."""
    place = organization.membership(call.account)
    if place is None:
        raise AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
    now = credentials.now()
    due = now + timedelta(seconds=settings.get("create_account_seconds", call.account))
    request = Request(f"car-{secrets.token_hex(16)}", call.account, call.params, now, due)
    _requests(call.account)[request.id] = request
    _under_way.append(request)
    return {"CreateAccountStatus": request.status()}


@operation("organizations", "DescribeCreateAccountStatus")
def describe_create_account_status(call: Call) -> dict[str, Any]:
    """How far a request is."""
    request = _requests(call.account).get(call.params["CreateAccountRequestId"])
    if request is None:
        raise AwsError(
            "CreateAccountStatusNotFoundException",
            "We can't find an create account request with the CreateAccountRequestId that you specified.",
        )
    return {"CreateAccountStatus": request.status()}


@operation("organizations", "ListCreateAccountStatus")
def list_create_account_status(call: Call) -> dict[str, Any]:
    """All requests, in pages, of the states asked for."""
    states = call.params.get("States") or ["IN_PROGRESS", "SUCCEEDED", "FAILED"]
    found = [request.status() for request in _requests(call.account).values() if request.state in states]
    start = int(call.params.get("NextToken") or 0)
    end = start + int(call.params.get("MaxResults") or 20)
    page = {"CreateAccountStatuses": found[start:end]}
    return {**page, "NextToken": str(end)} if end < len(found) else page


def _end(request: Request) -> None:
    request.completed = credentials.now()
    reason = settings.get("create_account_failure_reason", request.management_account)
    if reason is None and accounts.email_in_use(request.params["Email"]):
        reason = "EMAIL_ALREADY_EXISTS"
    if reason is not None:
        request.state, request.failure_reason = "FAILED", reason
        return
    request.account_id = _make(request)
    request.state = "SUCCEEDED"


def _make(request: Request) -> str:
    """Have moto make the account, and give its role the permissions that AWS gives it."""
    params = {name: value for name, value in request.params.items() if value is not None}
    made = organization.backend(request.management_account)
    made.create_account(**params)
    account = made.accounts[-1]
    accounts.register(account.id, params["Email"], params["AccountName"])
    role_name = params.get("RoleName") or _DEFAULT_ROLE
    accounts.iam(account.id).attach_role_policy(accounts.ADMINISTRATOR_POLICY, role_name)
    return str(account.id)
