"""IAM: what an account has one of: its alias, its password policy, its hold over root users, a role per service."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError
from conftest import Emulator, Keys, allow, make_user, refused
from organizations import member, vend


def test_an_account_has_one_alias(admin: Keys, other: Keys) -> None:
    iam, alias = admin.client("iam"), f"plinth-{admin.account}"
    assert iam.list_account_aliases()["AccountAliases"] == []
    iam.create_account_alias(AccountAlias=alias)
    taken = 409, "EntityAlreadyExists", f"The account alias {alias} already exists."
    refused(iam.create_account_alias, *taken, AccountAlias=alias)
    refused(other.client("iam").create_account_alias, *taken, AccountAlias=alias)
    gone = 404, "NoSuchEntity", f"The account alias {alias} cannot be found."
    refused(other.client("iam").delete_account_alias, *gone, AccountAlias=alias)
    # Another one replaces it, and sets the name free.
    iam.create_account_alias(AccountAlias=f"{alias}-b")
    assert iam.list_account_aliases()["AccountAliases"] == [f"{alias}-b"]
    other.client("iam").create_account_alias(AccountAlias=alias)
    iam.delete_account_alias(AccountAlias=f"{alias}-b")
    assert iam.list_account_aliases()["AccountAliases"] == []


@pytest.mark.parametrize("alias", ["Upper", "double--hyphen", "-begins", "ends-", "with.dot"])
def test_aliases_have_a_form(admin: Keys, alias: str) -> None:
    message = (
        f"1 validation error detected: Value '{alias}' at 'accountAlias' failed to satisfy constraint: Member must "
        "satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$"
    )
    refused(admin.client("iam").create_account_alias, 400, "ValidationError", message, AccountAlias=alias)


def test_one_account_wins_an_alias(emulator: Emulator) -> None:
    accounts = [emulator.account() for _ in range(6)]
    alias = f"contested-{accounts[0].account}"

    def create(keys: Keys) -> str:
        try:
            keys.client("iam").create_account_alias(AccountAlias=alias)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "made"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(create, accounts)) == ["EntityAlreadyExists"] * 5 + ["made"]


def test_the_password_policy(admin: Keys) -> None:
    iam = admin.client("iam")
    gone = 404, "NoSuchEntity", f"The Password Policy with domain name {admin.account} cannot be found."
    refused(iam.get_account_password_policy, *gone)
    refused(iam.delete_account_password_policy, *gone)
    iam.update_account_password_policy(MinimumPasswordLength=14, PasswordReusePrevention=24, MaxPasswordAge=90)
    nothing = {
        "RequireSymbols": False,
        "RequireNumbers": False,
        "RequireUppercaseCharacters": False,
        "RequireLowercaseCharacters": False,
        "AllowUsersToChangePassword": False,
    }
    assert iam.get_account_password_policy()["PasswordPolicy"] == {
        **nothing,
        "MinimumPasswordLength": 14,
        "PasswordReusePrevention": 24,
        "MaxPasswordAge": 90,
        "ExpirePasswords": True,
    }
    # What an update leaves out goes back to its default.
    iam.update_account_password_policy(RequireSymbols=True)
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    assert policy == {**nothing, "RequireSymbols": True, "MinimumPasswordLength": 6, "ExpirePasswords": False}
    message = (
        "1 validation error detected: Value '5' at 'minimumPasswordLength' failed to satisfy constraint: Member must "
        "have value greater than or equal to 6"
    )
    refused(iam.update_account_password_policy, 400, "ValidationError", message, MinimumPasswordLength=5)
    iam.delete_account_password_policy()
    refused(iam.get_account_password_policy, *gone)


def test_root_access_is_managed_for_the_organization(management: Keys, other: Keys) -> None:
    iam, account = management.client("iam"), vend(management, "dev")
    organization = management.client("organizations").describe_organization()["Organization"]["Id"]
    message = "The request was rejected because trusted access is not enabled for IAM in Organizations."
    refused(iam.list_organizations_features, 400, "ServiceAccessNotEnabledException", message)
    refused(iam.enable_organizations_root_sessions, 400, "ServiceAccessNotEnabledException", message)
    management.client("organizations").enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    assert iam.list_organizations_features()["EnabledFeatures"] == []
    for _ in range(2):
        answer = iam.enable_organizations_root_credentials_management()
    assert (answer["OrganizationId"], answer["EnabledFeatures"]) == (organization, ["RootCredentialsManagement"])
    iam.enable_organizations_root_sessions()
    features = iam.list_organizations_features()["EnabledFeatures"]
    assert features == ["RootCredentialsManagement", "RootSessions"]
    answer = iam.disable_organizations_root_credentials_management()
    assert answer["EnabledFeatures"] == ["RootSessions"]
    assert iam.disable_organizations_root_sessions()["EnabledFeatures"] == []
    message = "The request was rejected because no organization is associated with your account."
    refused(other.client("iam").list_organizations_features, 400, "OrganizationNotFoundException", message)
    message = (
        "The request was rejected because the account making the request is not the management account or delegated "
        "administrator account for centralized root access."
    )
    code = "AccountNotManagementOrDelegatedAdministratorException"
    keys = member(management, account)
    refused(keys.client("iam").list_organizations_features, 400, code, message)
    management.client("organizations").register_delegated_administrator(
        AccountId=account, ServicePrincipal="iam.amazonaws.com"
    )
    assert keys.client("iam").list_organizations_features()["EnabledFeatures"] == []
    message = (
        "The request was rejected because the account making the request is not the management account for the "
        "organization."
    )
    enable = keys.client("iam").enable_organizations_root_sessions
    refused(enable, 400, "CallerIsNotManagementAccountException", message)


def test_service_linked_roles(admin: Keys) -> None:
    iam, service, name = admin.client("iam"), "guardduty.amazonaws.com", "AWSServiceRoleForAmazonGuardDuty"
    role = iam.create_service_linked_role(AWSServiceName=service, Description="of tests")["Role"]
    assert role["Arn"] == f"arn:aws:iam::{admin.account}:role/aws-service-role/{service}/{name}"
    assert (role["RoleName"], role["Path"]) == (name, f"/aws-service-role/{service}/")
    assert iam.get_role(RoleName=name)["Role"]["Description"] == "of tests"
    message = f"Service role name {name} has been taken in this account, please try a different suffix."
    refused(iam.create_service_linked_role, 400, "InvalidInput", message, AWSServiceName=service)
    message = "Custom suffix is not allowed for accountdiscovery.ssm.amazonaws.com"
    ssm = {"AWSServiceName": "accountdiscovery.ssm.amazonaws.com", "CustomSuffix": "x"}
    refused(iam.create_service_linked_role, 400, "InvalidInput", message, **ssm)
    scaling = {"AWSServiceName": "autoscaling.amazonaws.com", "CustomSuffix": "x"}
    assert iam.create_service_linked_role(**scaling)["Role"]["RoleName"] == "AWSServiceRoleForAutoScaling_x"
    message = (
        f"Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS ({service})"
    )
    refused(iam.delete_role, 400, "UnmodifiableEntity", message, RoleName=name)
    task = iam.delete_service_linked_role(RoleName=name)["DeletionTaskId"]
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    gone = 404, "NoSuchEntity", f"The role with name {name} cannot be found."
    refused(iam.get_role, *gone, RoleName=name)
    refused(iam.delete_service_linked_role, *gone, RoleName=name)


def test_service_linked_roles_need_permission(admin: Keys) -> None:
    service = "config.amazonaws.com"
    condition = {"iam:AWSServiceName": service}
    policy = allow("iam:CreateServiceLinkedRole", "arn:aws:iam::*:role/aws-service-role/*", StringEquals=condition)
    iam = make_user(admin, "user", policy).client("iam")
    iam.create_service_linked_role(AWSServiceName=service)
    arn = f"arn:aws:iam::{admin.account}:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie"
    message = (
        f"User: arn:aws:iam::{admin.account}:user/user is not authorized to perform: iam:CreateServiceLinkedRole on "
        f"resource: {arn} because no identity-based policy allows the iam:CreateServiceLinkedRole action"
    )
    create = iam.create_service_linked_role
    refused(create, 403, "AccessDenied", message, AWSServiceName="macie.amazonaws.com")
