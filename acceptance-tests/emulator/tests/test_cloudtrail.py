"""Trails: what they need, and who sees them."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import OTHER_REGION, REGION, Keys, allow, make_role, refused, trust
from organizations import member, vend

SERVICE = {"Service": "cloudtrail.amazonaws.com"}


def bucket(keys: Keys, *owners: str) -> str:
    """A bucket that CloudTrail may write to, for these accounts and organizations."""
    name, s3 = f"trail-{secrets.token_hex(8)}", keys.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    if owners:
        s3.put_bucket_policy(Bucket=name, Policy=policy(name, *owners))
    return name


def policy(name: str, *owners: str) -> str:
    arn = f"arn:aws:s3:::{name}"
    ask = {"Effect": "Allow", "Principal": SERVICE, "Action": "s3:GetBucketAcl", "Resource": arn}
    write: dict[str, Any] = {"Effect": "Allow", "Principal": SERVICE, "Action": "s3:PutObject"}
    write["Resource"] = [f"{arn}/AWSLogs/{owner}/*" for owner in owners]
    write["Condition"] = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
    return json.dumps({"Version": "2012-10-17", "Statement": [ask, write]})


def test_a_trail_needs_a_bucket_that_lets_it_in(admin: Keys) -> None:
    trails, name = admin.client("cloudtrail"), bucket(admin)
    message = "S3 bucket missing-bucket does not exist!"
    refused(
        trails.create_trail, 400, "S3BucketDoesNotExistException", message, Name="main", S3BucketName="missing-bucket"
    )
    message = f"Incorrect S3 bucket policy is detected for bucket: {name}"
    refused(trails.create_trail, 400, "InsufficientS3BucketPolicyException", message, Name="main", S3BucketName=name)
    admin.client("s3").put_bucket_policy(Bucket=name, Policy=policy(name, "111111111111"))
    refused(trails.create_trail, 400, "InsufficientS3BucketPolicyException", message, Name="main", S3BucketName=name)
    admin.client("s3").put_bucket_policy(Bucket=name, Policy=policy(name, admin.account))
    made = trails.create_trail(Name="main", S3BucketName=name)
    assert made["TrailARN"] == f"arn:aws:cloudtrail:{REGION}:{admin.account}:trail/main"
    assert made["IncludeGlobalServiceEvents"] is True and made["IsMultiRegionTrail"] is False
    message = f"Trail main already exists for customer: {admin.account}"
    refused(trails.create_trail, 400, "TrailAlreadyExistsException", message, Name="main", S3BucketName=name)
    with pytest.raises(ClientError, match="InvalidTrailNameException"):
        trails.create_trail(Name="a", S3BucketName=name)


def test_a_trail_logs_once_started(admin: Keys) -> None:
    trails = admin.client("cloudtrail")
    trails.create_trail(Name="main", S3BucketName=bucket(admin, admin.account))
    assert trails.get_trail_status(Name="main")["IsLogging"] is False
    trails.start_logging(Name="main")
    assert trails.get_trail_status(Name="main")["IsLogging"] is True
    trails.stop_logging(Name="main")
    assert trails.get_trail_status(Name="main")["IsLogging"] is False
    with pytest.raises(ClientError, match="InsightNotEnabledException"):
        trails.get_insight_selectors(TrailName="main")
    trails.put_insight_selectors(TrailName="main", InsightSelectors=[{"InsightType": "ApiErrorRateInsight"}])
    assert len(trails.get_insight_selectors(TrailName="main")["InsightSelectors"]) == 1
    (selector,) = trails.get_event_selectors(TrailName="main")["EventSelectors"]
    assert selector["ReadWriteType"] == "All" and selector["IncludeManagementEvents"] is True
    field = {"Field": "eventCategory", "Equals": ["Management"]}
    trails.put_event_selectors(TrailName="main", AdvancedEventSelectors=[{"Name": "x", "FieldSelectors": [field]}])
    shown = trails.get_trail(Name="main")["Trail"]
    assert shown["HasCustomEventSelectors"] is True and shown["HasInsightSelectors"] is True
    trails.delete_trail(Name="main")
    with pytest.raises(ClientError, match="TrailNotFoundException"):
        trails.get_trail_status(Name="main")


def test_a_multi_region_trail_is_seen_and_not_changed_elsewhere(admin: Keys) -> None:
    trails, elsewhere = admin.client("cloudtrail"), admin.client("cloudtrail", OTHER_REGION)
    made = trails.create_trail(
        Name="main",
        S3BucketName=bucket(admin, admin.account),
        IsMultiRegionTrail=True,
        TagsList=[{"Key": "a", "Value": "b"}],
    )
    arn = made["TrailARN"]
    (shadow,) = elsewhere.describe_trails()["trailList"]
    assert (shadow["TrailARN"], shadow["HomeRegion"]) == (arn, REGION)
    assert elsewhere.describe_trails(includeShadowTrails=False)["trailList"] == []
    assert elsewhere.get_trail_status(Name=arn)["IsLogging"] is False
    for name in (arn, "main"):
        with pytest.raises(ClientError, match="InvalidHomeRegionException"):
            elsewhere.start_logging(Name=name)
    assert trails.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"] == [{"Key": "a", "Value": "b"}]
    trails.update_trail(Name="main", IsMultiRegionTrail=False)
    assert elsewhere.describe_trails()["trailList"] == []


def test_a_trails_key_and_log_group_let_it_in(admin: Keys) -> None:
    trails, name, kms = admin.client("cloudtrail"), bucket(admin, admin.account), admin.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    params: dict[str, Any] = {"Name": "main", "S3BucketName": name}
    with pytest.raises(ClientError, match="InsufficientEncryptionPolicyException"):
        trails.create_trail(**params, KmsKeyId=key)
    with pytest.raises(ClientError, match="KmsKeyNotFoundException"):
        trails.create_trail(**params, KmsKeyId="alias/none")
    root = {"Effect": "Allow", "Principal": {"AWS": admin.account}, "Action": "kms:*", "Resource": "*"}
    use: dict[str, Any] = {"Effect": "Allow", "Principal": SERVICE, "Action": "kms:GenerateDataKey*", "Resource": "*"}
    arn = f"arn:aws:cloudtrail:{REGION}:{admin.account}:trail/main"
    use["Condition"] = {"StringEquals": {"aws:SourceArn": arn}}
    document = json.dumps({"Version": "2012-10-17", "Statement": [root, use]})
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=document)
    assert trails.create_trail(**params, KmsKeyId=key)["KmsKeyId"] == key
    admin.client("logs").create_log_group(logGroupName="/trail")
    group = f"arn:aws:logs:{REGION}:{admin.account}:log-group:/trail:*"
    role = make_role(admin, "trail", trust({"Service": "ec2.amazonaws.com"}))
    watched = {"Name": "main", "CloudWatchLogsLogGroupArn": group, "CloudWatchLogsRoleArn": role}
    message = "Access denied. Check the trust relationships for your role."
    refused(trails.update_trail, 400, "InvalidCloudWatchLogsRoleArnException", message, **watched)
    iam = admin.client("iam")
    iam.update_assume_role_policy(RoleName="trail", PolicyDocument=trust(SERVICE))
    message = "Access denied. Verify in IAM that the role has adequate permissions."
    refused(trails.update_trail, 400, "InvalidCloudWatchLogsLogGroupArnException", message, **watched)
    document = allow(["logs:CreateLogStream", "logs:PutLogEvents"], f"{group[:-2]}:log-stream:*")
    iam.put_role_policy(RoleName="trail", PolicyName="write", PolicyDocument=document)
    assert trails.update_trail(**watched)["CloudWatchLogsLogGroupArn"] == group


def test_an_organizations_trail_is_in_all_accounts(management: Keys) -> None:
    security, workload = member(management, vend(management, "security")), member(management, vend(management, "work"))
    place = management.client("organizations").describe_organization()["Organization"]["Id"]
    name = bucket(security, management.account, place)
    params: dict[str, Any] = {
        "Name": "all",
        "S3BucketName": name,
        "IsMultiRegionTrail": True,
        "IsOrganizationTrail": True,
    }
    trails = security.client("cloudtrail")
    with pytest.raises(ClientError, match="NotOrganizationMasterAccountException"):
        trails.create_trail(**params)
    with pytest.raises(ClientError, match="CloudTrailAccessNotEnabledException"):
        management.client("cloudtrail").create_trail(**params)
    management.client("cloudtrail").register_organization_delegated_admin(MemberAccountId=security.account)
    only_account = policy(name, management.account)
    security.client("s3").put_bucket_policy(Bucket=name, Policy=only_account)
    with pytest.raises(ClientError, match="InsufficientS3BucketPolicyException"):
        trails.create_trail(**params)
    security.client("s3").put_bucket_policy(Bucket=name, Policy=policy(name, management.account, place))
    arn = trails.create_trail(**params)["TrailARN"]
    assert arn == f"arn:aws:cloudtrail:{REGION}:{management.account}:trail/all"
    trails.start_logging(Name=arn)
    seen = workload.client("cloudtrail", OTHER_REGION).describe_trails()["trailList"]
    assert [(item["TrailARN"], item["IsOrganizationTrail"]) for item in seen] == [(arn, True)]
    with pytest.raises(ClientError, match="NotOrganizationMasterAccountException"):
        workload.client("cloudtrail").stop_logging(Name=arn)
    assert management.client("cloudtrail").get_trail_status(Name="all")["IsLogging"] is True


def test_a_delegated_administrators_log_group_is_its_own(management: Keys) -> None:
    security = member(management, vend(management, "security"))
    place = management.client("organizations").describe_organization()["Organization"]["Id"]
    management.client("cloudtrail").register_organization_delegated_admin(MemberAccountId=security.account)
    for keys in (management, security):
        keys.client("logs").create_log_group(logGroupName="/trail")
    group = f"arn:aws:logs:{REGION}:{security.account}:log-group:/trail:*"
    role = make_role(security, "trail", trust(SERVICE))
    document = allow(["logs:CreateLogStream", "logs:PutLogEvents"], f"{group[:-2]}:log-stream:*")
    security.client("iam").put_role_policy(RoleName="trail", PolicyName="write", PolicyDocument=document)
    params: dict[str, Any] = {
        "Name": "all",
        "S3BucketName": bucket(security, management.account, place),
        "IsOrganizationTrail": True,
        "CloudWatchLogsRoleArn": role,
    }
    trails = security.client("cloudtrail")
    with pytest.raises(ClientError, match="InvalidCloudWatchLogsLogGroupArnException"):
        trails.create_trail(**params, CloudWatchLogsLogGroupArn=group.replace(security.account, management.account))
    assert trails.create_trail(**params, CloudWatchLogsLogGroupArn=group)["CloudWatchLogsLogGroupArn"] == group
