"""What holds for every service: credentials, and 501 for what nobody answers."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from conftest import OTHER_REGION, REGION, Emulator, Keys, refused

NOBODY = "The security token included in the request is invalid."
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)


def call(keys: Keys, service: str, method: str, **params: Any) -> Any:
    return lambda: getattr(keys.client(service), method)(**params)


CALLS = {
    "query": ("iam", "list_roles", {}),
    "ec2": ("ec2", "describe_vpcs", {}),
    "json": ("kms", "list_keys", {}),
    "rest-json": ("lambda", "list_functions", {}),
    "rest-xml": ("route53", "list_hosted_zones", {}),
    "s3": ("s3", "list_buckets", {}),
}


@pytest.mark.parametrize(
    ("wire", "status", "code", "message"),
    [
        ("query", 403, "InvalidClientTokenId", NOBODY),
        ("ec2", 401, "AuthFailure", "AWS was not able to validate the provided access credentials"),
        ("json", 400, "UnrecognizedClientException", NOBODY),
        ("rest-json", 403, "UnrecognizedClientException", NOBODY),
        ("rest-xml", 403, "InvalidClientTokenId", NOBODY),
        ("s3", 403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
    ],
)
def test_an_unknown_key_is_refused(emulator: Emulator, wire: str, status: int, code: str, message: str) -> None:
    nobody = Keys(emulator.url, "123456789012", "AKIAIOSFODNN7EXAMPLE", "secret")
    service, method, params = CALLS[wire]
    refused(call(nobody, service, method, **params), status, code, message)


@pytest.mark.parametrize(
    ("wire", "status", "code", "message"),
    [
        ("query", 403, "SignatureDoesNotMatch", MISMATCH),
        ("ec2", 401, "AuthFailure", "AWS was not able to validate the provided access credentials"),
        ("json", 400, "InvalidSignatureException", MISMATCH),
        ("rest-json", 403, "InvalidSignatureException", MISMATCH),
        ("rest-xml", 403, "SignatureDoesNotMatch", MISMATCH),
        (
            "s3",
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing "
            "method.",
        ),
    ],
)
def test_a_wrong_secret_is_refused(admin: Keys, wire: str, status: int, code: str, message: str) -> None:
    wrong = Keys(admin.url, admin.account, admin.access_key, "wrong")
    service, method, params = CALLS[wire]
    refused(call(wrong, service, method, **params), status, code, message)


def test_signatures_need_not_be_checked(emulator: Emulator, admin: Keys) -> None:
    emulator.settings(admin.account, verify_signatures=False)
    wrong = Keys(admin.url, admin.account, admin.access_key, "wrong")
    assert wrong.client("sts").get_caller_identity()["Account"] == admin.account


@pytest.mark.parametrize("wire", CALLS)
@pytest.mark.parametrize("region", [REGION, OTHER_REGION])
def test_a_right_key_is_accepted(admin: Keys, wire: str, region: str) -> None:
    service, method, params = CALLS[wire]
    getattr(admin.client(service, region), method)(**params)


def test_an_inactive_or_deleted_key_is_refused(admin: Keys) -> None:
    iam = admin.client("iam")
    iam.create_user(UserName="leaver")
    key = iam.create_access_key(UserName="leaver")["AccessKey"]
    leaver = Keys(admin.url, admin.account, key["AccessKeyId"], key["SecretAccessKey"])
    leaver.client("sts").get_caller_identity()
    iam.update_access_key(UserName="leaver", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    refused(leaver.client("sts").get_caller_identity, 403, "InvalidClientTokenId", NOBODY)
    iam.update_access_key(UserName="leaver", AccessKeyId=key["AccessKeyId"], Status="Active")
    leaver.client("sts").get_caller_identity()
    iam.delete_access_key(UserName="leaver", AccessKeyId=key["AccessKeyId"])
    refused(leaver.client("sts").get_caller_identity, 403, "InvalidClientTokenId", NOBODY)


def test_an_unsigned_request_is_refused(emulator: Emulator) -> None:
    config = Config(signature_version=UNSIGNED, retries={"max_attempts": 1, "mode": "standard"})
    for service, method, status, code, message in (
        ("iam", "list_roles", 403, "MissingAuthenticationToken", "Request is missing Authentication Token"),
        ("organizations", "list_roots", 400, "MissingAuthenticationTokenException", "Missing Authentication Token"),
    ):
        client = boto3.client(service, region_name=REGION, endpoint_url=emulator.url, config=config)
        refused(getattr(client, method), status, code, message)


@pytest.mark.parametrize(
    ("service", "method", "params", "name"),
    [
        ("ec2", "create_route_server", {"AmazonSideAsn": 65000}, "ec2:CreateRouteServer"),
        (
            "iam",
            "generate_organizations_access_report",
            {"EntityPath": "o-a1b2c3d4e5/r-f6g7h8i9j0"},
            "iam:GenerateOrganizationsAccessReport",
        ),
        ("organizations", "list_inbound_responsibility_transfers", {"Type": "BILLING"}, None),
        ("kms", "generate_data_key_pair", {"KeyId": "k", "KeyPairSpec": "RSA_2048"}, "kms:GenerateDataKeyPair"),
        ("lambda", "list_code_signing_configs", {}, "lambda:ListCodeSigningConfigs"),
        ("eks", "list_access_policies", {}, "eks:ListAccessPolicies"),
        ("detective", "list_graphs", {}, "detective:ListGraphs"),
        ("fms", "list_policies", {}, "fms:ListPolicies"),
        ("route53", "get_account_limit", {"Type": "MAX_ZONES_BY_OWNER"}, "route53:GetAccountLimit"),
        ("elbv2", "get_trust_store_ca_certificates_bundle", {"TrustStoreArn": "a"}, None),
        (
            "s3",
            "put_bucket_request_payment",
            {"Bucket": "b", "RequestPaymentConfiguration": {"Payer": "Requester"}},
            None,
        ),
    ],
)
def test_what_nobody_answers_is_501_in_the_services_protocol(
    emulator: Emulator, service: str, method: str, params: dict[str, Any], name: str | None
) -> None:
    keys = emulator.account()
    if service == "organizations":
        keys.client("organizations").create_organization()
    with pytest.raises(Exception) as caught:
        getattr(keys.client(service), method)(**params)
    error = caught.value.response  # type: ignore[attr-defined]
    assert (error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Code"]) == (501, "NotImplemented")
    assert error["Error"]["Message"].startswith("The emulator does not implement ")
    if name is not None:
        assert error["Error"]["Message"] == f"The emulator does not implement {name}."


@pytest.mark.parametrize(
    ("method", "path", "headers", "body"),
    [
        ("GET", "/", {}, b""),
        ("GET", "/no-such-bucket", {}, b""),
        ("POST", "/", {"Content-Type": "application/x-www-form-urlencoded"}, b"\xff\xfe=%zz"),
        ("GET", "/", {"Authorization": "AWS4-HMAC-SHA256 nonsense"}, b""),
        ("GET", "/", {"Authorization": "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0"}, b""),
        ("POST", "/", {"X-Amz-Target": "Nonsense"}, b"{"),
        ("GET", "/%00%ff//..", {}, b""),
        ("OPTIONS", "*", {}, b""),
    ],
)
def test_nonsense_is_answered(emulator: Emulator, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
    address = urlsplit(emulator.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port)
    connection.request(method, path, body, headers)
    assert connection.getresponse().status in range(200, 600)


def test_one_connection_serves_many_requests(emulator: Emulator) -> None:
    address = urlsplit(emulator.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port)
    for _ in range(3):
        connection.request("GET", "/_plinth/health")
        socket = connection.sock
        assert connection.getresponse().read() == b'{"status": "ok"}'
        assert connection.sock is socket


def test_accounts_and_regions_are_apart(admin: Keys, other: Keys) -> None:
    admin.client("sns").create_topic(Name="topic")
    assert len(admin.client("sns").list_topics()["Topics"]) == 1
    assert admin.client("sns", OTHER_REGION).list_topics()["Topics"] == []
    assert other.client("sns").list_topics()["Topics"] == []


def test_s3_control_takes_its_account_from_the_host_too(admin: Keys) -> None:
    client = admin.client("s3control")
    host = urlsplit(admin.url).netloc

    def reach_the_emulator(request: Any, **_: Any) -> None:
        # The SDK signs and sends to {AccountId}.127.0.0.1; only the name's resolution is replaced here.
        assert urlsplit(request.url).netloc == f"{admin.account}.{host}"
        request.headers["Host"] = urlsplit(request.url).netloc
        request.url = request.url.replace(f"{admin.account}.{host}", host)

    client.meta.events.register("before-send.s3-control.*", reach_the_emulator)
    block = {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True,
    }
    client.put_public_access_block(AccountId=admin.account, PublicAccessBlockConfiguration=block)
    answer = client.get_public_access_block(AccountId=admin.account)
    assert answer["PublicAccessBlockConfiguration"] == block
