"""CloudWatch Logs: what flow logs and trails lean on. Retention in the days that AWS takes, keys that are ARNs."""

from __future__ import annotations

import re
from typing import Any

from moto.logs.models import LogsBackend, logs_backends

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, operation

# The retention periods that the service knows, in days.
_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
_NAME = re.compile(r"[\.\-_/#A-Za-z0-9]+")
_KEY = re.compile(r"arn:aws[\w-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[\w-]+")


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message, 400)


def _broken(value: Any, name: str, constraint: str) -> AwsError:
    return _invalid(
        f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must {constraint}"
    )


def _backend(call: Call) -> LogsBackend:
    return logs_backends[call.account][call.region]


def _check_exists(call: Call) -> None:
    if call.params.get("logGroupName") not in _backend(call).groups:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.", 400)


@check("logs", "PutRetentionPolicy")
def check_retention(call: Call) -> None:
    """Days of retention are those of a list."""
    _check_exists(call)
    days = call.params.get("retentionInDays")
    if days not in _DAYS:
        known = ", ".join(str(number) for number in _DAYS)
        raise _broken(days, "retentionInDays", f"satisfy enum value set: [{known}]")


@check("logs", "CreateLogGroup")
def check_new_group(call: Call) -> None:
    """A group's name is free, and made of what names are made of; its key is a key's ARN."""
    name = str(call.params.get("logGroupName") or "")
    if not name:
        raise _broken("", "logGroupName", "have length greater than or equal to 1")
    if len(name) > 512:
        raise _invalid("Invalid LogGroup or LogStream, both must have length less than or equal to 512.")
    if not _NAME.fullmatch(name):
        raise _broken(name, "logGroupName", r"satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+")
    if name in _backend(call).groups:
        raise AwsError("ResourceAlreadyExistsException", "The specified log group already exists", 400)
    _check_key(call)


@operation("logs", "AssociateKmsKey")
def associate_kms_key(call: Call) -> dict[str, Any]:
    """Encrypt what comes into a group from now on."""
    _check_exists(call)
    _check_key(call)
    _backend(call).groups[call.params["logGroupName"]].kms_key_id = call.params["kmsKeyId"]
    return {}


@operation("logs", "DisassociateKmsKey")
def disassociate_kms_key(call: Call) -> dict[str, Any]:
    """Encrypt with the service's own key again."""
    _check_exists(call)
    _backend(call).groups[call.params["logGroupName"]].kms_key_id = None
    return {}


def _check_key(call: Call) -> None:
    """Aliases are no keys here, unlike elsewhere in AWS."""
    key = call.params.get("kmsKeyId")
    if key and not _KEY.fullmatch(key):
        raise _invalid("Specified KMS Key Id could not be found.")
