"""What one policy says about one request."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from plinth_emulator.policy import conditions, document
from plinth_emulator.policy.document import Statement, as_list
from plinth_emulator.policy.matching import Context, like, substitute


class Decision(Enum):
    """A policy allows, denies, or does not mention a request."""

    ALLOW = "allow"
    DENY = "deny"
    SILENT = "silent"


def identity(documents: Iterable[str], action: str, resource: str, context: Context) -> Decision:
    """What identity policies (or boundaries, or session policies) say: an explicit deny wins."""
    decision = Decision.SILENT
    for text in documents:
        for statement in document.statements(text):
            if not (acts(statement, action) and concerns(statement, resource, context)):
                continue
            if not conditions.hold(statement, context):
                continue
            if statement.get("Effect") == "Deny":
                return Decision.DENY
            decision = Decision.ALLOW
    return decision


def acts(statement: Statement, action: str) -> bool:
    """Whether a statement is about an action; case does not matter."""
    if "NotAction" in statement:
        return not any(like(item, action, ignore_case=True) for item in as_list(statement["NotAction"]))
    return any(like(item, action, ignore_case=True) for item in as_list(statement.get("Action")))


def concerns(statement: Statement, resource: str, context: Context) -> bool:
    """Whether a statement is about a resource."""

    def among(items: object) -> bool:
        filled = (substitute(item, context) for item in as_list(items))
        return any(item is not None and like(item, resource) for item in filled)

    if "NotResource" in statement:
        return not among(statement["NotResource"])
    return among(statement.get("Resource"))
