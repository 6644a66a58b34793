"""The accounts of an organization: where they are, and how they go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from plinth_emulator import accounts, credentials, settings
from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.organizations import lifecycle, lookup, model
from plinth_emulator.services.organizations.errors import constraint, refusal
from plinth_emulator.services.organizations.model import Member, Organization
from plinth_emulator.settings import passed

# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html: how many accounts may be
# closing at a time, and in which span a tenth of all accounts, between ten and a thousand, may be closed.
_CLOSING_AT_ONCE = 3
_CLOSING_SPAN = timedelta(days=30)


def described(found: Organization, member: Member) -> dict[str, Any]:
    """An account as AWS describes it. `Status` is the older form of `State`."""
    account = accounts.find(member.id)
    assert account is not None
    status, state = _states(found, member)
    return {
        "Id": member.id,
        "Arn": found.arn("account", member.id),
        "Email": account.email,
        "Name": account.name,
        "Status": status,
        "State": state,
        "Paths": [f"{found.path(member.parent)}{member.id}/"],
        "JoinedMethod": member.method,
        "JoinedTimestamp": member.joined,
    }


def _states(found: Organization, member: Member) -> tuple[str, str]:
    if member.closed is None:
        return "ACTIVE", "ACTIVE"
    if _is_closing(found, member):
        return "PENDING_CLOSURE", "PENDING_CLOSURE"
    return "SUSPENDED", "CLOSED"


def _is_closing(found: Organization, member: Member) -> bool:
    return member.closed is not None and not passed(member.closed, "close_account_seconds", found.management_account)


@operation("organizations", "DescribeAccount")
def describe_account(call: Call) -> dict[str, Any]:
    """One account."""
    return {"Account": described(lookup.organization(call), lookup.member(call))}


@operation("organizations", "ListAccounts")
def list_accounts(call: Call) -> dict[str, Any]:
    """All accounts, closed ones included."""
    found = lookup.organization(call)
    return lookup.page(call, "Accounts", [described(found, member) for member in found.members.values()])


@operation("organizations", "ListAccountsForParent")
def list_accounts_for_parent(call: Call) -> dict[str, Any]:
    """The accounts right under a unit or the root."""
    found, parent = lookup.organization(call), lookup.parent(call)
    inside = [member for member in found.members.values() if member.parent == parent.id]
    return lookup.page(call, "Accounts", [described(found, member) for member in inside])


@operation("organizations", "MoveAccount")
def move_account(call: Call) -> dict[str, Any]:
    """An account is moved from where it is; whoever is wrong about that is refused."""
    found, member = lookup.organization(call), lookup.member(call)
    source, destination = call.params["SourceParentId"], call.params["DestinationParentId"]
    if source not in found.units:
        raise refusal("SourceParentNotFoundException")
    if destination not in found.units:
        raise refusal("DestinationParentNotFoundException")
    if member.parent == destination:
        raise refusal("DuplicateAccountException")
    if member.parent != source:
        raise refusal("SourceParentNotFoundException")
    member.parent = destination
    return {}


@operation("organizations", "RemoveAccountFromOrganization")
def remove_account(call: Call) -> dict[str, Any]:
    """An account that could live on its own goes its own way."""
    found, member = lookup.organization(call), lookup.member(call)
    lifecycle.check_may_leave(found, member.id)
    model.leave(found, member.id)
    return {}


@operation("organizations", "CloseAccount")
def close_account(call: Call) -> dict[str, Any]:
    """Begin to close an account: it is PENDING_CLOSURE, then SUSPENDED, and stays in the organization."""
    found, member, now = lookup.organization(call), lookup.member(call), credentials.now()
    if member.id == found.management_account:
        raise constraint("CANNOT_CLOSE_MANAGEMENT_ACCOUNT")
    if _is_closing(found, member):
        raise refusal("ConflictException")
    if member.closed is not None:
        raise refusal("AccountAlreadyClosedException")
    if member.id in found.delegated:
        raise constraint("CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG")
    others = [other for other in found.members.values() if other.closed is not None]
    if sum(_is_closing(found, other) for other in others) >= _CLOSING_AT_ONCE:
        raise constraint("CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED")
    if sum(other.closed is not None and now - other.closed < _CLOSING_SPAN for other in others) >= _quota(found):
        raise constraint("CLOSE_ACCOUNT_QUOTA_EXCEEDED")
    member.closed = now
    return {}


def _quota(found: Organization) -> int:
    set_to = settings.get("close_account_quota", found.management_account)
    return int(set_to) if set_to is not None else min(1000, max(10, len(found.members) // 10))
