"""The ARN that an IAM call is about, for authorization and for the sentences of refusals."""

from __future__ import annotations

from plinth_emulator import accounts
from plinth_emulator.call import Call
from plinth_emulator.services.iam import service_linked_roles

# Calls about many: AWS names the path under which they would be.
_COLLECTIONS = {
    "ListGroups": "group/",
    "ListInstanceProfiles": "instance-profile/",
    "ListOpenIDConnectProviders": "oidc-provider/",
    "ListRoles": "role/",
    "ListUsers": "user/",
    "ListVirtualMFADevices": "mfa/",
}


def arn(call: Call) -> str:
    """The resource of an IAM call; `*` for calls about the account."""
    params, backend = call.params, accounts.iam(call.account)
    prefix, path = f"arn:aws:iam::{call.account}", params.get("Path") or "/"
    if call.operation in _COLLECTIONS:
        return f"{prefix}:{_COLLECTIONS[call.operation]}"
    if "InstanceProfileName" in params:
        name = params["InstanceProfileName"]
        profile = backend.instance_profiles.get(name)
        return profile.arn if profile else f"{prefix}:instance-profile{path}{name}"
    if "RoleName" in params:
        name = params["RoleName"]
        role = next((role for role in list(backend.roles.values()) if role.name == name), None)
        return role.arn if role else f"{prefix}:role{path}{name}"
    if "GroupName" in params:
        group = backend.groups.get(params["GroupName"])
        return group.arn if group else f"{prefix}:group{path}{params['GroupName']}"
    if "UserName" in params:
        user = backend.users.get(params["UserName"])
        return user.arn if user else f"{prefix}:user{path}{params['UserName']}"
    if "PolicyArn" in params:
        return str(params["PolicyArn"])
    if "PolicyName" in params:
        return f"{prefix}:policy{path}{params['PolicyName']}"
    if "OpenIDConnectProviderArn" in params:
        return str(params["OpenIDConnectProviderArn"])
    if call.operation == "CreateOpenIDConnectProvider":
        return f"{prefix}:oidc-provider/{params['Url'].removeprefix('https://')}"
    if call.operation == "CreateServiceLinkedRole":
        service = params["AWSServiceName"]
        return f"{prefix}:role/aws-service-role/{service}/{service_linked_roles.role_name(service)}"
    return "*"


def keys(call: Call) -> dict[str, list[str]]:
    """IAM's own condition keys."""
    if call.service != "iam":
        return {}
    found = {}
    if "AWSServiceName" in call.params:
        found["iam:awsservicename"] = [call.params["AWSServiceName"]]
    if "PolicyArn" in call.params:
        found["iam:policyarn"] = [call.params["PolicyArn"]]
    boundary = call.params.get("PermissionsBoundary")
    if boundary is None and "RoleName" in call.params:
        roles = list(accounts.iam(call.account).roles.values())
        role = next((role for role in roles if role.name == call.params["RoleName"]), None)
        boundary = role.permissions_boundary_arn if role else None
    if boundary:
        found["iam:permissionsboundary"] = [boundary]
    return found
