"""Organizational units, and who is whose child."""

from __future__ import annotations

from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.organizations import lookup, model, policy_types, tags
from plinth_emulator.services.organizations.errors import constraint, refusal
from plinth_emulator.services.organizations.model import Organization, Unit

# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
_DEPTH, _NUMBER = 5, 2000


@operation("organizations", "CreateOrganizationalUnit")
def create_unit(call: Call) -> dict[str, Any]:
    """A unit under the root or another unit, down to five levels."""
    found, parent = lookup.organization(call), lookup.parent(call)
    tags.check(call.params.get("Tags"))
    _check_name(found, parent.id, call.params["Name"], None)
    if found.depth(parent.id) >= _DEPTH:
        raise constraint("OU_DEPTH_LIMIT_EXCEEDED")
    if len(found.units) > _NUMBER:
        raise constraint("OU_NUMBER_LIMIT_EXCEEDED")
    made = Unit(f"ou-{found.root_id[2:]}-{model.random_id(8)}", call.params["Name"], parent.id)
    found.units[made.id] = made
    found.set_tags(made.id, call.params.get("Tags"))
    policy_types.attach_defaults(found, made.id)
    return {"OrganizationalUnit": _described(found, made)}


@operation("organizations", "DescribeOrganizationalUnit")
def describe_unit(call: Call) -> dict[str, Any]:
    """One unit."""
    return {"OrganizationalUnit": _described(lookup.organization(call), lookup.unit(call))}


@operation("organizations", "UpdateOrganizationalUnit")
def update_unit(call: Call) -> dict[str, Any]:
    """Another name."""
    found, unit = lookup.organization(call), lookup.unit(call)
    name = call.params.get("Name")
    if name is not None:
        _check_name(found, unit.parent, name, unit)
        unit.name = name
    return {"OrganizationalUnit": _described(found, unit)}


@operation("organizations", "DeleteOrganizationalUnit")
def delete_unit(call: Call) -> dict[str, Any]:
    """A unit is deleted after everything in it has gone elsewhere."""
    found, unit = lookup.organization(call), lookup.unit(call)
    parents = {child.parent for child in found.units.values()} | {member.parent for member in found.members.values()}
    if unit.id in parents:
        raise refusal("OrganizationalUnitNotEmptyException")
    del found.units[unit.id]
    found.forget(unit.id)
    return {}


@operation("organizations", "ListOrganizationalUnitsForParent")
def list_units(call: Call) -> dict[str, Any]:
    """The units right under one."""
    found, parent = lookup.organization(call), lookup.parent(call)
    units = [unit for unit in found.units.values() if unit.parent == parent.id]
    return lookup.page(call, "OrganizationalUnits", [_described(found, unit) for unit in units])


@operation("organizations", "ListParents")
def list_parents(call: Call) -> dict[str, Any]:
    """The one parent of a unit or account."""
    found, child_id = lookup.organization(call), call.params["ChildId"]
    child = found.units.get(child_id) or found.members.get(child_id)
    if child is None or child.parent is None:
        raise refusal("ChildNotFoundException")
    kind = "ROOT" if child.parent == found.root_id else "ORGANIZATIONAL_UNIT"
    return lookup.page(call, "Parents", [{"Id": child.parent, "Type": kind}])


@operation("organizations", "ListChildren")
def list_children(call: Call) -> dict[str, Any]:
    """The ids of what is right under a unit, of one kind."""
    found, parent, kind = lookup.organization(call), lookup.parent(call), call.params["ChildType"]
    children = found.members if kind == "ACCOUNT" else found.units
    ids = [child.id for child in children.values() if child.parent == parent.id]
    return lookup.page(call, "Children", [{"Id": child_id, "Type": kind} for child_id in ids])


def _check_name(found: Organization, parent: str | None, name: str, itself: Unit | None) -> None:
    for unit in found.units.values():
        if unit is not itself and unit.parent == parent and unit.name == name:
            raise refusal("DuplicateOrganizationalUnitException")


def _described(found: Organization, unit: Unit) -> dict[str, Any]:
    arn = found.arn("ou", unit.id)
    return {"Id": unit.id, "Arn": arn, "Name": unit.name, "Path": found.path(unit.id)}
