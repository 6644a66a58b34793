"""Which policies are attached to which roots, units and accounts."""

from __future__ import annotations

from typing import Any

from plinth_emulator import accounts
from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.organizations import lookup, policies, policy_types
from plinth_emulator.services.organizations.errors import constraint, invalid, refusal
from plinth_emulator.services.organizations.managed_policies import FULL_ACCESS
from plinth_emulator.services.organizations.model import Organization


@operation("organizations", "AttachPolicy")
def attach_policy(call: Call) -> dict[str, Any]:
    """Attach a policy of an enabled type, once."""
    found, policy, target = lookup.organization(call), lookup.policy(call), lookup.target(call)
    policy_types.check_available(found)
    if policy.type not in found.policy_types:
        raise refusal("PolicyTypeNotEnabledException")
    attached = _of_type(found, target, policy.type)
    if policy.id in attached:
        raise refusal("DuplicatePolicyAttachmentException")
    if len(attached) >= policy_types.limits(policy.type).per_target:
        raise constraint("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED")
    found.attachments[target].append(policy.id)
    return {}


@operation("organizations", "DetachPolicy")
def detach_policy(call: Call) -> dict[str, Any]:
    """Detach a policy; one service control policy stays on everything, and AWS's resource control policy always."""
    found, policy, target = lookup.organization(call), lookup.policy(call), lookup.target(call)
    attached = _of_type(found, target, policy.type)
    if policy.id not in attached:
        raise refusal("PolicyNotAttachedException")
    if policy.id == FULL_ACCESS["RESOURCE_CONTROL_POLICY"]:
        raise invalid("NON_DETACHABLE_POLICY")
    if policy.type == "SERVICE_CONTROL_POLICY" and len(attached) == 1:
        raise constraint("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED")
    found.attachments[target].remove(policy.id)
    return {}


@operation("organizations", "ListPoliciesForTarget")
def list_policies_for_target(call: Call) -> dict[str, Any]:
    """What is attached to one target itself; what it inherits is not listed."""
    found, target = lookup.organization(call), lookup.target(call)
    attached = _of_type(found, target, call.params["Filter"])
    return lookup.page(call, "Policies", [policies.summary(found, found.policies[item]) for item in attached])


@operation("organizations", "ListTargetsForPolicy")
def list_targets_for_policy(call: Call) -> dict[str, Any]:
    """Where a policy is attached."""
    found, policy = lookup.organization(call), lookup.policy(call)
    targets = [_described(found, target) for target, attached in found.attachments.items() if policy.id in attached]
    return lookup.page(call, "Targets", targets)


def _of_type(found: Organization, target: str, policy_type: str) -> list[str]:
    return [item for item in found.attachments[target] if found.policies[item].type == policy_type]


def _described(found: Organization, target: str) -> dict[str, Any]:
    account = accounts.find(target)
    if target in found.members and account is not None:
        return {"TargetId": target, "Arn": found.arn("account", target), "Name": account.name, "Type": "ACCOUNT"}
    unit = found.units[target]
    kind, arn = ("ROOT", "root") if unit.parent is None else ("ORGANIZATIONAL_UNIT", "ou")
    return {"TargetId": target, "Arn": found.arn(arn, target), "Name": unit.name, "Type": kind}
