"""EC2's answers as XML, written straight from botocore's model.

moto's serializer looks each value up under every name that it may have on one of moto's objects, which costs a
millisecond per subnet. The emulator's own answers for EC2 are dictionaries in the model's names.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from botocore.model import OperationModel, Shape

_NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"


def document(operation: OperationModel, result: dict[str, Any], request_id: str) -> bytes:
    """A whole answer."""
    name = f"{operation.name}Response"
    parts = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{_NAMESPACE}">']
    parts.append(f"<requestId>{request_id}</requestId>")
    if operation.output_shape is not None:
        parts += _members(operation.output_shape, result)
    else:
        # Operations without output say that they worked.
        parts.append("<return>true</return>")
    parts.append(f"</{name}>")
    return "".join(parts).encode()


def _members(shape: Any, value: dict[str, Any]) -> Iterator[str]:
    for name, member in shape.members.items():
        inner = value.get(name)
        if inner is not None:
            yield from _element(member.serialization.get("name") or name[0].lower() + name[1:], member, inner)


def _element(name: str, shape: Shape, value: Any) -> Iterator[str]:
    kind = shape.type_name
    if kind == "structure":
        yield f"<{name}>"
        yield from _members(shape, value)
        yield f"</{name}>"
    elif kind == "list":
        item = shape.member.serialization.get("name") or "item"
        yield f"<{name}>"
        for each in value:
            yield from _element(item, shape.member, each)
        yield f"</{name}>"
    else:
        yield f"<{name}>{_scalar(kind, value)}</{name}>"


def _scalar(kind: str, value: Any) -> str:
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "timestamp" and isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"
    return escape(str(value))
