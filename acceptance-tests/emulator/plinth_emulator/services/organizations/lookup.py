"""What a call speaks of, and pages of lists."""

from __future__ import annotations

from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.services.organizations import model
from plinth_emulator.services.organizations.errors import invalid, refusal
from plinth_emulator.services.organizations.model import Member, Organization, Policy, Unit

_PAGE = 20


def organization(call: Call) -> Organization:
    """The caller's organization."""
    found = model.of(call.account)
    if found is None:
        raise refusal("AWSOrganizationsNotInUseException")
    return found


def member(call: Call) -> Member:
    """The account that a call names."""
    found = organization(call).members.get(call.params["AccountId"])
    if found is None:
        raise refusal("AccountNotFoundException")
    return found


def unit(call: Call) -> Unit:
    """The organizational unit that a call names; the root is none."""
    found = organization(call).units.get(call.params["OrganizationalUnitId"])
    if found is None or found.parent is None:
        raise refusal("OrganizationalUnitNotFoundException")
    return found


def parent(call: Call) -> Unit:
    """The unit or root that a call names as a parent."""
    found = organization(call).units.get(call.params["ParentId"])
    if found is None:
        raise refusal("ParentNotFoundException")
    return found


def policy(call: Call) -> Policy:
    """The policy that a call names."""
    found = organization(call).policies.get(call.params["PolicyId"])
    if found is None:
        raise refusal("PolicyNotFoundException")
    return found


def target(call: Call) -> str:
    """The root, unit or account that a call names as a target."""
    found = str(call.params["TargetId"])
    if not organization(call).exists(found):
        raise refusal("TargetNotFoundException")
    return found


def page(call: Call, key: str, items: list[Any]) -> dict[str, Any]:
    """One page of a list: twenty items at most."""
    token = call.params.get("NextToken")
    if token and not token.isdecimal():
        raise invalid("INVALID_NEXT_TOKEN")
    start = int(token or 0)
    end = start + int(call.params.get("MaxResults") or _PAGE)
    found: dict[str, Any] = {key: items[start:end]}
    return {**found, "NextToken": str(end)} if end < len(items) else found
