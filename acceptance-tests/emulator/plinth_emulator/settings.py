"""Switches that tests set, for one account or for all."""

from __future__ import annotations

import threading
from datetime import datetime, timezone
from typing import Any

DEFAULTS: dict[str, Any] = {
    # How long an account stays IN_PROGRESS after CreateAccount. AWS takes minutes.
    "create_account_seconds": 0.2,
    # When set, CreateAccount ends as FAILED with this reason, such as INTERNAL_FAILURE.
    "create_account_failure_reason": None,
    # How many accounts may be IN_PROGRESS at once; AWS's figure. One more gets TooManyRequestsException.
    "concurrent_create_account_limit": 5,
    # When set, how many accounts an organization takes, closed ones included. AWS starts with 10.
    "account_quota": None,
    # How long the role of a new account refuses to be assumed, and how long its services then say that it has not
    # subscribed to them, both counted from the end of CreateAccount. AWS takes seconds, and up to minutes.
    "account_role_seconds": 0.0,
    "account_services_seconds": 0.0,
    # How long a closed account is PENDING_CLOSURE, and how many accounts may be closed in 30 days; when not set, AWS's
    # figure: a tenth of the accounts, ten at least.
    "close_account_seconds": 0.2,
    "close_account_quota": None,
    # Whether member accounts have the payment method without which AWS does not let them leave.
    "members_may_leave": False,
    # How long a new organization refuses CreateAccount with FinalizingOrganizationException.
    "organization_finalizing_seconds": 0.0,
    # How long a change of an organization keeps it busy: other changes are then refused, as AWS refuses those that
    # overlap.
    "organization_write_seconds": 0.0,
    # How long a policy type is PENDING_ENABLE after it was enabled at the root.
    "policy_type_seconds": 0.0,
    # How long a region is ENABLING and DISABLING. AWS takes minutes to hours.
    "region_opt_seconds": 0.2,
    # How long AssumeRole refuses a role that was just made, or whose trust policy just changed. IAM is eventually
    # consistent: AWS takes seconds.
    "iam_propagation_seconds": 0.0,
    # How many AssumeRole calls refuse such a role: the same without a clock.
    "iam_propagation_calls": 0,
    # When set, sessions end after this many seconds whatever was asked for, so that tests see them expire.
    "session_seconds": None,
    # How long VPCs are pending, NAT gateways pending and deleting, endpoints of interfaces pending and all endpoints
    # deleting, and requests for a peering connection initiating and provisioning. AWS takes one second to minutes.
    "vpc_seconds": 0.0,
    "nat_gateway_seconds": 0.0,
    "vpc_endpoint_seconds": 0.0,
    "vpc_peering_seconds": 0.0,
    # How long a request for a peering connection waits to be accepted until it expires: a week in AWS.
    "vpc_peering_expiry_seconds": 604800.0,
    # When set, new NAT gateways end as failed with this code and message: `InsufficientFreeAddresses: ...`.
    "nat_gateway_failure": None,
    # How long the old state is shown after a change of whether images may be public. AWS takes up to ten minutes.
    "image_block_public_access_seconds": 0.0,
    # How long a subscription to a standard of Security Hub is pending, and deleting. AWS takes minutes.
    "security_hub_standards_seconds": 0.0,
    # How long scans of Inspector are enabling and disabling. AWS takes minutes.
    "inspector_seconds": 0.0,
    # How long a conformance pack of Config is being made, changed and deleted. AWS takes minutes.
    "conformance_pack_seconds": 0.0,
    # How long a request for a higher quota is pending until it is approved. AWS takes minutes to days.
    "service_quota_seconds": 0.0,
    # When set, how many VPCs a region takes, the default VPC included. AWS starts with 5.
    "vpc_quota": None,
    # Whether a request signed with a wrong secret is refused.
    "verify_signatures": True,
}

_NUMBERS = (int, float)
_KINDS: dict[str, tuple[type, ...]] = {
    "create_account_seconds": _NUMBERS,
    "create_account_failure_reason": (str, type(None)),
    "concurrent_create_account_limit": (int,),
    "account_quota": (int, type(None)),
    "account_role_seconds": _NUMBERS,
    "account_services_seconds": _NUMBERS,
    "close_account_seconds": _NUMBERS,
    "close_account_quota": (int, type(None)),
    "members_may_leave": (bool,),
    "organization_finalizing_seconds": _NUMBERS,
    "organization_write_seconds": _NUMBERS,
    "policy_type_seconds": _NUMBERS,
    "region_opt_seconds": _NUMBERS,
    "iam_propagation_seconds": _NUMBERS,
    "iam_propagation_calls": (int,),
    "session_seconds": (*_NUMBERS, type(None)),
    "vpc_seconds": _NUMBERS,
    "nat_gateway_seconds": _NUMBERS,
    "vpc_endpoint_seconds": _NUMBERS,
    "vpc_peering_seconds": _NUMBERS,
    "vpc_peering_expiry_seconds": _NUMBERS,
    "image_block_public_access_seconds": _NUMBERS,
    "security_hub_standards_seconds": _NUMBERS,
    "inspector_seconds": _NUMBERS,
    "conformance_pack_seconds": _NUMBERS,
    "service_quota_seconds": _NUMBERS,
    "nat_gateway_failure": (str, type(None)),
    "vpc_quota": (int, type(None)),
    "verify_signatures": (bool,),
}

_lock = threading.Lock()
_values: dict[str | None, dict[str, Any]] = {None: {}}


class UnknownSetting(ValueError):
    """No such switch, or not a value that it takes."""


def get(name: str, account: str | None = None) -> Any:
    """The account's value, else everybody's, else the default."""
    with _lock:
        own = _values.get(account, {})
        return own[name] if name in own else _values[None].get(name, DEFAULTS[name])


def passed(since: datetime, name: str, account: str) -> bool:
    """Whether the seconds that a setting names have gone by since a moment (UTC, without a zone)."""
    seconds = float(get(name, account))
    return seconds == 0 or (datetime.now(timezone.utc).replace(tzinfo=None) - since).total_seconds() >= seconds


def update(values: dict[str, Any], account: str | None = None) -> dict[str, Any]:
    """Set switches; the answer is what then holds."""
    for name, value in values.items():
        if name not in DEFAULTS:
            raise UnknownSetting(f"there is no setting {name!r}; there are {', '.join(sorted(DEFAULTS))}")
        if not isinstance(value, _KINDS[name]) or (isinstance(value, bool) and bool not in _KINDS[name]):
            raise UnknownSetting(f"{value!r} is not a value for {name}")
    with _lock:
        _values.setdefault(account, {}).update(values)
    return {name: get(name, account) for name in DEFAULTS}
