"""VPCs: made with their default objects, described, and deleted when nothing depends on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.models.vpcs import VPC

from plinth_emulator import credentials, settings
from plinth_emulator.answers import Answer
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, fixup, operation
from plinth_emulator.services.ec2 import (
    cidr,
    defaults,
    describe,
    dhcp,
    ipam_pools,
    peerings,
    routes,
    rules,
    store,
    tags,
)
from plinth_emulator.services.ec2.errors import in_use, invalid, require


def _shown(call: Call, vpc: VPC) -> dict[str, Any]:
    made = call.objects("ec2 vpc times").get(vpc.id)
    available = made is None or store.passed("vpc_seconds", made, call.account)
    blocks: list[dict[str, Any]] = list(vpc._cidr_block_association_set.values())
    return {
        "VpcId": vpc.id,
        "OwnerId": call.account,
        "State": "available" if available else "pending",
        "CidrBlock": vpc.cidr_block,
        "CidrBlockAssociationSet": [association(item) for item in blocks if ":" not in item["cidr_block"]],
        "Ipv6CidrBlockAssociationSet": [association(item) for item in blocks if ":" in item["cidr_block"]],
        "DhcpOptionsId": dhcp.of(call, vpc),
        "InstanceTenancy": vpc.instance_tenancy,
        "IsDefault": vpc.is_default,
        "Tags": store.tags(call, vpc.id),
    }


def association(item: dict[str, Any], state: str | None = None) -> dict[str, Any]:
    """A block of a VPC, as EC2 shows it."""
    shown = {"State": state or item["cidr_block_state"]["state"]}
    if ":" not in item["cidr_block"]:
        named = {"CidrBlock": item["cidr_block"], "CidrBlockState": shown}
        return {"AssociationId": item["association_id"], **named}
    return {
        "AssociationId": item["association_id"],
        "Ipv6CidrBlock": item["cidr_block"],
        "Ipv6CidrBlockState": shown,
        "NetworkBorderGroup": item["ipv6_cidr_block_network_border_group"],
        "Ipv6Pool": item["ipv6_pool"],
        "Ipv6AddressAttribute": "public",
        "IpSource": "amazon",
    }


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda vpc: _shown(call, vpc)


KIND = describe.Kind(
    answer="Vpcs",
    ids="VpcIds",
    prefix="vpc",
    objects=lambda call: store.backend(call).vpcs,
    renderer=_renderer,
    filters={
        "cidr": "CidrBlock",
        "cidr-block-association.cidr-block": "CidrBlockAssociationSet.CidrBlock",
        "cidr-block-association.association-id": "CidrBlockAssociationSet.AssociationId",
        "cidr-block-association.state": "CidrBlockAssociationSet.CidrBlockState.State",
        "dhcp-options-id": "DhcpOptionsId",
        "ipv6-cidr-block-association.ipv6-cidr-block": "Ipv6CidrBlockAssociationSet.Ipv6CidrBlock",
        "ipv6-cidr-block-association.ipv6-pool": "Ipv6CidrBlockAssociationSet.Ipv6Pool",
        "ipv6-cidr-block-association.association-id": "Ipv6CidrBlockAssociationSet.AssociationId",
        "ipv6-cidr-block-association.state": "Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State",
        "is-default": "IsDefault",
        "isDefault": "IsDefault",
        "owner-id": "OwnerId",
        "state": "State",
        "vpc-id": "VpcId",
    },
)


@operation("ec2", "DescribeVpcs")
def describe_vpcs(call: Call) -> dict[str, Any]:
    """VPCs."""
    return describe.describe(call, KIND)


@operation("ec2", "CreateVpc")
def create_vpc(call: Call) -> dict[str, Any]:
    """Make a VPC with its main route table, default network ACL and default group."""
    backend, params = store.backend(call), call.params
    quota = settings.get("vpc_quota", call.account)
    if quota is not None and len(backend.vpcs) >= quota:
        raise AwsError("VpcLimitExceeded", "The maximum number of VPCs has been reached.", 400)
    tenancy = params.get("InstanceTenancy") or "default"
    if tenancy not in ("default", "dedicated"):
        raise AwsError("UnsupportedTenancy", f"The tenancy value {tenancy} is not supported.", 400)
    block, allocation = ipam_pools.block_for(call, "vpc")
    network = cidr.parse(block)
    cidr.check_size(network, "InvalidVpc.Range")
    vpc = backend.create_vpc(str(network), instance_tenancy=tenancy)
    if allocation is not None:
        allocation.resource_id = vpc.id
    if params.get("AmazonProvidedIpv6CidrBlock"):
        add_block(vpc, cidr.amazon_ipv6(), params.get("Ipv6CidrBlockNetworkBorderGroup") or call.region)
    defaults.fill_group(call, vpc.id)
    call.objects("ec2 vpc times")[vpc.id] = credentials.now()
    tags.on_creation(call, "vpc", vpc.id)
    shown = _shown(call, vpc)
    for item in shown["Ipv6CidrBlockAssociationSet"]:
        item["Ipv6CidrBlockState"] = {"State": "associating"}
    return {"Vpc": {**shown, "State": "pending"}}


def add_block(vpc: VPC, block: str, border_group: str | None = None) -> dict[str, Any]:
    """Give a VPC another block."""
    item: dict[str, Any] = {
        "association_id": store.new_id("vpc-cidr-assoc"),
        "cidr_block": block,
        "cidr_block_state": {"state": "associated", "StatusMessage": None},
    }
    if border_group is not None:
        item |= {"ipv6_pool": "Amazon", "ipv6_cidr_block_network_border_group": border_group}
    vpc._cidr_block_association_set[item["association_id"]] = item
    return item


@fixup("ec2", "CreateDefaultVpc")
def complete_default_vpc(call: Call, _: Answer) -> None:
    """A default VPC that is made again reaches the internet too."""
    defaults.complete(call)


@check("ec2", "CreateDefaultVpc")
def check_no_default_vpc(call: Call) -> None:
    """A region has one default VPC."""
    if any(vpc.is_default for vpc in store.backend(call).vpcs.values()):
        message = "A Default VPC already exists for this account in this region."
        raise AwsError("DefaultVpcAlreadyExists", message, 400)


@operation("ec2", "DeleteVpc")
def delete_vpc(call: Call) -> None:
    """Delete a VPC with what came with it."""
    (wanted,) = require(call, "VpcId")
    backend = store.backend(call)
    store.vpc(call, wanted)
    if any(_dependents(call, wanted)):
        raise in_use("vpc", wanted)
    main = defaults.main_route_table(call, wanted)
    backend.route_tables.pop(main.id)
    routes.forget(call, main.id)
    for name in [acl.id for acl in backend.network_acls.values() if acl.vpc_id == wanted]:
        backend.network_acls.pop(name)
    for name in [log.id for log in backend.flow_logs.values() if log.resource_id == wanted]:
        backend.flow_logs.pop(name)
    backend.groups.pop(wanted, None)
    backend.vpcs.pop(wanted)
    backend.tags.pop(wanted, None)
    ipam_pools.release(call, wanted)


def _dependents(call: Call, vpc_id: str) -> list[bool]:
    backend = store.backend(call)
    return [
        any(subnet.vpc_id == vpc_id for subnet in store.subnets(call).values()),
        any(gateway.vpc is not None and gateway.vpc.id == vpc_id for gateway in backend.internet_gateways.values()),
        any(gateway.vpc_id == vpc_id for gateway in backend.egress_only_internet_gateways.values()),
        any(not group.is_default for group in backend.groups.get(vpc_id, {}).values()),
        any(table.vpc_id == vpc_id and table.main_association_id is None for table in backend.route_tables.values()),
        any(acl.vpc_id == vpc_id and not acl.default for acl in backend.network_acls.values()),
        any(eni.vpc_id == vpc_id for eni in backend.enis.values()),
        any(point.vpc_id == vpc_id and point.state_now() != "deleted" for point in backend.vpc_end_points.values()),
        any(peering.touches(vpc_id) for peering in peerings.of(call).values()),
        any(
            vpc_id in gateway.attachments and gateway.attachments[vpc_id].state == "attached"
            for gateway in backend.vpn_gateways.values()
        ),
        _is_referenced(call, vpc_id),
    ]


def _is_referenced(call: Call, vpc_id: str) -> bool:
    """Whether a group elsewhere names a group of the VPC."""
    backend = store.backend(call)
    own = set(backend.groups.get(vpc_id, {}))
    return any(
        rule.peer in own
        for name, groups in backend.groups.items()
        if name != vpc_id
        for group in groups.values()
        for rule in [*rules.of(group, egress=True), *rules.of(group, egress=False)]
    )


_ATTRIBUTES = {
    "EnableDnsSupport": "enable_dns_support",
    "EnableDnsHostnames": "enable_dns_hostnames",
    "EnableNetworkAddressUsageMetrics": "enable_network_address_usage_metrics",
}


@operation("ec2", "ModifyVpcAttribute")
def modify_vpc_attribute(call: Call) -> None:
    """Set one attribute; EC2 takes one per call."""
    (wanted,) = require(call, "VpcId")
    vpc = store.vpc(call, wanted)
    given = [name for name in _ATTRIBUTES if name in call.params]
    if len(given) > 1:
        raise AwsError("InvalidParameterCombination", "Fields for multiple attribute types specified", 400)
    for name in given:
        setattr(vpc, _ATTRIBUTES[name], bool(call.params[name].get("Value")))


@operation("ec2", "DescribeVpcAttribute")
def describe_vpc_attribute(call: Call) -> dict[str, Any]:
    """One attribute."""
    wanted, attribute = require(call, "VpcId", "Attribute")
    vpc = store.vpc(call, wanted)
    name = attribute[0].upper() + attribute[1:]
    if name not in _ATTRIBUTES:
        raise invalid(f"Value ({attribute}) for parameter attribute is invalid. Unknown attribute.")
    return {"VpcId": wanted, name: {"Value": getattr(vpc, _ATTRIBUTES[name])}}
