"""KMS: policies that it refuses to store, aliases, rotation, and keys that wait for their deletion."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from moto.kms.models import KmsBackend, kms_backends

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.policy.document import as_list
from plinth_emulator.policy.evaluation import acts
from plinth_emulator.policy.principals import account_in
from plinth_emulator.registry import check, operation
from plinth_emulator.services.iam import trust

_LIMIT = 32 * 1024
# What a key that waits for its deletion refuses.
# https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
_REFUSED_WHILE_PENDING = (
    "CreateAlias",
    "CreateGrant",
    "DisableKey",
    "DisableKeyRotation",
    "EnableKey",
    "EnableKeyRotation",
    "Encrypt",
    "Decrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncrypt",
    "ScheduleKeyDeletion",
    "TagResource",
    "UntagResource",
    "UpdateKeyDescription",
)


def _by_any_name(method: Callable[..., Any]) -> Callable[..., Any]:
    """The same method of moto's for a key's ARN: most of its methods take one, these take only an id."""

    @functools.wraps(method)
    def resolved(backend: KmsBackend, key_id: str, *arguments: Any, **named: Any) -> Any:
        return method(backend, backend.get_key_id(key_id), *arguments, **named)

    return resolved


for _name in ("enable_key", "disable_key", "cancel_key_deletion", "schedule_key_deletion"):
    setattr(KmsBackend, _name, _by_any_name(getattr(KmsBackend, _name)))


def _backend(call: Call) -> KmsBackend:
    return kms_backends[call.account][call.region]


def _key(call: Call) -> Any:
    """The key that a call names; None where moto is to say that there is none."""
    wanted = str(call.params.get("KeyId") or call.params.get("TargetKeyId") or "")
    name = wanted.rpartition(":")[2] if wanted.startswith("arn:") else wanted
    name = name.removeprefix("key/")
    if name.startswith("alias/"):
        return next((key for key in _backend(call).keys.values() if name in key.aliases), None)
    return _backend(call).keys.get(name)


def _malformed(message: str) -> AwsError:
    return AwsError("MalformedPolicyDocumentException", message, 400)


@check("kms", "CreateKey", "PutKeyPolicy")
def check_policy(call: Call) -> None:
    """A policy is well-formed, its principals exist, and it lets its author change it again."""
    text = call.params.get("Policy")
    if text is None:
        return
    if len(text.encode()) > _LIMIT:
        raise AwsError("LimitExceededException", "The key policy exceeds 32768 bytes.", 400)
    try:
        parsed = json.loads(text)
        statements = as_list(parsed["Statement"])
    except (ValueError, KeyError, TypeError):
        raise _malformed("The new key policy is malformed: this policy contains invalid Json") from None
    if not statements or not all(isinstance(statement, dict) for statement in statements):
        raise _malformed("Policy contains no statements")
    for statement in statements:
        for name in ("Effect", "Principal", "Action", "Resource"):
            if not statement.get(name) and not statement.get(f"Not{name}"):
                raise _malformed(f"Policy contains a statement with no {name.lower()}.")
        _check_principals(statement.get("Principal", statement.get("NotPrincipal")))
    if call.params.get("BypassPolicyLockoutSafetyCheck"):
        return
    if not any(_lets_author(call, statement) for statement in statements):
        raise _malformed("The new key policy will not allow you to update the key policy in the future.")


def _check_principals(principal: Any) -> None:
    if principal == "*":
        return
    if not isinstance(principal, dict):
        raise _malformed("Policy contains a statement with an invalid principal.")
    for kind, names in principal.items():
        exists: Any = {"AWS": trust.aws_exists, "Service": trust.SERVICE.match, "Federated": bool}.get(kind)
        if exists is None or not all(isinstance(name, str) and exists(name) for name in as_list(names)):
            raise _malformed("Policy contains a statement with one or more invalid principals.")


def _lets_author(call: Call, statement: dict[str, Any]) -> bool:
    """Whether a statement lets the caller, by name or through the account, put the policy again."""
    if statement.get("Effect") != "Allow" or not acts(statement, "kms:PutKeyPolicy"):
        return False
    principal = statement.get("Principal")
    if principal == "*":
        return True
    names = as_list(principal.get("AWS")) if isinstance(principal, dict) else []
    return any(name == "*" or name in call.caller.names or account_in(name) == call.account for name in names)


@check("kms", "CreateAlias", "UpdateAlias", "DeleteAlias")
def check_alias(call: Call) -> None:
    """AWS's own aliases are not for others."""
    name = str(call.params.get("AliasName") or "")
    if not name.startswith("alias/"):
        message = (
            'Alias must start with the prefix "alias/". Please see '
            "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"
        )
        raise AwsError("ValidationException", message, 400)
    if name.startswith("alias/aws/"):
        raise AwsError("NotAuthorizedException", "", 400)


