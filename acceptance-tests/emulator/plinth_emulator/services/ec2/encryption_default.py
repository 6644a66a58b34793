"""Whether new volumes of a region are encrypted, and with which key."""

from __future__ import annotations

from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import store
from plinth_emulator.services.ec2.errors import require

_SERVICES_KEY = "alias/aws/ebs"


def _settings(call: Call) -> dict[Any, Any]:
    return call.objects("ec2 encryption default")


@operation("ec2", "GetEbsEncryptionByDefault")
def get(call: Call) -> dict[str, Any]:
    """Off, until somebody turns it on."""
    return _shown(call)


def _shown(call: Call) -> dict[str, Any]:
    return {"EbsEncryptionByDefault": store.backend(call).ebs_encryption_by_default}


def _shown_key(call: Call) -> dict[str, Any]:
    return {"KmsKeyId": _settings(call).get("key", _SERVICES_KEY)}


@operation("ec2", "EnableEbsEncryptionByDefault", "DisableEbsEncryptionByDefault")
def switch(call: Call) -> dict[str, Any]:
    """Turning on what is on changes nothing. Volumes that exist stay as they are."""
    store.backend(call).ebs_encryption_by_default = call.operation.startswith("Enable")
    return _shown(call)


@operation("ec2", "GetEbsDefaultKmsKeyId")
def get_key(call: Call) -> dict[str, Any]:
    """The service's own key, until another is set."""
    return _shown_key(call)


@operation("ec2", "ModifyEbsDefaultKmsKeyId")
def modify_key(call: Call) -> dict[str, Any]:
    """A key's id, alias or ARN; shown as an ARN. EC2 does not look whether the key exists: it does so later.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyEbsDefaultKmsKeyId.html
    """
    (key,) = require(call, "KmsKeyId")
    if not key.startswith("arn:"):
        path = key if key.startswith("alias/") else f"key/{key}"
        key = f"arn:aws:kms:{call.region}:{call.account}:{path}"
    _settings(call)["key"] = key
    return _shown_key(call)


@operation("ec2", "ResetEbsDefaultKmsKeyId")
def reset_key(call: Call) -> dict[str, Any]:
    """The service's own key again."""
    _settings(call).pop("key", None)
    return _shown_key(call)
