"""Whom AWS writes to: the account's own contact, and one each for billing, operations and security."""

from __future__ import annotations

from typing import Any

from plinth_emulator import organization, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.account import target

_ALTERNATE = ("AlternateContactType", "EmailAddress", "Name", "PhoneNumber", "Title")
_REQUIRED = ("AddressLine1", "City", "CountryCode", "FullName", "PhoneNumber", "PostalCode")
_FROM_SIGN_UP = {
    "FullName": "Plinth Emulator",
    "AddressLine1": "1 Loopback Road",
    "City": "Localhost",
    "StateOrRegion": "WA",
    "PostalCode": "12700",
    "CountryCode": "US",
    "PhoneNumber": "+12065550100",
}


def _contacts(account: str) -> dict[str, dict[str, Any]]:
    return state.objects("contacts", account)


@operation("account", "PutAlternateContact")
def put_alternate_contact(call: Call) -> dict[str, Any]:
    """Set one contact whole."""
    account = target.of(call)
    _require(call.params, _ALTERNATE)
    contact = {name: str(call.params[name]).strip() for name in _ALTERNATE}
    _contacts(account)[contact["AlternateContactType"]] = contact
    return {}


@operation("account", "GetAlternateContact")
def get_alternate_contact(call: Call) -> dict[str, Any]:
    """One contact, if it is set."""
    return {"AlternateContact": _present(call, _contacts(target.of(call)))}


@operation("account", "DeleteAlternateContact")
def delete_alternate_contact(call: Call) -> dict[str, Any]:
    """Take one contact away, if it is set."""
    contacts = _contacts(target.of(call))
    _present(call, contacts)
    del contacts[call.params["AlternateContactType"]]
    return {}


@operation("account", "PutContactInformation")
def put_contact_information(call: Call) -> dict[str, Any]:
    """Set the account's own contact whole."""
    account, contact = target.of(call), call.params["ContactInformation"]
    _require(contact, _REQUIRED)
    _contacts(account)["PRIMARY"] = {name: value for name, value in contact.items() if value is not None}
    return {}


@operation("account", "GetContactInformation")
def get_contact_information(call: Call) -> dict[str, Any]:
    """The account's own contact: from the sign-up; accounts that Organizations made begin with their manager's."""
    account = target.of(call)
    place = organization.membership(account)
    owners = [account, place.management_account] if place is not None else [account]
    found = (_contacts(owner).get("PRIMARY") for owner in owners)
    return {"ContactInformation": next(filter(None, found), _FROM_SIGN_UP)}


def _present(call: Call, contacts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    kind = call.params["AlternateContactType"]
    if kind not in contacts:
        raise AwsError("ResourceNotFoundException", "No contact of the inputted alternate contact type found.")
    return contacts[kind]


def _require(values: dict[str, Any], names: tuple[str, ...]) -> None:
    missing = [name for name in names if values.get(name) is None]
    if missing:
        path = missing[0][0].lower() + missing[0][1:]
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value at '{path}' failed to satisfy constraint: Member must not be null",
            reason="fieldValidationFailed",
        )
