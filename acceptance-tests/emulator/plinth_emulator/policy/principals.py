"""The Principal element: whom a resource's policy speaks of."""

from __future__ import annotations

import re
from typing import Any

from plinth_emulator.policy.document import Statement, as_list
from plinth_emulator.principals import Principal

_ACCOUNT = re.compile(r"^(?:arn:aws[\w-]*:iam::)?(?P<account>[0-9]{12})(?::root)?$")

# How closely a statement names a caller. A caller that is named through its account is allowed only what its own
# account's policies allow too: the account delegates.
NOT_NAMED, BY_ACCOUNT, BY_NAME = 0, 1, 2


def account_in(principal: str) -> str | None:
    """The account of a principal that is a whole account: its id, or its root ARN."""
    match = _ACCOUNT.match(principal)
    return match["account"] if match else None


def named(statement: Statement, caller: Principal) -> int:
    """How closely a statement names an AWS caller."""
    if "NotPrincipal" in statement:
        return NOT_NAMED if _named(statement["NotPrincipal"], caller) else BY_NAME
    return _named(statement.get("Principal"), caller)


def _named(principal: Any, caller: Principal) -> int:
    if principal == "*":
        return BY_NAME
    if not isinstance(principal, dict):
        return NOT_NAMED
    closest = NOT_NAMED
    for name in as_list(principal.get("AWS")):
        if name == "*" or name in caller.names:
            return BY_NAME
        if account_in(name) == caller.account:
            closest = BY_ACCOUNT
    return closest


def federated(statement: Statement, provider: str) -> bool:
    """Whether a statement names an identity provider."""
    principal = statement.get("Principal")
    if not isinstance(principal, dict):
        return principal == "*"
    return provider in as_list(principal.get("Federated"))
