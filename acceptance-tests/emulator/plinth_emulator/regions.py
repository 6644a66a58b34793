"""Which regions an account may use.

Regions that AWS opened after March 20, 2019 have to be opted in to:
https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plinth_emulator import credentials, settings, state

DEFAULT = frozenset(
    "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 "
    "eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2".split()
)
OPT_IN = frozenset(
    "af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 "
    "ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 "
    "mx-central-1".split()
)


@dataclass(frozen=True)
class _Change:
    enabled: bool
    since: datetime


def _changes(account: str) -> dict[str, _Change]:
    return state.objects("region opt", account)


def status(account: str, region: str) -> str | None:
    """A region's status as Account Management names it; None for what is no region."""
    if region in DEFAULT:
        return "ENABLED_BY_DEFAULT"
    if region not in OPT_IN:
        return None
    change = _changes(account).get(region)
    if change is None:
        return "DISABLED"
    under_way = not settings.passed(change.since, "region_opt_seconds", account)
    if change.enabled:
        return "ENABLING" if under_way else "ENABLED"
    return "DISABLING" if under_way else "DISABLED"


def usable(account: str, region: str) -> bool:
    """Whether calls into the region know the account's keys. Regions that nobody knows are let through."""
    return region not in OPT_IN or status(account, region) == "ENABLED"


def change(account: str, region: str, enable: bool) -> None:
    """Begin to enable or disable a region."""
    _changes(account)[region] = _Change(enable, credentials.now())


def under_way(account: str) -> int:
    """How many of the account's regions are being enabled or disabled."""
    changes = list(_changes(account).values())
    return sum(not settings.passed(change.since, "region_opt_seconds", account) for change in changes)
