"""What tests of organizations share."""

from __future__ import annotations

import time
from typing import Any

from conftest import Keys

NO_ACCESS = 400, "AccessDeniedException", "You don't have permissions to access this resource."
ROLE = "OrganizationAccountAccessRole"


def ended(keys: Keys, request_id: str) -> dict[str, Any]:
    """A CreateAccount, once it is over."""
    client = keys.client("organizations")
    while True:
        answer = client.describe_create_account_status(CreateAccountRequestId=request_id)
        if answer["CreateAccountStatus"]["State"] != "IN_PROGRESS":
            return dict(answer["CreateAccountStatus"])
        time.sleep(0.02)


def vend(keys: Keys, name: str, **params: Any) -> str:
    """A new member account's id."""
    email = f"{keys.account}+{name}@example.com"
    status = keys.client("organizations").create_account(AccountName=name, Email=email, **params)["CreateAccountStatus"]
    assert status["State"] == "IN_PROGRESS" and "AccountId" not in status
    status = ended(keys, status["Id"])
    assert status["State"] == "SUCCEEDED", status
    return str(status["AccountId"])


def member(keys: Keys, account: str) -> Keys:
    """An administrator of a member account."""
    return keys.assume(f"arn:aws:iam::{account}:role/{ROLE}")


def root(keys: Keys) -> str:
    """The organization's root."""
    return str(keys.client("organizations").list_roots()["Roots"][0]["Id"])
