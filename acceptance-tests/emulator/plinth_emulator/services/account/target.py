"""Which account a call is about, and whether its caller may ask."""

from __future__ import annotations

from plinth_emulator import organization
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.policy import context, permissions

_SERVICE = "account.amazonaws.com"
_STANDALONE = "The management account can only be managed using the standalone context from the management account"


def of(call: Call) -> str:
    """The id of the account that a call is about: the caller's own when it names none.

    To name one, the caller must be the management account, or the service's delegated administrator, of an organization
    that gave the service trusted access; the management account does not name itself.
    https://docs.aws.amazon.com/accounts/latest/reference/using-orgs-trusted-access.html
    """
    named = call.params.get("AccountId")
    place = organization.membership(call.account)
    target = named or call.account
    kind = f"account/{place.organization_id}/{target}" if named and place is not None else "account"
    owner = place.management_account if named and place is not None else call.account
    resource = f"arn:aws:account::{owner}:{kind}"
    action = f"account:{call.operation}"
    keys = context.of_caller(call.caller, call.region)
    if "AlternateContactType" in call.params:
        keys["account:alternatecontacttypes"] = [call.params["AlternateContactType"]]
    if "RegionName" in call.params:
        keys["account:targetregion"] = [call.params["RegionName"]]
    reason = permissions.refusal(call.caller, action, resource, keys)
    if reason is not None:
        raise _denied(call, f"on resource: {resource} {reason}")
    if named is None:
        return target
    if place is None or target not in organization.members(call.account):
        raise _denied(call, "(The account is not a member of your organization.)")
    if not organization.trusts(call.account, _SERVICE):
        raise _denied(call, "(Your organization must first enable trusted access with AWS Account Management.)")
    if target == place.management_account:
        raise _denied(call, f"({_STANDALONE})")
    if not place.is_management and call.account not in organization.delegates(call.account, _SERVICE):
        raise _denied(call, "(Only the management account and delegated administrators may name an account.)")
    return str(target)


def _denied(call: Call, why: str) -> AwsError:
    message = f"User: {call.caller.arn} is not authorized to perform: account:{call.operation} {why}"
    return AwsError("AccessDeniedException", message, 403)
