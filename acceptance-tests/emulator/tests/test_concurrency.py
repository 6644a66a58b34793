"""Many callers at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError
from conftest import TRUST_NOBODY, Emulator, Keys, trust

THREADS = 8


def test_one_of_many_makes_the_role(admin: Keys) -> None:
    iam = admin.client("iam")

    def create(_: int) -> str:
        try:
            iam.create_role(RoleName="contested", AssumeRolePolicyDocument=json.dumps(TRUST_NOBODY))
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "made"

    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(create, range(4 * THREADS)))
    assert sorted(results) == ["EntityAlreadyExists"] * (len(results) - 1) + ["made"]


def test_reading_while_others_write(emulator: Emulator) -> None:
    keys = emulator.account()
    iam, sts, ec2 = keys.client("iam"), keys.client("sts"), keys.client("ec2")

    def work(number: int) -> str:
        name = f"role-{number}"
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust({"AWS": keys.account}))
        iam.list_roles()
        ec2.create_vpc(CidrBlock="10.0.0.0/16")
        ec2.describe_vpcs()
        answer = sts.assume_role(RoleArn=f"arn:aws:iam::{keys.account}:role/{name}", RoleSessionName="tests")
        iam.delete_role(RoleName=name)
        return str(answer["Credentials"]["AccessKeyId"])

    with ThreadPoolExecutor(THREADS) as pool:
        made = list(pool.map(work, range(4 * THREADS)))
    assert len(set(made)) == len(made)
    assert iam.list_roles()["Roles"] == []
    vpcs = [vpc for page in ec2.get_paginator("describe_vpcs").paginate() for vpc in page["Vpcs"]]
    assert len(vpcs) == len(made) + 1
