"""Names that must exist, and AWS's sentences when they do not. moto's own sentences differ."""

from __future__ import annotations

import re

from moto.iam.models import ManagedPolicy, Role

from plinth_emulator import accounts
from plinth_emulator.call import Call
from plinth_emulator.errors import no_such_entity, validation_error
from plinth_emulator.registry import check

_POLICY_ARN = re.compile(r"^arn:aws[\w-]*:iam::(?:aws|[0-9]{12}):policy/[\w+=,.@/-]+$")

# Operations whose RoleName, UserName or GroupName is that of something new.
_CREATING = frozenset({"CreateRole", "CreateUser", "CreateGroup"})
_ABOUT_POLICIES = (
    "CreatePolicyVersion",
    "DeletePolicy",
    "DeletePolicyVersion",
    "GetPolicy",
    "GetPolicyVersion",
    "ListEntitiesForPolicy",
    "ListPolicyTags",
    "ListPolicyVersions",
    "SetDefaultPolicyVersion",
    "TagPolicy",
    "UntagPolicy",
)


def role(call: Call) -> Role:
    """The role that a call names."""
    name = call.params["RoleName"]
    for found in accounts.iam(call.account).roles.values():
        if found.name == name:
            return found
    raise no_such_entity(f"The role with name {name} cannot be found.")


def policy(call: Call) -> ManagedPolicy:
    """The managed policy that a call names."""
    arn = call.params["PolicyArn"]
    found = accounts.iam(call.account).managed_policies.get(arn)
    if found is None:
        raise no_such_entity(f"Policy {arn} was not found.")
    return found


def check_policy_arn(call: Call) -> str:
    """The policy ARN that a call names, well-formed or refused."""
    arn = str(call.params["PolicyArn"])
    if not arn.startswith("arn:"):
        raise validation_error("Invalid ARN: Could not be parsed!")
    if not _POLICY_ARN.match(arn):
        raise validation_error(f"ARN {arn} is not valid.")
    return arn


@check("iam", "*")
def check_names(call: Call) -> None:
    """Roles, users and groups that a call names must exist."""
    if call.operation in _CREATING:
        return
    backend, params = accounts.iam(call.account), call.params
    if "RoleName" in params:
        role(call)
    if "UserName" in params and params["UserName"] not in backend.users:
        raise no_such_entity(f"The user with name {params['UserName']} cannot be found.")
    if "GroupName" in params and params["GroupName"] not in backend.groups:
        raise no_such_entity(f"The group with name {params['GroupName']} cannot be found.")
    exists = "InstanceProfileName" not in params or call.operation == "CreateInstanceProfile"
    if not exists and params["InstanceProfileName"] not in backend.instance_profiles:
        raise no_such_entity(f"Instance Profile {params['InstanceProfileName']} cannot be found.")


@check("iam", *_ABOUT_POLICIES)
def check_policy_exists(call: Call) -> None:
    """The managed policy that a call names must exist."""
    check_policy_arn(call)
    policy(call)
