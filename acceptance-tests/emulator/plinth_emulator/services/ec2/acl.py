"""Network ACLs: numbered entries, each subnet in one ACL, the default one stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.models.network_acls import NetworkAcl, NetworkAclAssociation, NetworkAclEntry

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import cidr, describe, store, tags, tokens
from plinth_emulator.services.ec2.errors import in_use, invalid, missing, require

# The last entry of each direction, which nobody can change.
_LAST = 32767


def _entry(entry: NetworkAclEntry) -> dict[str, Any]:
    shown = {
        "CidrBlock": entry.cidr_block,
        "Ipv6CidrBlock": entry.ipv6_cidr_block,
        "Egress": entry.egress,
        "IcmpTypeCode": entry.icmp_type_code,
        "PortRange": entry.port_range,
        "Protocol": entry.protocol,
        "RuleAction": entry.rule_action,
        "RuleNumber": entry.rule_number,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda acl: {
        "Associations": [
            {"NetworkAclAssociationId": name, "NetworkAclId": acl.id, "SubnetId": each.subnet_id}
            for name, each in acl._associations.items()
        ],
        "Entries": [
            _entry(entry) for entry in sorted(acl.network_acl_entries, key=lambda e: (not e.egress, e.rule_number))
        ],
        "IsDefault": acl.default,
        "NetworkAclId": acl.id,
        "OwnerId": call.account,
        "Tags": store.tags(call, acl.id),
        "VpcId": acl.vpc_id,
    }


KIND = describe.Kind(
    answer="NetworkAcls",
    ids="NetworkAclIds",
    prefix="acl",
    objects=lambda call: store.backend(call).network_acls,
    renderer=_renderer,
    filters={
        "association.association-id": "Associations.NetworkAclAssociationId",
        "association.network-acl-id": "Associations.NetworkAclId",
        "association.subnet-id": "Associations.SubnetId",
        "default": "IsDefault",
        "entry.cidr": "Entries.CidrBlock",
        "entry.egress": "Entries.Egress",
        "entry.icmp.code": "Entries.IcmpTypeCode.Code",
        "entry.icmp.type": "Entries.IcmpTypeCode.Type",
        "entry.ipv6-cidr": "Entries.Ipv6CidrBlock",
        "entry.port-range.from": "Entries.PortRange.From",
        "entry.port-range.to": "Entries.PortRange.To",
        "entry.protocol": "Entries.Protocol",
        "entry.rule-action": "Entries.RuleAction",
        "entry.rule-number": "Entries.RuleNumber",
        "network-acl-id": "NetworkAclId",
        "owner-id": "OwnerId",
        "vpc-id": "VpcId",
    },
)


@operation("ec2", "DescribeNetworkAcls")
def describe_network_acls(call: Call) -> dict[str, Any]:
    """Network ACLs."""
    return describe.describe(call, KIND)


@operation("ec2", "CreateNetworkAcl")
def create_network_acl(call: Call) -> dict[str, Any]:
    """Make an ACL that lets nothing through: it has the last entry of each direction only."""
    (wanted,) = require(call, "VpcId")
    store.vpc(call, wanted)

    def make() -> NetworkAcl:
        acl = NetworkAcl(store.backend(call), store.new_id("acl"), wanted)
        for egress in (True, False):
            acl.network_acl_entries.append(_made(call, acl, _LAST, egress, "-1", "deny", {"CidrBlock": "0.0.0.0/0"}))
        store.backend(call).network_acls[acl.id] = acl
        tags.on_creation(call, "network-acl", acl.id)
        return acl

    return {"NetworkAcl": _renderer(call)(tokens.once(call, make)), "ClientToken": call.params.get("ClientToken")}


def _made(
    call: Call, acl: NetworkAcl, number: int, egress: bool, protocol: str, action: str, params: dict[str, Any]
) -> NetworkAclEntry:
    ports, icmp = params.get("PortRange") or {}, params.get("IcmpTypeCode") or {}
    return NetworkAclEntry(
        store.backend(call),
        acl.id,
        number,
        protocol,
        action,
        egress,
        params.get("CidrBlock"),  # type: ignore[arg-type]
        icmp.get("Code"),
        icmp.get("Type"),
        ports.get("From"),
        ports.get("To"),
        params.get("Ipv6CidrBlock"),
    )


def _acl(call: Call) -> NetworkAcl:
    (wanted,) = require(call, "NetworkAclId")
    found: NetworkAcl = store.find(store.backend(call).network_acls, "acl", wanted)
    return found


@operation("ec2", "DeleteNetworkAcl")
def delete_network_acl(call: Call) -> None:
    """Delete an ACL that no subnet is in."""
    acl = _acl(call)
    if acl.default:
        raise invalid(f"cannot delete default network ACL {acl.id}")
    if acl._associations:
        raise in_use("networkAcl", acl.id)
    store.backend(call).network_acls.pop(acl.id)
    store.backend(call).tags.pop(acl.id, None)


_NUMBERS = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58", "all": "-1"}


def _specified(call: Call) -> tuple[NetworkAcl, int, bool]:
    acl = _acl(call)
    (number,) = require(call, "RuleNumber")
    if not 1 <= int(number) < _LAST:
        raise invalid(f"Value ({number}) for parameter ruleNumber is invalid. Value must be between 1 and 32766.")
    return acl, int(number), bool(call.params.get("Egress"))


def _find(acl: NetworkAcl, number: int, egress: bool) -> NetworkAclEntry | None:
    entries = acl.network_acl_entries
    return next((entry for entry in entries if (entry.rule_number, entry.egress) == (number, egress)), None)


def _new_entry(call: Call, acl: NetworkAcl, number: int, egress: bool) -> NetworkAclEntry:
    params = dict(call.params)
    protocol, action = require(call, "Protocol", "RuleAction")
    protocol = _NUMBERS.get(str(protocol).lower(), str(protocol))
    if not protocol.lstrip("-").isdigit() or not -1 <= int(protocol) <= 255:
        raise invalid(f"Invalid value '{protocol}' for IP protocol. Unknown protocol.")
    if action not in ("allow", "deny"):
        raise invalid(f"Invalid value '{action}' for ruleAction. Must be 'allow' or 'deny'.")
    for name in ("CidrBlock", "Ipv6CidrBlock"):
        if params.get(name):
            params[name] = str(cidr.parse(params[name], name[0].lower() + name[1:]))
    if bool(params.get("CidrBlock")) == bool(params.get("Ipv6CidrBlock")):
        message = "The request must contain exactly one of cidrBlock or ipv6CidrBlock"
        raise AwsError(
            "MissingParameter" if not params.get("CidrBlock") else "InvalidParameterCombination", message, 400
        )
    if protocol in ("6", "17"):
        ports = params.get("PortRange") or {}
        if "From" not in ports or "To" not in ports:
            raise AwsError("MissingParameter", "The request must contain the parameter PortRange.From", 400)
        if not 0 <= int(ports["From"]) <= int(ports["To"]) <= 65535:
            raise invalid(f"Invalid TCP/UDP port range ({ports['From']}:{ports['To']})")
    elif protocol in ("1", "58") and not params.get("IcmpTypeCode"):
        raise AwsError("MissingParameter", "The request must contain the parameter Icmp.Type", 400)
    if protocol not in ("6", "17"):
        params.pop("PortRange", None)
    return _made(call, acl, number, egress, protocol, action, params)


@operation("ec2", "CreateNetworkAclEntry")
def create_network_acl_entry(call: Call) -> None:
    """Add an entry; its number must be free in its direction."""
    acl, number, egress = _specified(call)
    if _find(acl, number, egress) is not None:
        message = f"The network acl entry identified by {number} already exists."
        raise AwsError("NetworkAclEntryAlreadyExists", message, 400)
    made = _new_entry(call, acl, number, egress)
    if sum(entry.egress == egress for entry in acl.network_acl_entries) > 40:
        raise AwsError(
            "NetworkAclEntryLimitExceeded", "The maximum number of network acl entries has been reached.", 400
        )
    acl.network_acl_entries.append(made)


def _present(call: Call) -> tuple[NetworkAcl, NetworkAclEntry]:
    acl, number, egress = _specified(call)
    entry = _find(acl, number, egress)
    if entry is None:
        message = f"The network acl entry identified by {number} does not exist."
        raise AwsError("InvalidNetworkAclEntry.NotFound", message, 400)
    return acl, entry


@operation("ec2", "ReplaceNetworkAclEntry")
def replace_network_acl_entry(call: Call) -> None:
    """Put another entry in the place of one."""
    acl, entry = _present(call)
    made = _new_entry(call, acl, entry.rule_number, entry.egress)
    acl.network_acl_entries[acl.network_acl_entries.index(entry)] = made


@operation("ec2", "DeleteNetworkAclEntry")
def delete_network_acl_entry(call: Call) -> None:
    """Delete an entry that is there."""
    acl, entry = _present(call)
    acl.network_acl_entries.remove(entry)


@operation("ec2", "ReplaceNetworkAclAssociation")
def replace_network_acl_association(call: Call) -> dict[str, Any]:
    """Move a subnet to another ACL of its VPC."""
    new, (wanted,) = _acl(call), require(call, "AssociationId")
    for old in store.backend(call).network_acls.values():
        if wanted not in old._associations:
            continue
        if old.vpc_id != new.vpc_id:
            raise invalid(f"network acl {new.id} and association {wanted} belong to different networks")
        subnet_id = old._associations.pop(wanted).subnet_id
        name = store.new_id("aclassoc")
        new._associations[name] = NetworkAclAssociation(store.backend(call), name, subnet_id, new.id)
        return {"NewAssociationId": name}
    raise missing("aclassoc", wanted)
