"""What CloudTrail tests before it makes or changes a trail.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
"""

from __future__ import annotations

import re

from moto.logs.models import logs_backends
from moto.sns.models import sns_backends

from plinth_emulator import delivery, organization
from plinth_emulator.call import Call
from plinth_emulator.services.cloudtrail.store import SERVICE, Trail, refusal
from plinth_emulator.services.organizations import model

_LOG_GROUP = re.compile(
    r"arn:aws[\w-]*:logs:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):log-group:(?P<name>[^:*]+):\*"
)


def name(wanted: str) -> None:
    """3 to 128 letters, digits, dots, underscores and dashes; two marks never meet."""
    reason = None
    if len(wanted) < 3:
        reason = "Trail name too short. Minimum allowed length: 3 characters. Specified name length: {} characters."
    elif len(wanted) > 128:
        reason = "Trail name too long. Maximum allowed length: 128 characters. Specified name length: {} characters."
    elif not wanted[0].isalnum():
        reason = "Trail name must starts with a letter or number."
    elif not wanted[-1].isalnum():
        reason = "Trail name must ends with a letter or number."
    elif not re.fullmatch(r"[.\-_0-9a-zA-Z]+", wanted):
        reason = (
            "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), "
            "hyphens (-), and underscores (_)."
        )
    if reason is not None:
        raise refusal("InvalidTrailNameException", reason.format(len(wanted)))


def trail(call: Call, wanted: Trail) -> None:
    """Everything that a trail leans on."""
    settings = wanted.settings
    if settings["IsMultiRegionTrail"] and not settings["IncludeGlobalServiceEvents"]:
        raise refusal("InvalidParameterCombinationException", "Multi-Region trail must include global service events.")
    if settings["IsOrganizationTrail"]:
        _organization(call)
    _bucket(wanted)
    _topic(wanted)
    _key(wanted)
    _log_group(wanted, call.account)


def _organization(call: Call) -> None:
    place, found = organization.membership(call.account), model.of(call.account)
    if place is None or found is None:
        raise refusal(
            "OrganizationsNotInUseException", "The account is not a member of an organization of AWS Organizations."
        )
    if not place.is_management and call.account not in organization.delegates(call.account, SERVICE):
        raise refusal(
            "NotOrganizationMasterAccountException",
            "The account is not the organization's management account or a delegated administrator of CloudTrail.",
        )
    if found.feature_set != "ALL":
        raise refusal("OrganizationNotInAllFeaturesModeException", "The organization must have all features enabled.")
    if not organization.trusts(call.account, SERVICE):
        raise refusal(
            "CloudTrailAccessNotEnabledException",
            "Enable trusted access of AWS CloudTrail in the organization before you create an organization trail.",
        )


def _bucket(wanted: Trail) -> None:
    bucket, prefix = wanted.settings["S3BucketName"], wanted.settings.get("S3KeyPrefix")
    if delivery.bucket(bucket) is None:
        raise refusal("S3BucketDoesNotExistException", f"S3 bucket {bucket} does not exist!")
    source = delivery.source(wanted.account, wanted.arn)
    keys = {**source, "s3:x-amz-acl": ["bucket-owner-full-control"]}
    owners = [wanted.account]
    place = organization.membership(wanted.account)
    if wanted.settings["IsOrganizationTrail"] and place is not None:
        owners.append(place.organization_id)
    root = f"arn:aws:s3:::{bucket}"
    start = f"{root}/{prefix}/AWSLogs" if prefix else f"{root}/AWSLogs"
    writes = all(
        delivery.bucket_allows(bucket, SERVICE, "s3:PutObject", f"{start}/{owner}/CloudTrail/x.json.gz", keys)
        for owner in owners
    )
    if not writes or not delivery.bucket_allows(bucket, SERVICE, "s3:GetBucketAcl", root, source):
        raise refusal(
            "InsufficientS3BucketPolicyException", f"Incorrect S3 bucket policy is detected for bucket: {bucket}"
        )


def topic_arn(wanted: Trail) -> str | None:
    """A topic is given by its name or its ARN."""
    topic = wanted.settings.get("SnsTopicName")
    if not topic or topic.startswith("arn:"):
        return topic or None
    return f"arn:aws:sns:{wanted.region}:{wanted.account}:{topic}"


def _topic(wanted: Trail) -> None:
    arn = topic_arn(wanted)
    if arn is None:
        return
    parts = arn.split(":")
    found = sns_backends[parts[4]][parts[3]].topics.get(arn) if len(parts) == 6 else None
    keys = delivery.source(wanted.account, wanted.arn)
    if found is None or not delivery.allows(found.policy, SERVICE, "SNS:Publish", arn, keys):
        raise refusal(
            "InsufficientSnsTopicPolicyException", "SNS Topic does not exist or the topic policy is incorrect!"
        )


def _key(wanted: Trail) -> None:
    name_of_key = wanted.settings.get("KmsKeyId")
    if not name_of_key:
        return
    found = delivery.key(name_of_key, wanted.region, wanted.account)
    if found is None:
        raise refusal("KmsKeyNotFoundException", f"The KMS key {name_of_key} does not exist.")
    if found.key_state != "Enabled":
        raise refusal("KmsKeyDisabledException", f"The KMS key {name_of_key} is not enabled.")
    keys = {
        **delivery.source(wanted.account, wanted.arn),
        "kms:encryptioncontext:aws:cloudtrail:arn": [wanted.arn],
        "kms:encryptioncontextkeys": ["aws:cloudtrail:arn"],
    }
    if not delivery.key_allows(found, SERVICE, "kms:GenerateDataKey", keys):
        raise refusal(
            "InsufficientEncryptionPolicyException",
            f"Insufficient permissions to access S3 bucket {wanted.settings['S3BucketName']} or KMS key {found.arn}.",
        )
    wanted.settings["KmsKeyId"] = found.arn


def _log_group(wanted: Trail, caller: str) -> None:
    """The caller's own, also where a delegated administrator makes a trail of the management account's organization.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
    """
    group, role_arn = wanted.settings.get("CloudWatchLogsLogGroupArn"), wanted.settings.get("CloudWatchLogsRoleArn")
    if not group and not role_arn:
        return
    match = _LOG_GROUP.fullmatch(group or "")
    if match is None or match["region"] != wanted.region or match["account"] != caller:
        raise refusal(
            "InvalidCloudWatchLogsLogGroupArnException",
            f"CloudTrail cannot validate the specified log group ARN: {group}.",
        )
    if match["name"] not in logs_backends[caller][wanted.region].groups:
        raise refusal("InvalidCloudWatchLogsLogGroupArnException", f"The log group {group} does not exist.")
    found = delivery.role(role_arn or "")
    if found is None or not delivery.role_trusts(found, SERVICE, delivery.source(wanted.account, wanted.arn)):
        raise refusal(
            "InvalidCloudWatchLogsRoleArnException", "Access denied. Check the trust relationships for your role."
        )
    stream = f"{match[0][:-2]}:log-stream:{wanted.account}_CloudTrail_{wanted.region}"
    if not all(delivery.role_allows(found, f"logs:{each}", stream) for each in ("CreateLogStream", "PutLogEvents")):
        raise refusal(
            "InvalidCloudWatchLogsLogGroupArnException",
            "Access denied. Verify in IAM that the role has adequate permissions.",
        )
