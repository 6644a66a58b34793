"""S3 Control: an account's public access block."""

from __future__ import annotations

from typing import Any

from plinth_emulator import state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, access_denied
from plinth_emulator.registry import operation

_SWITCHES = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def public_access_block(account: str) -> dict[str, bool]:
    """What holds for all buckets of an account, by the switches' names."""
    found: dict[str, bool] = state.objects("s3control public access block", account)
    return found


def _own(call: Call) -> dict[str, bool]:
    """The caller's; nobody has a say in another account."""
    if call.params.get("AccountId") != call.account:
        raise access_denied("Access Denied")
    return public_access_block(call.account)


@operation("s3control", "GetPublicAccessBlock")
def get(call: Call) -> dict[str, Any]:
    """An account has none until somebody puts one."""
    found = _own(call)
    if not found:
        raise AwsError(
            "NoSuchPublicAccessBlockConfiguration",
            "The public access block configuration was not found",
            404,
            AccountId=call.account,
        )
    return {"PublicAccessBlockConfiguration": dict(found)}


@operation("s3control", "PutPublicAccessBlock")
def put(call: Call) -> None:
    """Switches that are not given are off."""
    found, given = _own(call), call.params.get("PublicAccessBlockConfiguration") or {}
    if all(given.get(name) is None for name in _SWITCHES):
        raise AwsError("InvalidRequest", "Must specify at least one configuration.", 400)
    found.update({name: bool(given.get(name)) for name in _SWITCHES})


@operation("s3control", "DeletePublicAccessBlock")
def delete(call: Call) -> None:
    """Deleting what is not there is no error."""
    _own(call).clear()
