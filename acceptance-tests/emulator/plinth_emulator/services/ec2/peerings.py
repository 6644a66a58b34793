"""Peering connections: what they are, and how their states pass. Two accounts see the same one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from plinth_emulator import credentials, settings
from plinth_emulator.call import Call
from plinth_emulator.services.ec2 import store

# Where a connection has ended.
ENDED = ("deleted", "rejected", "failed", "expired")


@dataclass(frozen=True)
class Side:
    """A VPC of a peering connection, with the blocks that it had when the request was made."""

    account: str
    region: str
    vpc_id: str
    blocks: tuple[str, ...]


@dataclass
class Peering:
    """A peering connection."""

    id: str
    requester: Side
    accepter: Side
    made: datetime
    failure: str | None = None
    accepted: datetime | None = None
    ended: tuple[str, str] | None = None
    options: dict[str, dict[str, bool]] = field(default_factory=lambda: {"requester": {}, "accepter": {}})

    def code(self) -> str:
        """The state that it is in now."""
        if self.ended is not None:
            return self.ended[0]
        account = self.requester.account
        if not store.passed("vpc_peering_seconds", self.made, account):
            return "initiating-request"
        if self.failure is not None:
            return "failed"
        if self.accepted is not None:
            return "active" if store.passed("vpc_peering_seconds", self.accepted, account) else "provisioning"
        return "expired" if credentials.now() >= self.expiry else "pending-acceptance"

    @property
    def expiry(self) -> datetime:
        """When a request that nobody answers ends: a week after it was made, in AWS."""
        return self.made + timedelta(seconds=settings.get("vpc_peering_expiry_seconds", self.requester.account))

    def status(self) -> dict[str, str]:
        """The state in EC2's words."""
        code = self.code()
        messages = {
            "initiating-request": f"Initiating Request to {self.accepter.account}",
            "pending-acceptance": f"Pending Acceptance by {self.accepter.account}",
            "provisioning": "Provisioning",
            "active": "Active",
            "failed": self.failure or "",
            "rejected": "Inactive",
            "expired": "Expired",
            "deleted": self.ended[1] if self.ended else "",
        }
        return {"Code": code, "Message": messages[code]}

    def touches(self, vpc_id: str) -> bool:
        """Whether a VPC is one of its sides, and it still holds."""
        return vpc_id in (self.requester.vpc_id, self.accepter.vpc_id) and self.code() not in ENDED


def of(call: Call) -> dict[str, Any]:
    """The connections that the caller's account sees in a region."""
    found: dict[str, Any] = store.backend(call).vpc_pcxs
    return found
