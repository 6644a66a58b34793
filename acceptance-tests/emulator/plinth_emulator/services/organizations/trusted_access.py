"""Trusted access: the services that may act in all accounts of an organization."""

from __future__ import annotations

from typing import Any

from plinth_emulator import credentials
from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.organizations import lookup
from plinth_emulator.services.organizations.errors import constraint, invalid

# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html
SERVICES = frozenset(
    f"{name}.amazonaws.com"
    for name in (
        "access-analyzer account agentless.inspector2 auditmanager aws-artifact-account-sync backup billing "
        "billing-cost-management bcm-data-exports budgets chatbot cloudtrail compute-optimizer config "
        "config-multiaccountsetup controltower cost-optimization-hub detective devops-guru ds ec2 fms guardduty health "
        "iam inspector2 ipam license-manager license-manager.member-account license-manager-linux-subscriptions "
        "license-management.marketplace macie malware-protection.guardduty mgn member.org.stacksets.cloudformation "
        "networkmanager notifications observabilityadmin cloudwatch.observability ram reachabilityanalyzer.networkinsights "
        "reporting.trustedadvisor resource-explorer-2 resource-management securityhub securitylake security-ir "
        "servicecatalog servicequotas ssm ssm-quicksetup sso stacksets.cloudformation storage-lens.s3 tagpolicies.tag "
        "user-subscriptions vpc-lattice wellarchitected private-marketplace.marketplace"
    ).split()
)


@operation("organizations", "EnableAWSServiceAccess")
def enable_service_access(call: Call) -> dict[str, Any]:
    """Turning on what is on changes nothing."""
    found, service = lookup.organization(call), _service(call)
    found.trusted.setdefault(service, credentials.now())
    return {}


@operation("organizations", "DisableAWSServiceAccess")
def disable_service_access(call: Call) -> dict[str, Any]:
    """Turning off what is off changes nothing; a service that has administrators stays on."""
    found, service = lookup.organization(call), _service(call)
    if any(service in services for services in found.delegated.values()):
        raise constraint("DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE")
    found.trusted.pop(service, None)
    return {}


@operation("organizations", "ListAWSServiceAccessForOrganization")
def list_service_access(call: Call) -> dict[str, Any]:
    """The services that are on."""
    services = sorted(lookup.organization(call).trusted.items())
    described = [{"ServicePrincipal": service, "DateEnabled": enabled} for service, enabled in services]
    return lookup.page(call, "EnabledServicePrincipals", described)


def _service(call: Call) -> str:
    service = str(call.params["ServicePrincipal"])
    if service not in SERVICES:
        raise invalid("UNRECOGNIZED_SERVICE_PRINCIPAL")
    return service
