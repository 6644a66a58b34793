"""Which organization an account is in, as moto has it."""

from __future__ import annotations

from dataclasses import dataclass

from moto.organizations.models import OrganizationsBackend, organizations_backends

from plinth_emulator import accounts


@dataclass(frozen=True)
class Membership:
    """An account's place in an organization."""

    organization_id: str
    management_account: str
    is_management: bool


def backend(management_account: str) -> OrganizationsBackend:
    """moto's organization of a management account."""
    return organizations_backends[management_account]["aws"]


def membership(account_id: str) -> Membership | None:
    """The organization that an account is in, if any."""
    owner, _ = organizations_backends.master_accounts.get(account_id, (account_id, "aws"))
    # Asking moto for a backend makes one, so only accounts that exist are asked about.
    if not accounts.exists(owner):
        return None
    organization = backend(owner).org
    if organization is None:
        return None
    return Membership(organization.id, owner, owner == account_id)


def is_suspended(account_id: str) -> bool:
    """Whether a member account has been closed."""
    place = membership(account_id)
    if place is None:
        return False
    members = backend(place.management_account).accounts
    return any(member.id == account_id and member.status == "SUSPENDED" for member in members)


def is_delegated_administrator(account_id: str) -> bool:
    """Whether a member account administers some service for its organization."""
    place = membership(account_id)
    if place is None or place.is_management:
        return False
    return any(admin.account.id == account_id for admin in backend(place.management_account).admins)
