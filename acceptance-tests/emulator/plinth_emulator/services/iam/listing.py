"""Lists in pages: Marker, MaxItems, IsTruncated. moto pages some of them, and one with an empty last page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plinth_emulator import accounts
from plinth_emulator.call import Call
from plinth_emulator.errors import validation_error
from plinth_emulator.registry import operation
from plinth_emulator.services.iam import lookup


def page(call: Call, key: str, items: list[Any]) -> dict[str, Any]:
    """One page of a list."""
    marker = call.params.get("Marker")
    try:
        start = int(marker) if marker else 0
    except ValueError:
        raise validation_error("Invalid Marker.") from None
    end = start + int(call.params.get("MaxItems") or 100)
    truncated = end < len(items)
    result: dict[str, Any] = {key: items[start:end], "IsTruncated": truncated}
    if truncated:
        result["Marker"] = str(end)
    return result


@operation("iam", "ListRolePolicies")
def list_role_policies(call: Call) -> dict[str, Any]:
    """The names of a role's inline policies."""
    return page(call, "PolicyNames", sorted(lookup.role(call).policies))


def _attached(call: Call, holder: Any) -> dict[str, Any]:
    prefix = call.params.get("PathPrefix") or "/"
    found = [policy for policy in holder.managed_policies.values() if policy.path.startswith(prefix)]
    found.sort(key=lambda policy: policy.name)
    return page(call, "AttachedPolicies", [{"PolicyName": item.name, "PolicyArn": item.arn} for item in found])


@operation("iam", "ListAttachedRolePolicies")
def list_attached_role_policies(call: Call) -> dict[str, Any]:
    """The managed policies that a role has."""
    return _attached(call, lookup.role(call))


@operation("iam", "ListAttachedUserPolicies")
def list_attached_user_policies(call: Call) -> dict[str, Any]:
    """The managed policies that a user has."""
    return _attached(call, accounts.iam(call.account).users[call.params["UserName"]])


@operation("iam", "ListAttachedGroupPolicies")
def list_attached_group_policies(call: Call) -> dict[str, Any]:
    """The managed policies that a group has."""
    return _attached(call, accounts.iam(call.account).groups[call.params["GroupName"]])


@operation("iam", "ListInstanceProfilesForRole")
def list_instance_profiles_for_role(call: Call) -> dict[str, Any]:
    """The instance profiles that a role is in."""
    role = lookup.role(call)
    profiles = accounts.iam(call.account).instance_profiles.values()
    return page(call, "InstanceProfiles", [profile for profile in profiles if role in profile.roles])


@operation("iam", "ListPolicies")
def list_policies(call: Call) -> dict[str, Any]:
    """Managed policies; a list leaves out descriptions and tags."""
    scope, prefix = call.params.get("Scope") or "All", call.params.get("PathPrefix") or "/"
    usage = call.params.get("PolicyUsageFilter")
    wanted: Callable[[Any], bool] = lambda policy: (  # noqa: E731
        policy.path.startswith(prefix)
        and (scope == "All" or (scope == "AWS") == (policy.arn.split(":")[4] == "aws"))
        and not (call.params.get("OnlyAttached") and policy.attachment_count == 0)
        and usage != "PermissionsBoundary"
    )
    found = sorted(filter(wanted, accounts.iam(call.account).managed_policies.values()), key=lambda item: item.name)
    return page(
        call,
        "Policies",
        [
            {
                "PolicyName": item.name,
                "PolicyId": item.id,
                "Arn": item.arn,
                "Path": item.path,
                "DefaultVersionId": item.default_version_id,
                "AttachmentCount": item.attachment_count,
                "IsAttachable": True,
                "CreateDate": item.create_date,
                "UpdateDate": item.update_date,
            }
            for item in found
        ],
    )
