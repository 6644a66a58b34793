"""Settings of a whole account, or of an account in a region, that are there before anybody sets them."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from conftest import OTHER_REGION, REGION, Emulator, Keys, refused
from ec2 import by_vpc, invalid

ALL_ON = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def test_volumes_are_encrypted_by_default_in_one_region(admin: Keys) -> None:
    ec2 = admin.client("ec2")
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False
    for _ in range(2):
        assert ec2.enable_ebs_encryption_by_default()["EbsEncryptionByDefault"] is True
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is True
    assert admin.client("ec2", OTHER_REGION).get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False
    assert ec2.disable_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False


def test_the_default_key_is_the_services_until_set(admin: Keys) -> None:
    ec2 = admin.client("ec2")
    assert ec2.get_ebs_default_kms_key_id()["KmsKeyId"] == "alias/aws/ebs"
    key = admin.client("kms").create_key()["KeyMetadata"]
    assert ec2.modify_ebs_default_kms_key_id(KmsKeyId=key["KeyId"])["KmsKeyId"] == key["Arn"]
    assert ec2.get_ebs_default_kms_key_id()["KmsKeyId"] == key["Arn"]
    assert ec2.reset_ebs_default_kms_key_id()["KmsKeyId"] == "alias/aws/ebs"


def test_snapshots_are_shared_until_blocked(admin: Keys) -> None:
    ec2 = admin.client("ec2")
    assert ec2.get_snapshot_block_public_access_state()["State"] == "unblocked"
    assert ec2.enable_snapshot_block_public_access(State="block-all-sharing")["State"] == "block-all-sharing"
    assert ec2.get_snapshot_block_public_access_state()["State"] == "block-all-sharing"
    assert admin.client("ec2", OTHER_REGION).get_snapshot_block_public_access_state()["State"] == "unblocked"
    message = "Value (none) for parameter State is invalid. Valid values are: block-all-sharing, block-new-sharing."
    invalid(ec2.enable_snapshot_block_public_access, message, State="none")
    assert ec2.disable_snapshot_block_public_access()["State"] == "unblocked"


def test_images_are_blocked_from_the_start_and_change_late(emulator: Emulator, admin: Keys) -> None:
    ec2 = admin.client("ec2")

    def shown() -> str:
        return str(ec2.get_image_block_public_access_state()["ImageBlockPublicAccessState"])

    assert shown() == "block-new-sharing"
    assert ec2.disable_image_block_public_access()["ImageBlockPublicAccessState"] == "unblocked"
    assert shown() == "unblocked"
    emulator.settings(admin.account, image_block_public_access_seconds=60)
    ec2.enable_image_block_public_access(ImageBlockPublicAccessState="block-new-sharing")
    assert shown() == "unblocked"
    emulator.settings(admin.account, image_block_public_access_seconds=0)
    ec2.enable_image_block_public_access(ImageBlockPublicAccessState="block-new-sharing")
    assert shown() == "block-new-sharing"


def test_metadata_defaults_are_those_that_were_set(admin: Keys) -> None:
    ec2 = admin.client("ec2")

    def shown() -> dict[str, Any]:
        return dict(ec2.get_instance_metadata_defaults()["AccountLevel"])

    assert shown() == {"ManagedBy": "account"}
    ec2.modify_instance_metadata_defaults(HttpTokens="required", HttpPutResponseHopLimit=2)
    ec2.modify_instance_metadata_defaults(InstanceMetadataTags="enabled")
    expected = {"HttpTokens": "required", "HttpPutResponseHopLimit": 2, "InstanceMetadataTags": "enabled"}
    assert shown() == {**expected, "ManagedBy": "account"}
    ec2.modify_instance_metadata_defaults(HttpTokens="no-preference", HttpPutResponseHopLimit=-1)
    assert shown() == {"InstanceMetadataTags": "enabled", "ManagedBy": "account"}
    message = "Value (65) for parameter HttpPutResponseHopLimit is invalid. It must be between 1 and 64, or -1."
    invalid(ec2.modify_instance_metadata_defaults, message, HttpPutResponseHopLimit=65)


def test_a_default_vpc_goes_piece_by_piece(admin: Keys) -> None:
    ec2 = admin.client("ec2")
    (default,) = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    name = default["VpcId"]
    message = f"The vpc '{name}' has dependencies and cannot be deleted."
    refused(ec2.delete_vpc, 400, "DependencyViolation", message, VpcId=name)
    filters = [{"Name": "attachment.vpc-id", "Values": [name]}]
    for gateway in ec2.describe_internet_gateways(Filters=filters)["InternetGateways"]:
        ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=name)
        ec2.delete_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"])
    for subnet in ec2.describe_subnets(Filters=by_vpc(name))["Subnets"]:
        ec2.delete_subnet(SubnetId=subnet["SubnetId"])
    ec2.delete_vpc(VpcId=name)
    assert ec2.describe_vpcs()["Vpcs"] == []
    assert admin.client("ec2", OTHER_REGION).describe_vpcs()["Vpcs"] != []
    again = ec2.create_default_vpc()["Vpc"]
    assert again["IsDefault"] and again["CidrBlock"] == "172.31.0.0/16"
    with pytest.raises(ClientError, match="DefaultVpcAlreadyExists"):
        ec2.create_default_vpc()


def _public_access_block(keys: Keys, method: str, body: str = "", account: str | None = None) -> tuple[int, str]:
    """S3 Control as SDKs would call it if names like `123456789012.127.0.0.1` resolved.

    SDKs put the account id in front of an endpoint's host. In Rust, give `aws_sdk_s3control::config::Builder` an
    `endpoint_resolver` of its own that answers with the plain URL: the account id travels in `x-amz-account-id` as well,
    and this emulator goes by that, whatever `Host` says.
    """
    address = keys.url.removeprefix("http://")
    path = "/v20180820/configuration/publicAccessBlock"
    named = account or keys.account
    request = AWSRequest(method, f"http://{named}.{address}{path}", {"x-amz-account-id": named}, body.encode())
    S3SigV4Auth(Credentials(keys.access_key, keys.secret_key), "s3", REGION).add_auth(request)
    headers = {**dict(request.headers.items()), "Host": f"{named}.{address}", "Content-Type": "application/xml"}
    sent = urllib.request.Request(keys.url + path, body.encode() or None, headers, method=method)
    try:
        with urllib.request.urlopen(sent) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_an_accounts_public_access_block_is_off_until_put(admin: Keys, other: Keys) -> None:
    status, body = _public_access_block(admin, "GET")
    assert status == 404 and "<Code>NoSuchPublicAccessBlockConfiguration</Code>" in body
    namespace = 'xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"'
    switches = "".join(f"<{name}>true</{name}>" for name in ALL_ON)
    tag = "PublicAccessBlockConfiguration"
    assert _public_access_block(admin, "PUT", f"<{tag} {namespace}>{switches}</{tag}>")[0] == 200
    status, body = _public_access_block(admin, "GET")
    assert status == 200
    assert all(f"<{name}>true</{name}>" in body for name in ALL_ON)
    assert _public_access_block(other, "GET")[0] == 404
    assert _public_access_block(other, "GET", account=admin.account)[0] == 403
    status, body = _public_access_block(admin, "PUT", f"<{tag} {namespace}></{tag}>")
    assert status == 400 and "Must specify at least one configuration." in body
    assert _public_access_block(admin, "DELETE")[0] in (200, 204)
    assert _public_access_block(admin, "GET")[0] == 404


def test_documents_may_be_shared_until_somebody_says_no(admin: Keys) -> None:
    ssm, name = admin.client("ssm"), "/ssm/documents/console/public-sharing-permission"
    shown = ssm.get_service_setting(SettingId=name)["ServiceSetting"]
    assert (shown["SettingValue"], shown["Status"]) == ("Enable", "Default")
    arn = f"arn:aws:ssm:{REGION}:{admin.account}:servicesetting{name}"
    ssm.update_service_setting(SettingId=arn, SettingValue="Disable")
    shown = ssm.get_service_setting(SettingId=arn)["ServiceSetting"]
    assert (shown["SettingValue"], shown["Status"], shown["ARN"]) == ("Disable", "Customized", arn)
    other = admin.client("ssm", OTHER_REGION).get_service_setting(SettingId=name)["ServiceSetting"]
    assert other["SettingValue"] == "Enable"
    assert ssm.reset_service_setting(SettingId=name)["ServiceSetting"]["SettingValue"] == "Enable"
    message = "Setting Id /ssm/nothing is not valid."
    refused(ssm.get_service_setting, 400, "ServiceSettingNotFound", message, SettingId="/ssm/nothing")
    with pytest.raises(ClientError, match="ValidationException"):
        ssm.update_service_setting(SettingId=name, SettingValue="off")
