"""Root access management: the organization's hold over the root users of its members.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
"""

from __future__ import annotations

from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.organizations import model
from plinth_emulator.services.organizations.model import Organization

_SERVICE = "iam.amazonaws.com"
_FEATURES = {
    "EnableOrganizationsRootCredentialsManagement": "RootCredentialsManagement",
    "DisableOrganizationsRootCredentialsManagement": "RootCredentialsManagement",
    "EnableOrganizationsRootSessions": "RootSessions",
    "DisableOrganizationsRootSessions": "RootSessions",
}
_REFUSALS = {
    "AccountNotManagementOrDelegatedAdministratorException": (
        "The request was rejected because the account making the request is not the management account or delegated "
        "administrator account for centralized root access."
    ),
    "CallerIsNotManagementAccountException": (
        "The request was rejected because the account making the request is not the management account for the "
        "organization."
    ),
    "OrganizationNotFoundException": (
        "The request was rejected because no organization is associated with your account."
    ),
    "OrganizationNotInAllFeaturesModeException": (
        "The request was rejected because your organization does not have All features enabled."
    ),
    "ServiceAccessNotEnabledException": (
        "The request was rejected because trusted access is not enabled for IAM in Organizations."
    ),
}


@operation("iam", "EnableOrganizationsRootCredentialsManagement", "EnableOrganizationsRootSessions")
def enable(call: Call) -> dict[str, Any]:
    """Turning on what is on changes nothing; the management account alone turns on."""
    found = _organization(call)
    if call.account != found.management_account:
        raise _refusal("CallerIsNotManagementAccountException")
    found.root_features.add(_FEATURES[call.operation])
    return _described(found)


@operation("iam", "DisableOrganizationsRootCredentialsManagement", "DisableOrganizationsRootSessions")
def disable(call: Call) -> dict[str, Any]:
    """Turning off what is off changes nothing."""
    found = _organization(call)
    found.root_features.discard(_FEATURES[call.operation])
    return _described(found)


@operation("iam", "ListOrganizationsFeatures")
def list_features(call: Call) -> dict[str, Any]:
    """What is on."""
    return _described(_organization(call))


def _organization(call: Call) -> Organization:
    found = model.of(call.account)
    if found is None:
        raise _refusal("OrganizationNotFoundException")
    if found.feature_set != "ALL":
        raise _refusal("OrganizationNotInAllFeaturesModeException")
    administers = _SERVICE in found.delegated.get(call.account, {})
    if call.account != found.management_account and not administers:
        raise _refusal("AccountNotManagementOrDelegatedAdministratorException")
    if _SERVICE not in found.trusted:
        raise _refusal("ServiceAccessNotEnabledException")
    return found


def _described(found: Organization) -> dict[str, Any]:
    return {"OrganizationId": found.id, "EnabledFeatures": sorted(found.root_features)}


def _refusal(code: str) -> AwsError:
    return AwsError(code, _REFUSALS[code], 400)
