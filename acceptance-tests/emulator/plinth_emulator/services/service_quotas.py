"""Service Quotas: quotas in force, and requests for more."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from moto.servicequotas.resources.default_quotas.vpc import VPC_DEFAULT_QUOTAS

from plinth_emulator import credentials, paging, settings
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation

# Service, name, quota, name, default, adjustable, for all regions together. Beside moto's, of VPCs.
_MORE = (
    ("ec2", "Amazon Elastic Compute Cloud (Amazon EC2)", "L-0263D0A3", "EC2-VPC Elastic IPs", 5.0, True, False),
    (
        "ec2",
        "Amazon Elastic Compute Cloud (Amazon EC2)",
        "L-1216C47A",
        "Running On-Demand Standard instances",
        5.0,
        True,
        False,
    ),
    ("iam", "AWS Identity and Access Management (IAM)", "L-FE177D64", "Roles per account", 1000.0, True, True),
    ("iam", "AWS Identity and Access Management (IAM)", "L-0DA4ABF3", "Managed policies per role", 10.0, True, True),
    ("iam", "AWS Identity and Access Management (IAM)", "L-F55AF5E4", "Users per account", 5000.0, False, True),
    ("s3", "Amazon Simple Storage Service (Amazon S3)", "L-DC2B2D3D", "General purpose buckets", 10000.0, True, True),
    ("organizations", "AWS Organizations", "L-E619E033", "Default maximum number of accounts", 10.0, True, True),
    ("lambda", "AWS Lambda", "L-B99A9384", "Concurrent executions", 1000.0, True, False),
)


def _missing(message: str = "The request failed because the specified resource does not exist.") -> AwsError:
    return AwsError("NoSuchResourceException", message, 400)


def _defaults(call: Call) -> list[dict[str, Any]]:
    """AWS's quotas in the call's region."""
    found = [
        {**quota, "QuotaArn": f"arn:aws:servicequotas:{call.region}::vpc/{quota['QuotaCode']}"}
        for quota in VPC_DEFAULT_QUOTAS
    ]
    for service, service_name, code, name, value, adjustable, everywhere in _MORE:
        region = "" if everywhere else call.region
        found.append(
            {
                "ServiceCode": service,
                "ServiceName": service_name,
                "QuotaArn": f"arn:aws:servicequotas:{region}::{service}/{code}",
                "QuotaCode": code,
                "QuotaName": name,
                "Value": value,
                "Unit": "None",
                "Adjustable": adjustable,
                "GlobalQuota": everywhere,
            }
        )
    return found


def _default(call: Call) -> dict[str, Any]:
    service, code = call.params.get("ServiceCode"), call.params.get("QuotaCode")
    for quota in _defaults(call):
        if quota["ServiceCode"] == service and quota["QuotaCode"] == code:
            if quota["GlobalQuota"] and call.region != "us-east-1" and service != "s3":
                break
            return quota
    raise _missing()


def _requests(call: Call) -> dict[str, dict[str, Any]]:
    """The requests of the account and region; those that are due are approved."""
    kept = call.objects("service quota requests")
    for found in kept.values():
        if found["status"] == "PENDING" and credentials.now() >= found["due"]:
            found["status"], found["updated"] = "APPROVED", found["due"]
    return kept


def _in_force(call: Call, quota: dict[str, Any]) -> dict[str, Any]:
    approved = [
        found["desired"]
        for found in _requests(call).values()
        if found["quota"]["QuotaCode"] == quota["QuotaCode"] and found["status"] == "APPROVED"
    ]
    arn = quota["QuotaArn"].replace("::", f":{call.account}:", 1)
    return {**quota, "QuotaArn": arn, "Value": max([quota["Value"], *approved]), "QuotaAppliedAtLevel": "ACCOUNT"}


@operation("service-quotas", "GetAWSDefaultServiceQuota")
def get_default(call: Call) -> dict[str, Any]:
    """What every account starts with."""
    return {"Quota": _default(call)}


@operation("service-quotas", "GetServiceQuota")
def get(call: Call) -> dict[str, Any]:
    """What holds for the account."""
    return {"Quota": _in_force(call, _default(call))}


@operation("service-quotas", "ListAWSDefaultServiceQuotas", "ListServiceQuotas")
def list_quotas(call: Call) -> dict[str, Any]:
    """Of one service."""
    found = [quota for quota in _defaults(call) if quota["ServiceCode"] == call.params.get("ServiceCode")]
    if not found:
        raise _missing()
    if call.operation == "ListServiceQuotas":
        found = [_in_force(call, quota) for quota in found]
    return paging.page(call, "Quotas", found, 100)


@operation("service-quotas", "RequestServiceQuotaIncrease")
def request(call: Call) -> dict[str, Any]:
    """More than what holds; one request at a time. AWS approves some at once, and takes days for others."""
    quota, desired = _default(call), float(call.params.get("DesiredValue") or 0)
    if not quota["Adjustable"]:
        raise AwsError("IllegalArgumentException", f"The quota {quota['QuotaCode']} is not adjustable.", 400)
    for found in _requests(call).values():
        if found["quota"]["QuotaCode"] == quota["QuotaCode"] and found["status"] in ("PENDING", "CASE_OPENED"):
            message = "Only one open service quota increase request is allowed per quota."
            raise AwsError("ResourceAlreadyExistsException", message, 400)
    value = _in_force(call, quota)["Value"]
    if desired <= value:
        raise AwsError(
            "IllegalArgumentException",
            f"You must provide a quota value greater than the current quota value: {value}.",
            400,
        )
    now, name = credentials.now(), secrets.token_hex(20)
    due = now + timedelta(seconds=settings.get("service_quota_seconds", call.account))
    made = {
        "quota": quota,
        "desired": desired,
        "status": "PENDING",
        "created": now,
        "updated": now,
        "due": due,
        "requester": f'{{"accountId":"{call.account}","callerArn":"{call.caller.arn}"}}',
    }
    _requests(call)[name] = made
    return {"RequestedQuota": _shown(name, made)}


def _shown(name: str, found: dict[str, Any]) -> dict[str, Any]:
    quota = found["quota"]
    names = ("ServiceCode", "ServiceName", "QuotaCode", "QuotaName", "QuotaArn", "GlobalQuota", "Unit")
    return {
        "Id": name,
        **{key: quota[key] for key in names},
        "DesiredValue": found["desired"],
        "Status": found["status"],
        "Created": found["created"],
        "LastUpdated": found["updated"],
        "Requester": found["requester"],
        "QuotaRequestedAtLevel": "ACCOUNT",
    }


@operation("service-quotas", "GetRequestedServiceQuotaChange")
def get_request(call: Call) -> dict[str, Any]:
    """By id."""
    name = call.params["RequestId"]
    if name not in _requests(call):
        raise _missing()
    return {"RequestedQuota": _shown(name, _requests(call)[name])}


@operation(
    "service-quotas",
    "ListRequestedServiceQuotaChangeHistory",
    "ListRequestedServiceQuotaChangeHistoryByQuota",
)
def history(call: Call) -> dict[str, Any]:
    """Newest first; of a service, a quota or a status where one is named."""
    if call.operation.endswith("ByQuota"):
        _default(call)
    wanted = {key: call.params.get(key) for key in ("ServiceCode", "QuotaCode", "Status")}
    shown = [_shown(name, found) for name, found in reversed(_requests(call).items())]
    shown = [each for each in shown if all(value in (None, each[key]) for key, value in wanted.items())]
    return paging.page(call, "RequestedQuotas", shown, 100)
