"""Policy types: their limits, and which of them are enabled on the root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plinth_emulator import credentials
from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.organizations import lookup
from plinth_emulator.services.organizations.errors import refusal
from plinth_emulator.services.organizations.managed_policies import FULL_ACCESS
from plinth_emulator.services.organizations.model import Organization
from plinth_emulator.settings import passed


@dataclass(frozen=True)
class Limits:
    """How many characters a document may have, how many policies one target, how many the organization."""

    size: int
    per_target: int
    number: int = 1000


# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html. Service control policies grew
# in May 2026: https://aws.amazon.com/about-aws/whats-new/2026/05/aws-organizations-increased-scp-quotas/.
_LIMITS = {
    "SERVICE_CONTROL_POLICY": Limits(10_240, 10, 10_000),
    "RESOURCE_CONTROL_POLICY": Limits(5_120, 5),
    "AISERVICES_OPT_OUT_POLICY": Limits(2_500, 5),
    "CHATBOT_POLICY": Limits(10_000, 5),
}
_OTHERS = Limits(10_000, 10)


def limits(policy_type: str) -> Limits:
    """A type's limits."""
    return _LIMITS.get(policy_type, _OTHERS)


def check_available(found: Organization) -> None:
    """Policies need all features."""
    if found.feature_set != "ALL":
        raise refusal("PolicyTypeNotAvailableForOrganizationException")


def attach_defaults(found: Organization, target: str) -> None:
    """Something new has the policies that let everything through, of each type that is enabled."""
    for policy_type in found.policy_types:
        if policy_type in FULL_ACCESS:
            found.attachments[target].append(FULL_ACCESS[policy_type])


@operation("organizations", "EnablePolicyType")
def enable_policy_type(call: Call) -> dict[str, Any]:
    """Enable a type; everything starts with full access."""
    found, policy_type = _root(call), call.params["PolicyType"]
    check_available(found)
    if policy_type in found.policy_types:
        raise refusal("PolicyTypeAlreadyEnabledException")
    found.policy_types.append(policy_type)
    found.enabled[policy_type] = credentials.now()
    if policy_type in FULL_ACCESS:
        for target in [*found.units, *found.members]:
            found.attachments[target].append(FULL_ACCESS[policy_type])
    return {"Root": described_root(found)}


@operation("organizations", "DisablePolicyType")
def disable_policy_type(call: Call) -> dict[str, Any]:
    """Disable a type; all attachments of its policies are lost, the policies stay."""
    found, policy_type = _root(call), call.params["PolicyType"]
    if policy_type not in found.policy_types:
        raise refusal("PolicyTypeNotEnabledException")
    found.policy_types.remove(policy_type)
    for target, attached in found.attachments.items():
        found.attachments[target] = [item for item in attached if found.policies[item].type != policy_type]
    return {"Root": described_root(found)}


def _root(call: Call) -> Organization:
    found = lookup.organization(call)
    if call.params["RootId"] != found.root_id:
        raise refusal("RootNotFoundException")
    return found


def described_root(found: Organization) -> dict[str, Any]:
    """The root as AWS describes it."""
    return {
        "Id": found.root_id,
        "Arn": found.arn("root", found.root_id),
        "Name": found.units[found.root_id].name,
        "PolicyTypes": [{"Type": policy_type, "Status": _status(found, policy_type)} for policy_type in found.policy_types],
    }


def _status(found: Organization, policy_type: str) -> str:
    done = passed(found.enabled[policy_type], "policy_type_seconds", found.management_account)
    return "ENABLED" if done else "PENDING_ENABLE"
