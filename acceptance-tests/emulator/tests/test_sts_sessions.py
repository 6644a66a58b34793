"""Sessions: tokens, expiry, and STS's other operations."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from conftest import REGION, Emulator, Keys, allow, make_role, make_user, refused, trust

NOBODY = "The security token included in the request is invalid."
ISSUER = "https://token.actions.githubusercontent.com"


def test_a_session_token_belongs_to_its_key(admin: Keys) -> None:
    arn = make_role(admin, "role", trust({"AWS": admin.account}))
    one, two = admin.assume(arn), admin.assume(arn)
    for key, token in ((one, None), (one, two.token), (admin, one.token)):
        mixed = Keys(admin.url, admin.account, key.access_key, key.secret_key, token)
        refused(mixed.client("sts").get_caller_identity, 403, "InvalidClientTokenId", NOBODY)


def test_sessions_end(emulator: Emulator, admin: Keys) -> None:
    arn = make_role(admin, "role", trust({"AWS": admin.account}))
    emulator.settings(admin.account, session_seconds=0.2)
    session = admin.assume(arn)
    time.sleep(0.3)
    message = "The security token included in the request is expired"
    for service, method, status, code in (
        ("sts", "get_caller_identity", 403, "ExpiredToken"),
        ("kms", "list_keys", 400, "ExpiredTokenException"),
        ("lambda", "list_functions", 403, "ExpiredTokenException"),
    ):
        refused(getattr(session.client(service), method), status, code, message)
    refused(session.client("ec2").describe_vpcs, 400, "RequestExpired", "Request has expired.")
    refused(session.client("s3").list_buckets, 400, "ExpiredToken", "The provided token has expired.")


def test_a_users_session(admin: Keys) -> None:
    user = make_user(admin, "user", allow("*"))
    session = user.session(user.client("sts").get_session_token()["Credentials"])
    assert session.client("sts").get_caller_identity()["Arn"] == f"arn:aws:iam::{admin.account}:user/user"
    session.client("sns").list_topics()
    # Without MFA such a session does not open IAM, and never the rest of STS.
    nobody = 403, "InvalidClientTokenId", "The security token included in the request is invalid"
    refused(session.client("iam").list_roles, *nobody)
    message = "Cannot call GetSessionToken with session credentials"
    refused(session.client("sts").get_session_token, 403, "AccessDenied", message)
    serial = f"arn:aws:iam::{admin.account}:mfa/user"
    answer = user.client("sts").get_session_token(SerialNumber=serial, TokenCode="654321")
    user.session(answer["Credentials"]).client("iam").list_roles()
    constraint = "failed to satisfy constraint: Member must have length greater than or equal to 6"
    message = f"1 validation error detected: Value '12' at 'tokenCode' {constraint}"
    params = {"SerialNumber": serial, "TokenCode": "12"}
    refused(user.client("sts").get_session_token, 400, "ValidationError", message, **params)


def test_a_federated_user_may_what_both_allow(admin: Keys) -> None:
    answer = admin.client("sts").get_federation_token(Name="guest", Policy=allow("iam:ListRoles"))
    guest = admin.session(answer["Credentials"])
    arn = f"arn:aws:sts::{admin.account}:federated-user/guest"
    assert guest.client("sts").get_caller_identity()["Arn"] == answer["FederatedUser"]["Arn"] == arn
    guest.client("iam").list_roles()
    users = f"arn:aws:iam::{admin.account}:user/"
    reason = "because no session policy allows the iam:ListUsers action"
    message = f"User: {arn} is not authorized to perform: iam:ListUsers on resource: {users} {reason}"
    refused(guest.client("iam").list_users, 403, "AccessDenied", message)


def test_a_key_tells_its_account(admin: Keys, other: Keys) -> None:
    answer = admin.client("sts").get_access_key_info(AccessKeyId=other.access_key)
    assert answer["Account"] == other.account


def test_saml_is_not_answered(admin: Keys) -> None:
    message = "The emulator does not implement sts:AssumeRoleWithSAML."
    params = {
        "RoleArn": "arn:aws:iam::1:role/r",
        "PrincipalArn": "arn:aws:iam::1:saml-provider/p",
        "SAMLAssertion": "aaaa",
    }
    refused(admin.client("sts").assume_role_with_saml, 501, "NotImplemented", message, **params)


def jwt(**claims: Any) -> str:
    def part(content: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    values = {
        "iss": ISSUER,
        "aud": "sts.amazonaws.com",
        "sub": "repo:acme/live:ref:refs/heads/main",
        "exp": int(time.time()) + 300,
        **claims,
    }
    return f"{part({'alg': 'RS256'})}.{part(values)}.c2lnbmF0dXJl"


@pytest.fixture
def deployer(admin: Keys) -> str:
    """A role for a repository's main branch, with its provider."""
    provider = admin.client("iam").create_open_id_connect_provider(
        Url=ISSUER, ClientIDList=["sts.amazonaws.com"], ThumbprintList=["a" * 40]
    )["OpenIDConnectProviderArn"]
    host = ISSUER.removeprefix("https://")
    condition = {
        "StringEquals": {f"{host}:aud": "sts.amazonaws.com"},
        "StringLike": {f"{host}:sub": "repo:acme/live:*"},
    }
    return make_role(admin, "deployer", trust({"Federated": provider}, "sts:AssumeRoleWithWebIdentity", **condition))


