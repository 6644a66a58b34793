"""Bucket policies as logs and state need them."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import REGION, Keys, make_user


@pytest.fixture
def bucket(admin: Keys) -> str:
    """A bucket with an object."""
    name = f"bucket-{secrets.token_hex(8)}"
    s3 = admin.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=name, Key="key", Body=b"content")
    return name


def deny(bucket: str, principal: Any = "*", **condition: Any) -> str:
    statement: dict[str, Any] = {
        "Effect": "Deny",
        "Principal": principal,
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
    }
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}])
def test_a_policy_for_tls_only_lets_us_in(admin: Keys, bucket: str, principal: Any) -> None:
    s3 = admin.client("s3")
    s3.put_bucket_policy(Bucket=bucket, Policy=deny(bucket, principal, Bool={"aws:SecureTransport": "false"}))
    assert s3.get_object(Bucket=bucket, Key="key")["Body"].read() == b"content"
    s3.head_object(Bucket=bucket, Key="key")
    s3.put_object(Bucket=bucket, Key="key", Body=b"more")


def test_denials_hold_for_whom_they_name(admin: Keys, bucket: str) -> None:
    make = make_user(admin, "named"), make_user(admin, "another")
    arn = f"arn:aws:iam::{admin.account}:user/named"
    admin.client("s3").put_bucket_policy(Bucket=bucket, Policy=deny(bucket, {"AWS": arn}))
    with pytest.raises(ClientError) as caught:
        make[0].client("s3").get_object(Bucket=bucket, Key="key")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    make[1].client("s3").get_object(Bucket=bucket, Key="key")


def test_logs_may_be_delivered_by_policy(admin: Keys, bucket: str) -> None:
    s3 = admin.client("s3")
    statements = json.loads(deny(bucket, Bool={"aws:SecureTransport": "false"}))["Statement"]
    logging = {"LoggingEnabled": {"TargetBucket": bucket, "TargetPrefix": "access/"}}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    with pytest.raises(ClientError, match="InvalidTargetBucketForLogging"):
        s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus=logging)
    statements.append(
        {
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{bucket}/access/*",
        }
    )
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus=logging)
    assert s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"]["TargetPrefix"] == "access/"


def test_keys_with_odd_names_are_signed_right(admin: Keys, bucket: str) -> None:
    s3 = admin.client("s3")
    for key in ("a b", "a+b", "a/b//c", "ü/é", "a%20b", "folder/"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x", Metadata={"my_key": "a  b"})
        assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b"x"
    listed = s3.list_objects_v2(Bucket=bucket, Prefix="a b")
    assert [item["Key"] for item in listed["Contents"]] == ["a b"]
