"""NAT gateways: pending, available or failed, deleting, deleted. A deleted one is still shown, for an hour in AWS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from plinth_emulator import credentials, settings
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, interface, store, tags, tokens
from plinth_emulator.services.ec2.errors import invalid, require


@dataclass
class NatGateway:
    """A NAT gateway and the addresses that it was given."""

    id: str
    account: str
    backend: Any
    subnet: Any
    connectivity: str
    eni: Any
    address: Any
    failure: str | None
    made: datetime = field(default_factory=credentials.now)
    deleted: datetime | None = None

    def state_now(self) -> str:
        """The state; a gateway that is gone gives its interface and its address back."""
        if self.deleted is not None:
            if not store.passed("nat_gateway_seconds", self.deleted, self.account):
                return "deleting"
            self._let_go()
            return "deleted"
        if not store.passed("nat_gateway_seconds", self.made, self.account):
            return "pending"
        if self.failure is None:
            return "available"
        self._let_go()
        return "failed"

    def _let_go(self) -> None:
        if self.backend.enis.pop(self.eni.id, None) is not None and self.address is not None:
            self.address.eni = self.address.association_id = None


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    def render(gateway: NatGateway) -> dict[str, Any]:
        state = gateway.state_now()
        address: dict[str, Any] = {
            "NetworkInterfaceId": gateway.eni.id,
            "PrivateIp": gateway.eni.private_ip_address,
            "IsPrimary": True,
            "Status": "succeeded" if state in ("available", "deleting", "deleted") else "associating",
        }
        if gateway.address is not None:
            address |= {"AllocationId": gateway.address.id, "PublicIp": gateway.address.public_ip}
            if gateway.address.association_id:
                address["AssociationId"] = gateway.address.association_id
        shown = {
            "ConnectivityType": gateway.connectivity,
            "CreateTime": gateway.made,
            "DeleteTime": gateway.deleted,
            "NatGatewayAddresses": [address],
            "NatGatewayId": gateway.id,
            "State": state,
            "SubnetId": gateway.subnet.id,
            "Tags": store.tags(call, gateway.id),
            "VpcId": gateway.subnet.vpc_id,
        }
        if state == "failed" and gateway.failure:
            code, _, message = gateway.failure.partition(": ")
            shown |= {"FailureCode": code, "FailureMessage": message}
        return {name: value for name, value in shown.items() if value is not None}

    return render


KIND = describe.Kind(
    answer="NatGateways",
    ids="NatGatewayIds",
    prefix="nat",
    objects=lambda call: store.backend(call).nat_gateways,
    renderer=_renderer,
    filters={
        "nat-gateway-id": "NatGatewayId",
        "state": "State",
        "subnet-id": "SubnetId",
        "vpc-id": "VpcId",
    },
)


@operation("ec2", "DescribeNatGateways")
def describe_nat_gateways(call: Call) -> dict[str, Any]:
    """NAT gateways, deleted ones too."""
    return describe.describe(call, KIND)


@operation("ec2", "CreateNatGateway")
def create_nat_gateway(call: Call) -> dict[str, Any]:
    """Begin to make a NAT gateway. A VPC without an internet gateway is no error yet: the gateway fails later."""
    gateway = tokens.once(call, lambda: _make(call))
    shown = _renderer(call)(gateway)
    if gateway.deleted is None:
        shown["State"] = "pending"
    return {"ClientToken": call.params.get("ClientToken"), "NatGateway": shown}


def _make(call: Call) -> NatGateway:
    (wanted,) = require(call, "SubnetId")
    backend, subnet = store.backend(call), store.subnet(call, wanted)
    connectivity = call.params.get("ConnectivityType") or "public"
    address = _address(call, connectivity)
    failure = settings.get("nat_gateway_failure", call.account)
    attached = any(
        gateway.vpc is not None and gateway.vpc.id == subnet.vpc_id for gateway in backend.internet_gateways.values()
    )
    if failure is None and connectivity == "public" and not attached:
        failure = f"Gateway.NotAttached: Network {subnet.vpc_id} has no Internet gateway attached"
    name = store.new_id("nat")
    eni = interface.managed(call, subnet, "nat_gateway", call.account, f"Interface for NAT Gateway {name}", groups=[])
    gateway = NatGateway(name, call.account, backend, subnet, connectivity, eni, address, failure)
    if address is not None:
        address.eni, address.association_id = eni, store.new_id("eipassoc")
        eni.public_ip = address.public_ip
    backend.nat_gateways[name] = gateway
    tags.on_creation(call, "natgateway", name)
    return gateway


def _address(call: Call, connectivity: str) -> Any:
    """The elastic address of a public gateway: it must be there, and free."""
    allocation = call.params.get("AllocationId")
    if connectivity == "private":
        if allocation:
            raise invalid("AllocationId cannot be specified when connectivity type is private")
        return None
    if not allocation:
        raise AwsError("MissingParameter", "The request must contain the parameter AllocationId", 400)
    address = store.find({item.id: item for item in store.backend(call).addresses}, "eipalloc", allocation)
    if address.association_id:
        message = f"resource {allocation} is already associated with associate-id {address.association_id}"
        raise AwsError("Resource.AlreadyAssociated", message, 400)
    return address


@operation("ec2", "DeleteNatGateway")
def delete_nat_gateway(call: Call) -> dict[str, Any]:
    """Begin to delete a NAT gateway. To delete it again is no error while it is shown."""
    (wanted,) = require(call, "NatGatewayId")
    gateway: Any = store.find(store.backend(call).nat_gateways, "nat", wanted)
    gateway.state_now()
    if gateway.deleted is None:
        gateway.deleted = credentials.now()
    return {"NatGatewayId": wanted}
