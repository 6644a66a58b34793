"""What an alarm of CIS is made of: a topic, a metric filter, an alarm."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Keys, refused


def test_a_topic_is_made_again_only_as_it_is(admin: Keys) -> None:
    sns = admin.client("sns")
    tags = [{"Key": "a", "Value": "b"}]
    arn = sns.create_topic(Name="alarms", Tags=tags)["TopicArn"]
    assert sns.create_topic(Name="alarms", Tags=tags)["TopicArn"] == arn
    message = "Invalid parameter: Tags Reason: Topic already exists with different tags"
    refused(sns.create_topic, 400, "InvalidParameter", message, Name="alarms", Tags=[{"Key": "a", "Value": "c"}])
    message = "Invalid parameter: Attributes Reason: Topic already exists with different attributes"
    refused(sns.create_topic, 400, "InvalidParameter", message, Name="alarms", Attributes={"DisplayName": "x"})
    statement: dict[str, Any] = {"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}}
    statement.update({"Action": "sns:Publish", "Resource": arn})
    document = {"Version": "2012-10-17", "Statement": [statement]}
    sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=json.dumps(document))
    assert json.loads(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"]) == document
    for wrong in ("x", json.dumps({"Statement": [{**statement, "Action": "s3:*"}]})):
        with pytest.raises(ClientError, match="InvalidParameter"):
            sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=wrong)


def test_an_address_must_confirm(admin: Keys) -> None:
    sns = admin.client("sns")
    arn = sns.create_topic(Name="alarms")["TopicArn"]
    address = {"TopicArn": arn, "Protocol": "email", "Endpoint": "a@example.com"}
    assert sns.subscribe(**address)["SubscriptionArn"] == "pending confirmation"
    assert sns.subscribe(**address, ReturnSubscriptionArn=True)["SubscriptionArn"].startswith(f"{arn}:")
    listed = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    assert [(item["SubscriptionArn"], item["Endpoint"]) for item in listed] == [
        ("PendingConfirmation", "a@example.com")
    ]
    message = "Invalid parameter: Amazon SNS does not support this protocol string: pigeon"
    refused(sns.subscribe, 400, "InvalidParameter", message, **{**address, "Protocol": "pigeon"})


def test_metric_filters_are_of_groups(admin: Keys) -> None:
    logs = admin.client("logs")
    transformation = {"metricName": "denied", "metricNamespace": "cis", "metricValue": "1"}
    wanted: dict[str, Any] = {"logGroupName": "/trail", "filterName": "denied"}
    pattern = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
    put = {**wanted, "filterPattern": pattern, "metricTransformations": [transformation]}
    message = "The specified log group does not exist."
    refused(logs.put_metric_filter, 400, "ResourceNotFoundException", message, **put)
    logs.create_log_group(logGroupName="/trail")
    for _ in range(2):
        logs.put_metric_filter(**put)
    (shown,) = logs.describe_metric_filters(logGroupName="/trail")["metricFilters"]
    assert shown["filterPattern"] == pattern and shown["metricTransformations"] == [transformation]
    with pytest.raises(ClientError, match="Invalid metric filter pattern"):
        logs.put_metric_filter(**{**put, "filterPattern": "{ $.x = "})
    logs.delete_metric_filter(**wanted)
    message = "The specified metric filter does not exist."
    refused(logs.delete_metric_filter, 400, "ResourceNotFoundException", message, **wanted)


def test_alarms_compare_in_known_ways(admin: Keys) -> None:
    cloudwatch = admin.client("cloudwatch")
    alarm: dict[str, Any] = {
        "AlarmName": "denied",
        "MetricName": "denied",
        "Namespace": "cis",
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    }
    cloudwatch.put_metric_alarm(**alarm)
    (shown,) = cloudwatch.describe_alarms(AlarmNames=["denied"])["MetricAlarms"]
    assert (shown["Period"], shown["TreatMissingData"]) == (300, "notBreaching")
    for wrong in ({"Period": 7}, {"ComparisonOperator": "More"}, {"TreatMissingData": "x"}, {"AlarmActions": ["x"]}):
        with pytest.raises(ClientError, match="ValidationError"):
            cloudwatch.put_metric_alarm(**{**alarm, **wrong})
    cloudwatch.delete_alarms(AlarmNames=["denied"])
    with pytest.raises(ClientError, match="ResourceNotFound"):
        cloudwatch.delete_alarms(AlarmNames=["denied"])
