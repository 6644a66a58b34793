"""What a caller's own account lets it do: identity policies, permissions boundary, session policies."""

from __future__ import annotations

from collections.abc import Mapping

from moto.iam.models import IAMBackend, ManagedPolicy, Role, User

from plinth_emulator import accounts
from plinth_emulator.policy import evaluation
from plinth_emulator.policy.evaluation import Decision
from plinth_emulator.principals import Principal


def refusal(caller: Principal, action: str, resource: str, context: Mapping[str, list[str]]) -> str | None:
    """None when the caller may; otherwise the end of AWS's sentence, which says why not."""
    if caller.kind == "root":
        return None
    layers = [("identity-based policy", _identity_policies(caller))]
    boundary = _boundary(caller)
    if boundary is not None:
        layers.append(("permissions boundary", boundary))
    if caller.session is not None and (caller.session.policies or caller.kind == "federated"):
        layers.append(("session policy", list(caller.session.policies)))
    decisions = [(name, evaluation.identity(documents, action, resource, context)) for name, documents in layers]
    for name, decision in decisions:
        if decision is Decision.DENY:
            article = "an" if name[0] in "aeiou" else "a"
            return f"with an explicit deny in {article} {name}"
    for name, decision in decisions:
        if decision is Decision.SILENT:
            return f"because no {name} allows the {action} action"
    return None


def role_of(caller: Principal) -> Role | None:
    """The role behind a session: not one of the same name that was made later, which has another id."""
    return accounts.iam(caller.account).roles.get(caller.unique_id.partition(":")[0])


def _identity(caller: Principal) -> User | Role | None:
    if caller.kind == "role":
        return role_of(caller)
    users = accounts.iam(caller.account).users
    return next((user for user in list(users.values()) if user.arn == caller.identity_arn), None)


def _identity_policies(caller: Principal) -> list[str]:
    backend, entity = accounts.iam(caller.account), _identity(caller)
    if entity is None:
        return []
    holders: list[object] = [entity]
    if isinstance(entity, User):
        holders += [group for group in list(backend.groups.values()) if entity in group.users]
    documents: list[str] = []
    for holder in holders:
        documents += holder.policies.values()  # type: ignore[attr-defined]
        documents += [default_document(policy) for policy in holder.managed_policies.values()]  # type: ignore[attr-defined]
    return documents


def _boundary(caller: Principal) -> list[str] | None:
    arn = getattr(_identity(caller), "permissions_boundary_arn", None)
    return [document_of(accounts.iam(caller.account), arn)] if arn else None


def document_of(backend: IAMBackend, arn: str) -> str:
    """A managed policy's document in force; a policy that is gone allows nothing."""
    policy = backend.managed_policies.get(arn)
    return default_document(policy) if policy is not None else '{"Statement": []}'


def default_document(policy: ManagedPolicy) -> str:
    """The document of a policy's default version."""
    return next(version.document for version in policy.versions if version.version_id == policy.default_version_id)
