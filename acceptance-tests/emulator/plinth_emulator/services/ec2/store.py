"""Where EC2's objects are: moto's, with the default VPC completed, and how ids and times are made."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.models.core import TaggedEC2Resource

from plinth_emulator import credentials, settings, state
from plinth_emulator.call import Call
from plinth_emulator.services.ec2.errors import missing


def _own_tags(resource: Any) -> list[dict[str, str]]:
    """moto looks through the tags of all objects for those of one."""
    return [{"key": key, "value": value} for key, value in resource.ec2_backend.tags.get(resource.id, {}).items()]


TaggedEC2Resource.get_tags = _own_tags  # type: ignore[assignment,method-assign]


def backend(call: Call) -> Any:
    """moto's `EC2Backend` of the caller's account in the call's region; the emulator's own objects are in it, too."""
    return ec2_backends[call.account][call.region]


def new_id(prefix: str) -> str:
    """An id as EC2 makes them."""
    return f"{prefix}-0{secrets.token_hex(8)}"


def subnets(call: Call) -> dict[str, Any]:
    """All subnets; moto keeps them apart by zone."""
    return {name: subnet for zone in backend(call).subnets.values() for name, subnet in zone.items()}


def groups(call: Call) -> dict[str, Any]:
    """All security groups; moto keeps them apart by VPC."""
    return {name: group for vpc in backend(call).groups.values() for name, group in vpc.items()}


def tags(call: Call, resource_id: str | None) -> list[dict[str, str]]:
    """An object's tags, as the caller's account sees them."""
    found = backend(call).tags.get(resource_id or "", {})
    return [{"Key": key, "Value": value} for key, value in found.items()]


def vpc(call: Call, wanted: str) -> Any:
    """A VPC that a call names."""
    found = backend(call).vpcs.get(wanted)
    if found is None:
        raise missing("vpc", wanted)
    return found


def subnet(call: Call, wanted: str) -> Any:
    """A subnet that a call names."""
    for zone in backend(call).subnets.values():
        if wanted in zone:
            return zone[wanted]
    raise missing("subnet", wanted)


def group(call: Call, wanted: str) -> Any:
    """A security group that a call names."""
    for found in backend(call).groups.values():
        if wanted in found:
            return found[wanted]
    raise missing("sg", wanted)


def find(objects: dict[str, Any], prefix: str, wanted: str) -> Any:
    """One of the objects, or EC2's refusal."""
    if wanted not in objects:
        raise missing(prefix, wanted)
    return objects[wanted]


def passed(setting: str, since: datetime, account: str) -> bool:
    """Whether a state that lasts as long as a setting says has ended."""
    return credentials.now() >= since + timedelta(seconds=settings.get(setting, account))


def local(account: str, region: str, kind: str) -> dict[Any, Any]:
    """The emulator's own objects of an account and region that may be another's than the caller's."""
    return state.objects(kind, account, region)
