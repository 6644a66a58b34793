"""The organization and its units: what AWS refuses and moto does not."""

from __future__ import annotations

from moto.organizations.models import FakeOrganizationalUnit

from plinth_emulator import accounts, organization
from plinth_emulator.answers import Answer
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, fixup


@fixup("organizations", "CreateOrganization")
def give_management_account_its_email(call: Call, answer: Answer) -> Answer:
    """moto knows one e-mail address for all management accounts."""
    account, backend = accounts.find(call.account), organization.backend(call.account)
    assert account is not None and backend.org is not None
    backend.org.master_account_email = account.email
    backend.accounts[0].email = account.email
    content = answer.json()
    content["Organization"]["MasterAccountEmail"] = account.email
    return answer.with_json(content)


@check("organizations", "CreateOrganizationalUnit")
def check_new_unit(call: Call) -> None:
    """A unit's parent must exist, and no sibling may have its name."""
    parent = call.params["ParentId"]
    if all(unit.id != parent for unit in organization.backend(call.account).ou):
        raise AwsError("ParentNotFoundException", "You specified parent that doesn't exist.")
    _check_name(call, parent, call.params["Name"], None)


@check("organizations", "UpdateOrganizationalUnit")
def check_new_name(call: Call) -> None:
    """A unit's new name must be free among its siblings."""
    unit = _unit(call)
    if call.params.get("Name") is not None:
        _check_name(call, unit.parent_id, call.params["Name"], unit)


@check("organizations", "DeleteOrganizationalUnit")
def check_unit_is_empty(call: Call) -> None:
    """A unit is deleted after everything in it has gone elsewhere."""
    unit, backend = _unit(call), organization.backend(call.account)
    if any(child.parent_id == unit.id for child in [*backend.ou, *backend.accounts]):
        raise AwsError(
            "OrganizationalUnitNotEmptyException",
            "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, "
            "and try the operation again.",
        )


def _unit(call: Call) -> FakeOrganizationalUnit:
    wanted = call.params["OrganizationalUnitId"]
    for unit in organization.backend(call.account).ou:
        if unit.id == wanted:
            return unit
    raise AwsError("OrganizationalUnitNotFoundException", "You specified an organizational unit that doesn't exist.")


def _check_name(call: Call, parent: str | None, name: str, itself: FakeOrganizationalUnit | None) -> None:
    for unit in organization.backend(call.account).ou:
        if unit is not itself and unit.parent_id == parent and unit.name == name:
            raise AwsError("DuplicateOrganizationalUnitException", "An OU with the same name already exists.")
