"""Regions that accounts opt in to."""

from __future__ import annotations

from typing import Any

from conftest import Emulator, Keys, refused
from organizations import member, vend

OPT_IN = "eu-central-2"
AS_IT_IS = 400, "ValidationException", "Unable to switch region status because of its current opt-in status."


def status(keys: Keys, region: str = OPT_IN) -> str:
    return str(keys.client("account").get_region_opt_status(RegionName=region)["RegionOptStatus"])


def regions(keys: Keys, **params: Any) -> dict[str, str]:
    pages = keys.client("account").get_paginator("list_regions").paginate(**params)
    return {item["RegionName"]: item["RegionOptStatus"] for page in pages for item in page["Regions"]}


def test_a_region_is_opted_in_to_and_out_of(emulator: Emulator, admin: Keys) -> None:
    emulator.settings(admin.account, region_opt_seconds=3600)
    client = admin.client("account")
    assert (status(admin), status(admin, "eu-west-1")) == ("DISABLED", "ENABLED_BY_DEFAULT")
    refused(client.disable_region, *AS_IT_IS, RegionName=OPT_IN)
    client.enable_region(RegionName=OPT_IN)
    assert status(admin) == "ENABLING"
    refused(client.enable_region, *AS_IT_IS, RegionName=OPT_IN)
    message = f"{OPT_IN} is ENABLING: the request conflicts with one under way."
    refused(client.disable_region, 409, "ConflictException", message, RegionName=OPT_IN)
    emulator.settings(admin.account, region_opt_seconds=0)
    assert status(admin) == "ENABLED"
    refused(client.enable_region, *AS_IT_IS, RegionName=OPT_IN)
    admin.client("ec2", OPT_IN).describe_vpcs()
    client.disable_region(RegionName=OPT_IN)
    assert status(admin) == "DISABLED"


def test_default_regions_stay(admin: Keys) -> None:
    client = admin.client("account")
    message = "eu-west-1 is enabled by default and cannot be enabled or disabled."
    for method in (client.enable_region, client.disable_region):
        error = refused(method, 400, "ValidationException", message, RegionName="eu-west-1")
        assert error.response["reason"] == "invalidRegionOptTarget"
    refused(
        client.enable_region,
        400,
        "ValidationException",
        "xx-nowhere-1 is not a valid region.",
        RegionName="xx-nowhere-1",
    )


def test_six_requests_at_once(emulator: Emulator, admin: Keys) -> None:
    emulator.settings(admin.account, region_opt_seconds=3600)
    client = admin.client("account")
    disabled = list(regions(admin, RegionOptStatusContains=["DISABLED"]))
    for region in disabled[:6]:
        client.enable_region(RegionName=region)
    message = "6 requests about regions of this account are under way."
    refused(client.enable_region, 429, "TooManyRequestsException", message, RegionName=disabled[6])
    assert list(regions(admin, RegionOptStatusContains=["ENABLING"])) == disabled[:6]


def test_regions_come_in_pages(admin: Keys) -> None:
    found = regions(admin, MaxResults=5)
    assert len(found) == len(regions(admin)) == 34
    assert list(found.values()).count("ENABLED_BY_DEFAULT") == 17


def test_regions_that_are_not_opted_in_know_nobody(admin: Keys) -> None:
    invalid = "The security token included in the request is invalid."
    message = "AWS was not able to validate the provided access credentials"
    refused(admin.client("ec2", OPT_IN).describe_vpcs, 401, "AuthFailure", message)
    refused(admin.client("kms", OPT_IN).list_keys, 400, "UnrecognizedClientException", invalid)
    refused(admin.client("guardduty", OPT_IN).list_detectors, 403, "UnrecognizedClientException", invalid)
    refused(admin.client("sns", OPT_IN).list_topics, 403, "InvalidClientTokenId", invalid)
    refused(admin.client("sts", OPT_IN).get_caller_identity, 403, "InvalidClientTokenId", invalid)
    message = "The AWS Access Key Id you provided does not exist in our records."
    refused(admin.client("s3", OPT_IN).list_buckets, 403, "InvalidAccessKeyId", message)
    admin.client("ec2", "eu-central-1").describe_vpcs()


def test_accounts_opt_in_on_their_own(emulator: Emulator, management: Keys) -> None:
    account = vend(management, "dev")
    emulator.settings(account, region_opt_seconds=0)
    management.client("organizations").enable_aws_service_access(ServicePrincipal="account.amazonaws.com")
    client = management.client("account")
    client.enable_region(RegionName=OPT_IN, AccountId=account)
    answer = client.get_region_opt_status(RegionName=OPT_IN, AccountId=account)
    assert answer == {**answer, "RegionName": OPT_IN, "RegionOptStatus": "ENABLED"}
    assert status(management) == "DISABLED"
    member(management, account).client("ec2", OPT_IN).describe_vpcs()


def test_ec2_knows_the_same_regions(emulator: Emulator, admin: Keys) -> None:
    emulator.settings(admin.account, region_opt_seconds=0)
    ec2 = admin.client("ec2")

    def found(**params: Any) -> dict[str, str]:
        return {item["RegionName"]: item["OptInStatus"] for item in ec2.describe_regions(**params)["Regions"]}

    assert set(found().values()) == {"opt-in-not-required"} and len(found()) == 17
    assert found(AllRegions=True)[OPT_IN] == "not-opted-in"
    assert found(RegionNames=[OPT_IN]) == {OPT_IN: "not-opted-in"}
    admin.client("account").enable_region(RegionName=OPT_IN)
    assert found()[OPT_IN] == "opted-in"
    assert list(found(Filters=[{"Name": "opt-in-status", "Values": ["opted-in"]}])) == [OPT_IN]
    message = "Invalid region names: [xx-nowhere-1]"
    refused(ec2.describe_regions, 400, "InvalidParameterValue", message, RegionNames=["xx-nowhere-1"])
