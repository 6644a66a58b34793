"""AssumeRole: the role's trust policy and the caller's own policies decide together."""

from __future__ import annotations

import re
from typing import Any

from moto.iam.models import Role

from plinth_emulator import accounts, organization
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, access_denied, validation_error
from plinth_emulator.policy import context, permissions, principals, trust
from plinth_emulator.policy.evaluation import Decision
from plinth_emulator.principals import Principal
from plinth_emulator.registry import operation
from plinth_emulator.services.iam.roles import max_session_duration
from plinth_emulator.services.iam.trust import propagated
from plinth_emulator.services.sts import mfa, sessions

_ARN = re.compile(r"^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$")
_ROLE = re.compile(r"^arn:aws:iam::(?P<account>[0-9]{12}):role/.+$")
_DEFAULT_SECONDS = 3600


@operation("sts", "AssumeRole")
def assume_role(call: Call) -> dict[str, Any]:
    """Credentials for a role, if both sides agree."""
    params, caller = call.params, call.caller
    arn = check_arn(params["RoleArn"])
    tags, transitive = sessions.tags(params, caller)
    mfa_at = mfa.used_at(params, caller)
    if caller.kind == "root":
        raise access_denied("Roles may not be assumed by root accounts.")
    role = find_role(arn)
    keys = _keys(call, mfa_at is not None, role)
    if role is None or not propagated(role.account_id, role.name) or not organization.has_role(role.account_id):
        raise _refused(caller, "sts:AssumeRole", arn)
    _check_allowed("sts:AssumeRole", caller, role, keys)
    if params.get("Tags"):
        _check_allowed("sts:TagSession", caller, role, keys)
    source_identity = _source_identity(params, caller, role, keys)
    seconds = duration(params, role, caller)
    session = sessions.of_role(
        role,
        params["RoleSessionName"],
        seconds,
        sessions.policies(params, role.account_id),
        # A session made from a user's has its MFA; one made from a role's does not.
        None if caller.is_role_session else mfa_at,
        source_identity,
        tags,
        transitive,
    )
    return sessions.answer(session)


def check_arn(arn: str) -> str:
    """A role's ARN, if it is one at all."""
    if not _ARN.match(arn):
        raise validation_error(f"{arn} is invalid")
    return arn


def find_role(arn: str) -> Role | None:
    """The role of an ARN, in whatever account, unless the account has been closed."""
    match = _ROLE.match(arn)
    if match is None or not accounts.exists(match["account"]) or organization.is_suspended(match["account"]):
        return None
    return next((role for role in accounts.iam(match["account"]).roles.values() if role.arn == arn), None)


def duration(params: dict[str, Any], role: Role, caller: Principal | None = None) -> int:
    """The session's length; sessions made from sessions last an hour at most."""
    asked = params.get("DurationSeconds")
    seconds = int(asked) if asked is not None else _DEFAULT_SECONDS
    if caller is not None and caller.is_role_session and seconds > sessions.CHAINED_SECONDS:
        raise validation_error(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        )
    if seconds > max_session_duration(role):
        raise validation_error("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    return seconds


def _keys(call: Call, with_mfa: bool, role: Role | None) -> dict[str, list[str]]:
    params, caller = call.params, call.caller
    keys = {**context.of_caller(caller, call.region), **context.of_tags(params)}
    keys["sts:rolesessionname"] = [params["RoleSessionName"]]
    if params.get("ExternalId") is not None:
        keys["sts:externalid"] = [params["ExternalId"]]
    if params.get("SourceIdentity") is not None:
        keys["sts:sourceidentity"] = [params["SourceIdentity"]]
    if params.get("TransitiveTagKeys"):
        keys["sts:transitivetagkeys"] = list(params["TransitiveTagKeys"])
    if with_mfa:
        keys["aws:multifactorauthpresent"] = ["true"]
        keys.setdefault("aws:multifactorauthage", ["0"])
    if params.get("TokenCode"):
        keys["aws:multifactorauthage"] = ["0"]
    if role is not None:
        keys["aws:resourceaccount"] = [role.account_id]
        keys.update({f"iam:resourcetag/{tag['Key'].lower()}": [tag["Value"]] for tag in role.tags or []})
        keys.update({f"aws:resourcetag/{tag['Key'].lower()}": [tag["Value"]] for tag in role.tags or []})
        place = organization.membership(role.account_id)
        if place is not None:
            keys["aws:resourceorgid"] = [place.organization_id]
    return keys


def _check_allowed(action: str, caller: Principal, role: Role, keys: dict[str, list[str]]) -> None:
    decision, naming = trust.of_caller(role.assume_role_policy_document, action, caller, keys)
    if decision is Decision.DENY:
        raise _refused(caller, action, role.arn, " with an explicit deny in a resource-based policy")
    if decision is Decision.SILENT:
        raise _refused(caller, action, role.arn)
    reason = permissions.refusal(caller, action, role.arn, keys)
    if reason is None:
        return
    # A trust policy that names the caller itself suffices within one account; across accounts both sides must allow.
    suffices = naming == principals.BY_NAME and caller.account == role.account_id
    if suffices and "explicit deny" not in reason and "boundary" not in reason and "session" not in reason:
        return
    raise _refused(caller, action, role.arn, f" {reason}" if "explicit deny" in reason else "")


def _source_identity(params: dict[str, Any], caller: Principal, role: Role, keys: dict[str, list[str]]) -> str | None:
    asked = params.get("SourceIdentity")
    held = caller.session.source_identity if caller.session is not None else None
    if asked is None and held is None:
        return None
    # Once set, a source identity stays through a chain of roles.
    if held is not None and asked not in (None, held):
        raise _refused(caller, "sts:SetSourceIdentity", role.arn)
    _check_allowed("sts:SetSourceIdentity", caller, role, keys)
    return held or asked


def _refused(caller: Principal, action: str, arn: str, reason: str = "") -> AwsError:
    return access_denied(f"User: {caller.arn} is not authorized to perform: {action} on resource: {arn}{reason}")
