"""DHCP options: a region comes with a set that new VPCs have; sets do not change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.models.dhcp_options import DHCPOptionsSet

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, store, tags
from plinth_emulator.services.ec2.errors import invalid, require

_KEYS = (
    "domain-name",
    "domain-name-servers",
    "ipv6-address-preferred-lease-time",
    "netbios-name-servers",
    "netbios-node-type",
    "ntp-servers",
)


def _new(call: Call, options: dict[str, list[str]]) -> Any:
    made: Any = DHCPOptionsSet(store.backend(call))
    made._options = options
    store.backend(call).dhcp_options_sets[made.id] = made
    return made


def default(call: Call) -> Any:
    """The set that AWS made for the region."""
    known = call.objects("ec2 default dhcp options")
    if "set" not in known:
        domain = "ec2.internal" if call.region == "us-east-1" else f"{call.region}.compute.internal"
        known["set"] = _new(call, {"domain-name": [domain], "domain-name-servers": ["AmazonProvidedDNS"]})
    return known["set"]


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda options: {
        "DhcpConfigurations": [
            {"Key": key, "Values": [{"Value": value} for value in values]}
            for key, values in options._options.items()
            if values
        ],
        "DhcpOptionsId": options.id,
        "OwnerId": call.account,
        "Tags": store.tags(call, options.id),
    }


KIND = describe.Kind(
    answer="DhcpOptions",
    ids="DhcpOptionsIds",
    prefix="dopt",
    objects=lambda call: store.backend(call).dhcp_options_sets,
    renderer=_renderer,
    filters={
        "dhcp-options-id": "DhcpOptionsId",
        "key": "DhcpConfigurations.Key",
        "owner-id": "OwnerId",
        "value": "DhcpConfigurations.Values.Value",
    },
)


@operation("ec2", "DescribeDhcpOptions")
def describe_dhcp_options(call: Call) -> dict[str, Any]:
    """Sets of options."""
    return describe.describe(call, KIND)


@operation("ec2", "CreateDhcpOptions")
def create_dhcp_options(call: Call) -> dict[str, Any]:
    """Make a set."""
    (configurations,) = require(call, "DhcpConfigurations")
    options: dict[str, list[str]] = {}
    for item in configurations:
        key, values = item.get("Key"), item.get("Values") or []
        if key not in _KEYS:
            raise invalid(f"Value ({key}) for parameter name is invalid. Unknown DHCP option")
        if not values or (key != "domain-name" and len(values) > 4):
            raise invalid(f"Value ({', '.join(values)}) for parameter value is invalid. {key} takes 1 to 4 values")
        if key == "netbios-node-type" and values[0] not in ("1", "2", "4", "8"):
            raise invalid(f"Value ({values[0]}) for parameter value is invalid. Expecting 1, 2, 4 or 8")
        options[key] = list(values)
    made = _new(call, options)
    tags.on_creation(call, "dhcp-options", made.id)
    return {"DhcpOptions": _renderer(call)(made)}


@operation("ec2", "AssociateDhcpOptions")
def associate_dhcp_options(call: Call) -> None:
    """Give a VPC a set, or, by the name `default`, none."""
    wanted, vpc_id = require(call, "DhcpOptionsId", "VpcId")
    vpc = store.vpc(call, vpc_id)
    options = None if wanted == "default" else store.find(store.backend(call).dhcp_options_sets, "dopt", wanted)
    vpc.dhcp_options = options
    without = call.objects("ec2 vpcs without dhcp options")
    without.pop(vpc_id, None)
    if options is None:
        without[vpc_id] = True


def of(call: Call, vpc: Any) -> str:
    """The id of a VPC's set, or `default`."""
    if vpc.dhcp_options is not None:
        return str(vpc.dhcp_options.id)
    return "default" if vpc.id in call.objects("ec2 vpcs without dhcp options") else str(default(call).id)


@operation("ec2", "DeleteDhcpOptions")
def delete_dhcp_options(call: Call) -> None:
    """Delete a set that no VPC has."""
    (wanted,) = require(call, "DhcpOptionsId")
    backend = store.backend(call)
    store.find(backend.dhcp_options_sets, "dopt", wanted)
    if any(of(call, vpc) == wanted for vpc in backend.vpcs.values()):
        message = f"The dhcpOptions '{wanted}' has dependencies and cannot be deleted."
        raise AwsError("DependencyViolation", message, 400)
    backend.dhcp_options_sets.pop(wanted)
    backend.tags.pop(wanted, None)
