"""The organization's resource policy, which gives members some of the management account's rights. Kept, not evaluated."""

from __future__ import annotations

import json
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.organizations import lookup, model, tags
from plinth_emulator.services.organizations.errors import invalid, refusal
from plinth_emulator.services.organizations.model import Organization


@operation("organizations", "PutResourcePolicy")
def put_resource_policy(call: Call) -> dict[str, Any]:
    """Make the policy, or replace its document."""
    found, content = lookup.organization(call), call.params["Content"]
    tags.check(call.params.get("Tags"))
    try:
        parsed = json.loads(content)
    except ValueError:
        raise invalid("INVALID_RESOURCE_POLICY_JSON") from None
    if not isinstance(parsed, dict) or "Statement" not in parsed:
        raise invalid("INVALID_RESOURCE_POLICY_JSON")
    policy_id = found.resource_policy[0] if found.resource_policy is not None else f"rp-{model.random_id(8)}"
    found.resource_policy = policy_id, content
    found.set_tags(policy_id, call.params.get("Tags"))
    return {"ResourcePolicy": _described(found)}


@operation("organizations", "DescribeResourcePolicy")
def describe_resource_policy(call: Call) -> dict[str, Any]:
    """The policy with its document."""
    return {"ResourcePolicy": _described(lookup.organization(call))}


@operation("organizations", "DeleteResourcePolicy")
def delete_resource_policy(call: Call) -> dict[str, Any]:
    """Without the policy, members have no rights but those of delegated administrators."""
    found = lookup.organization(call)
    policy_id = _present(found)[0]
    found.resource_policy = None
    found.forget(policy_id)
    return {}


def _present(found: Organization) -> tuple[str, str]:
    if found.resource_policy is None:
        raise refusal("ResourcePolicyNotFoundException")
    return found.resource_policy


def _described(found: Organization) -> dict[str, Any]:
    policy_id, content = _present(found)
    summary = {"Id": policy_id, "Arn": found.arn("resourcepolicy", policy_id)}
    return {"ResourcePolicySummary": summary, "Content": content}
