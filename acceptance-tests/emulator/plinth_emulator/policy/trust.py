"""What a role's trust policy says about somebody who wants to assume it."""

from __future__ import annotations

from plinth_emulator.policy import conditions, document, principals
from plinth_emulator.policy.evaluation import Decision, acts
from plinth_emulator.policy.matching import Context
from plinth_emulator.principals import Principal


def of_caller(trust: str, action: str, caller: Principal, context: Context) -> tuple[Decision, int]:
    """The decision for an AWS caller, and how closely the allowing statement names it."""
    closest = principals.NOT_NAMED
    for statement in document.statements(trust):
        naming = principals.named(statement, caller)
        if not naming or not acts(statement, action) or not conditions.hold(statement, context):
            continue
        if statement.get("Effect") == "Deny":
            return Decision.DENY, naming
        closest = max(closest, naming)
    return (Decision.ALLOW if closest else Decision.SILENT), closest


def of_provider(trust: str, action: str, provider: str, context: Context) -> Decision:
    """The decision for a user that an identity provider vouches for."""
    decision = Decision.SILENT
    for statement in document.statements(trust):
        if not principals.federated(statement, provider):
            continue
        if not acts(statement, action) or not conditions.hold(statement, context):
            continue
        if statement.get("Effect") == "Deny":
            return Decision.DENY
        decision = Decision.ALLOW
    return decision
