"""The account's alias: one at most, and no other account's."""

from __future__ import annotations

from typing import Any

from plinth_emulator import state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, no_such_entity
from plinth_emulator.registry import operation
from plinth_emulator.services.iam import listing


def _aliases() -> dict[str, str]:
    """Accounts by alias: aliases are unique in all of AWS."""
    return state.objects("account aliases", "")


def _of(account: str) -> list[str]:
    return [alias for alias, owner in _aliases().items() if owner == account]


@operation("iam", "CreateAccountAlias")
def create_account_alias(call: Call) -> dict[str, Any]:
    """A new alias takes the old one's place; a taken one, be it the account's own, is refused."""
    alias = call.params["AccountAlias"]
    if alias in _aliases():
        raise AwsError("EntityAlreadyExists", f"The account alias {alias} already exists.")
    for old in _of(call.account):
        del _aliases()[old]
    _aliases()[alias] = call.account
    return {}


@operation("iam", "DeleteAccountAlias")
def delete_account_alias(call: Call) -> dict[str, Any]:
    """Only the account's own alias can be deleted."""
    alias = call.params["AccountAlias"]
    if _aliases().get(alias) != call.account:
        raise no_such_entity(f"The account alias {alias} cannot be found.")
    del _aliases()[alias]
    return {}


@operation("iam", "ListAccountAliases")
def list_account_aliases(call: Call) -> dict[str, Any]:
    """A list of one, or none."""
    return listing.page(call, "AccountAliases", _of(call.account))
