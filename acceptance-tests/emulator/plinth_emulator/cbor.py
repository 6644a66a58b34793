"""Smithy's RPC protocol with CBOR, which CloudWatch's newest clients speak, as the JSON protocol that moto answers.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
"""

from __future__ import annotations

import io
import json
import struct
from datetime import datetime, timezone
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.parsers import RpcV2CBORParser
from moto.core.utils import get_service_model

from plinth_emulator.answers import Answer
from plinth_emulator.routing import Target

_PROTOCOL = "rpc-v2-cbor"
_TYPE = "application/cbor"


def is_spoken(environ: dict[str, Any]) -> bool:
    """Whether a request is in this protocol."""
    return environ.get("HTTP_SMITHY_PROTOCOL") == _PROTOCOL


def to_json(environ: dict[str, Any], target: Target) -> None:
    """Rewrites a request, once its signature was verified."""
    body = environ["plinth.body"]
    stream = io.BufferedReader(io.BytesIO(body))  # type: ignore[arg-type]
    params = RpcV2CBORParser().parse_data_item(stream) if body else {}
    prefix = get_service_model(target.service).metadata["targetPrefix"]
    environ["plinth.body"] = json.dumps(params, default=_seconds).encode()
    environ.pop("HTTP_SMITHY_PROTOCOL")
    environ.update(
        PATH_INFO="/",
        RAW_URI="/",
        REQUEST_URI="/",
        CONTENT_TYPE="application/x-amz-json-1.0",
        HTTP_X_AMZ_TARGET=f"{prefix}.{target.operation}",
    )


def _seconds(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{value!r} is not JSON")


def from_json(answer: Answer, target: Target) -> Answer:
    """The same answer, as the client reads it."""
    content = json.loads(answer.body) if answer.body else {}
    shape: Shape | None = None
    if answer.status < 300 and target.operation:
        shape = get_service_model(target.service).operation_model(target.operation).output_shape
    kept = [(name, value) for name, value in answer.headers if name.lower() not in ("content-type", "content-length")]
    headers = [*kept, ("Content-Type", _TYPE), ("smithy-protocol", _PROTOCOL)]
    return Answer(answer.status, headers, encoded(content, shape))


def _head(major: int, number: int) -> bytes:
    """The start of an item: what it is, and its length or value."""
    for bits, code, form in ((8, 24, ">B"), (16, 25, ">H"), (32, 26, ">I"), (64, 27, ">Q")):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 1 << bits:
            return bytes([major << 5 | code]) + struct.pack(form, number)
    raise ValueError(f"{number} has more than 64 bits")


def encoded(value: Any, shape: Shape | None) -> bytes:
    """A value of JSON as CBOR. The shape tells times and fractions, which JSON does not."""
    kind = shape.type_name if shape is not None else None
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if kind == "timestamp":
        return b"\xc1\xfb" + struct.pack(">d", _time(value))
    if kind in ("double", "float") or isinstance(value, float):
        return b"\xfb" + struct.pack(">d", float(value))
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, list):
        member = shape.member if isinstance(shape, ListShape) else None
        return _head(4, len(value)) + b"".join(encoded(item, member) for item in value)
    if isinstance(value, dict):
        given = {name: item for name, item in value.items() if item is not None}
        pairs = (encoded(name, None) + encoded(item, _of(shape, name)) for name, item in given.items())
        return _head(5, len(given)) + b"".join(pairs)
    text = str(value).encode()
    return _head(3, len(text)) + text


def _of(shape: Shape | None, name: str) -> Shape | None:
    if isinstance(shape, StructureShape):
        member: Shape | None = shape.members.get(name)
        return member
    return shape.value if isinstance(shape, MapShape) else None


def _time(value: Any) -> float:
    if isinstance(value, (int, float)):
        return float(value)
    found = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).timestamp()
