"""What an organization consists of."""

from __future__ import annotations

import secrets
import string
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_ALPHABET = string.ascii_lowercase + string.digits


def random_id(length: int) -> str:
    """Lower-case letters and digits, as in all of Organizations' ids."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


@dataclass
class Unit:
    """An organizational unit, or the root, which has no parent."""

    id: str
    name: str
    parent: str | None


@dataclass
class Member:
    """An account's place. Its name and e-mail address are the account's own (`accounts`)."""

    id: str
    parent: str
    joined: datetime
    method: str  # "CREATED" or "INVITED"
    # When CloseAccount was called.
    closed: datetime | None = None


@dataclass
class Policy:
    """A policy; `managed` ones are AWS's."""

    id: str
    type: str
    name: str
    description: str
    content: str
    managed: bool = False


@dataclass
class Organization:
    """One organization. Attachments and tags are by id: of the root, a unit, an account or a policy."""

    management_account: str
    feature_set: str
    created: datetime
    id: str = field(default_factory=lambda: f"o-{random_id(10)}")
    root_id: str = field(default_factory=lambda: f"r-{random_id(4)}")
    units: dict[str, Unit] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    policy_types: list[str] = field(default_factory=list)
    # When each type was enabled.
    enabled: dict[str, datetime] = field(default_factory=dict)
    attachments: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tags: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    trusted: dict[str, datetime] = field(default_factory=dict)
    delegated: dict[str, dict[str, datetime]] = field(default_factory=dict)
    resource_policy: tuple[str, str] | None = None
    # IAM's features for root users of member accounts.
    root_features: set[str] = field(default_factory=set)
    # When the organization was last changed: a change keeps it busy for a while.
    changed: datetime = datetime.min

    def arn(self, kind: str, name: str = "") -> str:
        """The ARN of something in the organization; of the organization itself without a name."""
        return f"arn:aws:organizations::{self.management_account}:{kind}/{self.id}" + (f"/{name}" if name else "")

    def path(self, parent: str) -> str:
        """The path from the organization to a unit or the root, with a slash at its end."""
        steps: list[str] = []
        unit: Unit | None = self.units[parent]
        while unit is not None:
            steps.append(unit.id)
            unit = self.units[unit.parent] if unit.parent is not None else None
        return "/".join([self.id, *reversed(steps), ""])

    def depth(self, parent: str) -> int:
        """How many units there are from the root down to this one; the root is at 0."""
        return self.path(parent).count("/") - 2

    def exists(self, target: str) -> bool:
        """Whether this is the root, a unit or an account, to which policies can be attached."""
        return target in self.units or target in self.members

    def forget(self, target: str) -> None:
        """Nothing is attached to, and no tags are on, what no longer exists."""
        self.attachments.pop(target, None)
        self.tags.pop(target, None)

    def set_tags(self, target: str, tags: list[dict[str, Any]] | None) -> None:
        """Add tags, or replace those of the same keys."""
        self.tags[target].update({tag["Key"]: tag.get("Value") or "" for tag in tags or []})


_organizations: dict[str, Organization] = {}


def of(account_id: str) -> Organization | None:
    """The organization that an account is in."""
    return _organizations.get(account_id)


def join(organization: Organization, member: Member) -> None:
    """From now on the account is a member."""
    organization.members[member.id] = member
    _organizations[member.id] = organization


def leave(organization: Organization, account_id: str) -> None:
    """The account is a member no more."""
    organization.members.pop(account_id, None)
    organization.delegated.pop(account_id, None)
    organization.forget(account_id)
    _organizations.pop(account_id, None)
