"""An account's name and its root user's e-mail address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from plinth_emulator import accounts, organization, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.account import target

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
# The emulator sends no e-mail, so the code in it is always this one.
_CODE = "123456"


@dataclass
class _Change:
    email: str
    status: str = "PENDING"


@operation("account", "GetAccountInformation")
def get_account_information(call: Call) -> dict[str, Any]:
    """Name, id and age."""
    account = _account(target.of(call))
    closed = organization.is_suspended(account.id)
    return {
        "AccountId": account.id,
        "AccountName": account.name,
        "AccountCreatedDate": account.created,
        "AccountState": "CLOSED" if closed else "ACTIVE",
    }


@operation("account", "PutAccountName")
def put_account_name(call: Call) -> dict[str, Any]:
    """Another name, which Organizations shows at once."""
    _account(target.of(call)).name = call.params["AccountName"]
    return {}


@operation("account", "GetPrimaryEmail")
def get_primary_email(call: Call) -> dict[str, Any]:
    """The root user's address."""
    return {"PrimaryEmail": _account(target.of(call)).email}


@operation("account", "StartPrimaryEmailUpdate")
def start_primary_email_update(call: Call) -> dict[str, Any]:
    """Send a code to the new address."""
    account, email = _account(target.of(call)), call.params["PrimaryEmail"]
    if not _EMAIL.fullmatch(email):
        raise AwsError("ValidationException", "The e-mail address is not valid.", reason="fieldValidationFailed")
    if accounts.email_in_use(email):
        raise AwsError("ConflictException", "The e-mail address is in use by another account.")
    _changes(account.id)["email"] = _Change(email)
    return {"Status": "PENDING"}


@operation("account", "AcceptPrimaryEmailUpdate")
def accept_primary_email_update(call: Call) -> dict[str, Any]:
    """Change the address, if the code is the one that was sent."""
    account = _account(target.of(call))
    change = _changes(account.id).get("email")
    if change is None or change.email != call.params["PrimaryEmail"] or change.status != "PENDING":
        raise AwsError("ResourceNotFoundException", "There is no pending change to this e-mail address.")
    if call.params["Otp"] != _CODE:
        raise AwsError("ValidationException", "The one-time password is not valid.", reason="fieldValidationFailed")
    if accounts.email_in_use(change.email):
        raise AwsError("ConflictException", "The e-mail address is in use by another account.")
    account.email, change.status = change.email, "ACCEPTED"
    return {"Status": "ACCEPTED"}


def _changes(account_id: str) -> dict[str, _Change]:
    return state.objects("primary e-mail changes", account_id)


def _account(account_id: str) -> accounts.Account:
    account = accounts.find(account_id)
    assert account is not None
    return account
