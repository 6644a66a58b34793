"""Lengths, ranges, patterns and enumerations of parameters, as the services' models state them.

Clients check only a part of them; AWS checks all, and says so in one sentence that begins "N validation error(s)
detected". Organizations has words of its own.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from botocore.model import OperationNotFoundError, Shape
from moto.core.utils import get_service_model

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, NotImplementedHere, validation_error

SERVICES = frozenset({"account", "iam", "sts", "organizations"})

_ORGANIZATIONS = {
    "pattern": ("INVALID_PATTERN", "You provided a value that does not match the required pattern."),
    "enum": ("INVALID_ENUM", "You specified an invalid value."),
    "min": ("MIN_LENGTH_EXCEEDED", "You specified a value that is shorter than the minimum length."),
    "max": ("MAX_LENGTH_EXCEEDED", "You specified a value that is longer than the maximum length."),
}


def check(call: Call) -> None:
    """Refuse a call whose parameters break its model's constraints."""
    if call.service not in SERVICES:
        return
    try:
        shape = get_service_model(call.service).operation_model(call.operation).input_shape
    except OperationNotFoundError:
        raise NotImplementedHere from None
    broken = list(_broken(call.params, shape, "")) if shape is not None else []
    if not broken:
        return
    if call.service == "organizations":
        reason, message = _ORGANIZATIONS[broken[0][0]]
        raise AwsError("InvalidInputException", message, 400, Reason=reason)
    plural = "s" if len(broken) > 1 else ""
    message = f"{len(broken)} validation error{plural} detected: {'; '.join(text for _, text in broken)}"
    if call.service == "account":
        raise AwsError("ValidationException", message, 400, reason="fieldValidationFailed")
    raise validation_error(message)


def _broken(value: Any, shape: Shape, path: str) -> Iterator[tuple[str, str]]:
    """Each broken constraint: its kind, and AWS's words for it."""
    if value is None:
        return
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in value:
                lowered = name[0].lower() + name[1:]
                yield from _broken(value[name], member, f"{path}.{lowered}" if path else lowered)
        return
    # What AWS calls sensitive, it does not repeat.
    shown = "" if shape.metadata.get("sensitive") else f" {_shown(value)}"
    for kind, constraint in _violations(value, shape):
        yield kind, f"Value{shown} at '{path}' failed to satisfy constraint: Member must {constraint}"
    if shape.type_name == "list":
        for index, item in enumerate(value, 1):
            yield from _broken(item, shape.member, f"{path}.{index}.member")


def _violations(value: Any, shape: Shape) -> Iterator[tuple[str, str]]:
    limits = shape.metadata
    if shape.type_name in ("integer", "long"):
        size, what = int(value), "value"
    elif shape.type_name in ("string", "list"):
        size, what = len(value), "length"
    else:
        return
    if "max" in limits and size > limits["max"]:
        yield "max", f"have {what} less than or equal to {limits['max']}"
    if "min" in limits and size < limits["min"]:
        yield "min", f"have {what} greater than or equal to {limits['min']}"
    if "pattern" in limits and shape.type_name == "string":
        pattern = _compiled(limits["pattern"])
        if pattern is not None and not pattern.fullmatch(value):
            yield "pattern", f"satisfy regular expression pattern: {_as_java_prints(limits['pattern'])}"
    if "enum" in limits and shape.type_name == "string" and value not in limits["enum"]:
        yield "enum", f"satisfy enum value set: [{', '.join(limits['enum'])}]"


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """A pattern of the model, which is Java's, for Python; None for what Python cannot say."""
    if r"\u10000" in pattern:
        return None
    unicode_classes = r"\p{" in pattern
    for java, python in ((r"\p{L}", r"\w"), (r"\p{Z}", r"\s"), (r"\p{N}", r"\d"), (r"\p{M}", r"\w")):
        pattern = pattern.replace(java, python)
    return re.compile(pattern, 0 if unicode_classes else re.ASCII)


def _as_java_prints(pattern: str) -> str:
    return pattern.replace(r"\/", "/")


def _shown(value: Any) -> str:
    return f"'{value}'" if not isinstance(value, list) else "'[" + ", ".join(str(item) for item in value) + "]'"
