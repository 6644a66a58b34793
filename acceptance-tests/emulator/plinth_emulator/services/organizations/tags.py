"""Tags of roots, units, accounts, policies and the resource policy."""

from __future__ import annotations

from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.organizations import lookup
from plinth_emulator.services.organizations.errors import constraint, invalid, refusal
from plinth_emulator.services.organizations.model import Organization

_QUOTA = 50


def check(tags: list[dict[str, Any]] | None) -> None:
    """Keys are given once, `aws:` is AWS's own, and fifty are the most."""
    keys = [tag["Key"] for tag in tags or []]
    if len(keys) != len(set(keys)):
        raise invalid("DUPLICATE_TAG_KEY")
    if any(key.lower().startswith("aws:") for key in keys):
        raise invalid("INVALID_SYSTEM_TAGS_PARAMETER")
    if len(keys) > _QUOTA:
        raise constraint("MAX_TAG_LIMIT_EXCEEDED")


@operation("organizations", "TagResource")
def tag_resource(call: Call) -> dict[str, Any]:
    """Add tags, or replace those of the same keys."""
    found, resource = _resource(call)
    check(call.params["Tags"])
    if len(found.tags[resource].keys() | {tag["Key"] for tag in call.params["Tags"]}) > _QUOTA:
        raise constraint("MAX_TAG_LIMIT_EXCEEDED")
    found.set_tags(resource, call.params["Tags"])
    return {}


@operation("organizations", "UntagResource")
def untag_resource(call: Call) -> dict[str, Any]:
    """Take tags off; keys that are not there are no error."""
    found, resource = _resource(call)
    for key in call.params["TagKeys"]:
        found.tags[resource].pop(key, None)
    return {}


@operation("organizations", "ListTagsForResource")
def list_tags(call: Call) -> dict[str, Any]:
    """The tags of one resource."""
    found, resource = _resource(call)
    tags = sorted(found.tags[resource].items())
    return lookup.page(call, "Tags", [{"Key": key, "Value": value} for key, value in tags])


def _resource(call: Call) -> tuple[Organization, str]:
    found, resource = lookup.organization(call), call.params["ResourceId"]
    own = found.resource_policy is not None and found.resource_policy[0] == resource
    if not own and not found.exists(resource) and resource not in found.policies:
        raise refusal("TargetNotFoundException")
    return found, resource
