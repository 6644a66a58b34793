"""New buckets as AWS makes them today, and configurations that it refuses."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import REGION, Keys, refused

PLACE = {"CreateBucketConfiguration": {"LocationConstraint": REGION}}
BLOCKED = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}


@pytest.fixture
def bucket(admin: Keys) -> str:
    """An empty bucket."""
    name = f"bucket-{secrets.token_hex(8)}"
    admin.client("s3").create_bucket(Bucket=name, **PLACE)
    return name


def policy(bucket: str, **changes: Any) -> str:
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        **changes,
    }
    wanted = {name: value for name, value in statement.items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [wanted]})


def test_a_new_bucket_is_private_and_encrypted(admin: Keys, bucket: str) -> None:
    s3 = admin.client("s3")
    assert s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"] == BLOCKED
    rules = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
    assert rules == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    refused(
        s3.put_bucket_acl,
        400,
        "AccessControlListNotSupported",
        "The bucket does not allow ACLs",
        Bucket=bucket,
        ACL="public-read",
    )
    wrong = {"SSEAlgorithm": "AES256", "KMSMasterKeyID": "x"}
    with pytest.raises(ClientError, match="is not applicable"):
        configuration = {"Rules": [{"ApplyServerSideEncryptionByDefault": wrong}]}
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=configuration)
    s3.delete_bucket_encryption(Bucket=bucket)
    assert s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"] == [rule]
    s3.delete_public_access_block(Bucket=bucket)
    message = "The public access block configuration was not found"
    refused(s3.get_public_access_block, 404, "NoSuchPublicAccessBlockConfiguration", message, Bucket=bucket)


def test_names_are_for_all_accounts(admin: Keys, other: Keys, bucket: str) -> None:
    s3, theirs = admin.client("s3"), other.client("s3")
    with pytest.raises(ClientError, match="BucketAlreadyOwnedByYou"):
        s3.create_bucket(Bucket=bucket, **PLACE)
    with pytest.raises(ClientError, match="BucketAlreadyExists"):
        theirs.create_bucket(Bucket=bucket, **PLACE)
    message = "The specified bucket is not valid."
    for name in ("Upper", "a", "under_score", "10.0.0.1", "-x-"):
        refused(s3.create_bucket, 400, "InvalidBucketName", message, Bucket=name, **PLACE)
    assert pytest.raises(ClientError, theirs.head_bucket, Bucket=bucket).value.response["Error"]["Code"] == "403"
    refused(theirs.get_bucket_policy, 403, "AccessDenied", "Access Denied", Bucket=bucket)
    refused(
        s3.get_bucket_policy, 403, "AccessDenied", "Access Denied", Bucket=bucket, ExpectedBucketOwner=other.account
    )
    arn = f"arn:aws:s3:::{bucket}"
    document = policy(bucket, Principal={"AWS": other.account}, Action="s3:ListBucket", Resource=arn)
    s3.put_bucket_policy(Bucket=bucket, Policy=document)
    theirs.head_bucket(Bucket=bucket)


def test_policies_are_well_formed(admin: Keys, bucket: str) -> None:
    s3, arn = admin.client("s3"), f"arn:aws:s3:::{bucket}"
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(bucket))
    for changes, message in (
        ({"Principal": {"AWS": f"arn:aws:iam::{admin.account}:role/none"}}, "Invalid principal in policy"),
        ({"Principal": None}, "Missing required field Principal"),
        ({"Resource": "arn:aws:s3:::another/*"}, "Policy has invalid resource"),
        ({"Action": "ec2:RunInstances"}, "Policy has invalid action"),
        ({"Resource": arn}, "Action does not apply to any resource(s) in statement"),
        ({"Action": "s3:ListBucket"}, "Action does not apply to any resource(s) in statement"),
        ({"Condition": {"StringSame": {"aws:x": "y"}}}, "Invalid Condition type : StringSame"),
    ):
        document = policy(bucket, **changes)
        refused(s3.put_bucket_policy, 400, "MalformedPolicy", message, Bucket=bucket, Policy=document)
    message = "Policies must be valid JSON and the first byte must be '{'"
    refused(s3.put_bucket_policy, 400, "MalformedPolicy", message, Bucket=bucket, Policy="x")
    message = "Missing required field Statement"
    refused(s3.put_bucket_policy, 400, "MalformedPolicy", message, Bucket=bucket, Policy="{}")


def test_public_policies_are_blocked(admin: Keys, bucket: str) -> None:
    s3, public = admin.client("s3"), policy(bucket, Principal="*", Action="s3:GetObject")
    with pytest.raises(ClientError, match="prevented by the BlockPublicPolicy setting"):
        s3.put_bucket_policy(Bucket=bucket, Policy=public)
    tied = {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(bucket, Principal="*", Condition=tied))
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(bucket, Principal="*", Effect="Deny"))
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=public)


def test_object_lock_needs_versions(admin: Keys, bucket: str) -> None:
    s3 = admin.client("s3")
    lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}
    message = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"
    params = {"Bucket": bucket, "ObjectLockConfiguration": lock}
    refused(s3.put_object_lock_configuration, 409, "InvalidBucketState", message, **params)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object_lock_configuration(**params)
    shown = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
    assert shown["Rule"]["DefaultRetention"]["Days"] == 1
    with pytest.raises(ClientError, match="InvalidBucketState"):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    with pytest.raises(ClientError, match="BucketNotEmpty"):
        s3.delete_bucket(Bucket=bucket)


def test_versioning_is_a_document_of_its_own_name(admin: Keys, bucket: str) -> None:
    s3, seen = admin.client("s3"), []
    s3.meta.events.register("after-call.s3.GetBucketVersioning", lambda http_response, **_: seen.append(http_response))
    s3.get_bucket_versioning(Bucket=bucket)
    assert b"<VersioningConfiguration" in seen[0].content
