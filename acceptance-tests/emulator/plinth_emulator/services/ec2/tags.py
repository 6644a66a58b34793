"""Tags: given at creation or later, to objects of any kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, operation
from plinth_emulator.services.ec2 import describe, store
from plinth_emulator.services.ec2.errors import invalid, missing, require

_QUOTA = 50

# The kinds of objects that an operation makes, and takes tags for.
_TAGGED = {
    "AllocateAddress": {"elastic-ip"},
    "AuthorizeSecurityGroupEgress": {"security-group-rule"},
    "AuthorizeSecurityGroupIngress": {"security-group-rule"},
    "CreateDhcpOptions": {"dhcp-options"},
    "CreateEgressOnlyInternetGateway": {"egress-only-internet-gateway"},
    "CreateFlowLogs": {"vpc-flow-log"},
    "CreateInternetGateway": {"internet-gateway"},
    "CreateIpam": {"ipam"},
    "CreateIpamPool": {"ipam-pool"},
    "CreateIpamScope": {"ipam-scope"},
    "CreateManagedPrefixList": {"prefix-list"},
    "CreateNatGateway": {"natgateway", "elastic-ip"},
    "CreateNetworkAcl": {"network-acl"},
    "CreateNetworkInterface": {"network-interface"},
    "CreateRouteTable": {"route-table"},
    "CreateSecurityGroup": {"security-group"},
    "CreateSubnet": {"subnet"},
    "CreateVpc": {"vpc"},
    "CreateVpcEndpoint": {"vpc-endpoint"},
    "CreateVpcPeeringConnection": {"vpc-peering-connection"},
}

# Where moto's names of kinds are not EC2's, or moto has none.
_KINDS = {
    "eigw": "egress-only-internet-gateway",
    "eipalloc": "elastic-ip",
    "fl": "vpc-flow-log",
    "ipam": "ipam",
    "ipam-pool": "ipam-pool",
    "ipam-scope": "ipam-scope",
    "nat": "natgateway",
    "pl": "prefix-list",
    "sgr": "security-group-rule",
    "vpce": "vpc-endpoint",
}


def _objects(call: Call, prefix: str) -> Iterable[str] | None:
    """The ids of a kind; None for kinds that moto keeps alone."""
    backend = store.backend(call)
    by_prefix: dict[str, Any] = {
        "acl": backend.network_acls,
        "dopt": backend.dhcp_options_sets,
        "eigw": backend.egress_only_internet_gateways,
        "eni": backend.enis,
        "fl": backend.flow_logs,
        "igw": backend.internet_gateways,
        "nat": backend.nat_gateways,
        "pcx": backend.vpc_pcxs,
        "pl": backend.managed_prefix_lists,
        "rtb": backend.route_tables,
        "vpc": backend.vpcs,
        "vpce": backend.vpc_end_points,
        "ipam": call.objects("ec2 ipams"),
        "ipam-pool": call.objects("ec2 ipam pools"),
        "ipam-scope": call.objects("ec2 ipam scopes"),
    }
    if prefix == "eipalloc":
        return [str(address.allocation_id) for address in backend.addresses]
    if prefix == "subnet":
        return store.subnets(call)
    if prefix == "sg":
        return store.groups(call)
    if prefix == "sgr":
        groups = store.groups(call).values()
        return [rule.id for group in groups for rule in [*group.ingress_rules, *group.egress_rules]]
    return by_prefix.get(prefix)


def check_tags(tags: list[dict[str, Any]]) -> None:
    """Keys and values that EC2 takes."""
    seen: set[str] = set()
    for tag in tags:
        key, value = tag.get("Key") or "", tag.get("Value")
        if not key:
            raise AwsError("MissingParameter", "The request must contain the parameter Tag.Key", 400)
        if key.startswith("aws:"):
            raise invalid("Tag keys starting with 'aws:' are reserved for internal use")
        if len(key) > 127:
            raise invalid("Tag key exceeds the maximum length of 127 characters")
        if len(value or "") > 255:
            raise invalid("Tag value exceeds the maximum length of 255 characters")
        if key in seen:
            raise invalid(f"Duplicate tag key '{key}' specified.")
        seen.add(key)


def _check_count(present: dict[str, str], tags: list[dict[str, Any]]) -> None:
    if len(set(present) | {tag["Key"] for tag in tags}) > _QUOTA:
        raise AwsError("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.", 400)


@check("ec2", *_TAGGED)
def check_specifications(call: Call) -> None:
    """Tags at creation name the kind that the call makes."""
    kinds: set[str] = set()
    for item in call.params.get("TagSpecifications") or []:
        kind = item.get("ResourceType")
        if not kind:
            raise AwsError("MissingParameter", "Tag specification resource type must have a value", 400)
        if kind not in _TAGGED[call.operation]:
            raise invalid(f"'{kind}' is not a valid taggable resource type for this operation.")
        if kind in kinds:
            raise invalid(f"Duplicate resource type '{kind}' in tag specification.")
        kinds.add(kind)
        if not item.get("Tags"):
            raise invalid("Tag specification must have at least one tag")
        check_tags(item["Tags"])
        _check_count({}, item["Tags"])


def on_creation(call: Call, kind: str, *ids: str) -> None:
    """Give new objects the tags that the call specifies for their kind."""
    for item in call.params.get("TagSpecifications") or []:
        if item["ResourceType"] == kind:
            _add(call, ids, item["Tags"])


def _add(call: Call, ids: Iterable[str], tags: list[dict[str, Any]]) -> None:
    present = store.backend(call).tags
    for name in ids:
        present[name].update({tag["Key"]: tag.get("Value") or "" for tag in tags})


def _resources(call: Call) -> list[str]:
    (ids,) = require(call, "Resources")
    known: dict[str, frozenset[str] | None] = {}
    for name in ids:
        prefix = name.rpartition("-")[0]
        if prefix not in _KINDS and prefix not in EC2_PREFIX_TO_RESOURCE:
            raise AwsError("InvalidID", f"The ID '{name}' is not valid", 400)
        if prefix not in known:
            found = _objects(call, prefix)
            known[prefix] = None if found is None else frozenset(found)
        of_kind = known[prefix]
        if of_kind is not None and name not in of_kind:
            raise missing(prefix, name)
    return list(ids)


@operation("ec2", "CreateTags")
def create_tags(call: Call) -> None:
    """Tag objects of any kinds: all, or none."""
    ids = _resources(call)
    (tags,) = require(call, "Tags")
    check_tags(tags)
    for name in ids:
        _check_count(store.backend(call).tags.get(name, {}), tags)
    _add(call, ids, tags)


@operation("ec2", "DeleteTags")
def delete_tags(call: Call) -> None:
    """Take tags away: all, or by key, or by key and value. Tags that are not there are no error."""
    tags = call.params.get("Tags")
    for name in _resources(call):
        present = store.backend(call).tags.get(name, {})
        if not tags:
            present.clear()
        for tag in tags or []:
            if tag.get("Value") is None or present.get(tag["Key"]) == tag["Value"]:
                present.pop(tag["Key"], None)


@operation("ec2", "DescribeTags")
def describe_tags(call: Call) -> dict[str, Any]:
    """All tags, one by one."""
    found = []
    for name, tags in store.backend(call).tags.items():
        prefix = name.rpartition("-")[0]
        kind = _KINDS.get(prefix) or EC2_PREFIX_TO_RESOURCE.get(prefix, "")
        described = [{"Key": key, "Value": value} for key, value in tags.items()]
        found += [{"ResourceId": name, "ResourceType": kind, **tag, "Tags": [tag]} for tag in described]
    paths = {"key": "Key", "resource-id": "ResourceId", "resource-type": "ResourceType", "value": "Value"}
    chosen = describe.select(call.params.get("Filters") or [], found, paths)
    return describe.page(call, "Tags", chosen, (5, 1000))
