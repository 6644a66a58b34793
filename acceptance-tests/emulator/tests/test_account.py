"""Account Management: names, contacts, addresses, and who may ask about whom."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Emulator, Keys, allow, make_user, refused
from organizations import member, vend

SERVICE = "account.amazonaws.com"
CONTACT = {
    "AlternateContactType": "SECURITY",
    "EmailAddress": "security@example.com",
    "Name": "Security",
    "PhoneNumber": "+1 (206) 555-0100",
    "Title": "Team",
}
ADDRESS = {
    "FullName": "A",
    "AddressLine1": "B",
    "City": "C",
    "CountryCode": "DE",
    "PostalCode": "1",
    "PhoneNumber": "+49 1",
}


def denied(keys: Keys, operation: str, why: str) -> tuple[int, str, str]:
    arn = keys.client("sts").get_caller_identity()["Arn"]
    return 403, "AccessDeniedException", f"User: {arn} is not authorized to perform: account:{operation} {why}"


def test_alternate_contacts(admin: Keys) -> None:
    client = admin.client("account")
    absent = 404, "ResourceNotFoundException", "No contact of the inputted alternate contact type found."
    refused(client.get_alternate_contact, *absent, AlternateContactType="SECURITY")
    client.put_alternate_contact(**CONTACT)
    client.put_alternate_contact(**{**CONTACT, "AlternateContactType": "BILLING", "Name": "Billing"})
    assert client.get_alternate_contact(AlternateContactType="SECURITY")["AlternateContact"] == CONTACT
    client.delete_alternate_contact(AlternateContactType="SECURITY")
    refused(client.delete_alternate_contact, *absent, AlternateContactType="SECURITY")
    assert client.get_alternate_contact(AlternateContactType="BILLING")["AlternateContact"]["Name"] == "Billing"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"EmailAddress": "nobody"},
            "1 validation error detected: Value at 'emailAddress' failed to satisfy constraint: Member must satisfy "
            r"regular expression pattern: [\s]*[\w+=.#|!&-]+@[\w.-]+\.[\w]+[\s]*",
        ),
        (
            {"AlternateContactType": "LEGAL"},
            "1 validation error detected: Value 'LEGAL' at 'alternateContactType' failed to satisfy constraint: Member "
            "must satisfy enum value set: [BILLING, OPERATIONS, SECURITY]",
        ),
        (
            {"Title": None},
            "1 validation error detected: Value at 'title' failed to satisfy constraint: Member must not be null",
        ),
    ],
)
def test_contacts_are_checked(admin: Keys, values: dict[str, Any], message: str) -> None:
    contact = {name: value for name, value in {**CONTACT, **values}.items() if value is not None}
    put = admin.client("account").put_alternate_contact
    error = refused(put, 400, "ValidationException", message, **contact)
    assert error.response["reason"] == "fieldValidationFailed"


def test_contact_information(management: Keys) -> None:
    client = management.client("account")
    assert client.get_contact_information()["ContactInformation"]["CountryCode"] == "US"
    client.put_contact_information(ContactInformation=ADDRESS)
    keys = member(management, vend(management, "dev"))
    assert keys.client("account").get_contact_information()["ContactInformation"] == ADDRESS
    keys.client("account").put_contact_information(ContactInformation={**ADDRESS, "City": "D"})
    assert keys.client("account").get_contact_information()["ContactInformation"]["City"] == "D"
    assert client.get_contact_information()["ContactInformation"] == ADDRESS


def test_names_change_in_place(management: Keys) -> None:
    account = vend(management, "dev")
    client, organizations = management.client("account"), management.client("organizations")
    why = "(Your organization must first enable trusted access with AWS Account Management.)"
    refused(client.put_account_name, *denied(management, "PutAccountName", why), AccountName="x", AccountId=account)
    organizations.enable_aws_service_access(ServicePrincipal=SERVICE)
    client.put_account_name(AccountName="stage", AccountId=account)
    assert organizations.describe_account(AccountId=account)["Account"]["Name"] == "stage"
    information = client.get_account_information(AccountId=account)
    assert (information["AccountId"], information["AccountName"]) == (account, "stage")
    assert information["AccountState"] == "ACTIVE"
    client.put_account_name(AccountName="root")
    assert client.get_account_information()["AccountName"] == "root"
    member(management, account).client("account").put_account_name(AccountName="own")
    assert organizations.describe_account(AccountId=account)["Account"]["Name"] == "own"


def test_who_may_ask_about_whom(management: Keys, other: Keys) -> None:
    first, second = vend(management, "first"), vend(management, "second")
    organizations = management.client("organizations")
    organizations.enable_aws_service_access(ServicePrincipal=SERVICE)
    why = "(The management account can only be managed using the standalone context from the management account)"
    get = management.client("account").get_account_information
    refused(get, *denied(management, "GetAccountInformation", why), AccountId=management.account)
    why = "(The account is not a member of your organization.)"
    refused(get, *denied(management, "GetAccountInformation", why), AccountId=other.account)
    refused(
        other.client("account").get_account_information,
        *denied(other, "GetAccountInformation", why),
        AccountId=other.account,
    )
    keys = member(management, first)
    why = "(Only the management account and delegated administrators may name an account.)"
    get = keys.client("account").get_account_information
    refused(get, *denied(keys, "GetAccountInformation", why), AccountId=second)
    organizations.register_delegated_administrator(AccountId=first, ServicePrincipal=SERVICE)
    assert get(AccountId=second)["AccountName"] == "second"


def test_permission_is_asked_for(management: Keys) -> None:
    account = vend(management, "dev")
    management.client("organizations").enable_aws_service_access(ServicePrincipal=SERVICE)
    organization = management.client("organizations").describe_organization()["Organization"]["Id"]
    resource = f"arn:aws:account::{management.account}:account/{organization}/{account}"
    client = make_user(management, "user", allow("account:GetAccountInformation", resource)).client("account")
    assert client.get_account_information(AccountId=account)["AccountName"] == "dev"
    arn = f"arn:aws:iam::{management.account}:user/user"
    message = (
        f"User: {arn} is not authorized to perform: account:GetAccountInformation on resource: "
        f"arn:aws:account::{management.account}:account because no identity-based policy allows the "
        "account:GetAccountInformation action"
    )
    refused(client.get_account_information, 403, "AccessDeniedException", message)


def test_the_primary_address_changes_with_a_code(emulator: Emulator, management: Keys) -> None:
    account = vend(management, "dev")
    organizations, client = management.client("organizations"), management.client("account")
    organizations.enable_aws_service_access(ServicePrincipal=SERVICE)
    email = f"{management.account}+new@example.com"
    message = "The e-mail address is in use by another account."
    taken = f"{management.account}+dev@example.com"
    refused(client.start_primary_email_update, 409, "ConflictException", message, AccountId=account, PrimaryEmail=taken)
    assert client.start_primary_email_update(AccountId=account, PrimaryEmail=email)["Status"] == "PENDING"
    assert client.get_primary_email(AccountId=account)["PrimaryEmail"] == taken
    accept = client.accept_primary_email_update
    message = "The one-time password is not valid."
    refused(accept, 400, "ValidationException", message, AccountId=account, PrimaryEmail=email, Otp="000000")
    assert accept(AccountId=account, PrimaryEmail=email, Otp="123456")["Status"] == "ACCEPTED"
    assert organizations.describe_account(AccountId=account)["Account"]["Email"] == email
    message = "There is no pending change to this e-mail address."
    refused(accept, 404, "ResourceNotFoundException", message, AccountId=account, PrimaryEmail=email, Otp="123456")


def test_nobody_verifies_phone_numbers(admin: Keys) -> None:
    message = "The emulator does not implement account:SendPhoneNumberVerification."
    refused(admin.client("account").send_phone_number_verification, 501, "NotImplemented", message)
