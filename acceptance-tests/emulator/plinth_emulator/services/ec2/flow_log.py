"""Flow logs: of VPCs, subnets and interfaces, to CloudWatch Logs or S3."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.s3.models import s3_backends

from plinth_emulator import accounts, credentials
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.ec2 import describe, store, tags, tokens
from plinth_emulator.services.ec2.errors import invalid, missing, require
from plinth_emulator.services.iam.trust import propagated

_FORMAT = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} "
    "${bytes} ${start} ${end} ${action} ${log-status}"
)
_SERVICE = "vpc-flow-logs.amazonaws.com"
_KINDS = {"VPC": "vpc", "Subnet": "subnet", "NetworkInterface": "eni"}


@dataclass
class FlowLog:
    """A flow log of one object."""

    id: str
    resource_id: str
    settings: dict[str, Any]
    made: datetime = field(default_factory=credentials.now)

    @property
    def key(self) -> tuple[Any, ...]:
        """What EC2 takes for the same flow log."""
        return self.resource_id, self.settings.get("LogDestination"), self.settings.get("LogGroupName")


def _renderer(call: Call) -> Callable[[Any], dict[str, Any]]:
    return lambda log: {
        "CreationTime": log.made,
        "DeliverLogsStatus": "SUCCESS",
        "FlowLogId": log.id,
        "FlowLogStatus": "ACTIVE",
        "ResourceId": log.resource_id,
        "Tags": store.tags(call, log.id),
        **log.settings,
    }


KIND = describe.Kind(
    answer="FlowLogs",
    ids="FlowLogIds",
    prefix="fl",
    objects=lambda call: store.backend(call).flow_logs,
    renderer=_renderer,
    filters={
        "deliver-log-status": "DeliverLogsStatus",
        "flow-log-id": "FlowLogId",
        "log-destination-type": "LogDestinationType",
        "log-group-name": "LogGroupName",
        "resource-id": "ResourceId",
        "traffic-type": "TrafficType",
    },
    bounds=(1, 1000),
)


@operation("ec2", "DescribeFlowLogs")
def describe_flow_logs(call: Call) -> dict[str, Any]:
    """Flow logs."""
    return describe.describe(call, KIND)


def _refused(message: str) -> AwsError:
    return AwsError("InvalidParameter", message, 400)


@operation("ec2", "CreateFlowLogs")
def create_flow_logs(call: Call) -> dict[str, Any]:
    """Make flow logs, one for each object; what cannot be logged is named in the answer."""
    made, failed = tokens.once(call, lambda: _make(call))
    return {"ClientToken": call.params.get("ClientToken"), "FlowLogIds": made, "Unsuccessful": failed}


def _make(call: Call) -> tuple[list[str], list[dict[str, Any]]]:
    ids, kind = require(call, "ResourceIds", "ResourceType")
    if kind not in _KINDS:
        raise invalid(f"Value ({kind}) for parameter resourceType is invalid.")
    if call.params.get("TrafficType") not in ("ACCEPT", "REJECT", "ALL"):
        raise AwsError("MissingParameter", "The request must contain the parameter trafficType", 400)
    settings = _settings(call)
    made, failed = [], []
    for name in ids:
        trouble = _trouble(call, _KINDS[kind], name, settings)
        if trouble is not None:
            failed.append({"ResourceId": name, "Error": {"Code": trouble[0], "Message": trouble[1]}})
            continue
        log = FlowLog(store.new_id("fl"), name, settings)
        logs: Any = store.backend(call).flow_logs
        if any(other.key == log.key for other in logs.values()):
            raise AwsError(
                "FlowLogAlreadyExists",
                "Error. There is an existing Flow Log with the same configuration and log destination.",
                400,
            )
        logs[log.id] = log
        tags.on_creation(call, "vpc-flow-log", log.id)
        made.append(log.id)
    return made, failed


def _settings(call: Call) -> dict[str, Any]:
    """Everything but the object: checked, with EC2's defaults."""
    params = call.params
    kind = params.get("LogDestinationType") or "cloud-watch-logs"
    destination, group = params.get("LogDestination"), params.get("LogGroupName")
    interval = int(params.get("MaxAggregationInterval") or 600)
    if kind not in ("cloud-watch-logs", "s3", "kinesis-data-firehose"):
        raise invalid(f"Value ({kind}) for parameter logDestinationType is invalid.")
    if group and kind != "cloud-watch-logs":
        raise _refused("LogDestination type must be cloud-watch-logs if LogGroupName is provided.")
    if group and destination:
        raise _refused("Please only provide LogGroupName or only provide LogDestination.")
    if not group and not destination:
        raise _refused("LogDestination can't be empty if LogGroupName is not provided.")
    if interval not in (60, 600):
        raise _refused("Invalid Flow Log Max Aggregation Interval")
    settings = {
        "LogDestinationType": kind,
        "LogFormat": params.get("LogFormat") or _FORMAT,
        "MaxAggregationInterval": interval,
        "TrafficType": params["TrafficType"],
    }
    if kind == "cloud-watch-logs":
        role = params.get("DeliverLogsPermissionArn")
        if not role:
            raise _refused("DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.")
        _check_role(call, role)
        group = group or _group_of(str(destination))
        arn = f"arn:aws:logs:{call.region}:{call.account}:log-group:{group}"
        return {
            **settings,
            "DeliverLogsPermissionArn": role,
            "LogGroupName": group,
            "LogDestination": destination or arn,
        }
    if kind == "s3":
        options = {"FileFormat": "plain-text", "HiveCompatiblePartitions": False, "PerHourPartition": False}
        settings["DestinationOptions"] = {**options, **(params.get("DestinationOptions") or {})}
    return {**settings, "LogDestination": destination}


def _group_of(arn: str) -> str:
    parts = arn.split(":")
    if len(parts) < 7 or parts[2] != "logs" or parts[5] != "log-group":
        raise _refused(f"LogDestination {arn} is not a valid ARN of a log group.")
    return parts[6]


def _check_role(call: Call, arn: str) -> None:
    """The service must be able to assume the role; one that was made a moment ago cannot be assumed yet."""
    for role in accounts.iam(call.account).roles.values():
        if role.arn == arn:
            trust = json.dumps(json.loads(role.assume_role_policy_document or "{}"))
            if _SERVICE in trust and propagated(call.account, role.name):
                return
    raise _refused("Unable to assume given IAM role")


def _trouble(call: Call, prefix: str, name: str, settings: dict[str, Any]) -> tuple[str, str] | None:
    known = {"vpc": store.backend(call).vpcs, "subnet": store.subnets(call), "eni": store.backend(call).enis}[prefix]
    if name not in known:
        error = missing(prefix, name)
        return error.code, error.message
    if settings["LogDestinationType"] == "s3":
        bucket = str(settings["LogDestination"]).split(":")[-1].partition("/")[0]
        if bucket not in s3_backends.bucket_accounts:
            return "400", f"LogDestination: {bucket} does not exist"
    return None


@operation("ec2", "DeleteFlowLogs")
def delete_flow_logs(call: Call) -> dict[str, Any]:
    """Delete flow logs; those that are not there are named in the answer."""
    (ids,) = require(call, "FlowLogIds")
    failed = []
    for name in ids:
        if store.backend(call).flow_logs.pop(name, None) is None:
            error = missing("fl", name)
            failed.append({"ResourceId": name, "Error": {"Code": error.code, "Message": error.message}})
        store.backend(call).tags.pop(name, None)
    return {"Unsuccessful": failed}
