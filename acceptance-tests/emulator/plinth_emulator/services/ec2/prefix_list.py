"""Prefix lists: AWS's own, of its services, and those that callers keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, store
from plinth_emulator.services.ec2.errors import require


def _entries(item: Any) -> list[dict[str, str]]:
    versions = list(item.entries.values())
    return versions[-1] if versions else []


def _managed(call: Call) -> Callable[[Any], dict[str, Any]]:
    def render(item: Any) -> dict[str, Any]:
        shown = {
            "AddressFamily": item.address_family,
            "MaxEntries": item.max_entries,
            "OwnerId": item.owner_id,
            "PrefixListArn": item.prefix_list_arn.replace(":AWS:", ":aws:"),
            "PrefixListId": item.id,
            "PrefixListName": item.prefix_list_name,
            "State": item.state,
            "Tags": store.tags(call, item.id),
            "Version": item.version,
        }
        return {name: value for name, value in shown.items() if value is not None}

    return render


MANAGED = describe.Kind(
    answer="PrefixLists",
    ids="PrefixListIds",
    prefix="pl",
    objects=lambda call: store.backend(call).managed_prefix_lists,
    renderer=_managed,
    filters={"owner-id": "OwnerId", "prefix-list-id": "PrefixListId", "prefix-list-name": "PrefixListName"},
    bounds=(1, 100),
)


def _of_services(call: Call) -> Mapping[str, Any]:
    """The lists that gateway endpoints and routes to AWS's services name."""
    lists = store.backend(call).managed_prefix_lists
    prefix = f"com.amazonaws.{call.region}."
    return {name: item for name, item in lists.items() if str(item.prefix_list_name).startswith(prefix)}


def _plain(_: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda item: {
        "Cidrs": [entry["Cidr"] for entry in _entries(item)],
        "PrefixListId": item.id,
        "PrefixListName": item.prefix_list_name,
    }


SERVICES = describe.Kind(
    answer="PrefixLists",
    ids="PrefixListIds",
    prefix="pl",
    objects=_of_services,
    renderer=_plain,
    filters={"prefix-list-id": "PrefixListId", "prefix-list-name": "PrefixListName"},
    bounds=(1, 1000),
)


@operation("ec2", "DescribeManagedPrefixLists")
def describe_managed_prefix_lists(call: Call) -> dict[str, Any]:
    """All lists."""
    return describe.describe(call, MANAGED)


@operation("ec2", "DescribePrefixLists")
def describe_prefix_lists(call: Call) -> dict[str, Any]:
    """AWS's lists of its services in the region."""
    return describe.describe(call, SERVICES)


@operation("ec2", "GetManagedPrefixListEntries")
def get_managed_prefix_list_entries(call: Call) -> dict[str, Any]:
    """The entries of a list."""
    (wanted,) = require(call, "PrefixListId")
    item = store.find(store.backend(call).managed_prefix_lists, "pl", wanted)
    return describe.page(call, "Entries", _entries(item), (1, 100))
