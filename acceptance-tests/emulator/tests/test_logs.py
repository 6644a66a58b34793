"""Log groups, as flow logs and trails need them."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from conftest import OTHER_REGION, REGION, Keys, refused


def test_a_group_is_made_once_in_a_region(admin: Keys) -> None:
    logs = admin.client("logs")
    logs.create_log_group(logGroupName="/flow")
    message = "The specified log group already exists"
    refused(logs.create_log_group, 400, "ResourceAlreadyExistsException", message, logGroupName="/flow")
    admin.client("logs", OTHER_REGION).create_log_group(logGroupName="/flow")
    message = "Invalid LogGroup or LogStream, both must have length less than or equal to 512."
    refused(logs.create_log_group, 400, "InvalidParameterException", message, logGroupName="x" * 513)


def test_retention_is_of_a_list(admin: Keys) -> None:
    logs = admin.client("logs")
    message = "The specified log group does not exist."
    missing = {"logGroupName": "/flow", "retentionInDays": 30}
    refused(logs.put_retention_policy, 400, "ResourceNotFoundException", message, **missing)
    logs.create_log_group(logGroupName="/flow")
    logs.put_retention_policy(**missing)
    assert logs.describe_log_groups(logGroupNamePrefix="/flow")["logGroups"][0]["retentionInDays"] == 30
    with pytest.raises(ClientError, match="Value '31' at 'retentionInDays' failed to satisfy constraint"):
        logs.put_retention_policy(logGroupName="/flow", retentionInDays=31)


def test_keys_are_arns(admin: Keys) -> None:
    logs = admin.client("logs")
    logs.create_log_group(logGroupName="/flow")
    key = admin.client("kms").create_key()["KeyMetadata"]["Arn"]
    logs.associate_kms_key(logGroupName="/flow", kmsKeyId=key)
    assert logs.describe_log_groups()["logGroups"][0]["kmsKeyId"] == key
    message = "Specified KMS Key Id could not be found."
    alias = f"arn:aws:kms:{REGION}:{admin.account}:alias/x"
    params = {"logGroupName": "/flow", "kmsKeyId": alias}
    refused(logs.associate_kms_key, 400, "InvalidParameterException", message, **params)
    logs.disassociate_kms_key(logGroupName="/flow")
    assert "kmsKeyId" not in logs.describe_log_groups()["logGroups"][0]
