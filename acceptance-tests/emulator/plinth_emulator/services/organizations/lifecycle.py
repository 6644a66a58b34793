"""The organization itself, and its root."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from plinth_emulator import accounts, credentials, settings
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.organizations import lookup, managed_policies, model, policy_types
from plinth_emulator.services.organizations.errors import constraint, refusal
from plinth_emulator.services.organizations.model import Member, Organization, Unit


@operation("organizations", "CreateOrganization")
def create_organization(call: Call) -> dict[str, Any]:
    """The caller's account becomes the management account. With all features, service control policies are available,
    and enabled on the root only when asked for.
    """
    if model.of(call.account) is not None:
        raise refusal("AlreadyInOrganizationException")
    now = credentials.now()
    made = Organization(call.account, call.params.get("FeatureSet") or "ALL", now)
    made.units[made.root_id] = Unit(made.root_id, "Root", None)
    made.policies.update({policy.id: policy for policy in managed_policies.all_of_them()})
    model.join(made, Member(call.account, made.root_id, now, "INVITED"))
    return {"Organization": _described(made)}


@operation("organizations", "DescribeOrganization")
def describe_organization(call: Call) -> dict[str, Any]:
    """The organization, as every member may see it."""
    return {"Organization": _described(lookup.organization(call))}


@operation("organizations", "DeleteOrganization")
def delete_organization(call: Call) -> dict[str, Any]:
    """Units and policies go with the organization; accounts must have left it before."""
    found = lookup.organization(call)
    if len(found.members) > 1:
        raise refusal("OrganizationNotEmptyException")
    model.leave(found, call.account)
    return {}


@operation("organizations", "LeaveOrganization")
def leave_organization(call: Call) -> dict[str, Any]:
    """A member takes itself out."""
    found = lookup.organization(call)
    check_may_leave(found, call.account)
    model.leave(found, call.account)
    return {}


def check_may_leave(found: Organization, account_id: str) -> None:
    """The management account cannot leave; members need a payment method, and must not administer anything."""
    if account_id == found.management_account:
        raise refusal("MasterCannotLeaveOrganizationException")
    if account_id in found.delegated:
        raise constraint("CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG")
    if not settings.get("members_may_leave", found.management_account):
        raise constraint("MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED")


@operation("organizations", "EnableAllFeatures")
def enable_all_features(call: Call) -> dict[str, Any]:
    """An organization whose members it made itself gets all features at once; nobody has to agree."""
    found = lookup.organization(call)
    if found.feature_set == "ALL":
        raise AwsError(
            "HandshakeConstraintViolationException",
            "The organization already has all features enabled.",
            Reason="ORGANIZATION_ALREADY_HAS_ALL_FEATURES",
        )
    found.feature_set = "ALL"
    handshake_id, now = f"h-{model.random_id(12)}", credentials.now()
    return {
        "Handshake": {
            "Id": handshake_id,
            "Arn": found.arn("handshake", f"enable_all_features/{handshake_id}"),
            "Parties": [{"Id": found.id.removeprefix("o-"), "Type": "ORGANIZATION"}],
            "State": "ACCEPTED",
            "RequestedTimestamp": now,
            "ExpirationTimestamp": now + timedelta(days=90),
            "Action": "ENABLE_ALL_FEATURES",
        }
    }


@operation("organizations", "ListRoots")
def list_roots(call: Call) -> dict[str, Any]:
    """The one root, with the policy types that are enabled."""
    return lookup.page(call, "Roots", [policy_types.described_root(lookup.organization(call))])


def _described(found: Organization) -> dict[str, Any]:
    management = accounts.find(found.management_account)
    assert management is not None
    return {
        "Id": found.id,
        "Arn": found.arn("organization"),
        "FeatureSet": found.feature_set,
        "MasterAccountArn": found.arn("account", found.management_account),
        "MasterAccountId": found.management_account,
        "MasterAccountEmail": management.email,
        # Deprecated by AWS: it says the same, whatever is enabled.
        "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
    }
