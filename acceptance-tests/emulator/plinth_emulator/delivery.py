"""What services may write where: bucket policies, key policies and roles, as services test them before they begin."""

from __future__ import annotations

from typing import Any

from moto.iam.models import Role
from moto.kms.models import kms_backends
from moto.s3.models import FakeBucket, s3_backends

from plinth_emulator import accounts, organization
from plinth_emulator.policy import conditions, document, evaluation, permissions
from plinth_emulator.policy.evaluation import acts, concerns
from plinth_emulator.policy.matching import Context


def bucket(name: str) -> FakeBucket | None:
    """A bucket of whatever account: their names are global."""
    owner = s3_backends.bucket_accounts.get(name)
    if owner is None:
        return None
    partition, account = owner
    found: FakeBucket | None = s3_backends[account][partition].buckets.get(name)
    return found


def bucket_allows(name: str, service: str, action: str, resource: str, keys: Context) -> bool:
    """Whether a bucket's policy lets a service (`cloudtrail.amazonaws.com`) act on a resource."""
    found = bucket(name)
    if found is None or not found.policy:
        return False
    text = found.policy.decode() if isinstance(found.policy, bytes) else found.policy
    return allows(text, service, action, resource, keys)


def key(name: str, region: str, account: str) -> Any:
    """A key by its ARN, alias ARN, id or alias; None when there is none."""
    if name.startswith("arn:"):
        parts = name.split(":", 5)
        if len(parts) < 6:
            return None
        region, account, name = parts[3], parts[4], parts[5]
    name = name.removeprefix("key/")
    backend = kms_backends[account][region]
    if name.startswith("alias/"):
        return next((found for found in backend.keys.values() if name in found.aliases), None)
    return backend.keys.get(name)


def key_allows(found: Any, service: str, action: str, keys: Context) -> bool:
    """Whether a key's policy lets a service use it."""
    return allows(str(found.policy), service, action, found.arn, keys)


def allows(text: str, service: str, action: str, resource: str, keys: Context) -> bool:
    """Whether a resource's policy allows a service an action, and nothing in it denies it."""
    keys = {
        "aws:securetransport": ["true"],
        "aws:principalservicename": [service],
        "aws:principalisawsservice": ["true"],
        **keys,
    }
    allowed = False
    for statement in document.statements(text):
        if not (_names(statement, service) and acts(statement, action) and concerns(statement, resource, keys)):
            continue
        if not conditions.hold(statement, keys):
            continue
        if statement.get("Effect") == "Deny":
            return False
        allowed = True
    return allowed


def _names(statement: dict[str, Any], service: str) -> bool:
    principal = statement.get("Principal")
    if principal == "*":
        return True
    if not isinstance(principal, dict):
        return False
    return service in document.as_list(principal.get("Service")) or "*" in document.as_list(principal.get("AWS"))


def source(account: str, arn: str) -> dict[str, list[str]]:
    """On whose behalf a service acts, as conditions of policies know it."""
    keys = {"aws:sourceaccount": [account], "aws:sourcearn": [arn]}
    place = organization.membership(account)
    if place is not None:
        keys["aws:sourceorgid"], keys["aws:sourceorgpaths"] = [place.organization_id], [place.path]
    return keys


def role(arn: str) -> Role | None:
    """A role by its ARN."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or not accounts.exists(parts[4]):
        return None
    roles = accounts.iam(parts[4]).roles.values()
    return next((found for found in list(roles) if found.arn == arn), None)


def role_trusts(found: Role, service: str, keys: Context) -> bool:
    """Whether a service may assume a role."""
    return any(
        statement.get("Effect") == "Allow"
        and _names(statement, service)
        and acts(statement, "sts:AssumeRole")
        and conditions.hold(statement, keys)
        for statement in document.statements(str(found.assume_role_policy_document))
    )


def role_allows(found: Role, action: str, resource: str) -> bool:
    """Whether a role's policies allow an action."""
    documents = [*found.policies.values()]
    documents += [permissions.default_document(policy) for policy in found.managed_policies.values()]
    return evaluation.identity(documents, action, resource, {}) is evaluation.Decision.ALLOW
