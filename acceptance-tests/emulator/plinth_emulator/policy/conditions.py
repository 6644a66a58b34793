"""Condition blocks.

A key that the request lacks makes a condition false, except for negated operators, `IfExists` and `Null`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from plinth_emulator.policy.document import Statement, as_list
from plinth_emulator.policy.matching import Context, arn_like, like, substitute

Comparison = Callable[[str, str], bool]


def _number(compare: Callable[[float, float], bool]) -> Comparison:
    def matches(wanted: str, value: str) -> bool:
        try:
            return compare(float(value), float(wanted))
        except ValueError:
            return False

    return matches


def _moment(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        parsed = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=timezone.utc)).timestamp()


def _date(compare: Callable[[float, float], bool]) -> Comparison:
    def matches(wanted: str, value: str) -> bool:
        try:
            return compare(_moment(value), _moment(wanted))
        except ValueError:
            return False

    return matches


def _in_network(wanted: str, value: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return False


_POSITIVE: dict[str, Comparison] = {
    "StringEquals": lambda wanted, value: wanted == value,
    "StringEqualsIgnoreCase": lambda wanted, value: wanted.lower() == value.lower(),
    "StringLike": like,
    "NumericEquals": _number(lambda value, wanted: value == wanted),
    "NumericLessThan": _number(lambda value, wanted: value < wanted),
    "NumericLessThanEquals": _number(lambda value, wanted: value <= wanted),
    "NumericGreaterThan": _number(lambda value, wanted: value > wanted),
    "NumericGreaterThanEquals": _number(lambda value, wanted: value >= wanted),
    "DateEquals": _date(lambda value, wanted: value == wanted),
    "DateLessThan": _date(lambda value, wanted: value < wanted),
    "DateLessThanEquals": _date(lambda value, wanted: value <= wanted),
    "DateGreaterThan": _date(lambda value, wanted: value > wanted),
    "DateGreaterThanEquals": _date(lambda value, wanted: value >= wanted),
    "Bool": lambda wanted, value: wanted.lower() == value.lower(),
    "BinaryEquals": lambda wanted, value: wanted == value,
    "IpAddress": _in_network,
    "ArnEquals": arn_like,
    "ArnLike": arn_like,
}
_NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}

_SETS = ("ForAnyValue:", "ForAllValues:")


def split(operator: str) -> tuple[str, str, bool]:
    """An operator as its set prefix, its base, and whether it ends in IfExists."""
    prefix = next((prefix for prefix in _SETS if operator.startswith(prefix)), "")
    base = operator[len(prefix) :]
    if_exists = base.endswith("IfExists")
    return prefix, base.removesuffix("IfExists"), if_exists


def known(operator: str) -> bool:
    """Whether IAM has this operator."""
    base = split(operator)[1]
    return base == "Null" or base in _POSITIVE or base in _NEGATED


def hold(statement: Statement, context: Context) -> bool:
    """Whether all of a statement's conditions hold. Context keys are in lower case."""
    for operator, block in statement.get("Condition", {}).items():
        for key, wanted in block.items():
            if not _holds(operator, [_text(item) for item in as_list(wanted)], context.get(key.lower()), context):
                return False
    return True


def _holds(operator: str, wanted: list[str], values: list[str] | None, context: Context) -> bool:
    prefix, base, if_exists = split(operator)
    if base == "Null":
        return any((item.lower() == "true") == (values is None) for item in wanted)
    negated = base in _NEGATED
    if values is None:
        return if_exists or prefix == "ForAllValues:" or (negated and prefix != "ForAnyValue:")
    compare = _POSITIVE[_NEGATED.get(base, base)]
    filled = [text for text in (substitute(item, context) for item in wanted) if text is not None]

    def matches(value: str) -> bool:
        return any(compare(item, value) for item in filled) != negated

    if prefix == "ForAnyValue:":
        return any(map(matches, values))
    if prefix == "ForAllValues:" or negated:
        return all(map(matches, values))
    return any(map(matches, values))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
