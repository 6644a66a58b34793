"""Pages of lists."""

from __future__ import annotations

from typing import Any

from plinth_emulator.call import Call


def page(
    call: Call, key: str, items: list[Any], size: int = 50, token: str = "NextToken", limit: str = "MaxResults"
) -> dict[str, Any]:
    """One page of a list, and the token of the next; `size` is a page's length when the call names none."""
    given = call.params.get(token)
    start = int(given) if given and str(given).isdecimal() else 0
    end = start + int(call.params.get(limit) or size)
    found: dict[str, Any] = {key: items[start:end]}
    if end < len(items):
        found[token] = str(end)
    return found
