"""Rules of security groups: read from permissions, compared, shown."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.services.ec2 import store
from plinth_emulator.services.ec2.errors import invalid

_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}
_NAMES = frozenset({"tcp", "udp", "icmp", "icmpv6", "-1"})


@dataclass
class Rule:
    """One rule: a protocol with ports, and one peer. `kind` is what the peer is in a SecurityGroupRule."""

    protocol: str
    first: int | None
    last: int | None
    kind: str
    peer: str
    peer_account: str | None = None
    description: str | None = None
    id: str = field(default_factory=lambda: store.new_id("sgr"))

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two rules the same."""
        return self.protocol, self.first, self.last, self.kind, self.peer

    @property
    def words(self) -> str:
        """The rule as EC2 puts it into refusals."""
        if self.protocol == "-1":
            return f"peer: {self.peer}, ALL, ALLOW"
        return f"peer: {self.peer}, {self.protocol.upper()}, from port: {self.first}, to port: {self.last}, ALLOW"


def of(group: Any, egress: bool) -> list[Rule]:
    """A group's rules of one direction, with those that moto has put there made ours."""
    rules: list[Any] = group.egress_rules if egress else group.ingress_rules
    for index, rule in enumerate(rules):
        if not isinstance(rule, Rule):
            rules[index] = _from_moto(rule)
    return rules


def _from_moto(rule: Any) -> Rule:
    ports = rule.ip_protocol or "-1", rule.from_port, rule.to_port
    if rule.source_group:
        return Rule(*ports, "ReferencedGroupId", rule.source_group["GroupId"], rule.source_group.get("UserId"))
    if rule.prefix_list_id:
        return Rule(*ports, "PrefixListId", rule.prefix_list_id)
    if rule.cidr_ipv6:
        return Rule(*ports, "CidrIpv6", rule.cidr_ipv6)
    return Rule(*ports, "CidrIpv4", rule.cidr_ipv4 or "0.0.0.0/0")


def read(call: Call, group: Any) -> list[Rule]:
    """The rules that a call's permissions mean."""
    permissions = call.params.get("IpPermissions") or []
    if not permissions and call.params.get("IpProtocol"):
        single = {name: call.params[name] for name in ("IpProtocol", "FromPort", "ToPort") if name in call.params}
        permissions = [{**single, "IpRanges": [{"CidrIp": call.params.get("CidrIp") or ""}]}]
    if not permissions:
        raise AwsError("MissingParameter", "The request must contain the parameter ipPermissions", 400)
    found = [rule for permission in permissions for rule in _rules(call, group, permission)]
    if len({rule.key for rule in found}) < len(found):
        raise invalid("The same permission must not appear multiple times")
    return found


def _rules(call: Call, group: Any, permission: dict[str, Any]) -> Iterator[Rule]:
    ports = ports_of(permission)
    for item in permission.get("IpRanges") or []:
        yield Rule(*ports, "CidrIpv4", block(item.get("CidrIp"), 4), description=item.get("Description"))
    for item in permission.get("Ipv6Ranges") or []:
        yield Rule(*ports, "CidrIpv6", block(item.get("CidrIpv6"), 6), description=item.get("Description"))
    for item in permission.get("PrefixListIds") or []:
        store.find(store.backend(call).managed_prefix_lists, "pl", item["PrefixListId"])
        yield Rule(*ports, "PrefixListId", item["PrefixListId"], description=item.get("Description"))
    for item in permission.get("UserIdGroupPairs") or []:
        peer, account = _peer(call, group, item)
        yield Rule(*ports, "ReferencedGroupId", peer, account, item.get("Description"))


