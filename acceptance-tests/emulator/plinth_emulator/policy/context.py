"""Condition keys of a request. Keys are in lower case, as they are compared without regard to case."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from plinth_emulator import accounts, credentials, organization
from plinth_emulator.principals import Principal


def of_caller(caller: Principal, region: str) -> dict[str, list[str]]:
    """The keys that a request has because of who makes it, and when, and where."""
    seconds = time.time()
    context = {
        "aws:principalarn": [caller.identity_arn],
        "aws:principalaccount": [caller.account],
        "aws:principaltype": [
            {"root": "Account", "user": "User", "role": "AssumedRole"}.get(caller.kind, "FederatedUser")
        ],
        "aws:principalisawsservice": ["false"],
        "aws:userid": [caller.unique_id],
        "aws:securetransport": ["true"],
        "aws:sourceip": ["127.0.0.1"],
        "aws:currenttime": [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))],
        "aws:epochtime": [str(int(seconds))],
        "aws:requestedregion": [region],
    }
    if caller.kind == "user":
        context["aws:username"] = [caller.name]
    place = organization.membership(caller.account)
    if place is not None:
        context["aws:principalorgid"] = [place.organization_id]
        context["aws:principalorgpaths"] = [place.path]
    for key, value in _tags(caller).items():
        context[f"aws:principaltag/{key.lower()}"] = [value]
    session = caller.session
    # Long-term keys do not have the MFA keys at all, which is why Bool and BoolIfExists differ.
    if session is not None:
        context["aws:multifactorauthpresent"] = ["true" if session.mfa_at else "false"]
        if session.mfa_at:
            context["aws:multifactorauthage"] = [str(int((credentials.now() - session.mfa_at).total_seconds()))]
        if session.source_identity:
            context["aws:sourceidentity"] = [session.source_identity]
    return context


def of_tags(params: Mapping[str, Any]) -> dict[str, list[str]]:
    """The keys that a request has because of the tags in it."""
    tags = params.get("Tags") or []
    context = {f"aws:requesttag/{tag['Key'].lower()}": [tag.get("Value", "")] for tag in tags}
    keys = [tag["Key"] for tag in tags] or params.get("TagKeys")
    if keys:
        context["aws:tagkeys"] = list(keys)
    return context


def _tags(caller: Principal) -> dict[str, str]:
    """A principal's tags: the session's own win over those of the user or role."""
    backend = accounts.iam(caller.account)
    tags: list[dict[str, str]] = []
    if caller.kind == "user":
        tags = backend.tagger.list_tags_for_resource(caller.identity_arn)["Tags"]
    elif caller.kind == "role":
        role = next((role for role in list(backend.roles.values()) if role.arn == caller.identity_arn), None)
        tags = list(role.tags or []) if role is not None else []
    found = {tag["Key"]: tag["Value"] for tag in tags}
    return {**found, **(caller.session.tags if caller.session else {})}
