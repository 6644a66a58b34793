"""Delegated administrators: member accounts that may read the whole organization."""

from __future__ import annotations

from plinth_emulator import organization
from plinth_emulator.call import Call
from plinth_emulator.registry import check


@check("organizations", "*")
def read_the_management_accounts_organization(call: Call) -> None:
    """moto keeps an organization under its management account, and would show a member an empty one."""
    place = organization.membership(call.account)
    if place is not None and not place.is_management and organization.is_delegated_administrator(call.account):
        call.environ["HTTP_X_MOTO_ACCOUNT_ID"] = place.management_account
