"""A region's defaults for the metadata service of new instances."""

from __future__ import annotations

from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2.errors import invalid

_SWITCH = ("disabled", "enabled", "no-preference")
_VALUES = {
    "HttpTokens": ("optional", "required", "no-preference"),
    "HttpEndpoint": _SWITCH,
    "InstanceMetadataTags": _SWITCH,
    "HttpTokensEnforced": _SWITCH,
}
_HOPS = "HttpPutResponseHopLimit"


@operation("ec2", "GetInstanceMetadataDefaults")
def get(call: Call) -> dict[str, Any]:
    """Only what was set is shown."""
    return {"AccountLevel": {**call.objects("ec2 metadata defaults"), "ManagedBy": "account"}}


@operation("ec2", "ModifyInstanceMetadataDefaults")
def modify(call: Call) -> dict[str, Any]:
    """Parameters that are not given stay; `no-preference`, and -1 hops, take a default away.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataDefaults.html
    """
    changes: dict[str, Any] = {}
    for name, values in _VALUES.items():
        value = call.params.get(name)
        if value is not None and value not in values:
            raise invalid(f"Value ({value}) for parameter {name} is invalid. Valid values are: {', '.join(values)}.")
        changes[name] = value
    hops = call.params.get(_HOPS)
    if hops is not None and hops != -1 and not 1 <= hops <= 64:
        raise invalid(f"Value ({hops}) for parameter {_HOPS} is invalid. It must be between 1 and 64, or -1.")
    changes[_HOPS] = hops
    settings = call.objects("ec2 metadata defaults")
    for name, value in changes.items():
        if value in ("no-preference", -1):
            settings.pop(name, None)
        elif value is not None:
            settings[name] = value
    return {"Return": True}
