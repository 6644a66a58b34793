"""Making, changing and deleting VPC endpoints."""

from __future__ import annotations

import json
from typing import Any

from moto.ec2.models.vpcs import AWS_ENDPOINT_SERVICES, COVERED_ENDPOINT_SERVICES

from plinth_emulator import credentials
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import interface, routes, store, tags, tokens
from plinth_emulator.services.ec2.endpoint import Endpoint, shown
from plinth_emulator.services.ec2.errors import missing, require

_EVERYTHING = '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'
_EVERYTHING_SPACED = (
    '{\n  "Statement": [\n    {\n      "Action": "*", \n      "Effect": "Allow", \n      "Principal": "*", \n'
    '      "Resource": "*"\n    }\n  ]\n}'
)


def _refused(message: str) -> AwsError:
    return AwsError("InvalidParameter", message, 400)


@operation("ec2", "CreateVpcEndpoint")
def create_vpc_endpoint(call: Call) -> dict[str, Any]:
    """Make an endpoint of a service that is there for its kind."""
    endpoint = tokens.once(call, lambda: _make(call))
    answer = shown(call, endpoint)
    if not endpoint.is_gateway and endpoint.deleted is None:
        answer["State"] = "pending"
    return {"VpcEndpoint": answer, "ClientToken": call.params.get("ClientToken")}


def _make(call: Call) -> Endpoint:
    vpc_id, service = require(call, "VpcId", "ServiceName")
    backend, params = store.backend(call), call.params
    vpc, kind = store.vpc(call, vpc_id), params.get("VpcEndpointType") or "Gateway"
    _check_service(call, service, kind)
    policy = params.get("PolicyDocument") or (_EVERYTHING if kind == "Gateway" else _EVERYTHING_SPACED)
    _check_policy(policy)
    endpoint = Endpoint(store.new_id("vpce"), call.account, call.region, backend, vpc_id, service, kind, policy)
    if endpoint.is_gateway:
        lists = backend.managed_prefix_lists.values()
        endpoint.prefix_list_id = next((each.id for each in lists if each.prefix_list_name == service), None)
        if params.get("SubnetIds") or params.get("SecurityGroupIds") or params.get("PrivateDnsEnabled"):
            raise _refused("Endpoints of type Gateway do not take subnets, security groups or private DNS.")
        _add_tables(call, endpoint, params.get("RouteTableIds") or [])
    else:
        if params.get("RouteTableIds"):
            raise _refused(f"Route table IDs are only supported for Gateway type VPC Endpoint. ({kind})")
        endpoint.ip_address_type = params.get("IpAddressType") or "ipv4"
        endpoint.groups = _groups(call, vpc_id, params.get("SecurityGroupIds") or [])
        if params.get("PrivateDnsEnabled", True):
            _check_private_dns(call, vpc, endpoint)
            endpoint.private_dns = True
        _add_subnets(call, endpoint, params.get("SubnetIds") or [])
    backend.vpc_end_points[endpoint.id] = endpoint
    tags.on_creation(call, "vpc-endpoint", endpoint.id)
    return endpoint


def _check_service(call: Call, service: str, kind: str) -> None:
    """The service must be there for the kind: S3 and DynamoDB for both, others for interfaces."""
    label = service.removeprefix(f"com.amazonaws.{call.region}.")
    own = [item.to_dict() for item in store.backend(call).configurations.values()]
    kinds = {each["ServiceType"] for item in own if item["ServiceName"] == service for each in item["ServiceType"]}
    if label != service and label in {*AWS_ENDPOINT_SERVICES, *COVERED_ENDPOINT_SERVICES}:
        kinds = {"Gateway", "Interface"} if label in ("s3", "dynamodb") else {"Interface"}
    if not kinds:
        raise AwsError("InvalidServiceName", f"The Vpc Endpoint Service '{service}' does not exist", 400)
    if kind not in kinds:
        available = ", ".join(sorted(kinds))
        raise _refused(f"Endpoint type ({kind}) does not match available service types ([{available}]).")


def _check_policy(policy: str) -> None:
    try:
        json.loads(policy)
    except ValueError:
        raise AwsError("InvalidPolicyDocument", "The Policy Document is not valid JSON.", 400) from None


def _check_private_dns(call: Call, vpc: Any, endpoint: Endpoint) -> None:
    if not (vpc.enable_dns_support and vpc.enable_dns_hostnames):
        raise _refused(
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true "
            f"for {vpc.id}"
        )
    others: Any = store.backend(call).vpc_end_points.values()
    for other in others:
        if (
            other is not endpoint
            and other.vpc_id == vpc.id
            and other.private_dns
            and other.domain() == endpoint.domain()
        ):
            raise _refused(
                "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
                f"{endpoint.domain()} in the VPC {vpc.id}"
            )


