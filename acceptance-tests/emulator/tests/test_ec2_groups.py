"""Security groups and their rules."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Keys, refused
from ec2 import by_vpc, invalid, subnet, vpc


def group(keys: Keys, vpc_id: str, name: str = "web") -> str:
    """A new group."""
    made = keys.client("ec2").create_security_group(VpcId=vpc_id, GroupName=name, Description=name)
    return str(made["GroupId"])


def tcp(port: int, **peers: Any) -> list[dict[str, Any]]:
    """A permission for one port."""
    return [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **peers}]


ANY = {"IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "the world"}]}


def test_names_are_unique_in_a_vpc(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    name = group(admin, network)
    message = f"The security group 'web' already exists for VPC '{network}'"
    params = {"VpcId": network, "GroupName": "web", "Description": "x"}
    refused(ec2.create_security_group, 400, "InvalidGroup.Duplicate", message, **params)
    group(admin, vpc(admin))
    (shown,) = ec2.describe_security_groups(GroupIds=[name])["SecurityGroups"]
    (permission,) = shown["IpPermissionsEgress"]
    assert (shown["IpPermissions"], permission["IpProtocol"]) == ([], "-1")
    assert permission["IpRanges"] == [{"CidrIp": "0.0.0.0/0"}]


def test_rules_are_given_once(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    name, other = group(admin, network), group(admin, network, "app")
    made = ec2.authorize_security_group_ingress(GroupId=name, IpPermissions=tcp(443, **ANY))
    (rule,) = made["SecurityGroupRules"]
    assert (rule["CidrIpv4"], rule["Description"], rule["IsEgress"]) == ("0.0.0.0/0", "the world", False)
    message = 'the specified rule "peer: 0.0.0.0/0, TCP, from port: 443, to port: 443, ALLOW" already exists'
    again = {"GroupId": name, "IpPermissions": tcp(443, **ANY)}
    refused(ec2.authorize_security_group_ingress, 400, "InvalidPermission.Duplicate", message, **again)
    egress = {"GroupId": name, "IpPermissions": [{"IpProtocol": "-1", **ANY}]}
    message = 'the specified rule "peer: 0.0.0.0/0, ALL, ALLOW" already exists'
    refused(ec2.authorize_security_group_egress, 400, "InvalidPermission.Duplicate", message, **egress)
    ec2.authorize_security_group_ingress(
        GroupId=name, IpPermissions=tcp(80, UserIdGroupPairs=[{"GroupId": other}], Ipv6Ranges=[{"CidrIpv6": "::/0"}])
    )
    filters = [{"Name": "group-id", "Values": [name]}]
    assert len(ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]) == 4
    ec2.revoke_security_group_ingress(GroupId=name, SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])
    message = "The specified rule does not exist in this security group."
    refused(ec2.revoke_security_group_ingress, 400, "InvalidPermission.NotFound", message, **again)
    ec2.revoke_security_group_egress(**egress)
    (shown,) = ec2.describe_security_groups(GroupIds=[name])["SecurityGroups"]
    assert shown["IpPermissionsEgress"] == [] and len(shown["IpPermissions"]) == 1
    changed = {"IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "CidrIpv6": "2001:db8::/32"}
    (rule,) = (
        item for item in ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"] if "CidrIpv6" in item
    )
    changes = [{"SecurityGroupRuleId": rule["SecurityGroupRuleId"], "SecurityGroupRule": changed}]
    ec2.modify_security_group_rules(GroupId=name, SecurityGroupRules=changes)
    (rule,) = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])[
        "SecurityGroupRules"
    ]
    assert (rule["FromPort"], rule["CidrIpv6"]) == (8080, "2001:db8::/32")


@pytest.mark.parametrize(
    ("permission", "message"),
    [
        ({"IpProtocol": "foo", **ANY}, "Invalid value 'foo' for IP protocol. Unknown protocol."),
        (
            {"IpProtocol": "tcp", **ANY},
            "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
        ),
        ({"IpProtocol": "tcp", "FromPort": 2, "ToPort": 1, **ANY}, "Invalid TCP/UDP port range (2:1)"),
        ({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0/8"}]}, "CIDR block 10.0.0/8 is malformed"),
        (
            {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "10.1.0.0/8"}]},
            "The same permission must not appear multiple times",
        ),
    ],
)
def test_permissions_that_are_none(admin: Keys, permission: dict[str, Any], message: str) -> None:
    name = group(admin, vpc(admin))
    invalid(admin.client("ec2").authorize_security_group_ingress, message, GroupId=name, IpPermissions=[permission])


def test_groups_in_use_stay(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    named, naming = group(admin, network, "named"), group(admin, network, "naming")
    permissions = tcp(443, UserIdGroupPairs=[{"GroupId": named}])
    ec2.authorize_security_group_ingress(GroupId=naming, IpPermissions=permissions)
    depends = lambda name: (400, "DependencyViolation", f"resource {name} has a dependent object")  # noqa: E731
    refused(ec2.delete_security_group, *depends(named), GroupId=named)
    params = {"SubnetId": subnet(admin, network), "Groups": [naming]}
    eni = ec2.create_network_interface(**params)["NetworkInterface"]["NetworkInterfaceId"]
    refused(ec2.delete_security_group, *depends(naming), GroupId=naming)
    ec2.delete_network_interface(NetworkInterfaceId=eni)
    ec2.delete_security_group(GroupId=naming)
    ec2.delete_security_group(GroupId=named)
    message = f"The security group '{named}' does not exist"
    refused(ec2.delete_security_group, 400, "InvalidGroup.NotFound", message, GroupId=named)
    refused(ec2.describe_security_groups, 400, "InvalidGroup.NotFound", message, GroupIds=[named])
    malformed = 'Invalid id: "web" (expecting "sg-...")'
    refused(ec2.describe_security_groups, 400, "InvalidGroupId.Malformed", malformed, GroupIds=["web"])


def test_the_default_group_stays(admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    (default,) = ec2.describe_security_groups(Filters=by_vpc(network))["SecurityGroups"]
    name = default["GroupId"]
    message = f'the specified group: "{name}" name: "default" cannot be deleted by a user'
    refused(ec2.delete_security_group, 400, "CannotDelete", message, GroupId=name)
    # It may be stripped, with the permissions as they are shown.
    ec2.revoke_security_group_ingress(GroupId=name, IpPermissions=default["IpPermissions"])
    ec2.revoke_security_group_egress(GroupId=name, IpPermissions=default["IpPermissionsEgress"])
    filters = [{"Name": "group-id", "Values": [name]}]
    assert ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"] == []


def test_groups_of_other_networks(admin: Keys) -> None:
    name, foreign = group(admin, vpc(admin)), group(admin, vpc(admin))
    message = "You have specified two resources that belong to different networks."
    params = {"GroupId": name, "IpPermissions": tcp(1, UserIdGroupPairs=[{"GroupId": foreign}])}
    authorize = admin.client("ec2").authorize_security_group_ingress
    refused(authorize, 400, "InvalidGroup.NotFound", message, **params)
