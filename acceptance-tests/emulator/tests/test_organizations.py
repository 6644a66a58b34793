"""Organizations: accounts that take time, units, and who may do what."""

from __future__ import annotations

from conftest import Emulator, Keys, make_role, make_user, refused, trust
from organizations import NO_ACCESS, ended, vend


def names(keys: Keys) -> list[str]:
    pages = keys.client("organizations").get_paginator("list_accounts").paginate()
    return [account["Name"] for page in pages for account in page["Accounts"]]


def test_the_management_account_keeps_its_email(emulator: Emulator) -> None:
    keys = emulator.account(email="aws+root@acme.example")
    answer = keys.client("organizations").create_organization(FeatureSet="ALL")["Organization"]
    assert answer["MasterAccountEmail"] == "aws+root@acme.example"
    assert answer["MasterAccountId"] == keys.account
    described = keys.client("organizations").describe_organization()["Organization"]
    assert described["MasterAccountEmail"] == "aws+root@acme.example"
    message = "The provided account is already a member of an organization."
    create = keys.client("organizations").create_organization
    refused(create, 400, "AlreadyInOrganizationException", message)


def test_a_new_account_is_ready_for_its_management_account(management: Keys, other: Keys) -> None:
    account = vend(management, "dev")
    arn = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    member = management.assume(arn)
    assert member.client("sts").get_caller_identity()["Account"] == account
    attached = member.client("iam").list_attached_role_policies(RoleName="OrganizationAccountAccessRole")
    assert [policy["PolicyName"] for policy in attached["AttachedPolicies"]] == ["AdministratorAccess"]
    make_role(member, "made-there", trust({"AWS": management.account}))
    caller = f"arn:aws:iam::{other.account}:user/admin"
    message = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    refused(other.client("sts").assume_role, 403, "AccessDenied", message, RoleArn=arn, RoleSessionName="tests")
    account = vend(management, "named", RoleName="Bootstrap")
    management.assume(f"arn:aws:iam::{account}:role/Bootstrap")


def test_an_account_takes_its_time(emulator: Emulator, management: Keys) -> None:
    emulator.settings(management.account, create_account_seconds=3600)
    client = management.client("organizations")
    request = client.create_account(AccountName="slow", Email=f"{management.account}+slow@example.com")
    request_id = request["CreateAccountStatus"]["Id"]
    status = client.describe_create_account_status(CreateAccountRequestId=request_id)["CreateAccountStatus"]
    assert (status["State"], status.get("AccountId")) == ("IN_PROGRESS", None)
    assert "slow" not in names(management)
    listed = client.list_create_account_status(States=["IN_PROGRESS"])["CreateAccountStatuses"]
    assert [item["Id"] for item in listed] == [request_id]
    assert client.list_create_account_status(States=["SUCCEEDED"])["CreateAccountStatuses"] == []


def test_failures_come_later(emulator: Emulator, management: Keys) -> None:
    client, email = management.client("organizations"), f"{management.account}+dev@example.com"
    vend(management, "dev")

    def fail(address: str) -> str:
        made = client.create_account(AccountName="again", Email=address)["CreateAccountStatus"]
        assert made["State"] == "IN_PROGRESS"
        status = ended(management, made["Id"])
        assert (status["State"], status.get("AccountId")) == ("FAILED", None)
        return str(status["FailureReason"])

    assert fail(email) == fail(email.upper()) == "EMAIL_ALREADY_EXISTS"
    # Addresses are unique in all of AWS, the management account's included.
    assert fail(f"aws+{management.account}@emulator.example") == "EMAIL_ALREADY_EXISTS"
    emulator.settings(management.account, create_account_failure_reason="INTERNAL_FAILURE")
    assert fail(f"new+{email}") == "INTERNAL_FAILURE"
    assert names(management).count("again") == 0
    message = "We can't find an create account request with the CreateAccountRequestId that you specified."
    refused(
        client.describe_create_account_status,
        400,
        "CreateAccountStatusNotFoundException",
        message,
        CreateAccountRequestId="car-" + "0" * 32,
    )
    message = "You provided a value that does not match the required pattern."
    error = refused(
        client.create_account, 400, "InvalidInputException", message, AccountName="x", Email="not-an-address"
    )
    assert error.response["Reason"] == "INVALID_PATTERN"


