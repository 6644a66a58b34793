"""Organizations: how accounts come, move and go."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

from botocore.exceptions import ClientError
from conftest import Emulator, Keys, make_user, refused
from organizations import NO_ACCESS, ROLE, ended, member, root, vend

GONE = 400, "AccountNotFoundException", "You specified an account that doesn't exist."
PAYMENT = "The member account must be configured with a valid payment method, such as a credit card."
BUSY = (
    "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same "
    "entity. Try again later."
)


def test_an_account_is_described(management: Keys) -> None:
    client = management.client("organizations")
    organization = client.describe_organization()["Organization"]["Id"]
    account = vend(management, "dev", Tags=[{"Key": "team", "Value": "a"}])
    described = client.describe_account(AccountId=account)["Account"]
    joined = described.pop("JoinedTimestamp")
    assert abs((datetime.now(timezone.utc) - joined).total_seconds()) < 60
    assert described == {
        "Id": account,
        "Arn": f"arn:aws:organizations::{management.account}:account/{organization}/{account}",
        "Email": f"{management.account}+dev@example.com",
        "Name": "dev",
        "Status": "ACTIVE",
        "State": "ACTIVE",
        "Paths": [f"{organization}/{root(management)}/{account}/"],
        "JoinedMethod": "CREATED",
    }
    assert client.list_tags_for_resource(ResourceId=account)["Tags"] == [{"Key": "team", "Value": "a"}]
    assert client.describe_account(AccountId=management.account)["Account"]["JoinedMethod"] == "INVITED"
    refused(client.describe_account, *GONE, AccountId="000000000001")


def test_few_accounts_are_made_at_once(emulator: Emulator, management: Keys) -> None:
    emulator.settings(management.account, create_account_seconds=3600)
    client = management.client("organizations")

    def create(number: int) -> str:
        try:
            email = f"{management.account}+{number}@example.com"
            return str(client.create_account(AccountName="x", Email=email)["CreateAccountStatus"]["Id"])
        except ClientError as error:
            return str(error.response["Error"]["Code"])

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(create, range(8)))
    assert answers.count("TooManyRequestsException") == 3
    emulator.settings(management.account, create_account_seconds=0)
    made = [ended(management, answer) for answer in answers if answer.startswith("car-")]
    assert [status["State"] for status in made] == ["SUCCEEDED"] * 5
    assert len({status["AccountId"] for status in made}) == 5
    assert create(9).startswith("car-")


def test_one_address_makes_one_account(management: Keys) -> None:
    client = management.client("organizations")

    def create(_: int) -> str:
        made = client.create_account(AccountName="x", Email=f"{management.account}+same@example.com")
        status = ended(management, made["CreateAccountStatus"]["Id"])
        return str(status.get("FailureReason", status["State"]))

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(create, range(4)))
    assert answers == ["EMAIL_ALREADY_EXISTS"] * 3 + ["SUCCEEDED"]


def test_an_organization_may_be_full(emulator: Emulator, management: Keys) -> None:
    emulator.settings(management.account, account_quota=2)
    account = vend(management, "first")
    client = management.client("organizations")

    def reason() -> str:
        made = client.create_account(AccountName="x", Email=f"{management.account}+more@example.com")
        return str(ended(management, made["CreateAccountStatus"]["Id"])["FailureReason"])

    assert reason() == "ACCOUNT_LIMIT_EXCEEDED"
    # A closed account still counts.
    client.close_account(AccountId=account)
    assert reason() == "ACCOUNT_LIMIT_EXCEEDED"
    emulator.settings(management.account, account_quota=None)
    made = client.create_account(AccountName="x", Email="a..b@example.com")["CreateAccountStatus"]
    assert ended(management, made["Id"])["FailureReason"] == "INVALID_EMAIL"


def test_requests_are_listed_in_pages(management: Keys) -> None:
    client = management.client("organizations")
    ids = [vend(management, f"n{number}") for number in range(3)]
    page = client.list_create_account_status(MaxResults=2)
    rest = client.list_create_account_status(MaxResults=2, NextToken=page["NextToken"])
    assert "NextToken" not in rest
    found = page["CreateAccountStatuses"] + rest["CreateAccountStatuses"]
    assert [status["AccountId"] for status in found] == ids
    assert all(status["CompletedTimestamp"] >= status["RequestedTimestamp"] for status in found)
    error = refused(
        client.list_accounts, 400, "InvalidInputException", "You specified an invalid NextToken.", NextToken="x"
    )
    assert error.response["Reason"] == "INVALID_NEXT_TOKEN"


def test_a_new_organization_is_not_ready(emulator: Emulator, admin: Keys) -> None:
    emulator.settings(admin.account, organization_finalizing_seconds=3600, create_account_seconds=0)
    client = admin.client("organizations")
    client.create_organization()
    message = (
        "AWS Organizations could not finalize the creation of your organization. Try again later. If this persists, "
        "contact AWS customer support."
    )
    email = f"{admin.account}+x@example.com"
    create = client.create_account
    refused(create, 400, "FinalizingOrganizationException", message, AccountName="x", Email=email)
    assert client.describe_organization()["Organization"]["FeatureSet"] == "ALL"
    emulator.settings(admin.account, organization_finalizing_seconds=0)
    vend(admin, "x")


def test_a_new_account_is_not_ready(emulator: Emulator, management: Keys) -> None:
    emulator.settings(management.account, account_role_seconds=3600, account_services_seconds=3600)
    account = vend(management, "dev")
    arn = f"arn:aws:iam::{account}:role/{ROLE}"
    message = f"User: arn:aws:iam::{management.account}:user/admin is not authorized to perform: sts:AssumeRole"
    message += f" on resource: {arn}"
    assume = management.client("sts").assume_role
    refused(assume, 403, "AccessDenied", message, RoleArn=arn, RoleSessionName="tests")
    emulator.settings(management.account, account_role_seconds=0)
    keys = member(management, account)
    assert keys.client("sts").get_caller_identity()["Account"] == account
    message = "You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe."
    refused(keys.client("ec2").describe_vpcs, 401, "OptInRequired", message)
    message = "The AWS Access Key Id needs a subscription for the service"
    refused(keys.client("iam").list_roles, 403, "OptInRequired", message)
    refused(keys.client("kms").list_keys, 400, "SubscriptionRequiredException", message)
    management.client("iam").list_roles()
    emulator.settings(management.account, account_services_seconds=0)
    keys.client("ec2").describe_vpcs()
    keys.client("kms").list_keys()


def test_changes_overlap(emulator: Emulator, management: Keys) -> None:
    client, parent = management.client("organizations"), root(management)
    emulator.settings(management.account, organization_write_seconds=3600)
    client.create_organizational_unit(ParentId=parent, Name="a")
    conflict = 400, "ConcurrentModificationException", BUSY
    refused(client.create_organizational_unit, *conflict, ParentId=parent, Name="b")
    refused(client.enable_policy_type, *conflict, RootId=parent, PolicyType="TAG_POLICY")
    message = (
        "AWS Organizations can't complete your request because another request is already in progress. Try again later."
    )
    content = {"Content": '{"tags": {"a": {"tag_key": {"@@assign": "A"}}}}', "Description": ""}
    kind = {"Name": "tags", "Type": "TAG_POLICY"}
    refused(client.create_policy, 400, "TooManyRequestsException", message, **content, **kind)
    # Reading never waits, and a refusal keeps nothing busy.
    assert len(client.list_organizational_units_for_parent(ParentId=parent)["OrganizationalUnits"]) == 1
    emulator.settings(management.account, organization_write_seconds=0)
    client.create_organizational_unit(ParentId=parent, Name="b")


def test_accounts_move_from_where_they_are(management: Keys) -> None:
    client, parent, account = management.client("organizations"), root(management), vend(management, "dev")
    unit = client.create_organizational_unit(ParentId=parent, Name="a")["OrganizationalUnit"]["Id"]
    other = client.create_organizational_unit(ParentId=parent, Name="b")["OrganizationalUnit"]["Id"]
    move, missing = client.move_account, f"ou-{parent[2:]}-00000000"
    source = 400, "SourceParentNotFoundException", "You specified a source parent that doesn't exist."
    refused(move, *source, AccountId=account, SourceParentId=missing, DestinationParentId=unit)
    refused(move, *source, AccountId=account, SourceParentId=unit, DestinationParentId=other)
    destination = 400, "DestinationParentNotFoundException", "You specified a destination parent that doesn't exist."
    refused(move, *destination, AccountId=account, SourceParentId=parent, DestinationParentId=missing)
    duplicate = 400, "DuplicateAccountException", "That account is already present in the specified destination."
    refused(move, *duplicate, AccountId=account, SourceParentId=parent, DestinationParentId=parent)
    refused(move, *GONE, AccountId="000000000001", SourceParentId=parent, DestinationParentId=unit)
    move(AccountId=account, SourceParentId=parent, DestinationParentId=unit)
    assert client.list_parents(ChildId=account)["Parents"] == [{"Id": unit, "Type": "ORGANIZATIONAL_UNIT"}]
    assert [item["Id"] for item in client.list_accounts_for_parent(ParentId=unit)["Accounts"]] == [account]
    children = client.list_children(ParentId=unit, ChildType="ACCOUNT")["Children"]
    assert children == [{"Id": account, "Type": "ACCOUNT"}]
    assert client.describe_account(AccountId=account)["Account"]["Paths"][0].endswith(f"/{unit}/{account}/")


def test_moves_of_many_are_not_lost(management: Keys) -> None:
    client, parent = management.client("organizations"), root(management)
    accounts = [vend(management, f"n{number}") for number in range(6)]

    def place(account: str) -> None:
        unit = client.create_organizational_unit(ParentId=parent, Name=account)["OrganizationalUnit"]["Id"]
        client.move_account(AccountId=account, SourceParentId=parent, DestinationParentId=unit)
        client.tag_resource(ResourceId=parent, Tags=[{"Key": account, "Value": unit}])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(place, accounts))
    tags = {tag["Key"]: tag["Value"] for tag in client.list_tags_for_resource(ResourceId=parent)["Tags"]}
    for account in accounts:
        assert client.list_parents(ChildId=account)["Parents"][0]["Id"] == tags[account]


def test_accounts_are_closed(emulator: Emulator, management: Keys) -> None:
    emulator.settings(management.account, close_account_seconds=3600)
    client = management.client("organizations")
    accounts = [vend(management, f"n{number}") for number in range(4)]

    def states(account: str) -> tuple[str, str]:
        described = client.describe_account(AccountId=account)["Account"]
        return described["Status"], described["State"]

    client.close_account(AccountId=accounts[0])
    assert states(accounts[0]) == ("PENDING_CLOSURE", "PENDING_CLOSURE")
    message = "The request failed because it conflicts with the current state of the specified resource."
    refused(client.close_account, 400, "ConflictException", message, AccountId=accounts[0])
    emulator.settings(management.account, close_account_seconds=0)
    assert states(accounts[0]) == ("SUSPENDED", "CLOSED")
    message = "The provided account is already closed."
    refused(client.close_account, 400, "AccountAlreadyClosedException", message, AccountId=accounts[0])
    message = "You can't close the management account of an organization."
    error = refused(client.close_account, 400, "ConstraintViolationException", message, AccountId=management.account)
    assert error.response["Reason"] == "CANNOT_CLOSE_MANAGEMENT_ACCOUNT"
    refused(client.close_account, *GONE, AccountId="000000000001")
    emulator.settings(management.account, close_account_quota=1)
    message = "You have exceeded close account quota for the past 30 days."
    error = refused(client.close_account, 400, "ConstraintViolationException", message, AccountId=accounts[1])
    assert error.response["Reason"] == "CLOSE_ACCOUNT_QUOTA_EXCEEDED"
    assert states(accounts[1]) == ("ACTIVE", "ACTIVE")


def test_three_accounts_close_at_a_time(emulator: Emulator, management: Keys) -> None:
    emulator.settings(management.account, close_account_seconds=3600)
    client = management.client("organizations")
    accounts = [vend(management, f"n{number}") for number in range(4)]
    for account in accounts[:3]:
        client.close_account(AccountId=account)
    message = "You attempted to exceed the number of accounts that you can close at a time."
    error = refused(client.close_account, 400, "ConstraintViolationException", message, AccountId=accounts[3])
    assert error.response["Reason"] == "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED"


def test_accounts_leave(emulator: Emulator, management: Keys) -> None:
    client, account = management.client("organizations"), vend(management, "dev")
    keys = member(management, account)
    payment = 400, "ConstraintViolationException", PAYMENT
    error = refused(client.remove_account_from_organization, *payment, AccountId=account)
    assert error.response["Reason"] == "MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED"
    refused(keys.client("organizations").leave_organization, *payment)
    message = "To delete an organization you must first remove all member accounts (except the master)."
    refused(client.delete_organization, 400, "OrganizationNotEmptyException", message)
    refused(keys.client("organizations").delete_organization, *NO_ACCESS)
    emulator.settings(management.account, members_may_leave=True)
    client.remove_account_from_organization(AccountId=account)
    refused(client.describe_account, *GONE, AccountId=account)
    message = "Your account is not a member of an organization."
    refused(keys.client("organizations").describe_organization, 400, "AWSOrganizationsNotInUseException", message)
    client.delete_organization()
    refused(client.describe_organization, 400, "AWSOrganizationsNotInUseException", message)
    client.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    assert client.describe_organization()["Organization"]["FeatureSet"] == "CONSOLIDATED_BILLING"


def test_tags_at_creation_need_permission(management: Keys) -> None:
    policy = (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "organizations:C*", "Resource": "*"}}'
    )
    client = make_user(management, "user", policy).client("organizations")
    params = {"ParentId": root(management), "Name": "a"}
    refused(client.create_organizational_unit, *NO_ACCESS, Tags=[{"Key": "a", "Value": "b"}], **params)
    client.create_organizational_unit(**params)
