"""What a policy of each type may say.

Grammar of service control policies: since September 2025 all of IAM's language but principals
(https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html); of resource control
policies (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html).
"""

from __future__ import annotations

import json
import re
from typing import Any

from plinth_emulator.errors import AwsError
from plinth_emulator.policy import conditions
from plinth_emulator.policy.document import as_list
from plinth_emulator.services.organizations.errors import refusal

_ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
_SID = re.compile(r"[A-Za-z0-9 ]*")
_RESOURCE = re.compile(r"\*|arn:.+|\$\{.+")

# What a document of a management policy holds at its top, by type. Documents of types that are not here are only
# checked to be JSON objects.
_TOP = {
    "AISERVICES_OPT_OUT_POLICY": {"services"},
    "BACKUP_POLICY": {"plans"},
    "CHATBOT_POLICY": {"chatbots"},
    "DECLARATIVE_POLICY_EC2": {"ec2_attributes"},
    "SECURITYHUB_POLICY": {"securityhub"},
    "TAG_POLICY": {"tags"},
}
_EC2_ATTRIBUTES = {
    "allowed_images_settings",
    "exception_message",
    "image_block_public_access",
    "instance_metadata_defaults",
    "serial_console_access",
    "snapshot_block_public_access",
    "vpc_block_public_access",
}
_OPERATORS = {"@@append", "@@assign", "@@operators_allowed_for_child_policies", "@@remove"}


def check(policy_type: str, content: str) -> None:
    """A document that Organizations would store."""
    parsed = _parsed(content)
    if policy_type in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
        _check_authorization(parsed, policy_type == "RESOURCE_CONTROL_POLICY")
        return
    if policy_type in _TOP and parsed.keys() != _TOP[policy_type]:
        raise _malformed()
    for value in parsed.values():
        _check_operators(value)
    if policy_type == "DECLARATIVE_POLICY_EC2" and not parsed["ec2_attributes"].keys() <= _EC2_ATTRIBUTES:
        raise _malformed()


def _parsed(content: str) -> dict[str, Any]:
    try:
        parsed = json.loads(content, object_pairs_hook=_without_duplicates)
    except ValueError:
        raise _malformed() from None
    if not isinstance(parsed, dict) or not parsed:
        raise _malformed()
    return parsed


def _check_authorization(parsed: dict[str, Any], about_resources: bool) -> None:
    if not parsed.keys() <= {"Version", "Id", "Statement"} or parsed.get("Version") != "2012-10-17":
        raise _malformed()
    statements = as_list(parsed.get("Statement"))
    if not statements:
        raise _malformed()
    sids = [statement.get("Sid") for statement in statements if isinstance(statement, dict) and statement.get("Sid")]
    if len(sids) != len(set(map(str, sids))):
        raise _malformed()
    for statement in statements:
        if not isinstance(statement, dict):
            raise _malformed()
        _check_statement(statement, about_resources)


def _check_statement(statement: dict[str, Any], about_resources: bool) -> None:
    allowed = {"Sid", "Effect", "Action", "Resource", "NotResource", "Condition"}
    allowed |= {"Principal"} if about_resources else {"NotAction"}
    effects = ("Deny",) if about_resources else ("Allow", "Deny")
    if not statement.keys() <= allowed or statement.get("Effect") not in effects:
        raise _malformed()
    sid = statement.get("Sid", "")
    if not isinstance(sid, str) or not _SID.fullmatch(sid):
        raise _malformed()
    if about_resources and statement.get("Principal") not in ("*", {"AWS": "*"}):
        raise _malformed()
    actions = _one_of(statement, "Action", "NotAction")
    if not all(isinstance(action, str) and _ACTION.fullmatch(action) for action in actions):
        raise _malformed()
    # Of resource control policies, only AWS's own speaks of all services.
    if about_resources and "*" in actions:
        raise _malformed()
    resources = _one_of(statement, "Resource", "NotResource")
    if not all(isinstance(resource, str) and _RESOURCE.fullmatch(resource) for resource in resources):
        raise _malformed()
    _check_condition(statement.get("Condition", {}))


def _one_of(statement: dict[str, Any], name: str, opposite: str) -> list[Any]:
    if (name in statement) == (opposite in statement):
        raise _malformed()
    values = as_list(statement.get(name, statement.get(opposite)))
    if not values:
        raise _malformed()
    return values


def _check_condition(condition: Any) -> None:
    if not isinstance(condition, dict):
        raise _malformed()
    for operator, block in condition.items():
        if not conditions.known(operator) or not isinstance(block, dict) or not block:
            raise _malformed()


def _check_operators(value: Any) -> None:
    """Management policies are merged along the tree: every value stands under an operator that says how."""
    if not isinstance(value, dict) or not value:
        raise _malformed()
    for key, inner in value.items():
        if key.startswith("@@"):
            if key not in _OPERATORS:
                raise _malformed()
        else:
            _check_operators(inner)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _malformed()
    return found


def _malformed() -> AwsError:
    return refusal("MalformedPolicyDocumentException")