def test_members_may_look_at_their_organization_only(management: Keys) -> None:
    account = vend(management, "dev")
    client = management.assume(f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole").client("organizations")
    assert client.describe_organization()["Organization"]["MasterAccountId"] == management.account
    for method, params in (
        ("list_accounts", {}),
        ("list_roots", {}),
        ("create_account", {"AccountName": "x", "Email": "x@example.com"}),
        ("describe_account", {"AccountId": account}),
    ):
        refused(getattr(client, method), *NO_ACCESS, **params)


def test_delegated_administrators_may_read(management: Keys) -> None:
    account = vend(management, "security")
    client = management.assume(f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole").client("organizations")
    refused(client.list_accounts, *NO_ACCESS)
    service = "config-multiaccountsetup.amazonaws.com"
    management.client("organizations").enable_aws_service_access(ServicePrincipal=service)
    management.client("organizations").register_delegated_administrator(AccountId=account, ServicePrincipal=service)
    assert client.list_accounts()["Accounts"]
    refused(client.create_account, *NO_ACCESS, AccountName="x", Email="x@example.com")


def test_permission_is_asked_for(management: Keys) -> None:
    user = make_user(management, "user")
    refused(user.client("organizations").list_accounts, *NO_ACCESS)
    refused(user.client("organizations").describe_organization, *NO_ACCESS)


def test_an_account_without_an_organization(other: Keys) -> None:
    client, message = other.client("organizations"), "Your account is not a member of an organization."
    for method in (client.list_accounts, client.list_roots, client.describe_organization):
        refused(method, 400, "AWSOrganizationsNotInUseException", message)


def test_a_closed_account_lets_nobody_in(management: Keys) -> None:
    account = vend(management, "dev")
    arn = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    management.assume(arn)
    management.client("organizations").close_account(AccountId=account)
    caller = f"arn:aws:iam::{management.account}:user/admin"
    message = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    assume = management.client("sts").assume_role
    refused(assume, 403, "AccessDenied", message, RoleArn=arn, RoleSessionName="tests")


def test_members_share_an_organization_id(management: Keys, other: Keys) -> None:
    organization = management.client("organizations").describe_organization()["Organization"]["Id"]
    account = vend(management, "dev")
    member = management.assume(f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole")
    arn = make_role(other, "role", trust("*", StringEquals={"aws:PrincipalOrgID": organization}))
    member.assume(arn)
    management.assume(arn)
    caller = f"arn:aws:iam::{other.account}:user/admin"
    message = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    refused(other.client("sts").assume_role, 403, "AccessDenied", message, RoleArn=arn, RoleSessionName="tests")


def test_units(management: Keys) -> None:
    client = management.client("organizations")
    root = client.list_roots()["Roots"][0]["Id"]
    unit = client.create_organizational_unit(ParentId=root, Name="Workloads")["OrganizationalUnit"]["Id"]
    duplicate = 400, "DuplicateOrganizationalUnitException", "An OU with the same name already exists."
    refused(client.create_organizational_unit, *duplicate, ParentId=root, Name="Workloads")
    # Names are unique among siblings only.
    inner = client.create_organizational_unit(ParentId=unit, Name="Workloads")["OrganizationalUnit"]["Id"]
    sibling = client.create_organizational_unit(ParentId=unit, Name="Dev")["OrganizationalUnit"]["Id"]
    refused(client.update_organizational_unit, *duplicate, OrganizationalUnitId=sibling, Name="Workloads")
    message = "You specified parent that doesn't exist."
    missing = f"ou-{root[2:]}-00000000"
    params = {"ParentId": missing, "Name": "x"}
    refused(client.create_organizational_unit, 400, "ParentNotFoundException", message, **params)
    message = "You specified an organizational unit that doesn't exist."
    gone = 400, "OrganizationalUnitNotFoundException", message
    refused(client.delete_organizational_unit, *gone, OrganizationalUnitId=missing)
    message = (
        "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and "
        "try the operation again."
    )
    full = 400, "OrganizationalUnitNotEmptyException", message
    refused(client.delete_organizational_unit, *full, OrganizationalUnitId=unit)
    account = vend(management, "dev")
    client.move_account(AccountId=account, SourceParentId=root, DestinationParentId=inner)
    refused(client.delete_organizational_unit, *full, OrganizationalUnitId=inner)
    client.delete_organizational_unit(OrganizationalUnitId=sibling)
