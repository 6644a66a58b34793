"""One emulator for the whole run; each test makes accounts of its own."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

PACKAGE = Path(__file__).resolve().parent.parent
REGION, OTHER_REGION = "eu-west-1", "us-east-1"
TRUST_NOBODY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def command(*arguments: str) -> list[str]:
    """The emulator's command line."""
    return [sys.executable, "-m", "plinth_emulator", *arguments]


def environment() -> dict[str, str]:
    """An environment in which the emulator's package is found."""
    return {**os.environ, "PYTHONPATH": str(PACKAGE)}


@functools.cache
def _client(service: str, region: str, url: str, access_key: str, secret_key: str, token: str | None) -> Any:
    """Making a client takes longer than the calls that a test makes with it."""
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=url,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        aws_session_token=token,
        config=Config(retries={"max_attempts": 1, "mode": "standard"}, parameter_validation=False),
    )


@dataclass
class Keys:
    """Credentials, and the clients made with them."""

    url: str
    account: str
    access_key: str
    secret_key: str
    token: str | None = None

    def client(self, service: str, region: str = REGION) -> Any:
        """A boto3 client that neither retries nor checks parameters itself."""
        return _client(service, region, self.url, self.access_key, self.secret_key, self.token)

    def session(self, credentials: dict[str, Any], account: str | None = None) -> Keys:
        """The keys in an answer of STS."""
        return Keys(
            self.url,
            account or self.account,
            credentials["AccessKeyId"],
            credentials["SecretAccessKey"],
            credentials["SessionToken"],
        )

    def assume(self, role_arn: str, name: str = "tests", **params: Any) -> Keys:
        """A session of a role."""
        answer = self.client("sts").assume_role(RoleArn=role_arn, RoleSessionName=name, **params)
        return self.session(answer["Credentials"], role_arn.split(":")[4])


@dataclass
class Emulator:
    """The running emulator and its control endpoints."""

    url: str

    def control(self, path: str, values: dict[str, Any] | None = None) -> Any:
        """Ask a control endpoint."""
        data = None if values is None else json.dumps(values).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_plinth/{path}", data)) as answer:
            return json.load(answer)

    def account(self, **values: Any) -> Keys:
        """An administrator of a new account."""
        made = self.control("accounts", values)
        return Keys(self.url, made["account_id"], made["access_key_id"], made["secret_access_key"])

    def settings(self, account: str, **values: Any) -> None:
        """Switches for one account."""
        self.control("settings", {"account_id": account, **values})


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """The emulator, for all tests."""
    with subprocess.Popen(
        command("--exit-with-stdin"), env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        line = process.stdout.readline()
        assert line.startswith("ready http://127.0.0.1:")
        yield Emulator(line.split()[1])
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.fixture
def admin(emulator: Emulator) -> Keys:
    """An administrator of a new account."""
    return emulator.account()


@pytest.fixture
def other(emulator: Emulator) -> Keys:
    """An administrator of another new account."""
    return emulator.account()


@pytest.fixture
def management(emulator: Emulator, admin: Keys) -> Keys:
    """An administrator of an organization's management account, whose new accounts do not keep it waiting."""
    emulator.settings(admin.account, create_account_seconds=0)
    admin.client("organizations").create_organization(FeatureSet="ALL")
    return admin


def refused(function: Callable[..., Any], status: int, code: str, message: str, **params: Any) -> ClientError:
    """The call is refused with exactly this status, code and sentence."""
    with pytest.raises(ClientError) as caught:
        function(**params)
    error = caught.value.response
    found = error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Code"], error["Error"]["Message"]
    assert found == (status, code, message)
    return caught.value


def trust(principal: Any, action: Any = "sts:AssumeRole", effect: str = "Allow", **condition: Any) -> str:
    """A trust policy of one statement."""
    statement: dict[str, Any] = {"Effect": effect, "Principal": principal, "Action": action}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def allow(action: Any, resource: Any = "*", effect: str = "Allow", **condition: Any) -> str:
    """An identity policy of one statement."""
    statement: dict[str, Any] = {"Effect": effect, "Action": action, "Resource": resource}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def make_role(keys: Keys, name: str, document: str, *policies: str, **params: Any) -> str:
    """A role with inline policies; the answer is its ARN."""
    iam = keys.client("iam")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document, **params)["Role"]
    for index, policy in enumerate(policies):
        iam.put_role_policy(RoleName=name, PolicyName=f"inline-{index}", PolicyDocument=policy)
    return str(role["Arn"])


def make_user(keys: Keys, name: str, *policies: str) -> Keys:
    """A user with inline policies and an access key."""
    iam = keys.client("iam")
    iam.create_user(UserName=name)
    for index, policy in enumerate(policies):
        iam.put_user_policy(UserName=name, PolicyName=f"inline-{index}", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Keys(keys.url, keys.account, key["AccessKeyId"], key["SecretAccessKey"])
