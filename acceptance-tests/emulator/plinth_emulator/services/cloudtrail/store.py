"""Where trails are, and which of them a call sees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from plinth_emulator import organization, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError

SERVICE = "cloudtrail.amazonaws.com"
_ARN = re.compile(r"arn:aws[\w-]*:cloudtrail:[a-z0-9-]+:[0-9]{12}:trail/[A-Za-z0-9._-]+")


@dataclass
class Trail:
    """A trail. `settings` has the parameters of CreateTrail by their names."""

    name: str
    account: str
    region: str
    settings: dict[str, Any]
    tags: dict[str, str] = field(default_factory=dict)
    started: datetime | None = None
    stopped: datetime | None = None
    event_selectors: list[dict[str, Any]] | None = None
    advanced_selectors: list[dict[str, Any]] | None = None
    insight_selectors: list[dict[str, Any]] = field(default_factory=list)

    @property
    def arn(self) -> str:
        """The trail's ARN, which names its home region and the account that owns it."""
        return f"arn:aws:cloudtrail:{self.region}:{self.account}:trail/{self.name}"

    @property
    def is_logging(self) -> bool:
        """Whether the last word was StartLogging."""
        return self.started is not None and (self.stopped is None or self.started > self.stopped)


def refusal(code: str, message: str) -> AwsError:
    """CloudTrail's refusals all have status 400."""
    return AwsError(code, message, 400)


def trails(account: str) -> dict[str, Trail]:
    """All trails that an account owns, by ARN."""
    return state.objects("cloudtrail trails", account)


def owner(call: Call) -> str:
    """The account that owns the trails which the caller may change: an administrator changes those of the organization."""
    place = organization.membership(call.account)
    if place is not None and call.account in organization.delegates(call.account, SERVICE):
        return place.management_account
    return call.account


def visible(call: Call) -> list[Trail]:
    """The trails of the region: those made there, shadows of others' trails, and trails of the organization."""
    found = list(trails(call.account).values())
    place = organization.membership(call.account)
    if place is not None and not place.is_management:
        found += [each for each in trails(place.management_account).values() if each.settings["IsOrganizationTrail"]]
    return [each for each in found if each.region == call.region or each.settings["IsMultiRegionTrail"]]


def find(call: Call, wanted: str) -> Trail:
    """A trail by its name, which means one of this region, or by its ARN."""
    if wanted.startswith("arn:") and not _ARN.fullmatch(wanted):
        raise refusal("CloudTrailARNInvalidException", f"The trail ARN {wanted} is not valid.")
    for each in visible(call):
        if wanted == each.arn or (wanted == each.name and each.region == call.region):
            return each
    arn = wanted if wanted.startswith("arn:") else f"arn:aws:cloudtrail:{call.region}:{call.account}:trail/{wanted}"
    for account in {call.account, owner(call)}:
        if arn in trails(account):
            return trails(account)[arn]
    raise refusal("TrailNotFoundException", f"Unknown trail: {arn} for the user: {call.account}")


def find_own(call: Call, wanted: str) -> Trail:
    """A trail that the caller may change, in its home region."""
    if not wanted.startswith("arn:"):
        shadow = next((each for each in visible(call) if each.name == wanted and each.region != call.region), None)
        if shadow is not None:
            raise _elsewhere(shadow)
    found = find(call, wanted)
    if found.account not in (call.account, owner(call)):
        raise refusal(
            "NotOrganizationMasterAccountException",
            "The organization's trails are changed by its management account or delegated administrator only.",
        )
    if found.region != call.region:
        raise _elsewhere(found)
    return found


def _elsewhere(found: Trail) -> AwsError:
    return refusal(
        "InvalidHomeRegionException",
        f"The trail {found.arn} must be changed from the region in which it was created: {found.region}.",
    )
