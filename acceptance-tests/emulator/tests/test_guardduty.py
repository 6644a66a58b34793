"""Detectors, their features and exports, and GuardDuty in an organization."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import OTHER_REGION, REGION, Keys, refused
from organizations import member, vend


def enable(keys: Keys, **params: Any) -> str:
    return str(keys.client("guardduty").create_detector(Enable=True, **params)["DetectorId"])


def features(keys: Keys, name: str) -> dict[str, str]:
    shown = keys.client("guardduty").get_detector(DetectorId=name)["Features"]
    return {feature["Name"]: feature["Status"] for feature in shown}


def test_there_is_one_detector_per_account_and_region(admin: Keys) -> None:
    guardduty = admin.client("guardduty")
    name = enable(admin, ClientToken="token", FindingPublishingFrequency="ONE_HOUR", Tags={"a": "b"})
    assert enable(admin, ClientToken="token") == name
    message = "The request is rejected because a detector already exists for the current account."
    refused(guardduty.create_detector, 400, "BadRequestException", message, Enable=True)
    assert guardduty.list_detectors()["DetectorIds"] == [name]
    assert admin.client("guardduty", OTHER_REGION).list_detectors()["DetectorIds"] == []
    shown = guardduty.get_detector(DetectorId=name)
    assert (shown["Status"], shown["FindingPublishingFrequency"], shown["Tags"]) == ("ENABLED", "ONE_HOUR", {"a": "b"})
    guardduty.delete_detector(DetectorId=name)
    message = "The request is rejected because the input detectorId is not owned by the current account."
    refused(guardduty.get_detector, 400, "BadRequestException", message, DetectorId=name)


def test_features_change_one_by_one(admin: Keys) -> None:
    name, guardduty = enable(admin), admin.client("guardduty")
    assert features(admin, name)["S3_DATA_EVENTS"] == features(admin, name)["CLOUD_TRAIL"] == "ENABLED"
    addition = [{"Name": "EC2_AGENT_MANAGEMENT", "Status": "ENABLED"}]
    wanted = {"Name": "RUNTIME_MONITORING", "Status": "ENABLED", "AdditionalConfiguration": addition}
    guardduty.update_detector(DetectorId=name, Features=[wanted, {"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}])
    assert features(admin, name)["S3_DATA_EVENTS"] == "DISABLED"
    shown = guardduty.get_detector(DetectorId=name)["Features"]
    (runtime,) = [feature for feature in shown if feature["Name"] == "RUNTIME_MONITORING"]
    assert {item["Name"]: item["Status"] for item in runtime["AdditionalConfiguration"]} == {
        "EKS_ADDON_MANAGEMENT": "DISABLED",
        "ECS_FARGATE_AGENT_MANAGEMENT": "DISABLED",
        "EC2_AGENT_MANAGEMENT": "ENABLED",
    }
    with pytest.raises(ClientError, match="can't be enabled at the same time"):
        old = [{"Name": "EKS_RUNTIME_MONITORING", "Status": "ENABLED"}]
        guardduty.update_detector(DetectorId=name, Features=old)


def test_findings_are_exported_where_guardduty_may_write(admin: Keys) -> None:
    guardduty, name = admin.client("guardduty"), enable(admin)
    bucket, kms = f"findings-{secrets.token_hex(8)}", admin.client("kms")
    admin.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    key = kms.create_key()["KeyMetadata"]["Arn"]
    properties = {"DestinationArn": f"arn:aws:s3:::{bucket}", "KmsKeyArn": key}
    params = {"DetectorId": name, "DestinationType": "S3", "DestinationProperties": properties}
    with pytest.raises(ClientError, match="does not have permission to the KMS key or the resource"):
        guardduty.create_publishing_destination(**params)
    service = {"Service": "guardduty.amazonaws.com"}
    write = {"Effect": "Allow", "Principal": service, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    ask = {"Effect": "Allow", "Principal": service, "Action": "s3:GetBucketLocation"}
    ask["Resource"] = f"arn:aws:s3:::{bucket}"
    policy = {"Version": "2012-10-17", "Statement": [write, ask]}
    admin.client("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    with pytest.raises(ClientError, match="does not have permission to the KMS key or the resource"):
        guardduty.create_publishing_destination(**params)
    root = {"Effect": "Allow", "Principal": {"AWS": admin.account}, "Action": "kms:*", "Resource": "*"}
    use = {"Effect": "Allow", "Principal": service, "Action": "kms:GenerateDataKey", "Resource": "*"}
    statements = {"Version": "2012-10-17", "Statement": [root, use]}
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(statements))
    made = guardduty.create_publishing_destination(**params)["DestinationId"]
    shown = guardduty.describe_publishing_destination(DetectorId=name, DestinationId=made)
    assert (shown["Status"], shown["DestinationProperties"]) == ("PUBLISHING", properties)
    with pytest.raises(ClientError, match="already exists"):
        guardduty.create_publishing_destination(**params)
    guardduty.delete_publishing_destination(DetectorId=name, DestinationId=made)
    assert guardduty.list_publishing_destinations(DetectorId=name)["Destinations"] == []


def test_an_administrator_enables_the_organizations_accounts(management: Keys) -> None:
    security, workload = (
        member(management, vend(management, "security")),
        member(management, vend(management, "workload")),
    )
    chief = management.client("guardduty")
    with pytest.raises(ClientError, match="BadRequestException"):
        workload.client("guardduty").enable_organization_admin_account(AdminAccountId=security.account)
    chief.enable_organization_admin_account(AdminAccountId=security.account)
    with pytest.raises(ClientError, match="is already the delegated administrator"):
        chief.enable_organization_admin_account(AdminAccountId=security.account)
    listed = management.client("organizations").list_delegated_administrators(
        ServicePrincipal="guardduty.amazonaws.com"
    )
    assert [item["Id"] for item in listed["DelegatedAdministrators"]] == [security.account]
    guardduty = security.client("guardduty")
    (name,) = guardduty.list_detectors()["DetectorIds"]
    assert guardduty.list_members(DetectorId=name)["Members"] == []
    automatic = [{"Name": "RUNTIME_MONITORING", "AutoEnable": "ALL"}]
    guardduty.update_organization_configuration(
        DetectorId=name, AutoEnableOrganizationMembers="ALL", Features=automatic
    )
    shown = guardduty.describe_organization_configuration(DetectorId=name)
    assert shown["AutoEnableOrganizationMembers"] == "ALL"
    members = guardduty.list_members(DetectorId=name)["Members"]
    assert {item["AccountId"] for item in members} == {workload.account, management.account}
    (theirs,) = workload.client("guardduty").list_detectors()["DetectorIds"]
    assert features(workload, theirs)["RUNTIME_MONITORING"] == "ENABLED"
    with pytest.raises(ClientError, match="associated with an administrator"):
        workload.client("guardduty").delete_detector(DetectorId=theirs)
    late = member(management, vend(management, "late"))
    assert len(late.client("guardduty").list_detectors()["DetectorIds"]) == 1
    chief.disable_organization_admin_account(AdminAccountId=security.account)
    assert chief.list_organization_admin_accounts()["AdminAccounts"] == []
