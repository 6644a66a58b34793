"""Client tokens: the same token makes once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError

Made = TypeVar("Made")


def once(call: Call, make: Callable[[], Made]) -> Made:
    """What the call makes, or what it made before under the same token. A token is one operation's, for the region."""
    token = call.params.get("ClientToken")
    if not token:
        return make()
    known = call.objects("ec2 client tokens")
    params = {name: value for name, value in call.params.items() if name not in ("ClientToken", "DryRun")}
    key = call.operation, token
    if key not in known:
        made = make()
        known[key] = params, made
        return made
    before, made = known[key]
    if before != params:
        raise AwsError(
            "IdempotentParameterMismatch",
            "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
            400,
        )
    return made
