"""Delegated administrators: member accounts that administer a service for the whole organization, and may read it."""

from __future__ import annotations

from typing import Any

from plinth_emulator import credentials, organization
from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.organizations import lookup, member_accounts
from plinth_emulator.services.organizations.errors import constraint, invalid, refusal
from plinth_emulator.services.organizations.trusted_access import SERVICES


@operation("organizations", "RegisterDelegatedAdministrator")
def register(call: Call) -> dict[str, Any]:
    """The service must have trusted access first."""
    found, member, service = lookup.organization(call), lookup.member(call), _service(call)
    if member.id == found.management_account:
        raise constraint("CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR")
    if member.closed is not None:
        raise constraint("CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR")
    if service not in found.trusted:
        raise constraint("SERVICE_ACCESS_NOT_ENABLED")
    services = found.delegated.setdefault(member.id, {})
    if service in services:
        raise refusal("AccountAlreadyRegisteredException")
    services[service] = credentials.now()
    return {}


@operation("organizations", "DeregisterDelegatedAdministrator")
def deregister(call: Call) -> dict[str, Any]:
    """Only what is registered can be taken away."""
    found, member, service = lookup.organization(call), lookup.member(call), _service(call)
    if service not in found.delegated.get(member.id, {}):
        raise refusal("AccountNotRegisteredException")
    organization.undelegate(call.account, member.id, service)
    return {}


@operation("organizations", "ListDelegatedAdministrators")
def list_administrators(call: Call) -> dict[str, Any]:
    """The administrators of one service, or of any."""
    found, wanted = lookup.organization(call), call.params.get("ServicePrincipal")
    administrators = []
    for account_id, services in found.delegated.items():
        if wanted is None or wanted in services:
            described = member_accounts.described(found, found.members[account_id])
            del described["Paths"]
            described["DelegationEnabledDate"] = min(services.values())
            administrators.append(described)
    return lookup.page(call, "DelegatedAdministrators", administrators)


@operation("organizations", "ListDelegatedServicesForAccount")
def list_services(call: Call) -> dict[str, Any]:
    """What one account administers."""
    found, member = lookup.organization(call), lookup.member(call)
    if member.id not in found.delegated:
        raise refusal("AccountNotRegisteredException")
    services = sorted(found.delegated[member.id].items())
    described = [{"ServicePrincipal": service, "DelegationEnabledDate": since} for service, since in services]
    return lookup.page(call, "DelegatedServices", described)


def _service(call: Call) -> str:
    service = str(call.params["ServicePrincipal"])
    if service not in SERVICES:
        raise invalid("UNRECOGNIZED_SERVICE_PRINCIPAL")
    return service
