"""Making sessions: keys, tags, session policies, and the answers' shape."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from moto.iam.models import Role

from plinth_emulator import accounts, credentials
from plinth_emulator.errors import AwsError, validation_error
from plinth_emulator.policy import permissions, validation
from plinth_emulator.principals import Principal, Session

CHAINED_SECONDS = 3600


def of_role(
    role: Role,
    name: str,
    seconds: int,
    policies: tuple[str, ...] = (),
    mfa_at: datetime | None = None,
    source_identity: str | None = None,
    tags: dict[str, str] | None = None,
    transitive: frozenset[str] = frozenset(),
) -> Principal:
    """A new session of a role, known from now on."""
    key, secret, token = credentials.new_key(role.account_id, role.arn)
    issued, expires = credentials.lifetime(seconds, role.account_id)
    session = Session(
        key, secret, token, issued, expires, name, mfa_at, source_identity, tags or {}, transitive, policies
    )
    # The session's ARN leaves out the role's path.
    arn = f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{name}"
    principal = Principal("role", role.account_id, arn, role.arn, f"{role.id}:{name}", role.name, session)
    credentials.remember(principal)
    return principal


def answer(principal: Principal) -> dict[str, Any]:
    """The part that all AssumeRole answers share."""
    result: dict[str, Any] = {
        "Credentials": credentials_of(principal),
        "AssumedRoleUser": {"AssumedRoleId": principal.unique_id, "Arn": principal.arn},
    }
    if principal.session is not None and principal.session.source_identity is not None:
        result["SourceIdentity"] = principal.session.source_identity
    return result


def credentials_of(principal: Principal) -> dict[str, Any]:
    """A session's keys as STS gives them."""
    session = principal.session
    assert session is not None
    return {
        "AccessKeyId": session.access_key_id,
        "SecretAccessKey": session.secret_access_key,
        "SessionToken": session.token,
        "Expiration": session.expires.replace(microsecond=0),
    }


def policies(params: dict[str, Any], account: str) -> tuple[str, ...]:
    """The session policies of a call: inline, and managed by ARN."""
    found = []
    if params.get("Policy"):
        validation.parse(params["Policy"])
        found.append(params["Policy"])
    backend = accounts.iam(account)
    for item in params.get("PolicyArns") or []:
        if item["arn"] not in backend.managed_policies:
            raise validation_error(f"Policy {item['arn']} does not exist or is not attachable.")
        found.append(permissions.document_of(backend, item["arn"]))
    return tuple(found)


def tags(params: dict[str, Any], caller: Principal | None) -> tuple[dict[str, str], frozenset[str]]:
    """A call's session tags with those that the caller's session hands down, and the keys that go on being handed."""
    given = params.get("Tags") or []
    lowered = [tag["Key"].lower() for tag in given]
    if len(lowered) != len(set(lowered)):
        raise _invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    transitive = params.get("TransitiveTagKeys") or []
    if not {key.lower() for key in transitive} <= set(lowered):
        raise _invalid("The specified transitive tag key must be included in the requested tags.")
    session = caller.session if caller is not None else None
    inherited = (
        {key: value for key, value in session.tags.items() if key in session.transitive_tag_keys} if session else {}
    )
    if {key.lower() for key in inherited} & set(lowered):
        raise _invalid(
            "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from "
            "the calling session."
        )
    own = {tag["Key"]: tag["Value"] for tag in given}
    chosen = {key for key in own if key.lower() in {item.lower() for item in transitive}}
    return {**inherited, **own}, frozenset(chosen | inherited.keys())


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterValue", message, 400)
