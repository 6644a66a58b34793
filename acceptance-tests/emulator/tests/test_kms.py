"""Keys, their policies, aliases, rotation and deletion."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Keys, refused


def policy(principal: Any, action: str = "kms:*") -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_policy_does_not_lock_its_author_out(admin: Keys, other: Keys) -> None:
    kms = admin.client("kms")
    message = "The new key policy will not allow you to update the key policy in the future."
    locked = policy({"AWS": f"arn:aws:iam::{other.account}:root"})
    refused(kms.create_key, 400, "MalformedPolicyDocumentException", message, Policy=locked)
    locked = policy({"AWS": admin.account}, "kms:Encrypt")
    refused(kms.create_key, 400, "MalformedPolicyDocumentException", message, Policy=locked)
    kms.create_key(Policy=locked, BypassPolicyLockoutSafetyCheck=True)
    for wrong in ("x", "{}", policy({"AWS": f"arn:aws:iam::{admin.account}:role/none"})):
        with pytest.raises(ClientError, match="MalformedPolicyDocumentException"):
            kms.create_key(Policy=wrong)
    key = kms.create_key(Policy=policy({"AWS": f"arn:aws:iam::{admin.account}:root"}))["KeyMetadata"]["KeyId"]
    with pytest.raises(ClientError, match="MalformedPolicyDocumentException"):
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=locked)


def test_aliases_are_ones_own(admin: Keys) -> None:
    kms = admin.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/x", TargetKeyId=key)
    for name, code in (("alias/x", "AlreadyExists"), ("alias/aws/x", "NotAuthorized"), ("x", "Validation")):
        with pytest.raises(ClientError, match=f"{code}Exception"):
            kms.create_alias(AliasName=name, TargetKeyId=key)
    with pytest.raises(ClientError, match="NotFoundException"):
        kms.delete_alias(AliasName="alias/none")


def test_rotation_has_a_period(admin: Keys) -> None:
    kms = admin.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False
    with pytest.raises(ClientError, match="ValidationException"):
        kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=5)
    kms.enable_key_rotation(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 365
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=180)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 180


def test_a_key_waits_for_its_deletion(admin: Keys) -> None:
    kms = admin.client("kms")
    made = kms.create_key()["KeyMetadata"]
    key, arn = made["KeyId"], made["Arn"]
    with pytest.raises(ClientError, match="ValidationException"):
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=3)
    refused(kms.cancel_key_deletion, 400, "KMSInvalidStateException", f"{arn} is not pending deletion.", KeyId=key)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    message = f"{arn} is pending deletion."
    for change in (kms.schedule_key_deletion, kms.enable_key_rotation, kms.enable_key, kms.disable_key):
        refused(change, 400, "KMSInvalidStateException", message, KeyId=key)
    refused(kms.create_alias, 400, "KMSInvalidStateException", message, AliasName="alias/y", TargetKeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    kms.cancel_key_deletion(KeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"
    refused(kms.encrypt, 400, "DisabledException", f"{arn} is disabled.", KeyId=key, Plaintext=b"x")


def test_keys_come_in_pages(admin: Keys) -> None:
    kms = admin.client("kms")
    made = {kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(3)}
    pages = kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2})
    assert {key["KeyId"] for page in pages for key in page["Keys"]} == made


def test_a_key_is_named_by_its_arn_as_well(admin: Keys) -> None:
    kms = admin.client("kms")
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    kms.disable_key(KeyId=arn)
    assert kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "Disabled"
    kms.enable_key(KeyId=arn)
    assert kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "Enabled"
    kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=7)
    assert kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    kms.cancel_key_deletion(KeyId=arn)
    assert kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "Disabled"
