"""Describe calls: ids, filters, pages.

EC2 pages most lists: MaxResults within bounds, NextToken. A call without MaxResults gets a page of the greatest size.
"""

from __future__ import annotations

import base64
import binascii
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.services.ec2.errors import invalid, missing

Described = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of object: where its objects are, and how they are shown and filtered.

    Filters are paths in what is shown; a path goes through lists. `renderer` makes a function for one call, so that
    what all objects share is looked up once.
    """

    answer: str
    ids: str
    prefix: str
    objects: Callable[[Call], Mapping[str, Any]]
    renderer: Callable[[Call], Callable[[Any], Described]]
    filters: Mapping[str, str]
    bounds: tuple[int, int] | None = (5, 1000)
    tags: str = "Tags"


def describe(call: Call, kind: Kind) -> dict[str, Any]:
    """The answer of a Describe call."""
    wanted = call.params.get(kind.ids) or []
    if wanted and call.params.get("MaxResults") and kind.bounds:
        lowered = kind.ids[0].lower() + kind.ids[1:]
        message = f"The parameter {lowered} cannot be used with the parameter maxResults"
        raise AwsError("InvalidParameterCombination", message, 400)
    objects = kind.objects(call)
    for name in wanted:
        if name not in objects:
            raise missing(kind.prefix, name)
    found = [objects[name] for name in dict.fromkeys(wanted)] if wanted else list(objects.values())
    render = kind.renderer(call)
    filters = call.params.get("Filters") or call.params.get("Filter") or []
    if filters:
        return page(call, kind.answer, select(filters, map(render, found), kind.filters, kind.tags), kind.bounds)
    answer = page(call, kind.answer, found, kind.bounds)
    answer[kind.answer] = [render(item) for item in answer[kind.answer]]
    return answer


def page(call: Call, answer: str, items: list[Any], bounds: tuple[int, int] | None) -> dict[str, Any]:
    """One page of a list."""
    if bounds is None:
        return {answer: items}
    least, most = bounds
    size = call.params.get("MaxResults")
    size = most if size is None else int(size)
    if size < least:
        raise invalid(f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value greater than {least}.")
    if size > most:
        raise invalid(f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value less than {most}.")
    start = _offset(call)
    result: dict[str, Any] = {answer: items[start : start + size]}
    if start + size < len(items):
        result["NextToken"] = base64.urlsafe_b64encode(f"{call.operation}:{start + size}".encode()).decode()
    return result


def _offset(call: Call) -> int:
    token = call.params.get("NextToken")
    if not token:
        return 0
    try:
        operation, _, offset = base64.urlsafe_b64decode(token).decode().partition(":")
        if operation == call.operation:
            return int(offset)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        pass
    raise AwsError("InvalidNextToken", f"The token '{token}' is invalid", 400)


def select(
    filters: list[dict[str, Any]], items: Iterable[Described], paths: Mapping[str, str], tags: str = "Tags"
) -> list[Described]:
    """The objects that pass all filters. A filter's values are alternatives, with `*` and `?`."""
    tests = [_test(item, paths, tags) for item in filters]
    return [item for item in items if all(test(item) for test in tests)]


def _test(item: dict[str, Any], paths: Mapping[str, str], tags: str) -> Callable[[Described], bool]:
    name, wanted = item.get("Name") or "", item.get("Values") or []
    if not wanted:
        raise invalid(f"The filter '{name or 'null'}' is invalid")
    patterns = [_pattern(value) for value in wanted]
    if name != "tag-key" and not name.startswith("tag:") and name not in paths:
        raise invalid(f"The filter '{name}' is invalid")
    path = paths.get(name, "").split(".")

    def values(described: Described) -> list[str]:
        if name == "tag-key":
            return [tag["Key"] for tag in described.get(tags) or []]
        if name.startswith("tag:"):
            return [tag["Value"] for tag in described.get(tags) or [] if tag["Key"] == name[4:]]
        return _at(described, path)

    return lambda described: any(pattern(value) for value in values(described) for pattern in patterns)


@functools.lru_cache(1024)
def _pattern(value: str) -> Callable[[str], bool]:
    if not re.search(r"[*?\\]", value):
        return value.__eq__
    wild = {"*": ".*", "?": "."}
    # A backslash takes its meaning from what follows.
    parts = re.findall(r"\\.|.", value, re.DOTALL)
    expression = "".join(wild.get(part) or re.escape(part[-1]) for part in parts)
    compiled = re.compile(expression, re.DOTALL)
    return lambda text: compiled.fullmatch(text) is not None


def _at(described: Described, path: list[str]) -> list[str]:
    found: list[Any] = [described]
    for name in path:
        inner = [item.get(name) for item in found if isinstance(item, dict)]
        found = [each for item in inner if item is not None for each in (item if isinstance(item, list) else [item])]
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in found]
