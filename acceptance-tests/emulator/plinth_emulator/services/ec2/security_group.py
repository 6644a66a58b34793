"""Security groups: names unique in a VPC, deleted when nobody uses or names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.models.security_groups import SecurityGroup

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, rules, store, tags
from plinth_emulator.services.ec2.errors import invalid, missing, require


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda group: {
        "Description": group.description,
        "GroupId": group.id,
        "GroupName": group.name,
        "IpPermissions": rules.permissions(rules.of(group, egress=False)),
        "IpPermissionsEgress": rules.permissions(rules.of(group, egress=True)),
        "OwnerId": call.account,
        "SecurityGroupArn": f"arn:aws:ec2:{call.region}:{call.account}:security-group/{group.id}",
        "Tags": store.tags(call, group.id),
        "VpcId": group.vpc_id,
    }


_PERMISSION_FILTERS = {
    "cidr": "IpRanges.CidrIp",
    "from-port": "FromPort",
    "group-id": "UserIdGroupPairs.GroupId",
    "group-name": "UserIdGroupPairs.GroupName",
    "ipv6-cidr": "Ipv6Ranges.CidrIpv6",
    "prefix-list-id": "PrefixListIds.PrefixListId",
    "protocol": "IpProtocol",
    "to-port": "ToPort",
    "user-id": "UserIdGroupPairs.UserId",
}

KIND = describe.Kind(
    answer="SecurityGroups",
    ids="GroupIds",
    prefix="sg",
    objects=store.groups,
    renderer=_renderer,
    filters={
        "description": "Description",
        "group-id": "GroupId",
        "group-name": "GroupName",
        "owner-id": "OwnerId",
        "vpc-id": "VpcId",
        **{f"ip-permission.{name}": f"IpPermissions.{path}" for name, path in _PERMISSION_FILTERS.items()},
        **{f"egress.ip-permission.{name}": f"IpPermissionsEgress.{path}" for name, path in _PERMISSION_FILTERS.items()},
    },
)


@operation("ec2", "DescribeSecurityGroups")
def describe_security_groups(call: Call) -> dict[str, Any]:
    """Groups. Names are those of the default VPC."""
    for name in call.params.get("GroupIds") or []:
        if not name.startswith("sg-"):
            raise AwsError("InvalidGroupId.Malformed", f'Invalid id: "{name}" (expecting "sg-...")', 400)
    names = call.params.get("GroupNames") or []
    if not names:
        return describe.describe(call, KIND)
    default = next((vpc.id for vpc in store.backend(call).vpcs.values() if vpc.is_default), "")
    groups = {group.name: group for group in store.backend(call).groups.get(default, {}).values()}
    for name in names:
        if name not in groups:
            message = f"The security group '{name}' does not exist in default VPC '{default}'"
            raise AwsError("InvalidGroup.NotFound", message, 400)
    return {"SecurityGroups": [_renderer(call)(groups[name]) for name in names]}


@operation("ec2", "CreateSecurityGroup")
def create_security_group(call: Call) -> dict[str, Any]:
    """Make a group that lets everything out and nothing in."""
    name, description = require(call, "GroupName", "Description")
    backend = store.backend(call)
    vpc_id = call.params.get("VpcId") or next((vpc.id for vpc in backend.vpcs.values() if vpc.is_default), None)
    if vpc_id is None:
        raise AwsError("VPCIdNotSpecified", "No default VPC for this user", 400)
    store.vpc(call, vpc_id)
    if name.lower().startswith("sg-"):
        raise invalid(f"Invalid value '{name}' for groupName. It may not start with sg-")
    if name == "default":
        raise AwsError("InvalidParameterValue", "Cannot use reserved security group name: default", 400)
    if any(group.name == name for group in backend.groups[vpc_id].values()):
        message = f"The security group '{name}' already exists for VPC '{vpc_id}'"
        raise AwsError("InvalidGroup.Duplicate", message, 400)
    group: Any = SecurityGroup(  # type: ignore[abstract]
        backend, store.new_id("sg"), name, description, vpc_id
    )
    group.egress_rules = [rules.Rule("-1", None, None, "CidrIpv4", "0.0.0.0/0")]
    backend.groups[vpc_id][group.id] = group
    tags.on_creation(call, "security-group", group.id)
    arn = f"arn:aws:ec2:{call.region}:{call.account}:security-group/{group.id}"
    return {"GroupId": group.id, "SecurityGroupArn": arn, "Tags": store.tags(call, group.id)}


def named(call: Call) -> Any:
    """The group that a call means, by id, or by name in the default VPC."""
    wanted, name = call.params.get("GroupId"), call.params.get("GroupName")
    if wanted:
        return store.group(call, wanted)
    if not name:
        raise AwsError("MissingParameter", "The request must contain the parameter groupName or groupId", 400)
    for vpc in store.backend(call).vpcs.values():
        if vpc.is_default:
            for group in store.backend(call).groups[vpc.id].values():
                if group.name == name:
                    return group
    raise missing("sg", name)


@operation("ec2", "DeleteSecurityGroup")
def delete_security_group(call: Call) -> dict[str, Any]:
    """Delete a group; a VPC's default group stays."""
    group = named(call)
    if group.is_default:
        message = f'the specified group: "{group.id}" name: "default" cannot be deleted by a user'
        raise AwsError("CannotDelete", message, 400)
    backend = store.backend(call)
    used = any(each.id == group.id for eni in backend.enis.values() for each in eni.group_set)
    if used or _is_named(call, group.id):
        raise AwsError("DependencyViolation", f"resource {group.id} has a dependent object", 400)
    backend.groups[group.vpc_id].pop(group.id)
    backend.tags.pop(group.id, None)
    return {"Return": True, "GroupId": group.id}


def _is_named(call: Call, group_id: str) -> bool:
    """Whether another group's rule names the group."""
    for other in store.groups(call).values():
        if other.id != group_id:
            for rule in [*rules.of(other, egress=True), *rules.of(other, egress=False)]:
                if rule.peer == group_id:
                    return True
    return False
