"""Which organization an account is in, and what the rest of the emulator asks of it."""

from __future__ import annotations

from dataclasses import dataclass

from plinth_emulator import credentials, settings
from plinth_emulator.services.organizations import model


@dataclass(frozen=True)
class Membership:
    """An account's place in an organization. `path` is what `aws:PrincipalOrgPaths` holds."""

    organization_id: str
    management_account: str
    is_management: bool
    path: str


def membership(account_id: str) -> Membership | None:
    """The organization that an account is in, if any."""
    found = model.of(account_id)
    if found is None:
        return None
    path = found.path(found.members[account_id].parent)
    return Membership(found.id, found.management_account, found.management_account == account_id, path)


def is_suspended(account_id: str) -> bool:
    """Whether a member account has been closed, or is being closed."""
    found = model.of(account_id)
    return found is not None and found.members[account_id].closed is not None


def has_role(account_id: str) -> bool:
    """Whether a new member account's role can be assumed already."""
    return _is_older(account_id, "account_role_seconds")


def has_services(account_id: str) -> bool:
    """Whether services know a new member account already."""
    return _is_older(account_id, "account_services_seconds")


def _is_older(account_id: str, setting: str) -> bool:
    found = model.of(account_id)
    if found is None or account_id == found.management_account:
        return True
    return settings.passed(found.members[account_id].joined, setting, found.management_account)


def members(account_id: str) -> list[str]:
    """The ids of all accounts of an account's organization, itself and closed ones included."""
    found = model.of(account_id)
    return list(found.members) if found is not None else []


def trusts(account_id: str, service_principal: str) -> bool:
    """Whether the account's organization has trusted access for a service (`account.amazonaws.com`)."""
    found = model.of(account_id)
    return found is not None and service_principal in found.trusted


def trust(account_id: str, service_principal: str) -> None:
    """Turn trusted access on, as the services' own operations for organizations do."""
    found = model.of(account_id)
    if found is None:
        raise LookupError(f"{account_id} is in no organization")
    found.trusted.setdefault(service_principal, credentials.now())


def delegates(account_id: str, service_principal: str) -> list[str]:
    """The accounts that administer a service for the account's organization."""
    found = model.of(account_id)
    if found is None:
        return []
    return [administrator for administrator, services in found.delegated.items() if service_principal in services]


def delegate(account_id: str, administrator: str, service_principal: str) -> None:
    """Make a member the administrator of a service, as the services' own operations for organizations do."""
    found = model.of(account_id)
    if found is None or administrator not in found.members:
        raise LookupError(f"{administrator} is not in the organization of {account_id}")
    found.delegated.setdefault(administrator, {}).setdefault(service_principal, credentials.now())


def undelegate(account_id: str, administrator: str, service_principal: str) -> None:
    """Take a service's administration from a member; nothing happens when it has none."""
    found = model.of(account_id)
    if found is not None and administrator in found.delegated:
        found.delegated[administrator].pop(service_principal, None)
        if not found.delegated[administrator]:
            del found.delegated[administrator]


def is_delegated_administrator(account_id: str) -> bool:
    """Whether a member account administers some service for its organization."""
    found = model.of(account_id)
    return found is not None and account_id in found.delegated
