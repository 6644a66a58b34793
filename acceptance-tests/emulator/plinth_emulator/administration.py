"""Services that have operations of their own for making a member account their administrator, region by region.

They turn on trusted access and register the administrator with Organizations themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plinth_emulator import organization, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError

Refuse = Callable[[str], AwsError]


@dataclass(frozen=True)
class Administration:
    """One service's. `conflict` is its error for a second administrator, `invalid` for an account that cannot be one, and
    `denied` for callers that are not the management account, or not the administrator."""

    principal: str
    conflict: Refuse
    invalid: Refuse
    denied: Refuse

    def _kept(self, account: str, region: str) -> dict[Any, Any]:
        place = organization.membership(account)
        return state.objects(f"administrator of {self.principal}", place.organization_id if place else account, region)

    def administrator(self, account: str, region: str) -> str | None:
        """The administrator of an account's organization in a region."""
        if organization.membership(account) is None:
            return None
        found = self._kept(account, region).get("account")
        # An account that has left, or that Organizations was told to take it from, is administrator no more.
        return found if found in organization.members(account) else None

    def require_management(self, call: Call) -> None:
        """Only the management account appoints administrators."""
        place = organization.membership(call.account)
        if place is None or not place.is_management:
            raise self.denied("The request failed because you must be a user of the organization's management account.")

    def require_administrator(self, call: Call) -> None:
        """Only the administrator configures the organization."""
        if self.administrator(call.account, call.region) != call.account:
            raise self.denied("The request failed because you must be the delegated administrator of the organization.")

    def enable(self, call: Call, account: str, *, again: bool) -> None:
        """Appoint an account; `again` says whether appointing the one that is appointed is no error."""
        self.require_management(call)
        if account not in organization.members(call.account) or organization.is_suspended(account):
            raise self.invalid(f"The request failed because account {account} is not a member of the organization.")
        found = self.administrator(call.account, call.region)
        if found is not None and not (again and found == account):
            raise self.conflict(
                f"The request failed because account {found} is already the delegated administrator of the organization."
            )
        organization.trust(call.account, self.principal)
        if account != call.account:
            organization.delegate(call.account, account, self.principal)
        self._kept(call.account, call.region)["account"] = account

    def disable(self, call: Call, account: str) -> None:
        """Take the administration from the account that has it."""
        self.require_management(call)
        if self.administrator(call.account, call.region) != account:
            raise self.invalid(f"The request failed because account {account} is not the delegated administrator.")
        self._kept(call.account, call.region).clear()

    def listed(self, call: Call) -> list[str]:
        """The administrator, if there is one, as the management account lists it."""
        self.require_management(call)
        found = self.administrator(call.account, call.region)
        return [found] if found else []
