"""CloudWatch in the protocol of its newest clients."""

from __future__ import annotations

from typing import Any

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.parsers import RpcV2CBORParser
from botocore.serialize import create_serializer
from conftest import REGION, Keys

ALARM = {
    "AlarmName": "root",
    "Namespace": "CIS",
    "MetricName": "RootUsage",
    "Statistic": "Sum",
    "Period": 300,
    "EvaluationPeriods": 1,
    "Threshold": 1.0,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "ActionsEnabled": True,
}


def ask(keys: Keys, operation: str, **params: Any) -> Any:
    """What CloudWatch answers to a request in CBOR."""
    client = keys.client("cloudwatch")
    model = client.meta.service_model.operation_model(operation)
    wire = create_serializer("smithy-rpc-v2-cbor").serialize_to_request(params, model)
    url = client.meta.endpoint_url.rstrip("/") + wire["url_path"]
    made = AWSRequest("POST", url, headers=wire["headers"], data=wire["body"])
    SigV4Auth(Credentials(keys.access_key, keys.secret_key, keys.token), "monitoring", REGION).add_auth(made)
    answer = requests.post(url, data=wire["body"], headers=dict(made.headers), timeout=10)
    assert answer.headers["smithy-protocol"] == "rpc-v2-cbor" and answer.headers["Content-Type"] == "application/cbor"
    parsed = {"status_code": answer.status_code, "headers": answer.headers, "body": answer.content}
    return RpcV2CBORParser().parse(parsed, model.output_shape)


def test_alarms_are_made_and_shown(admin: Keys) -> None:
    assert "Error" not in ask(admin, "PutMetricAlarm", **ALARM)
    (alarm,) = ask(admin, "DescribeAlarms", AlarmNames=["root"])["MetricAlarms"]
    assert {name: alarm[name] for name in ALARM} == ALARM
    assert alarm["AlarmConfigurationUpdatedTimestamp"].year > 2000
    assert admin.client("cloudwatch").describe_alarms()["MetricAlarms"][0]["AlarmName"] == "root"


def test_refusals_have_their_codes(admin: Keys) -> None:
    answer = ask(admin, "DeleteAlarms", AlarmNames=["none"])
    assert answer["Error"]["Code"] == "ResourceNotFound"
