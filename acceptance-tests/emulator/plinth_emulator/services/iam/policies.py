"""Managed policies: documents, sizes, attachments, deletion."""

from __future__ import annotations

from typing import Any

from moto.iam.policy_validation import IAMPolicyDocumentValidator

from plinth_emulator import accounts
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, no_such_entity
from plinth_emulator.policy import document, validation
from plinth_emulator.registry import check, operation
from plinth_emulator.services.iam import lookup

_SIZE_QUOTA = 6144
_ATTACHMENT_QUOTA = 10
_HOLDERS = {"RoleName": ("roles", "Role"), "UserName": ("users", "User"), "GroupName": ("groups", "Group")}


def check_document(text: str) -> None:
    """A document that IAM would store. moto knows the grammar of identity policies."""
    validation.parse(text)
    IAMPolicyDocumentValidator(text).validate()


@check("iam", "PutUserPolicy", "PutGroupPolicy")
def check_inline_document(call: Call) -> None:
    """An inline policy of a user or group."""
    check_document(call.params["PolicyDocument"])


@check("iam", "CreatePolicy", "CreatePolicyVersion")
def check_managed_document(call: Call) -> None:
    """A managed policy's document and size."""
    check_document(call.params["PolicyDocument"])
    if document.size(call.params["PolicyDocument"]) > _SIZE_QUOTA:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for PolicySize: {_SIZE_QUOTA}")


@check("iam", "CreatePolicy")
def check_name_is_free(call: Call) -> None:
    """Names of managed policies are unique in an account, whatever their paths and case."""
    name = call.params["PolicyName"]
    for policy in accounts.iam(call.account).managed_policies.values():
        if policy.arn.split(":")[4] != "aws" and policy.name.lower() == name.lower():
            raise AwsError(
                "EntityAlreadyExists", f"A policy called {name} already exists. Duplicate names are not allowed."
            )


@check("iam", "AttachRolePolicy", "AttachUserPolicy", "AttachGroupPolicy")
def check_attachment(call: Call) -> None:
    """The policy must exist, and ten are the most that one role, user or group has."""
    arn = lookup.check_policy_arn(call)
    if arn not in accounts.iam(call.account).managed_policies:
        raise no_such_entity(f"Policy {arn} does not exist or is not attachable.")
    holder, kind = _holder(call)
    if arn not in holder.managed_policies and len(holder.managed_policies) >= _ATTACHMENT_QUOTA:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for PoliciesPer{kind}: {_ATTACHMENT_QUOTA}")


@operation("iam", "AttachRolePolicy", "AttachUserPolicy", "AttachGroupPolicy")
def attach(call: Call) -> dict[str, Any]:
    """Attaching what is attached changes nothing; moto counts it twice."""
    holder, policy = _holder(call)[0], lookup.policy(call)
    if policy.arn not in holder.managed_policies:
        policy.attach_to(holder)
    return {}


@check("iam", "DetachRolePolicy", "DetachUserPolicy", "DetachGroupPolicy")
def check_attached(call: Call) -> None:
    """Only what is attached can be detached."""
    arn = lookup.check_policy_arn(call)
    if arn not in _holder(call)[0].managed_policies:
        raise no_such_entity(f"Policy {arn} was not found.")


@check("iam", "DeletePolicy")
def check_policy_is_free(call: Call) -> None:
    """A managed policy is deleted after its attachments, its uses as a boundary and its other versions."""
    policy, backend = lookup.policy(call), accounts.iam(call.account)
    holders = [*backend.roles.values(), *backend.users.values(), *backend.groups.values()]
    attached = any(policy.arn in holder.managed_policies for holder in holders)
    bounding = any(role.permissions_boundary_arn == policy.arn for role in backend.roles.values())
    if attached or bounding:
        raise AwsError("DeleteConflict", "Cannot delete a policy attached to entities.")
    if len(policy.versions) > 1:
        raise AwsError(
            "DeleteConflict",
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
            "The default version is deleted with the policy.",
        )


def _holder(call: Call) -> tuple[Any, str]:
    backend = accounts.iam(call.account)
    for parameter, (collection, kind) in _HOLDERS.items():
        if parameter in call.params:
            name = call.params[parameter]
            holders = getattr(backend, collection).values()
            return next(holder for holder in holders if holder.name == name), kind
    raise LookupError(f"{call.operation} names no role, user or group")
