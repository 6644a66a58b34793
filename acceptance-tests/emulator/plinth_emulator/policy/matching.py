"""Wildcards and policy variables."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

Context = Mapping[str, "list[str]"]

_VARIABLE = re.compile(r"\$\{([^},]+)(?:,\s*'([^']*)')?\}")
_LITERALS = {"*": "*", "?": "?", "$": "$"}


@functools.lru_cache(maxsize=8192)
def pattern(text: str, ignore_case: bool = False) -> re.Pattern[str]:
    """A pattern with `*` and `?` as a regular expression."""
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in text)
    return re.compile(expression, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def like(wanted: str, value: str, ignore_case: bool = False) -> bool:
    """Whether the value matches the pattern."""
    return pattern(wanted, ignore_case).fullmatch(value) is not None


def arn_like(wanted: str, value: str) -> bool:
    """Whether an ARN matches: a wildcard does not reach over the first five colons."""
    if wanted == "*":
        return True
    wanted_parts, parts = wanted.split(":", 5), value.split(":", 5)
    return len(wanted_parts) == len(parts) and all(map(like, wanted_parts, parts))


def substitute(text: str, context: Context) -> str | None:
    """The text with its `${variables}` filled in; None when one has no value, and then nothing matches."""
    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        if match[1] in _LITERALS:
            return _LITERALS[match[1]]
        values = context.get(match[1].lower())
        if values:
            return values[0]
        if match[2] is None:
            missing = True
        return match[2] or ""

    filled = _VARIABLE.sub(value, text) if "${" in text else text
    return None if missing else filled