def _groups(call: Call, vpc_id: str, ids: list[str]) -> list[Any]:
    """The groups of an endpoint's interfaces: the VPC's default group when none is named."""
    if not ids:
        return [store.backend(call).get_default_security_group(vpc_id)]
    found = [store.group(call, name) for name in ids]
    for group in found:
        if group.vpc_id != vpc_id:
            raise _refused(f"Security group {group.id} does not belong to VPC {vpc_id}.")
    return found


def _add_tables(call: Call, endpoint: Endpoint, ids: list[str]) -> None:
    backend = store.backend(call)
    others: Any = backend.vpc_end_points.values()
    for name in ids:
        table = store.find(backend.route_tables, "rtb", name)
        if table.vpc_id != endpoint.vpc_id:
            raise _refused(f"Route table {name} does not belong to VPC {endpoint.vpc_id}.")
        taken = any(
            name in other.route_table_ids and other.routes() and other.prefix_list_id == endpoint.prefix_list_id
            for other in others
            if other is not endpoint
        )
        if taken or endpoint.prefix_list_id in routes.of(call, name):
            message = (
                f"route table {name} already has a route with destination-prefix-list-id {endpoint.prefix_list_id}"
            )
            raise AwsError("RouteAlreadyExists", message, 400)
    endpoint.route_table_ids += [name for name in dict.fromkeys(ids) if name not in endpoint.route_table_ids]


def _add_subnets(call: Call, endpoint: Endpoint, ids: list[str]) -> None:
    """Put interfaces into subnets: one in each zone."""
    zones = {eni.subnet.availability_zone for eni in endpoint.interfaces.values()}
    found = [store.subnet(call, name) for name in dict.fromkeys(ids) if name not in endpoint.interfaces]
    for subnet in found:
        if subnet.vpc_id != endpoint.vpc_id:
            raise AwsError("InvalidSubnetId.NotFound", f"The subnet ID '{subnet.id}' does not exist", 400)
        if subnet.availability_zone in zones:
            raise AwsError(
                "DuplicateSubnetsInSameZone",
                f"Found another VPC endpoint subnet in the availability zone of {subnet.id}. VPC endpoint subnets "
                "should be in different availability zones supported by the VPC endpoint service.",
                400,
            )
        zones.add(subnet.availability_zone)
    for subnet in found:
        description = f"VPC Endpoint Interface {endpoint.id}"
        endpoint.interfaces[subnet.id] = interface.managed(
            call, subnet, "vpc_endpoint", "727180483921", description, endpoint.groups
        )


@operation("ec2", "ModifyVpcEndpoint")
def modify_vpc_endpoint(call: Call) -> dict[str, Any]:
    """Change an endpoint in place."""
    (wanted,) = require(call, "VpcEndpointId")
    params = call.params
    endpoint: Endpoint = store.find(store.backend(call).vpc_end_points, "vpce", wanted)
    if endpoint.deleted is not None:
        raise missing("vpce", wanted)
    if params.get("PolicyDocument"):
        _check_policy(params["PolicyDocument"])
        endpoint.policy = params["PolicyDocument"]
    if params.get("ResetPolicy"):
        endpoint.policy = _EVERYTHING if endpoint.is_gateway else _EVERYTHING_SPACED
    if params.get("PrivateDnsEnabled") and not endpoint.private_dns:
        _check_private_dns(call, store.vpc(call, endpoint.vpc_id), endpoint)
    endpoint.private_dns = bool(params.get("PrivateDnsEnabled", endpoint.private_dns))
    gone = params.get("RemoveRouteTableIds") or []
    endpoint.route_table_ids = [name for name in endpoint.route_table_ids if name not in gone]
    _add_tables(call, endpoint, params.get("AddRouteTableIds") or [])
    _change_groups(call, endpoint)
    for name in params.get("RemoveSubnetIds") or []:
        eni = endpoint.interfaces.pop(name, None)
        if eni is not None:
            store.backend(call).enis.pop(eni.id, None)
    _add_subnets(call, endpoint, params.get("AddSubnetIds") or [])
    return {"Return": True}


def _change_groups(call: Call, endpoint: Endpoint) -> None:
    added, gone = call.params.get("AddSecurityGroupIds") or [], call.params.get("RemoveSecurityGroupIds") or []
    if not (added or gone):
        return
    kept = [group for group in endpoint.groups if group.id not in gone and group.id not in added]
    endpoint.groups = [*kept, *(_groups(call, endpoint.vpc_id, added) if added else [])]
    for eni in endpoint.interfaces.values():
        eni._group_set = endpoint.groups


@operation("ec2", "DeleteVpcEndpoints")
def delete_vpc_endpoints(call: Call) -> dict[str, Any]:
    """Begin to delete endpoints; those that are not there are named in the answer."""
    (ids,) = require(call, "VpcEndpointIds")
    failed = []
    for name in ids:
        endpoint: Any = store.backend(call).vpc_end_points.get(name)
        if endpoint is None:
            error = missing("vpce", name)
            failed.append({"ResourceId": name, "Error": {"Code": error.code, "Message": error.message}})
        elif endpoint.deleted is None:
            endpoint.deleted = credentials.now()
    return {"Unsuccessful": failed}