@check("kms", *_REFUSED_WHILE_PENDING)
def check_state(call: Call) -> None:
    """A key that waits for its deletion is shown, and saved from it; nothing else."""
    found = _key(call)
    if found is not None and found.key_state == "PendingDeletion":
        raise AwsError("KMSInvalidStateException", f"{found.arn} is pending deletion.", 400)


@check("kms", "UpdateAlias")
def check_target(call: Call) -> None:
    """An alias does not move to a key that waits for its deletion."""
    check_state(call)


@check("kms", "Encrypt", "Decrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext")
def check_enabled(call: Call) -> None:
    """A disabled key does nothing."""
    found = _key(call)
    if found is not None and found.key_state == "Disabled":
        raise AwsError("DisabledException", f"{found.arn} is disabled.", 400)


@check("kms", "CancelKeyDeletion")
def check_pending(call: Call) -> None:
    """Only what waits for its deletion is saved from it."""
    found = _key(call)
    if found is not None and found.key_state != "PendingDeletion":
        raise AwsError("KMSInvalidStateException", f"{found.arn} is not pending deletion.", 400)


@check("kms", "ScheduleKeyDeletion")
def check_window(call: Call) -> None:
    """7 to 30 days."""
    days = call.params.get("PendingWindowInDays")
    if days is not None and not 7 <= days <= 30:
        bound = "greater than or equal to 7" if days < 7 else "less than or equal to 30"
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value '{days}' at 'pendingWindowInDays' failed to satisfy constraint: Member "
            f"must have value {bound}",
            400,
        )


@check("kms", "EnableKeyRotation")
def remember_period(call: Call) -> None:
    """90 to 2560 days; 365 when none is given."""
    days, found = call.params.get("RotationPeriodInDays"), _key(call)
    if days is not None and not 90 <= days <= 2560:
        bound = "greater than or equal to 90" if days < 90 else "less than or equal to 2560"
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value '{days}' at 'rotationPeriodInDays' failed to satisfy constraint: Member "
            f"must have value {bound}",
            400,
        )
    if found is None:
        return
    if found.key_spec != "SYMMETRIC_DEFAULT":
        raise AwsError("UnsupportedOperationException", "", 400)
    if found.key_state == "Disabled":
        raise AwsError("DisabledException", f"{found.arn} is disabled.", 400)
    call.objects("kms rotation periods")[found.id] = days or 365


@operation("kms", "GetKeyRotationStatus")
def rotation_status(call: Call) -> dict[str, Any]:
    """Whether a key rotates, and how often."""
    found = _key(call)
    if found is None:
        wanted = str(call.params.get("KeyId"))
        arn = wanted if wanted.startswith("arn:") else f"arn:aws:kms:{call.region}:{call.account}:key/{wanted}"
        raise AwsError("NotFoundException", f"Key '{arn}' does not exist", 400)
    on = bool(found.key_rotation_status)
    shown: dict[str, Any] = {"KeyId": found.id, "KeyRotationEnabled": on}
    return {**shown, "RotationPeriodInDays": call.objects("kms rotation periods").get(found.id, 365)} if on else shown


@operation("kms", "ListKeys")
def list_keys(call: Call) -> dict[str, Any]:
    """In pages of 100, or as many as asked for."""
    shown = [{"KeyId": key.id, "KeyArn": key.arn} for key in _backend(call).keys.values()]
    start = int(call.params.get("Marker") or 0)
    end = start + int(call.params.get("Limit") or 100)
    more = end < len(shown)
    found: dict[str, Any] = {"Keys": shown[start:end], "Truncated": more}
    return {**found, "NextMarker": str(end)} if more else found
