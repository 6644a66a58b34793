"""Flow logs and IPAM."""

from __future__ import annotations

import json
import secrets
from typing import Any

from conftest import REGION, TRUST_NOBODY, Emulator, Keys, make_role, refused, trust
from ec2 import depends, invalid, subnet, vpc

FLOW_LOGS = trust({"Service": "vpc-flow-logs.amazonaws.com"})


def test_flow_logs_to_a_log_group(emulator: Emulator, admin: Keys) -> None:
    ec2, network = admin.client("ec2"), vpc(admin)
    role = make_role(admin, "flow-logs", FLOW_LOGS)
    params: dict[str, Any] = {"ResourceIds": [network], "ResourceType": "VPC", "TrafficType": "ALL"}
    params |= {"LogGroupName": "flow", "DeliverLogsPermissionArn": role, "MaxAggregationInterval": 60}
    (name,) = ec2.create_flow_logs(ClientToken="token", **params)["FlowLogIds"]
    assert ec2.create_flow_logs(ClientToken="token", **params)["FlowLogIds"] == [name]
    message = "Error. There is an existing Flow Log with the same configuration and log destination."
    refused(ec2.create_flow_logs, 400, "FlowLogAlreadyExists", message, **params)
    (found,) = ec2.describe_flow_logs(Filters=[{"Name": "resource-id", "Values": [network]}])["FlowLogs"]
    assert (found["FlowLogId"], found["FlowLogStatus"], found["MaxAggregationInterval"]) == (name, "ACTIVE", 60)
    assert found["LogDestination"] == f"arn:aws:logs:{REGION}:{admin.account}:log-group:flow"
    wrong = make_role(admin, "wrong", json.dumps(TRUST_NOBODY))
    other = {**params, "LogGroupName": "other"}
    unable = 400, "InvalidParameter", "Unable to assume given IAM role"
    refused(ec2.create_flow_logs, *unable, **{**other, "DeliverLogsPermissionArn": wrong})
    emulator.settings(admin.account, iam_propagation_calls=1)
    fresh = make_role(admin, "fresh", FLOW_LOGS)
    refused(ec2.create_flow_logs, *unable, **{**other, "DeliverLogsPermissionArn": fresh})
    ec2.create_flow_logs(**{**other, "DeliverLogsPermissionArn": fresh})
    assert ec2.delete_flow_logs(FlowLogIds=[name])["Unsuccessful"] == []
    (failed,) = ec2.delete_flow_logs(FlowLogIds=[name])["Unsuccessful"]
    assert failed["Error"]["Code"] == "InvalidFlowLogId.NotFound"


def test_flow_logs_to_a_bucket(admin: Keys) -> None:
    ec2, in_it, bucket = admin.client("ec2"), subnet(admin, vpc(admin)), f"logs-{secrets.token_hex(8)}"
    params = {"ResourceIds": [in_it], "ResourceType": "Subnet", "TrafficType": "REJECT", "LogDestinationType": "s3"}
    params |= {"LogDestination": f"arn:aws:s3:::{bucket}/flow/"}
    answer = ec2.create_flow_logs(**params)
    (failed,) = answer["Unsuccessful"]
    message = f"LogDestination: {bucket} does not exist"
    assert failed["Error"] == {"Code": "400", "Message": message} and answer["FlowLogIds"] == []
    admin.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    (name,) = ec2.create_flow_logs(**params)["FlowLogIds"]
    (found,) = ec2.describe_flow_logs(FlowLogIds=[name])["FlowLogs"]
    assert (found["LogDestinationType"], found["MaxAggregationInterval"]) == ("s3", 600)
    ec2.delete_subnet(SubnetId=in_it)
    assert ec2.describe_flow_logs()["FlowLogs"] == []


def test_destinations_that_are_none(admin: Keys) -> None:
    params = {"ResourceIds": [vpc(admin)], "ResourceType": "VPC", "TrafficType": "ALL"}
    for destination, message in (
        (
            {"LogDestinationType": "s3", "LogGroupName": "x"},
            "LogDestination type must be cloud-watch-logs if LogGroupName is provided.",
        ),
        (
            {"LogGroupName": "x", "LogDestination": "arn:aws:logs:x"},
            "Please only provide LogGroupName or only provide LogDestination.",
        ),
        ({"LogDestinationType": "s3"}, "LogDestination can't be empty if LogGroupName is not provided."),
        (
            {"LogGroupName": "x"},
            "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
        ),
        ({"LogGroupName": "x", "MaxAggregationInterval": 61}, "Invalid Flow Log Max Aggregation Interval"),
    ):
        refused(admin.client("ec2").create_flow_logs, 400, "InvalidParameter", message, **params, **destination)


def test_ipam_gives_vpcs_their_blocks(admin: Keys) -> None:
    ec2 = admin.client("ec2")
    ipam = ec2.create_ipam(OperatingRegions=[{"RegionName": REGION}])["Ipam"]
    scope = ipam["PrivateDefaultScopeId"]
    top = ec2.create_ipam_pool(IpamScopeId=scope, AddressFamily="ipv4")["IpamPool"]["IpamPoolId"]
    params = {"IpamScopeId": scope, "AddressFamily": "ipv4", "SourceIpamPoolId": top, "Locale": REGION}
    pool = ec2.create_ipam_pool(AllocationMaxNetmaskLength=24, **params)["IpamPool"]["IpamPoolId"]
    ec2.provision_ipam_pool_cidr(IpamPoolId=top, Cidr="10.0.0.0/8")
    ec2.provision_ipam_pool_cidr(IpamPoolId=pool, NetmaskLength=15)
    (provisioned,) = ec2.get_ipam_pool_cidrs(IpamPoolId=pool)["IpamPoolCidrs"]
    assert (provisioned["Cidr"], provisioned["State"]) == ("10.0.0.0/15", "provisioned")
    create = lambda **more: ec2.create_vpc(Ipv4IpamPoolId=pool, **more)["Vpc"]  # noqa: E731
    one, two = create(Ipv4NetmaskLength=16), create(Ipv4NetmaskLength=16)
    assert {one["CidrBlock"], two["CidrBlock"]} == {"10.0.0.0/16", "10.1.0.0/16"}
    message = f"The pool {pool} does not have an available CIDR of the requested size or range."
    refused(create, 400, "InsufficientCidrBlocks", message, Ipv4NetmaskLength=16)
    allocations = ec2.get_ipam_pool_allocations(IpamPoolId=pool)["IpamPoolAllocations"]
    assert {item["ResourceId"] for item in allocations} == {one["VpcId"], two["VpcId"]}
    depends(ec2.delete_ipam_pool, "ipam-pool", pool, IpamPoolId=pool)
    ec2.delete_vpc(VpcId=one["VpcId"])
    assert create(Ipv4NetmaskLength=16)["CidrBlock"] == one["CidrBlock"]
    message = f"The netmask length 25 is outside of what the pool {pool} allows (None to 24)."
    invalid(create, message, Ipv4NetmaskLength=25)
    message = "The ipam-pool ID 'ipam-pool-0' does not exist"
    missing = {"Ipv4IpamPoolId": "ipam-pool-0", "Ipv4NetmaskLength": 16}
    refused(ec2.create_vpc, 400, "InvalidIpamPoolId.NotFound", message, **missing)
    assert len(ec2.describe_ipam_pools()["IpamPools"]) == 2 and len(ec2.describe_ipam_scopes()["IpamScopes"]) == 2
    ec2.delete_ipam(IpamId=ipam["IpamId"], Cascade=True)
    assert ec2.describe_ipams()["Ipams"] == []
