"""Whether snapshots and images of a region may be shared with everybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from plinth_emulator import credentials, settings
from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2.errors import invalid, require

_UNBLOCKED, _NEW, _ALL = "unblocked", "block-new-sharing", "block-all-sharing"


def _settings(call: Call) -> dict[Any, Any]:
    return call.objects("ec2 public sharing")


@operation("ec2", "GetSnapshotBlockPublicAccessState")
def get_snapshots(call: Call) -> dict[str, Any]:
    """Unblocked, until somebody blocks it."""
    return {"State": _settings(call).get("snapshots", _UNBLOCKED), "ManagedBy": "account"}


@operation("ec2", "EnableSnapshotBlockPublicAccess")
def block_snapshots(call: Call) -> dict[str, Any]:
    """All sharing, or what is shared from now on."""
    (state,) = require(call, "State")
    if state not in (_ALL, _NEW):
        raise invalid(f"Value ({state}) for parameter State is invalid. Valid values are: {_ALL}, {_NEW}.")
    _settings(call)["snapshots"] = state
    return {"State": state}


@operation("ec2", "DisableSnapshotBlockPublicAccess")
def unblock_snapshots(call: Call) -> dict[str, Any]:
    """Snapshots may be shared with everybody again."""
    _settings(call)["snapshots"] = _UNBLOCKED
    return {"State": _UNBLOCKED}


@operation("ec2", "GetImageBlockPublicAccessState")
def get_images(call: Call) -> dict[str, Any]:
    """Blocked from the start, in accounts of today. After a change the old state is shown for up to ten minutes.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html
    """
    return {"ImageBlockPublicAccessState": _images(call), "ManagedBy": "account"}


def _images(call: Call) -> str:
    before, now, due = _settings(call).get("images", (_NEW, _NEW, datetime.min))
    return str(now if credentials.now() >= due else before)


@operation("ec2", "EnableImageBlockPublicAccess")
def block_images(call: Call) -> dict[str, Any]:
    """What is public stays so; nothing more becomes it."""
    (state,) = require(call, "ImageBlockPublicAccessState")
    if state != _NEW:
        raise invalid(
            f"Value ({state}) for parameter ImageBlockPublicAccessState is invalid. Valid values are: {_NEW}."
        )
    return _set_images(call, _NEW)


@operation("ec2", "DisableImageBlockPublicAccess")
def unblock_images(call: Call) -> dict[str, Any]:
    """Images may be shared with everybody again."""
    return _set_images(call, _UNBLOCKED)


def _set_images(call: Call, state: str) -> dict[str, Any]:
    due = credentials.now() + timedelta(seconds=settings.get("image_block_public_access_seconds", call.account))
    _settings(call)["images"] = (_images(call), state, due)
    return {"ImageBlockPublicAccessState": state}
