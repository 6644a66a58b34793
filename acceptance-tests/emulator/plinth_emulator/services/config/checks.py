"""What Config tests before it takes a recorder, a delivery channel, a rule or an aggregator."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from moto.config.models import ConfigBackend, config_backends
from moto.sns.models import sns_backends

from plinth_emulator import delivery, organization
from plinth_emulator.answers import Answer
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import check, fixup, operation

SERVICE = "config.amazonaws.com"
_LINKED = "role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"


def backend(call: Call) -> ConfigBackend:
    """moto's Config of the caller's account and region."""
    return config_backends[call.account][call.region]


def refusal(code: str, message: str) -> AwsError:
    """Config's refusals all have status 400."""
    return AwsError(code, message, 400)


def _check_role(arn: str, account: str) -> None:
    """The role must let Config in; the service-linked one is there when it is named, as IAM makes it on demand."""
    if arn == f"arn:aws:iam::{account}:{_LINKED}":
        return
    found = delivery.role(arn)
    if found is None or not delivery.role_trusts(found, SERVICE, {"aws:sourceaccount": [account]}):
        raise refusal(
            "InvalidRoleException",
            f"The role {arn} does not exist, or its trust policy does not let {SERVICE} assume it.",
        )


@check("config", "PutConfigurationRecorder")
def check_recorder(call: Call) -> None:
    """A recorder's name, once given, and its role."""
    wanted = call.params.get("ConfigurationRecorder") or {}
    if not wanted.get("name"):
        # AWS names a recorder `default` when it gets no name; moto demands one.
        return
    _check_role(str(wanted.get("roleARN") or ""), call.account)


@fixup("config", "PutConfigurationRecorder")
def remember_mode(call: Call, _: Answer) -> None:
    """How often a recorder records, which moto forgets."""
    wanted = call.params.get("ConfigurationRecorder") or {}
    mode = wanted.get("recordingMode") or {"recordingFrequency": "CONTINUOUS"}
    call.objects("config recording modes")[wanted.get("name")] = mode


@fixup("config", "DescribeConfigurationRecorders")
def show_mode(call: Call, answer: Answer) -> Answer:
    """Recorders with their ARNs, and with how often they record."""
    content, modes = answer.json(), call.objects("config recording modes")
    for each in content.get("ConfigurationRecorders", []):
        each["recordingMode"] = modes.get(each["name"], {"recordingFrequency": "CONTINUOUS"})
        each["recordingScope"] = "PAID"
        each["arn"] = (
            f"arn:aws:config:{call.region}:{call.account}:configuration-recorder/{each['name']}/0000000000000000"
        )
    return answer.with_json(content)


@fixup("config", "DescribeConfigurationRecorderStatus")
def show_success(_: Call, answer: Answer) -> Answer:
    """A recorder that runs has succeeded by now. AWS spells the state with one capital."""
    content = answer.json()
    for each in content.get("ConfigurationRecordersStatus", []):
        if "lastStatus" in each:
            each["lastStatus"] = "Success"
    return answer.with_json(content)


@check("config", "PutDeliveryChannel")
def check_channel(call: Call) -> None:
    """The recorder first; then the bucket, the topic and the key, and whether Config may write to them.

    https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
    """
    found, wanted = backend(call), call.params.get("DeliveryChannel") or {}
    if not found.recorders:
        raise refusal(
            "NoAvailableConfigurationRecorderException",
            "Configuration recorder is not available to put delivery channel.",
        )
    known, name = list(found.delivery_channels), wanted.get("name")
    if known and name not in known:
        raise refusal(
            "MaxNumberOfDeliveryChannelsExceededException",
            f"Failed to put delivery channel '{name}' because the maximum number of delivery channels: 1 is reached.",
        )
    bucket = str(wanted.get("s3BucketName") or "")
    if delivery.bucket(bucket) is None:
        raise refusal("NoSuchBucketException", f"Cannot find a S3 bucket with an empty bucket name: {bucket}.")
    if not _may_write(call, bucket, wanted.get("s3KeyPrefix")):
        raise refusal(
            "InsufficientDeliveryPolicyException",
            f"Insufficient delivery policy to s3 bucket: {bucket}, unable to write to bucket, provided s3 key prefix is "
            f"'{wanted.get('s3KeyPrefix') or 'null'}', provided kms key is '{wanted.get('s3KmsKeyArn') or 'null'}'.",
        )
    topic = wanted.get("snsTopicARN")
    if topic:
        parts = topic.split(":")
        if len(parts) != 6 or topic not in sns_backends[parts[4]][parts[3]].topics:
            raise refusal("InvalidSNSTopicARNException", f"The sns topic arn '{topic}' is not valid.")
    key = wanted.get("s3KmsKeyArn")
    if key and delivery.key(key, call.region, call.account) is None:
        raise refusal("InvalidS3KmsKeyArnException", f"The arn '{key}' is not a valid kms key or alias arn.")