def anonymous(keys: Keys) -> Any:
    config = Config(signature_version=UNSIGNED, retries={"max_attempts": 1, "mode": "standard"})
    return boto3.client("sts", region_name=REGION, endpoint_url=keys.url, config=config)


def test_a_token_of_a_provider_gives_a_session(admin: Keys, deployer: str) -> None:
    params = {"RoleArn": deployer, "RoleSessionName": "ci", "WebIdentityToken": jwt()}
    answer = anonymous(admin).assume_role_with_web_identity(**params)
    assert answer["Audience"] == "sts.amazonaws.com"
    assert answer["SubjectFromWebIdentityToken"] == "repo:acme/live:ref:refs/heads/main"
    session = admin.session(answer["Credentials"])
    arn = f"arn:aws:sts::{admin.account}:assumed-role/deployer/ci"
    assert session.client("sts").get_caller_identity()["Arn"] == arn


@pytest.mark.parametrize(
    ("claims", "status", "code", "message"),
    [
        ({"sub": "repo:evil/live:*"}, 403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
        ({"aud": "other"}, 400, "InvalidIdentityToken", "Incorrect token audience"),
        (
            {"iss": "https://example.com"},
            400,
            "InvalidIdentityToken",
            "No OpenIDConnect provider found in your account for https://example.com",
        ),
        ({"exp": 1}, 400, "ExpiredTokenException", None),
    ],
)
def test_other_tokens_are_refused(
    admin: Keys, deployer: str, claims: dict[str, Any], status: int, code: str, message: str | None
) -> None:
    client = anonymous(admin)
    params = {"RoleArn": deployer, "RoleSessionName": "ci", "WebIdentityToken": jwt(**claims)}
    if message is not None:
        refused(client.assume_role_with_web_identity, status, code, message, **params)
        return
    with pytest.raises(client.exceptions.ExpiredTokenException, match="Token expired: current date/time"):
        client.assume_role_with_web_identity(**params)


def test_a_token_is_no_use_elsewhere(admin: Keys, deployer: str) -> None:
    client = anonymous(admin)
    message = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    for arn in (make_role(admin, "plain", trust({"AWS": admin.account})), f"{deployer}-missing"):
        params = {"RoleArn": arn, "RoleSessionName": "ci", "WebIdentityToken": jwt()}
        refused(client.assume_role_with_web_identity, 403, "AccessDenied", message, **params)
    message = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
    params = {"RoleArn": deployer, "RoleSessionName": "ci", "WebIdentityToken": "nonsense"}
    refused(client.assume_role_with_web_identity, 400, "InvalidIdentityToken", message, **params)
    duration = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    params = {**params, "WebIdentityToken": jwt(), "DurationSeconds": 7200}
    refused(client.assume_role_with_web_identity, 400, "ValidationError", duration, **params)
