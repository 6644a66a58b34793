"""Which operations the emulator answers, checks or completes; filled by the decorators in `services`.

`"*"` as an operation's name means every operation of the service. Names are botocore's: service `iam`, operation
`CreateRole`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plinth_emulator.answers import Answer
    from plinth_emulator.call import Call

Handler = Callable[["Call"], "dict[str, Any] | None"]
Check = Callable[["Call"], None]
FixUp = Callable[["Call", "Answer"], "Answer | None"]

HANDLERS: dict[tuple[str, str], Handler] = {}
CHECKS: defaultdict[tuple[str, str], list[Check]] = defaultdict(list)
FIXUPS: defaultdict[tuple[str, str], list[FixUp]] = defaultdict(list)
UNANSWERED: set[tuple[str, str]] = set()


def operation(service: str, *names: str) -> Callable[[Handler], Handler]:
    """The function is the answer to these operations; moto never sees them."""

    def register(function: Handler) -> Handler:
        for name in names:
            if (service, name) in HANDLERS:
                raise ValueError(f"{service}:{name} has two answers")
            HANDLERS[service, name] = function
        return function

    return register


def check(service: str, *names: str) -> Callable[[Check], Check]:
    """The function runs before these operations, and raises what AWS would refuse them with."""

    def register(function: Check) -> Check:
        for name in names:
            CHECKS[service, name].append(function)
        return function

    return register


def fixup(service: str, *names: str) -> Callable[[FixUp], FixUp]:
    """The function runs after these operations have succeeded, and may return another answer."""

    def register(function: FixUp) -> FixUp:
        for name in names:
            FIXUPS[service, name].append(function)
        return function

    return register


def unanswered(service: str, *names: str) -> None:
    """These operations get 501, where moto would take them for others or answer with what nobody can use."""
    UNANSWERED.update((service, name) for name in names)


def checks(service: str, name: str) -> list[Check]:
    """The checks of one operation, those of the whole service first."""
    return CHECKS.get((service, "*"), []) + CHECKS.get((service, name), [])


def fixups(service: str, name: str) -> list[FixUp]:
    """The fix-ups of one operation."""
    return FIXUPS.get((service, name), [])