def _may_write(call: Call, bucket: str, prefix: str | None) -> bool:
    """By the bucket's policy, as a service; or by the recorder's role, which owns the same account."""
    source = delivery.source(call.account, f"arn:aws:config:{call.region}:{call.account}:*")
    keys = {**source, "s3:x-amz-acl": ["bucket-owner-full-control"]}
    start = f"arn:aws:s3:::{bucket}/{prefix}/AWSLogs" if prefix else f"arn:aws:s3:::{bucket}/AWSLogs"
    written = f"{start}/{call.account}/Config/ConfigWritabilityCheckFile"
    if delivery.bucket_allows(bucket, SERVICE, "s3:PutObject", written, keys):
        return delivery.bucket_allows(bucket, SERVICE, "s3:GetBucketAcl", f"arn:aws:s3:::{bucket}", source)
    recorder = next(iter(backend(call).recorders.values()))
    role = delivery.role(str(recorder.role_arn))
    found = delivery.bucket(bucket)
    same_account = found is not None and found.account_id == call.account
    return same_account and role is not None and delivery.role_allows(role, "s3:PutObject", written)


@operation("config", "DescribeDeliveryChannelStatus")
def channel_status(call: Call) -> dict[str, Any]:
    """A channel was tested when it was put; it delivers while the recorder runs."""
    found = backend(call)
    names = call.params.get("DeliveryChannelNames") or list(found.delivery_channels)
    for name in names:
        if name not in found.delivery_channels:
            raise refusal(
                "NoSuchDeliveryChannelException", f"Cannot find delivery channel with specified name '{name}'."
            )
    running = any(recorder.status.recording for recorder in found.recorders.values())
    info: dict[str, Any] = {"lastStatus": "Success" if running else "Not_Applicable"}
    stream = {**info, "lastStatusChangeTime": datetime.now(timezone.utc)} if running else info
    shown = [
        {
            "name": name,
            "configSnapshotDeliveryInfo": {},
            "configHistoryDeliveryInfo": info,
            "configStreamDeliveryInfo": stream,
        }
        for name in names
    ]
    return {"DeliveryChannelsStatus": shown}


@check("config", "PutConfigRule")
def check_rule(call: Call) -> None:
    """Rules need a recorder."""
    if not backend(call).recorders:
        raise refusal(
            "NoAvailableConfigurationRecorderException",
            "NoAvailableConfigurationRecorder: Configuration Recorder is not available to put config rule.",
        )


@check("config", "DeleteConfigRule")
def check_packed_rule(call: Call) -> None:
    """Rules of a conformance pack go with it."""
    name = call.params.get("ConfigRuleName")
    for pack in call.objects("config conformance packs").values():
        if name in pack["rules"]:
            raise AwsError("AccessDeniedException", f"The rule {name} belongs to a conformance pack.", 400)


@check("config", "PutConfigurationAggregator")
def check_aggregator(call: Call) -> None:
    """One of the organization needs the organization, its trust, and a role."""
    wanted = call.params.get("OrganizationAggregationSource")
    if wanted is None:
        return
    place = organization.membership(call.account)
    if place is None:
        raise refusal("NoAvailableOrganizationException", "The account is not a member of an organization.")
    trusted = organization.trusts(call.account, SERVICE)
    if not trusted or not (place.is_management or call.account in organization.delegates(call.account, SERVICE)):
        raise refusal(
            "OrganizationAccessDeniedException",
            f"This action can be only made by the organization's management account or a delegated administrator of {SERVICE}.",
        )
    found = delivery.role(str(wanted.get("RoleArn") or ""))
    if found is None or not delivery.role_trusts(found, SERVICE, {}):
        raise refusal("InvalidRoleException", f"The role {wanted.get('RoleArn')} does not let {SERVICE} assume it.")
