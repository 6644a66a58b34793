"""Regions that an account opts in to and out of."""

from __future__ import annotations

from typing import Any

from plinth_emulator import regions
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.account import target

# https://docs.aws.amazon.com/accounts/latest/reference/quotas.html: requests of one account that may be under way.
_AT_ONCE = 6
_PAGE = 50
# AWS's sentence: https://github.com/hashicorp/terraform-provider-aws/issues/41430
_AS_IT_IS = "Unable to switch region status because of its current opt-in status."


@operation("account", "ListRegions")
def list_regions(call: Call) -> dict[str, Any]:
    """All regions with their statuses, in pages, of the statuses asked for."""
    account, wanted = target.of(call), call.params.get("RegionOptStatusContains")
    found = []
    for region in sorted(regions.DEFAULT | regions.OPT_IN):
        status = regions.status(account, region)
        if not wanted or status in wanted:
            found.append({"RegionName": region, "RegionOptStatus": status})
    token = call.params.get("NextToken")
    if token and not token.isdecimal():
        raise AwsError("ValidationException", "The NextToken is not valid.", reason="fieldValidationFailed")
    start = int(token or 0)
    end = start + int(call.params.get("MaxResults") or _PAGE)
    page: dict[str, Any] = {"Regions": found[start:end]}
    return {**page, "NextToken": str(end)} if end < len(found) else page


@operation("account", "GetRegionOptStatus")
def get_region_opt_status(call: Call) -> dict[str, Any]:
    """One region's status."""
    account, region = target.of(call), call.params["RegionName"]
    return {"RegionName": region, "RegionOptStatus": _status(account, region)}


@operation("account", "EnableRegion")
def enable_region(call: Call) -> dict[str, Any]:
    """Begin to enable a region. A region that is enabled, or being enabled, is an error."""
    account, region = target.of(call), call.params["RegionName"]
    _change(account, region, enable=True)
    return {}


@operation("account", "DisableRegion")
def disable_region(call: Call) -> dict[str, Any]:
    """Begin to disable a region. A region that is disabled, or being disabled, is an error."""
    account, region = target.of(call), call.params["RegionName"]
    _change(account, region, enable=False)
    return {}


def _status(account: str, region: str) -> str:
    status = regions.status(account, region)
    if status is None:
        raise AwsError("ValidationException", f"{region} is not a valid region.", reason="fieldValidationFailed")
    return status


def _change(account: str, region: str, enable: bool) -> None:
    status = _status(account, region)
    if status == "ENABLED_BY_DEFAULT":
        message = f"{region} is enabled by default and cannot be enabled or disabled."
        raise AwsError("ValidationException", message, reason="invalidRegionOptTarget")
    if status in (("ENABLED", "ENABLING") if enable else ("DISABLED", "DISABLING")):
        raise AwsError("ValidationException", _AS_IT_IS, reason="invalidRegionOptTarget")
    if status in ("ENABLING", "DISABLING"):
        raise AwsError("ConflictException", f"{region} is {status}: the request conflicts with one under way.")
    if regions.under_way(account) >= _AT_ONCE:
        raise AwsError("TooManyRequestsException", f"{_AT_ONCE} requests about regions of this account are under way.")
    regions.change(account, region, enable)
