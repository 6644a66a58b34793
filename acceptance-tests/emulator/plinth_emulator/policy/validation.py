"""Policy documents that IAM refuses to store."""

from __future__ import annotations

import json
from typing import Any

from plinth_emulator.errors import AwsError
from plinth_emulator.policy import conditions
from plinth_emulator.policy.document import as_list

_TOP = {"Version", "Id", "Statement"}
_STATEMENT = {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition"}
_VERSIONS = {"2008-10-17", "2012-10-17"}
_TRUST_ACTIONS = {
    "sts:*",
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:setcontext",
    "sts:setsourceidentity",
    "sts:tagsession",
}
SYNTAX = "Syntax errors in policy."


def malformed(message: str) -> AwsError:
    """IAM's refusal of a document."""
    return AwsError("MalformedPolicyDocument", message, 400)


def parse(text: str) -> dict[str, Any]:
    """The document as JSON; a key given twice is a syntax error, as in AWS."""
    try:
        parsed = json.loads(text, object_pairs_hook=_without_duplicates)
    except ValueError:
        raise malformed("This policy contains invalid Json") from None
    if not isinstance(parsed, dict):
        raise malformed(SYNTAX)
    return parsed


def trust_policy(text: str) -> list[dict[str, Any]]:
    """The statements of a trust policy that IAM would store, if its principals exist."""
    parsed = parse(text)
    if not parsed.keys() <= _TOP or parsed.get("Version", "2012-10-17") not in _VERSIONS:
        raise malformed(SYNTAX)
    statements = as_list(parsed.get("Statement"))
    if not statements or not all(isinstance(statement, dict) for statement in statements):
        raise malformed(SYNTAX)
    sids = [statement["Sid"] for statement in statements if statement.get("Sid")]
    if len(sids) != len(set(sids)):
        raise malformed("Statement IDs (SID) in a single policy must be unique.")
    for statement in statements:
        _trust_statement(statement)
    return statements


def _trust_statement(statement: dict[str, Any]) -> None:
    for prohibited in ("Resource", "NotResource"):
        if prohibited in statement:
            raise malformed(f"Has prohibited field {prohibited}")
    if not statement.keys() <= _STATEMENT:
        raise malformed(SYNTAX)
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise malformed(SYNTAX if "Effect" in statement else "Missing required field Effect")
    if "Principal" not in statement and "NotPrincipal" not in statement:
        raise malformed("Missing required field Principal")
    principal = statement.get("Principal", statement.get("NotPrincipal"))
    if not principal or not (principal == "*" or isinstance(principal, dict)):
        raise malformed(SYNTAX)
    actions = as_list(statement.get("Action", statement.get("NotAction")))
    if not actions:
        raise malformed("Missing required field Action")
    if not all(isinstance(action, str) and action.lower() in _TRUST_ACTIONS for action in actions):
        raise malformed("AssumeRole policy may only specify STS AssumeRole actions.")
    condition = statement.get("Condition", {})
    if not isinstance(condition, dict):
        raise malformed(SYNTAX)
    for operator, block in condition.items():
        if not conditions.known(operator):
            raise malformed(f"Invalid Condition type : {operator}.")
        if not isinstance(block, dict):
            raise malformed(SYNTAX)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise malformed(SYNTAX)
    return found
