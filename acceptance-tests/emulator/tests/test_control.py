"""The control endpoints."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest
from conftest import Emulator


def test_accounts_are_made_as_asked(emulator: Emulator) -> None:
    made = emulator.account(account_id="111122223333")
    assert made.account == "111122223333"
    assert made.client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::111122223333:user/admin"
    assert emulator.account(account_id="111122223333") == made
    assert emulator.account().account != emulator.account().account
    user = made.client("iam").list_attached_user_policies(UserName="admin")["AttachedPolicies"]
    assert [policy["PolicyName"] for policy in user] == ["AdministratorAccess"]


def test_an_account_id_may_begin_with_zero(emulator: Emulator) -> None:
    made = emulator.account(account_id="000000000012")
    assert made.client("sts").get_caller_identity()["Account"] == "000000000012"


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        ("accounts", {"account_id": "12"}, 400, "account_id is a string of twelve digits"),
        ("accounts", {"colour": "red"}, 400, "an account has no colour"),
        ("accounts", {"principal": "somebody"}, 400, "principal is admin or root"),
        ("accounts", [], 400, "the body is not a JSON object"),
        ("settings", {"verify_signatures": "no"}, 400, "'no' is not a value for verify_signatures"),
        ("settings", {"iam_propagation_calls": True}, 400, "True is not a value for iam_propagation_calls"),
        ("nothing", {}, 404, "there is no POST nothing"),
    ],
)
def test_bad_requests_are_explained(emulator: Emulator, path: str, body: object, status: int, message: str) -> None:
    request = urllib.request.Request(f"{emulator.url}/_plinth/{path}", json.dumps(body).encode())
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    assert caught.value.code == status
    assert json.load(caught.value) == {"error": message}


def test_settings_belong_to_accounts(emulator: Emulator) -> None:
    account = emulator.account().account
    answer = emulator.control("settings", {"account_id": account, "create_account_seconds": 5})
    assert answer["create_account_seconds"] == 5
    assert emulator.control("settings")["create_account_seconds"] == 0.2
