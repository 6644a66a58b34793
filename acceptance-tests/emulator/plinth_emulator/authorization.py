"""Whether the caller may make a call to IAM, STS or Organizations.

Other services are open to every caller of their account: no test of ours depends on their refusals.
"""

from __future__ import annotations

from plinth_emulator import organization
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, access_denied
from plinth_emulator.policy import context, permissions
from plinth_emulator.services.iam import resources

SERVICES = frozenset({"iam", "sts", "organizations"})

# Calls that need no permission, and those that the trust policy decides together with the caller's own.
_OPEN = frozenset({"GetCallerIdentity", "GetSessionToken", "AssumeRole"})

# What a member account may ask of Organizations.
_FOR_MEMBERS = frozenset(
    {
        "AcceptHandshake",
        "CancelHandshake",
        "CreateOrganization",
        "DeclineHandshake",
        "DescribeEffectivePolicy",
        "DescribeHandshake",
        "DescribeOrganization",
        "LeaveOrganization",
        "ListHandshakesForAccount",
    }
)
_NO_ACCESS = "You don't have permissions to access this resource."

# Making something with tags needs the permission to tag it as well.
_TAGGING = {
    "CreateInstanceProfile": "TagInstanceProfile",
    "CreateOpenIDConnectProvider": "TagOpenIDConnectProvider",
    "CreatePolicy": "TagPolicy",
    "CreateRole": "TagRole",
    "CreateUser": "TagUser",
}


def check(call: Call) -> None:
    """Refuse a call that its caller may not make."""
    if call.service not in SERVICES or call.principal is None or call.operation in _OPEN:
        return
    if call.service == "organizations":
        _check_organizations(call)
        return
    _check_session_token(call)
    resource = resources.arn(call) if call.service == "iam" else "*"
    keys = {**context.of_caller(call.caller, call.region), **context.of_tags(call.params), **resources.keys(call)}
    operations = [call.operation]
    if call.service == "iam" and call.params.get("Tags") and call.operation in _TAGGING:
        operations.append(_TAGGING[call.operation])
    for operation in operations:
        action = f"{call.service}:{operation}"
        reason = permissions.refusal(call.caller, action, resource, keys)
        if reason is not None:
            raise access_denied(
                f"User: {call.caller.arn} is not authorized to perform: {action} on resource: {resource} {reason}"
            )


def _check_session_token(call: Call) -> None:
    """GetSessionToken's keys do not open IAM, unless they were made with MFA, nor the rest of STS."""
    session = call.caller.session
    if session is None or call.caller.kind not in ("user", "root"):
        return
    if call.service == "sts" or session.mfa_at is None:
        raise AwsError("InvalidClientTokenId", "The security token included in the request is invalid", 403)


def _check_organizations(call: Call) -> None:
    keys = {**context.of_caller(call.caller, call.region), **context.of_tags(call.params)}
    if "ServicePrincipal" in call.params:
        keys["organizations:serviceprincipal"] = [call.params["ServicePrincipal"]]
    operations = [call.operation]
    if call.params.get("Tags") and call.operation != "TagResource":
        operations.append("TagResource")
    for operation in operations:
        if permissions.refusal(call.caller, f"organizations:{operation}", "*", keys) is not None:
            raise AwsError("AccessDeniedException", _NO_ACCESS, 400)
    if call.operation in _FOR_MEMBERS:
        return
    place = organization.membership(call.account)
    if place is None:
        raise AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
    reads = call.operation.startswith(("Describe", "List"))
    if not place.is_management and not (reads and organization.is_delegated_administrator(call.account)):
        raise AwsError("AccessDeniedException", _NO_ACCESS, 400)
