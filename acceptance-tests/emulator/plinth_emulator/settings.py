"""Switches that tests set, for one account or for all."""

from __future__ import annotations

import threading
from typing import Any

DEFAULTS: dict[str, Any] = {
    # How long an account stays IN_PROGRESS after CreateAccount. AWS takes minutes.
    "create_account_seconds": 0.0,
    # When set, CreateAccount ends as FAILED with this reason, such as INTERNAL_FAILURE.
    "create_account_failure_reason": None,
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
    # When set, how many VPCs a region takes, the default VPC included. AWS starts with 5.
    "vpc_quota": None,
    # Whether a request signed with a wrong secret is refused.
    "verify_signatures": True,
}

_NUMBERS = (int, float)
_KINDS: dict[str, tuple[type, ...]] = {
    "create_account_seconds": _NUMBERS,
    "create_account_failure_reason": (str, type(None)),
    "iam_propagation_seconds": _NUMBERS,
    "iam_propagation_calls": (int,),
    "session_seconds": (*_NUMBERS, type(None)),
    "vpc_seconds": _NUMBERS,
    "nat_gateway_seconds": _NUMBERS,
    "vpc_endpoint_seconds": _NUMBERS,
    "vpc_peering_seconds": _NUMBERS,
    "vpc_peering_expiry_seconds": _NUMBERS,
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