def ports_of(permission: dict[str, Any]) -> tuple[str, int | None, int | None]:
    """Protocol and ports. Protocols other than TCP, UDP and ICMP have none."""
    given = permission.get("IpProtocol")
    if given is None:
        raise invalid("Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.")
    protocol = _PROTOCOLS.get(str(given).lower(), str(given).lower())
    if protocol not in _NAMES and not (protocol.isdigit() and int(protocol) <= 255):
        raise invalid(f"Invalid value '{given}' for IP protocol. Unknown protocol.")
    first, last = permission.get("FromPort"), permission.get("ToPort")
    if protocol in ("tcp", "udp"):
        if first is None or last is None:
            raise invalid("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")
        if not 0 <= int(first) <= int(last) <= 65535:
            raise invalid(f"Invalid TCP/UDP port range ({first}:{last})")
        return protocol, int(first), int(last)
    if protocol in ("icmp", "icmpv6"):
        return protocol, -1 if first is None else int(first), -1 if last is None else int(last)
    return protocol, None, None


def block(text: str | None, version: int) -> str:
    """A block in its canonical form."""
    try:
        network = ipaddress.ip_network(text or "", strict=False)
    except ValueError:
        raise invalid(f"CIDR block {text} is malformed") from None
    if network.version != version or "/" not in (text or ""):
        raise invalid(f"CIDR block {text} is malformed")
    return str(network)


def _peer(call: Call, group: Any, pair: dict[str, Any]) -> tuple[str, str]:
    """A group that a rule names: of the same VPC, or of one that it is peered with."""
    account, wanted = pair.get("UserId") or call.account, pair.get("GroupId")
    if not wanted:
        name = pair.get("GroupName")
        groups = store.backend(call).groups.get(group.vpc_id, {})
        wanted = next((each.id for each in groups.values() if each.name == name), str(name))
    peered = {
        side.vpc_id
        for peering in store.backend(call).vpc_pcxs.values()
        if peering.touches(group.vpc_id) and peering.code() == "active"
        for side in (peering.requester, peering.accepter)
    }
    if account == call.account:
        other = store.group(call, wanted)
        if other.vpc_id not in peered | {group.vpc_id}:
            message = "You have specified two resources that belong to different networks."
            raise AwsError("InvalidGroup.NotFound", message, 400)
    elif not peered:
        raise AwsError("InvalidGroup.NotFound", f"The security group '{wanted}' does not exist", 400)
    return wanted, account


def shown(call: Call, group: Any, rule: Rule, egress: bool) -> dict[str, Any]:
    """A rule on its own."""
    described: dict[str, Any] = {
        "SecurityGroupRuleId": rule.id,
        "SecurityGroupRuleArn": f"arn:aws:ec2:{call.region}:{call.account}:security-group-rule/{rule.id}",
        "GroupId": group.id,
        "GroupOwnerId": call.account,
        "IsEgress": egress,
        "IpProtocol": rule.protocol,
        "FromPort": -1 if rule.first is None else rule.first,
        "ToPort": -1 if rule.last is None else rule.last,
        "Tags": store.tags(call, rule.id),
    }
    if rule.description:
        described["Description"] = rule.description
    if rule.kind == "ReferencedGroupId":
        described["ReferencedGroupInfo"] = {"GroupId": rule.peer, "UserId": rule.peer_account}
    else:
        described[rule.kind] = rule.peer
    return described


def permissions(found: list[Rule]) -> list[dict[str, Any]]:
    """Rules as a group shows them: by protocol and ports."""
    grouped: dict[tuple[Any, ...], dict[str, Any]] = {}
    for rule in found:
        ports = rule.protocol, rule.first, rule.last
        if ports not in grouped:
            grouped[ports] = {
                "IpProtocol": rule.protocol,
                "IpRanges": [],
                "Ipv6Ranges": [],
                "PrefixListIds": [],
                "UserIdGroupPairs": [],
            }
            if rule.first is not None:
                grouped[ports] |= {"FromPort": rule.first, "ToPort": rule.last}
        described = {"Description": rule.description} if rule.description else {}
        if rule.kind == "ReferencedGroupId":
            grouped[ports]["UserIdGroupPairs"].append({"GroupId": rule.peer, "UserId": rule.peer_account, **described})
        else:
            list_name, name = _LISTS[rule.kind]
            grouped[ports][list_name].append({name: rule.peer, **described})
    return list(grouped.values())


_LISTS = {
    "CidrIpv4": ("IpRanges", "CidrIp"),
    "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "PrefixListId": ("PrefixListIds", "PrefixListId"),
}
