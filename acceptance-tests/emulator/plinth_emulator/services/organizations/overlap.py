"""Changes of an organization come one at a time: AWS refuses those that overlap with another."""

from __future__ import annotations

import functools

from moto.core.utils import get_service_model

from plinth_emulator import credentials
from plinth_emulator.call import Call
from plinth_emulator.registry import check
from plinth_emulator.services.organizations import model
from plinth_emulator.services.organizations.errors import refusal
from plinth_emulator.settings import passed

# Which changes wait for each other with TooManyRequestsException rather than ConcurrentModificationException.
_POLICY_CHANGES = frozenset({"AttachPolicy", "CreatePolicy", "DeletePolicy", "DetachPolicy", "UpdatePolicy"})


@check("organizations", "*")
def refuse_overlapping(call: Call) -> None:
    """A change that comes while the organization is busy with another is refused; it keeps nothing busy itself."""
    found = model.of(call.account)
    if found is None or not _changes(call.operation):
        return
    if not passed(found.changed, "organization_write_seconds", found.management_account):
        same_kind = call.operation in _POLICY_CHANGES
        raise refusal("TooManyRequestsException" if same_kind else "ConcurrentModificationException")
    found.changed = credentials.now()


@functools.cache
def _changes(operation: str) -> bool:
    """Whether the service's model says that an operation can overlap with others."""
    if operation.startswith(("Describe", "List")):
        return False
    errors = get_service_model("organizations").operation_model(operation).error_shapes
    return any(error.name == "ConcurrentModificationException" for error in errors)
