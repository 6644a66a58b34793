"""VPC endpoints: what they are, shown, and how their states pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from plinth_emulator import credentials
from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, store


@dataclass
class Endpoint:
    """A VPC endpoint: a gateway in route tables, or interfaces in subnets."""

    id: str
    account: str
    region: str
    backend: Any
    vpc_id: str
    service: str
    kind: str
    policy: str
    prefix_list_id: str | None = None
    route_table_ids: list[str] = field(default_factory=list)
    interfaces: dict[str, Any] = field(default_factory=dict)
    groups: list[Any] = field(default_factory=list)
    private_dns: bool = False
    ip_address_type: str = "ipv4"
    made: datetime = field(default_factory=credentials.now)
    deleted: datetime | None = None

    @property
    def is_gateway(self) -> bool:
        """Whether it works by routes."""
        return self.kind == "Gateway"

    def routes(self) -> bool:
        """Whether its routes are there: a gateway is available at once, and gone at once."""
        return self.is_gateway and self.deleted is None

    def state_now(self) -> str:
        """The state. Interfaces go with the endpoint."""
        if self.deleted is not None:
            if not store.passed("vpc_endpoint_seconds", self.deleted, self.account):
                return "deleting"
            for eni in self.interfaces.values():
                self.backend.enis.pop(eni.id, None)
            return "deleted"
        ready = self.is_gateway or store.passed("vpc_endpoint_seconds", self.made, self.account)
        return "available" if ready else "pending"

    def domain(self) -> str:
        """The name under which clients know the service: `s3.eu-west-1.amazonaws.com`."""
        label = self.service.removeprefix(f"com.amazonaws.{self.region}.")
        return ".".join([*reversed(label.split(".")), self.region, "amazonaws.com"])

    def dns_entries(self) -> list[dict[str, str]]:
        """The endpoint's own names, and the service's when private DNS is on."""
        if self.is_gateway:
            return []
        label = self.service.removeprefix(f"com.amazonaws.{self.region}.")
        base = f"{self.id}-{self.id[-8:]}"
        tail = f"{'.'.join(reversed(label.split('.')))}.{self.region}.vpce.amazonaws.com"
        zones = [eni.subnet.availability_zone for eni in self.interfaces.values()]
        names = [f"{base}.{tail}", *(f"{base}-{zone}.{tail}" for zone in zones)]
        entries = [{"DnsName": name, "HostedZoneId": "Z7K1066E3PUKB"} for name in names]
        if self.private_dns:
            entries.append({"DnsName": self.domain(), "HostedZoneId": "ZONEIDPENDING"})
        return entries


def shown(call: Call, endpoint: Endpoint) -> dict[str, Any]:
    """An endpoint, as EC2 shows it."""
    described: dict[str, Any] = {
        "CreationTimestamp": endpoint.made,
        "DnsEntries": endpoint.dns_entries(),
        "Groups": [{"GroupId": group.id, "GroupName": group.name} for group in endpoint.groups],
        "NetworkInterfaceIds": [eni.id for eni in endpoint.interfaces.values()],
        "OwnerId": call.account,
        "PolicyDocument": endpoint.policy,
        "PrivateDnsEnabled": endpoint.private_dns,
        "RequesterManaged": False,
        "RouteTableIds": endpoint.route_table_ids,
        "ServiceName": endpoint.service,
        "ServiceRegion": endpoint.region,
        "State": endpoint.state_now(),
        "SubnetIds": list(endpoint.interfaces),
        "Tags": store.tags(call, endpoint.id),
        "VpcEndpointId": endpoint.id,
        "VpcEndpointType": endpoint.kind,
        "VpcId": endpoint.vpc_id,
    }
    if not endpoint.is_gateway:
        described["IpAddressType"] = endpoint.ip_address_type
        described["DnsOptions"] = {"DnsRecordIpType": endpoint.ip_address_type}
    return described


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda endpoint: shown(call, endpoint)


KIND = describe.Kind(
    answer="VpcEndpoints",
    ids="VpcEndpointIds",
    prefix="vpce",
    objects=lambda call: store.backend(call).vpc_end_points,
    renderer=_renderer,
    filters={
        "ip-address-type": "IpAddressType",
        "service-name": "ServiceName",
        "service-region": "ServiceRegion",
        "vpc-endpoint-id": "VpcEndpointId",
        "vpc-endpoint-state": "State",
        "vpc-endpoint-type": "VpcEndpointType",
        "vpc-id": "VpcId",
    },
    bounds=(1, 1000),
)


@operation("ec2", "DescribeVpcEndpoints")
def describe_vpc_endpoints(call: Call) -> dict[str, Any]:
    """Endpoints; a deleted one is gone."""
    return describe.describe(call, KIND)
