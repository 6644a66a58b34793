"""Budgets, anomalies of costs, and quotas."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Emulator, Keys, refused


def test_a_budgets_notifications_are_each_once(admin: Keys) -> None:
    budgets, account = admin.client("budgets"), admin.account
    budget: dict[str, Any] = {"BudgetName": "month", "TimeUnit": "MONTHLY", "BudgetType": "COST"}
    budget["BudgetLimit"] = {"Amount": "100", "Unit": "USD"}
    actual = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
    people = [{"SubscriptionType": "EMAIL", "Address": "a@example.com"}]
    budgets.create_budget(
        AccountId=account,
        Budget=budget,
        NotificationsWithSubscribers=[{"Notification": actual, "Subscribers": people}],
        ResourceTags=[{"Key": "a", "Value": "b"}],
    )
    message = "Error creating budget: month - the budget already exists."
    refused(budgets.create_budget, 400, "DuplicateRecordException", message, AccountId=account, Budget=budget)
    named = {"AccountId": account, "BudgetName": "month"}
    shown = budgets.describe_budget(**named)["Budget"]
    assert shown["BudgetLimit"] == {"Amount": "100.0", "Unit": "USD"} and shown["CostTypes"]["IncludeTax"] is True
    (notification,) = budgets.describe_notifications_for_budget(**named)["Notifications"]
    assert notification == {**actual, "ThresholdType": "PERCENTAGE", "NotificationState": "OK"}
    with pytest.raises(ClientError, match="DuplicateRecordException"):
        budgets.create_notification(**named, Notification=actual, Subscribers=people)
    budgets.update_budget(AccountId=account, NewBudget={**budget, "BudgetLimit": {"Amount": "50.5", "Unit": "USD"}})
    assert budgets.describe_budget(**named)["Budget"]["BudgetLimit"]["Amount"] == "50.5"
    more = {"SubscriptionType": "EMAIL", "Address": "b@example.com"}
    budgets.create_subscriber(**named, Notification=actual, Subscriber=more)
    found = budgets.describe_subscribers_for_notification(**named, Notification=actual)["Subscribers"]
    assert found == [*people, more]
    arn = f"arn:aws:budgets::{account}:budget/month"
    assert budgets.list_tags_for_resource(ResourceARN=arn)["ResourceTags"] == [{"Key": "a", "Value": "b"}]
    with pytest.raises(ClientError, match="AccessDeniedException"):
        budgets.describe_budgets(AccountId="111111111111")
    budgets.delete_budget(**named)
    message = "Unable to get budget: month - the budget doesn't exist."
    refused(budgets.describe_budget, 400, "NotFoundException", message, **named)


def test_there_is_one_monitor_of_services(admin: Keys) -> None:
    ce = admin.client("ce")
    wanted = {"MonitorName": "services", "MonitorType": "DIMENSIONAL", "MonitorDimension": "SERVICE"}
    arn = ce.create_anomaly_monitor(AnomalyMonitor=wanted)["MonitorArn"]
    message = "Limit exceeded on dimensional spend monitor creation"
    refused(ce.create_anomaly_monitor, 400, "ValidationException", message, AnomalyMonitor=wanted)
    assert [item["MonitorArn"] for item in ce.get_anomaly_monitors()["AnomalyMonitors"]] == [arn]
    subscription: dict[str, Any] = {"SubscriptionName": "daily", "MonitorArnList": [arn], "Frequency": "IMMEDIATE"}
    subscription["Subscribers"] = [{"Type": "EMAIL", "Address": "a@example.com"}]
    amount = {"Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "Values": ["10"], "MatchOptions": ["GREATER_THAN_OR_EQUAL"]}
    subscription["ThresholdExpression"] = {"Dimensions": amount}
    with pytest.raises(ClientError, match="ValidationException"):
        ce.create_anomaly_subscription(AnomalySubscription=subscription)
    made = ce.create_anomaly_subscription(AnomalySubscription={**subscription, "Frequency": "DAILY"})
    (shown,) = ce.get_anomaly_subscriptions(SubscriptionArnList=[made["SubscriptionArn"]])["AnomalySubscriptions"]
    assert shown["ThresholdExpression"] == {"Dimensions": amount}
    assert shown["Subscribers"][0]["Status"] == "CONFIRMED"
    ce.update_anomaly_subscription(SubscriptionArn=made["SubscriptionArn"], Frequency="WEEKLY")
    ce.delete_anomaly_monitor(MonitorArn=arn)
    assert ce.get_anomaly_subscriptions()["AnomalySubscriptions"] == []
    with pytest.raises(ClientError, match="UnknownMonitorException"):
        ce.get_anomaly_monitors(MonitorArnList=[arn])


def test_a_quota_is_asked_for_once(emulator: Emulator, admin: Keys) -> None:
    quotas, vpcs = admin.client("service-quotas"), {"ServiceCode": "vpc", "QuotaCode": "L-F678F1CE"}
    assert quotas.get_service_quota(**vpcs)["Quota"]["Value"] == 5.0
    emulator.settings(admin.account, service_quota_seconds=60)
    with pytest.raises(ClientError, match="IllegalArgumentException"):
        quotas.request_service_quota_increase(**vpcs, DesiredValue=5)
    asked = quotas.request_service_quota_increase(**vpcs, DesiredValue=20)["RequestedQuota"]
    assert asked["Status"] == "PENDING" and asked["DesiredValue"] == 20.0
    message = "Only one open service quota increase request is allowed per quota."
    ask = quotas.request_service_quota_increase
    refused(ask, 400, "ResourceAlreadyExistsException", message, **vpcs, DesiredValue=30)
    history = quotas.list_requested_service_quota_change_history_by_quota(**vpcs)["RequestedQuotas"]
    assert [item["Id"] for item in history] == [asked["Id"]]
    assert quotas.get_service_quota(**vpcs)["Quota"]["Value"] == 5.0
    emulator.settings(admin.account, service_quota_seconds=0)
    other = {"ServiceCode": "ec2", "QuotaCode": "L-0263D0A3"}
    name = quotas.request_service_quota_increase(**other, DesiredValue=20)["RequestedQuota"]["Id"]
    assert quotas.get_requested_service_quota_change(RequestId=name)["RequestedQuota"]["Status"] == "APPROVED"
    assert quotas.get_service_quota(**other)["Quota"]["Value"] == 20.0
    assert quotas.get_aws_default_service_quota(**other)["Quota"]["Value"] == 5.0
    with pytest.raises(ClientError, match="NoSuchResourceException"):
        quotas.get_service_quota(ServiceCode="vpc", QuotaCode="L-NONE")
