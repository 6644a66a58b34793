"""Config's recorder, delivery channel, rules, conformance packs and aggregators."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import REGION, Emulator, Keys, make_role, trust

SERVICE = {"Service": "config.amazonaws.com"}
RULE = {"ConfigRuleName": "root-mfa", "Source": {"Owner": "AWS", "SourceIdentifier": "ROOT_ACCOUNT_MFA_ENABLED"}}
PACK = """
Resources:
  Mfa:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: root-mfa
      Source: {Owner: AWS, SourceIdentifier: ROOT_ACCOUNT_MFA_ENABLED}
"""


def record(keys: Keys) -> None:
    role = make_role(keys, "config", trust(SERVICE))
    group = {"allSupported": True, "includeGlobalResourceTypes": True}
    wanted: dict[str, Any] = {"name": "default", "roleARN": role, "recordingGroup": group}
    wanted["recordingMode"] = {"recordingFrequency": "DAILY"}
    keys.client("config").put_configuration_recorder(ConfigurationRecorder=wanted)


def writable(keys: Keys, account: str | None = None) -> str:
    name, s3 = f"config-{secrets.token_hex(8)}", keys.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    arn = f"arn:aws:s3:::{name}"
    ask = {"Effect": "Allow", "Principal": SERVICE, "Action": "s3:GetBucketAcl", "Resource": arn}
    write: dict[str, Any] = {"Effect": "Allow", "Principal": SERVICE, "Action": "s3:PutObject"}
    write["Resource"] = f"{arn}/AWSLogs/{account or keys.account}/Config/*"
    write["Condition"] = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
    document = {"Version": "2012-10-17", "Statement": [ask, write]}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(document))
    return name


def channel(bucket: str, name: str = "default") -> dict[str, Any]:
    return {"DeliveryChannel": {"name": name, "s3BucketName": bucket}}


def test_a_recorder_starts_with_a_channel_that_delivers(admin: Keys) -> None:
    config = admin.client("config")
    for put in (
        lambda: config.put_config_rule(ConfigRule=RULE),
        lambda: config.put_delivery_channel(**channel("none")),
    ):
        with pytest.raises(ClientError, match="NoAvailableConfigurationRecorderException"):
            put()
    wrong = make_role(admin, "wrong", trust({"Service": "ec2.amazonaws.com"}))
    with pytest.raises(ClientError, match="InvalidRoleException"):
        config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": wrong})
    record(admin)
    (shown,) = config.describe_configuration_recorders()["ConfigurationRecorders"]
    assert shown["recordingMode"] == {"recordingFrequency": "DAILY"} and shown["recordingGroup"]["allSupported"] is True
    with pytest.raises(ClientError, match="NoAvailableDeliveryChannelException"):
        config.start_configuration_recorder(ConfigurationRecorderName="default")
    with pytest.raises(ClientError, match="NoSuchBucketException"):
        config.put_delivery_channel(**channel("no-such-bucket"))
    with pytest.raises(ClientError, match="InsufficientDeliveryPolicyException"):
        config.put_delivery_channel(**channel(writable(admin, "111111111111")))
    bucket = writable(admin)
    config.put_delivery_channel(**channel(bucket))
    with pytest.raises(ClientError, match="MaxNumberOfDeliveryChannelsExceededException"):
        config.put_delivery_channel(**channel(bucket, "second"))
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    (status,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    assert status["recording"] is True and status["lastStatus"] == "Success"
    (status,) = config.describe_delivery_channel_status()["DeliveryChannelsStatus"]
    assert status["configStreamDeliveryInfo"]["lastStatus"] == "Success"
    with pytest.raises(ClientError, match="LastDeliveryChannelDeleteFailedException"):
        config.delete_delivery_channel(DeliveryChannelName="default")
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    config.delete_delivery_channel(DeliveryChannelName="default")
    config.delete_configuration_recorder(ConfigurationRecorderName="default")


def test_a_packs_rules_come_and_go_with_it(emulator: Emulator, admin: Keys) -> None:
    config = admin.client("config")
    record(admin)
    with pytest.raises(ClientError, match="ConformancePackTemplateValidationException"):
        config.put_conformance_pack(ConformancePackName="cis", TemplateBody="Resources: {}")
    emulator.settings(admin.account, conformance_pack_seconds=60)
    config.put_conformance_pack(ConformancePackName="cis", TemplateBody=PACK)
    (status,) = config.describe_conformance_pack_status()["ConformancePackStatusDetails"]
    assert status["ConformancePackState"] == "CREATE_IN_PROGRESS"
    with pytest.raises(ClientError, match="ResourceInUseException"):
        config.put_conformance_pack(ConformancePackName="cis", TemplateBody=PACK)
    emulator.settings(admin.account, conformance_pack_seconds=0)
    config.put_conformance_pack(ConformancePackName="other", TemplateBody=PACK)
    states = {
        item["ConformancePackName"]: item
        for item in config.describe_conformance_pack_status()["ConformancePackStatusDetails"]
    }
    assert states["other"]["ConformancePackState"] == "CREATE_COMPLETE"
    names = [rule["ConfigRuleName"] for rule in config.describe_config_rules()["ConfigRules"]]
    (packed,) = [name for name in names if name.endswith(states["other"]["ConformancePackId"].rpartition("-")[2])]
    with pytest.raises(ClientError, match="AccessDeniedException"):
        config.delete_config_rule(ConfigRuleName=packed)
    config.delete_conformance_pack(ConformancePackName="other")
    assert packed not in [rule["ConfigRuleName"] for rule in config.describe_config_rules()["ConfigRules"]]
    with pytest.raises(ClientError, match="NoSuchConformancePackException"):
        config.describe_conformance_packs(ConformancePackNames=["other"])


def test_an_organizations_aggregator_needs_trust_and_a_role(management: Keys, other: Keys) -> None:
    config, role = management.client("config"), make_role(management, "aggregate", trust(SERVICE))
    source = {"RoleArn": role, "AllAwsRegions": True}
    params = {"ConfigurationAggregatorName": "all", "OrganizationAggregationSource": source}
    with pytest.raises(ClientError, match="NoAvailableOrganizationException"):
        other.client("config").put_configuration_aggregator(**params)
    with pytest.raises(ClientError, match="OrganizationAccessDeniedException"):
        config.put_configuration_aggregator(**params)
    management.client("organizations").enable_aws_service_access(ServicePrincipal="config.amazonaws.com")
    config.put_configuration_aggregator(**params)
    (shown,) = config.describe_configuration_aggregators()["ConfigurationAggregators"]
    assert shown["OrganizationAggregationSource"]["AllAwsRegions"] is True
