"""Reading policy documents."""

from __future__ import annotations

import functools
import json
from typing import Any

Statement = dict[str, Any]


@functools.lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[Statement, ...]:
    statements = json.loads(text).get("Statement", [])
    return tuple(statements) if isinstance(statements, list) else (statements,)


def statements(text: str) -> tuple[Statement, ...]:
    """The statements of a document; parsed once per text, so they are not to be changed."""
    return _parsed(text)


def as_list(value: Any) -> list[Any]:
    """Policy elements may be one value or a list of them."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def size(text: str) -> int:
    """A policy's size against IAM's quotas: white space does not count."""
    return sum(not character.isspace() for character in text)
