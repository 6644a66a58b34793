"""Roles: names, boundaries, inline policies, deletion."""

from __future__ import annotations

from typing import Any

from moto.iam.models import Role

from plinth_emulator import accounts, state
from plinth_emulator.answers import Answer
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, no_such_entity, validation_error
from plinth_emulator.policy import document
from plinth_emulator.registry import check, fixup, operation
from plinth_emulator.services.iam import lookup, policies

_INLINE_QUOTA = 10240
_DEFAULT_SESSION = 3600


@check("iam", "CreateRole")
def check_name_is_free(call: Call) -> None:
    """Role names differ by more than case, whatever their paths."""
    name = call.params["RoleName"]
    for role in accounts.iam(call.account).roles.values():
        if role.name.lower() == name.lower():
            raise AwsError("EntityAlreadyExists", f"Role with name {name} already exists.")


@check("iam", "CreateRole", "PutRolePermissionsBoundary")
def check_boundary_exists(call: Call) -> None:
    """A permissions boundary is a managed policy of this account, or of AWS."""
    arn = call.params.get("PermissionsBoundary")
    if arn is None:
        return
    if not arn.startswith("arn:"):
        raise validation_error("Invalid ARN: Could not be parsed!")
    if arn not in accounts.iam(call.account).managed_policies:
        raise no_such_entity(f"Scope ARN: {arn} does not exist or is not attachable.")


@fixup("iam", "CreateRole")
def keep_session_duration_a_number(call: Call, _: Answer) -> None:
    """moto keeps the parameter as it came; AssumeRole compares it."""
    role = lookup.role(call)
    role.max_session_duration = str(call.params.get("MaxSessionDuration") or _DEFAULT_SESSION)


@operation("iam", "UpdateRole")
def update_role(call: Call) -> dict[str, Any]:
    """Change what is given; moto resets what is not."""
    role = lookup.role(call)
    if "Description" in call.params:
        role.description = call.params["Description"]
    if "MaxSessionDuration" in call.params:
        role.max_session_duration = str(call.params["MaxSessionDuration"])
    return {}


def max_session_duration(role: Role) -> int:
    """The longest session that a role allows, in seconds."""
    return int(role.max_session_duration or _DEFAULT_SESSION)


@check("iam", "PutRolePolicy")
def check_inline_policy(call: Call) -> None:
    """All of a role's inline policies together have a quota."""
    role = lookup.role(call)
    policies.check_document(call.params["PolicyDocument"])
    others = sum(document.size(text) for name, text in role.policies.items() if name != call.params["PolicyName"])
    if others + document.size(call.params["PolicyDocument"]) > _INLINE_QUOTA:
        raise AwsError("LimitExceeded", f"Maximum policy size of {_INLINE_QUOTA} bytes exceeded for role {role.name}")


@check("iam", "GetRolePolicy", "DeleteRolePolicy")
def check_inline_policy_exists(call: Call) -> None:
    """An inline policy must exist to be read or deleted."""
    name = call.params["PolicyName"]
    if name not in lookup.role(call).policies:
        raise no_such_entity(f"The role policy with name {name} cannot be found.")


@check("iam", "DeleteRole")
def check_role_is_bare(call: Call) -> None:
    """A role is deleted after everything that hangs on it."""
    role = lookup.role(call)
    if any(role in profile.roles for profile in accounts.iam(call.account).instance_profiles.values()):
        raise AwsError("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.")
    if role.managed_policies:
        raise AwsError("DeleteConflict", "Cannot delete entity, must detach all policies first.")
    if role.policies:
        raise AwsError("DeleteConflict", "Cannot delete entity, must delete policies first.")


@fixup("iam", "DeleteRole")
def forget_propagation(call: Call, _: Answer) -> None:
    """A role made later under the same name propagates on its own."""
    state.objects("trust changes", call.account).pop(call.params["RoleName"], None)
