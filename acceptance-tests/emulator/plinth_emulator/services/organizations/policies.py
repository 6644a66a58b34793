"""Policies: made, changed, deleted, listed."""

from __future__ import annotations

from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.organizations import documents, lookup, model, policy_types, tags
from plinth_emulator.services.organizations.errors import constraint, invalid, refusal
from plinth_emulator.services.organizations.model import Organization, Policy


@operation("organizations", "CreatePolicy")
def create_policy(call: Call) -> dict[str, Any]:
    """A policy of any type, whether the type is enabled or not."""
    found, params = lookup.organization(call), call.params
    policy_types.check_available(found)
    tags.check(params.get("Tags"))
    limits = policy_types.limits(params["Type"])
    _check_content(params["Type"], params["Content"])
    _check_name(found, params["Name"], None)
    if sum(policy.type == params["Type"] for policy in found.policies.values()) >= limits.number:
        raise constraint("POLICY_NUMBER_LIMIT_EXCEEDED")
    description = params.get("Description") or ""
    made = Policy(f"p-{model.random_id(8)}", params["Type"], params["Name"], description, params["Content"])
    found.policies[made.id] = made
    found.set_tags(made.id, params.get("Tags"))
    return {"Policy": _described(found, made)}


@operation("organizations", "DescribePolicy")
def describe_policy(call: Call) -> dict[str, Any]:
    """A policy with its document."""
    return {"Policy": _described(lookup.organization(call), lookup.policy(call))}


@operation("organizations", "UpdatePolicy")
def update_policy(call: Call) -> dict[str, Any]:
    """Change what is given."""
    found, policy, params = lookup.organization(call), lookup.policy(call), call.params
    _check_own(policy)
    if params.get("Name") is not None:
        _check_name(found, params["Name"], policy)
    if params.get("Content") is not None:
        _check_content(policy.type, params["Content"])
    policy.name = params.get("Name") or policy.name
    policy.content = params.get("Content") or policy.content
    if params.get("Description") is not None:
        policy.description = params["Description"]
    return {"Policy": _described(found, policy)}


@operation("organizations", "DeletePolicy")
def delete_policy(call: Call) -> dict[str, Any]:
    """A policy is deleted after its last attachment."""
    found, policy = lookup.organization(call), lookup.policy(call)
    _check_own(policy)
    if any(policy.id in attached for attached in found.attachments.values()):
        raise refusal("PolicyInUseException")
    del found.policies[policy.id]
    found.forget(policy.id)
    return {}


@operation("organizations", "ListPolicies")
def list_policies(call: Call) -> dict[str, Any]:
    """The policies of one type."""
    found, wanted = lookup.organization(call), call.params["Filter"]
    policies = [summary(found, policy) for policy in found.policies.values() if policy.type == wanted]
    return lookup.page(call, "Policies", policies)


def summary(found: Organization, policy: Policy) -> dict[str, Any]:
    """A policy without its document."""
    kind = f"{policy.type.lower()}/{policy.id}"
    return {
        "Id": policy.id,
        "Arn": f"arn:aws:organizations::aws:policy/{kind}" if policy.managed else found.arn("policy", kind),
        "Name": policy.name,
        "Description": policy.description,
        "Type": policy.type,
        "AwsManaged": policy.managed,
    }


def _described(found: Organization, policy: Policy) -> dict[str, Any]:
    return {"PolicySummary": summary(found, policy), "Content": policy.content}


def _check_content(policy_type: str, content: str) -> None:
    """What the API is given is stored as it is, so that white space counts."""
    if len(content) > policy_types.limits(policy_type).size:
        raise constraint("POLICY_CONTENT_LIMIT_EXCEEDED")
    documents.check(policy_type, content)


def _check_name(found: Organization, name: str, itself: Policy | None) -> None:
    if any(policy is not itself and policy.name == name for policy in found.policies.values()):
        raise refusal("DuplicatePolicyException")


def _check_own(policy: Policy) -> None:
    if policy.managed:
        raise invalid("IMMUTABLE_POLICY")
