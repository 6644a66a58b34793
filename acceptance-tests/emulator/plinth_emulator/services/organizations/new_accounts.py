"""CreateAccount: asynchronous, as in AWS. The account appears only when it is done."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plinth_emulator import accounts, credentials, settings, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, operation
from plinth_emulator.services.organizations import lookup, model, policy_types, tags
from plinth_emulator.services.organizations.errors import refusal
from plinth_emulator.services.organizations.model import Member, Organization
from plinth_emulator.settings import passed

_DEFAULT_ROLE = "OrganizationAccountAccessRole"
# Stricter than the pattern of the parameter, which is checked at once: what fails here fails later, as INVALID_EMAIL.
_EMAIL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}")


@dataclass
class Request:
    """One CreateAccount, under way or ended."""

    id: str
    management_account: str
    params: dict[str, Any]
    requested: datetime
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


@check("account", "*")
@check("organizations", "*")
@check("sts", "*")
def settle(_: Call) -> None:
    """End the requests whose time has come."""
    for request in list(_under_way):
        if passed(request.requested, "create_account_seconds", request.management_account):
            _under_way.remove(request)
            _end(request)


@operation("organizations", "CreateAccount")
def create_account(call: Call) -> dict[str, Any]:
    """Begin to make an account. A taken e-mail address is no error yet: the request fails later."""
    found = lookup.organization(call)
    tags.check(call.params.get("Tags"))
    if not passed(found.created, "organization_finalizing_seconds", found.management_account):
        raise refusal("FinalizingOrganizationException")
    waiting = sum(request.management_account == found.management_account for request in _under_way)
    if waiting >= settings.get("concurrent_create_account_limit", found.management_account):
        raise AwsError(
            "TooManyRequestsException",
            "You have sent too many requests in too short a period of time. Try again later.",
            Type="CONCURRENT_ACCOUNT_CREATION",
        )
    request = Request(f"car-{secrets.token_hex(16)}", call.account, call.params, credentials.now())
    _requests(call.account)[request.id] = request
    _under_way.append(request)
    return {"CreateAccountStatus": request.status()}


@operation("organizations", "DescribeCreateAccountStatus")
def describe_create_account_status(call: Call) -> dict[str, Any]:
    """How far a request is."""
    requests = _requests(lookup.organization(call).management_account)
    request = requests.get(call.params["CreateAccountRequestId"])
    if request is None:
        raise refusal("CreateAccountStatusNotFoundException")
    return {"CreateAccountStatus": request.status()}


@operation("organizations", "ListCreateAccountStatus")
def list_create_account_status(call: Call) -> dict[str, Any]:
    """All requests, in pages, of the states asked for."""
    states = call.params.get("States") or ["IN_PROGRESS", "SUCCEEDED", "FAILED"]
    requests = _requests(lookup.organization(call).management_account).values()
    found = [request.status() for request in requests if request.state in states]
    return lookup.page(call, "CreateAccountStatuses", found)


def _end(request: Request) -> None:
    request.completed = credentials.now()
    found = model.of(request.management_account)
    reason = "INTERNAL_FAILURE" if found is None else _failure_reason(request, found)
    if found is None or reason is not None:
        request.state, request.failure_reason = "FAILED", reason
        return
    request.account_id = _make(request, found)
    request.state = "SUCCEEDED"


def _failure_reason(request: Request, found: Organization) -> str | None:
    forced = settings.get("create_account_failure_reason", request.management_account)
    if forced is not None:
        return str(forced)
    if not _EMAIL.fullmatch(request.params["Email"]):
        return "INVALID_EMAIL"
    if accounts.email_in_use(request.params["Email"]):
        return "EMAIL_ALREADY_EXISTS"
    quota = settings.get("account_quota", request.management_account)
    if quota is not None and len(found.members) >= quota:
        return "ACCOUNT_LIMIT_EXCEEDED"
    return None


def _make(request: Request, found: Organization) -> str:
    """An account in the root, with a role that its management account may assume."""
    params = {name: value for name, value in request.params.items() if value is not None}
    account = accounts.register(accounts.unused_id(), params["Email"], params["AccountName"])
    model.join(found, Member(account.id, found.root_id, credentials.now(), "CREATED"))
    policy_types.attach_defaults(found, account.id)
    found.set_tags(account.id, params.get("Tags"))
    trust = {"AWS": f"arn:aws:iam::{found.management_account}:root"}
    statement = {"Effect": "Allow", "Principal": trust, "Action": "sts:AssumeRole"}
    role_name = params.get("RoleName") or _DEFAULT_ROLE
    backend = accounts.iam(account.id)
    backend.create_role(
        role_name=role_name,
        assume_role_policy_document=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        path="/",
        permissions_boundary=None,
        description="",
        tags=[],
        max_session_duration="3600",
    )
    backend.attach_role_policy(accounts.ADMINISTRATOR_POLICY, role_name)
    return account.id
