"""Giving rules to security groups, and taking them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, rules, store, tags
from plinth_emulator.services.ec2.errors import invalid, missing, require
from plinth_emulator.services.ec2.security_group import named

_QUOTA = 60


def _all(call: Call) -> dict[str, tuple[Any, rules.Rule, bool]]:
    return {
        rule.id: (group, rule, egress)
        for group in store.groups(call).values()
        for egress in (False, True)
        for rule in rules.of(group, egress)
    }


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda item: rules.shown(call, *item)


KIND = describe.Kind(
    answer="SecurityGroupRules",
    ids="SecurityGroupRuleIds",
    prefix="sgr",
    objects=_all,
    renderer=_renderer,
    filters={"group-id": "GroupId", "security-group-rule-id": "SecurityGroupRuleId"},
)


@operation("ec2", "DescribeSecurityGroupRules")
def describe_security_group_rules(call: Call) -> dict[str, Any]:
    """Rules, one by one."""
    return describe.describe(call, KIND)


@operation("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def authorize(call: Call) -> dict[str, Any]:
    """Give a group rules: all, or none."""
    egress = call.operation.endswith("Egress")
    group = named(call)
    found, present = rules.read(call, group), rules.of(group, egress)
    keys = {rule.key for rule in present}
    for rule in found:
        if rule.key in keys:
            message = f'the specified rule "{rule.words}" already exists'
            raise AwsError("InvalidPermission.Duplicate", message, 400)
    if len(present) + len(found) > _QUOTA:
        message = "The maximum number of rules per security group has been reached."
        raise AwsError("RulesPerSecurityGroupLimitExceeded", message, 400)
    present += found
    tags.on_creation(call, "security-group-rule", *(rule.id for rule in found))
    return {"Return": True, "SecurityGroupRules": [rules.shown(call, group, rule, egress) for rule in found]}


@operation("ec2", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress")
def revoke(call: Call) -> dict[str, Any]:
    """Take rules from a group, by id or by what they say: all, or none."""
    egress = call.operation.endswith("Egress")
    group = named(call)
    present = rules.of(group, egress)
    ids = call.params.get("SecurityGroupRuleIds")
    if ids:
        known = {rule.id for rule in present}
        for name in ids:
            if name not in known:
                raise missing("sgr", name)
        gone = [rule for rule in present if rule.id in ids]
    else:
        keys = {rule.key for rule in rules.read(call, group)}
        gone = [rule for rule in present if rule.key in keys]
        if len(gone) < len(keys):
            message = "The specified rule does not exist in this security group."
            raise AwsError("InvalidPermission.NotFound", message, 400)
    for rule in gone:
        present.remove(rule)
        store.backend(call).tags.pop(rule.id, None)
    revoked = [rules.shown(call, group, rule, egress) for rule in gone]
    return {"Return": True, "RevokedSecurityGroupRules": revoked}


@operation("ec2", "ModifySecurityGroupRules")
def modify_security_group_rules(call: Call) -> dict[str, Any]:
    """Change rules in place; a rule keeps its id and the kind of its peer."""
    wanted, changes = require(call, "GroupId", "SecurityGroupRules")
    group = store.group(call, wanted)
    own = {rule.id: (rule, egress) for egress in (False, True) for rule in rules.of(group, egress)}
    for change in changes:
        name, new = change["SecurityGroupRuleId"], change.get("SecurityGroupRule") or {}
        if name not in own:
            raise missing("sgr", name)
        rule, egress = own[name]
        kinds = [kind for kind in ("CidrIpv4", "CidrIpv6", "PrefixListId", "ReferencedGroupId") if new.get(kind)]
        if len(kinds) != 1:
            raise AwsError(
                "MissingParameter" if not kinds else "InvalidParameterCombination",
                "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId",
                400,
            )
        (kind,) = kinds
        if kind != rule.kind:
            raise invalid(
                f"Invalid rule type for security group rule '{name}'. You may not specify {kind} for an existing "
                f"{rule.kind} rule."
            )
        peer = rules.block(new[kind], 6 if kind == "CidrIpv6" else 4) if kind.startswith("Cidr") else new[kind]
        changed = rules.Rule(*rules.ports_of(new), kind, peer, rule.peer_account, new.get("Description"), rule.id)
        present = rules.of(group, egress)
        if any(other.key == changed.key for other in present if other is not rule):
            message = f'the specified rule "{changed.words}" already exists'
            raise AwsError("InvalidPermission.Duplicate", message, 400)
        present[present.index(rule)] = changed
    return {"Return": True}


@operation("ec2", "UpdateSecurityGroupRuleDescriptionsIngress", "UpdateSecurityGroupRuleDescriptionsEgress")
def update_descriptions(call: Call) -> dict[str, Any]:
    """Describe rules anew; a rule without a description in the call loses its own."""
    egress = call.operation.endswith("Egress")
    group = named(call)
    by_id = {rule.id: rule for rule in rules.of(group, egress)}
    for item in call.params.get("SecurityGroupRuleDescriptions") or []:
        if item["SecurityGroupRuleId"] not in by_id:
            raise missing("sgr", item["SecurityGroupRuleId"])
        by_id[item["SecurityGroupRuleId"]].description = item.get("Description")
    if call.params.get("IpPermissions"):
        by_key = {rule.key: rule for rule in by_id.values()}
        for rule in rules.read(call, group):
            if rule.key not in by_key:
                message = "The specified rule does not exist in this security group."
                raise AwsError("InvalidPermission.NotFound", message, 400)
            by_key[rule.key].description = rule.description
    return {"Return": True}
