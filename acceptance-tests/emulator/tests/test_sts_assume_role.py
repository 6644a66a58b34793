"""AssumeRole: trust policies, the caller's own permissions, MFA, durations, tags."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import OTHER_REGION, Emulator, Keys, allow, make_role, make_user, refused, trust

MAY = allow("sts:AssumeRole")


def admin_arn(keys: Keys) -> str:
    return f"arn:aws:iam::{keys.account}:user/admin"


def denied(caller: str, role: str, action: str = "sts:AssumeRole", reason: str = "") -> tuple[int, str, str]:
    return 403, "AccessDenied", f"User: {caller} is not authorized to perform: {action} on resource: {role}{reason}"


def refuse(keys: Keys, caller: str, role: str, action: str = "sts:AssumeRole", reason: str = "", **params: Any) -> None:
    params = {"RoleArn": role, "RoleSessionName": "tests", **params}
    refused(keys.client("sts").assume_role, *denied(caller, role, action, reason), **params)


@pytest.mark.parametrize("region", ["eu-west-1", OTHER_REGION])
def test_a_session_is_the_role_in_its_account(admin: Keys, other: Keys, region: str) -> None:
    arn = make_role(other, "worker", trust({"AWS": admin.account}), Path="/team/")
    answer = admin.client("sts", region).assume_role(RoleArn=arn, RoleSessionName="me@example")
    session = admin.session(answer["Credentials"])
    identity = session.client("sts", region).get_caller_identity()
    assert identity["Account"] == other.account
    assert identity["Arn"] == f"arn:aws:sts::{other.account}:assumed-role/worker/me@example"
    assert identity["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]
    assert identity["UserId"].startswith("AROA") and identity["UserId"].endswith(":me@example")
    assert session.access_key.startswith("ASIA")
    session.client("sns", region).create_topic(Name="made-by-the-session")
    assert len(other.client("sns", region).list_topics()["Topics"]) == 1
    assert other.client("iam").get_role(RoleName="worker")["Role"]["RoleLastUsed"]["LastUsedDate"]


def test_roles_and_accounts_that_do_not_exist_are_refused_alike(admin: Keys, other: Keys) -> None:
    for account in (admin.account, other.account, "999999999999"):
        refuse(admin, admin_arn(admin), f"arn:aws:iam::{account}:role/missing")
    refuse(admin, admin_arn(admin), f"arn:aws:iam::{admin.account}:user/admin")
    arn = make_role(admin, "Worker", trust({"AWS": admin.account}))
    refuse(admin, admin_arn(admin), arn.replace("Worker", "worker"))


@pytest.mark.parametrize(
    ("principal", "allowed"),
    [
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": "ACCOUNT"}, True),
        ({"AWS": "arn:aws:iam::ACCOUNT:root"}, True),
        ({"AWS": ["arn:aws:iam::OTHER:root", "arn:aws:iam::ACCOUNT:user/admin"]}, True),
        ({"AWS": "arn:aws:iam::OTHER:root"}, False),
        ({"AWS": "arn:aws:iam::ACCOUNT:user/somebody"}, False),
        ({"Service": "ec2.amazonaws.com"}, False),
        ({"Service": "ec2.amazonaws.com", "AWS": "ACCOUNT"}, True),
        ({"Federated": "accounts.google.com"}, False),
    ],
)
def test_principals(admin: Keys, other: Keys, principal: Any, allowed: bool) -> None:
    make_user(admin, "somebody")
    text = trust(principal).replace("ACCOUNT", admin.account).replace("OTHER", other.account)
    arn = make_role(other, "role", text)
    if allowed:
        admin.assume(arn)
    else:
        refuse(admin, admin_arn(admin), arn)


@pytest.mark.parametrize("operator", ["StringEquals", "StringLike"])
def test_external_ids(admin: Keys, other: Keys, operator: str) -> None:
    arn = make_role(other, "role", trust({"AWS": admin.account}, **{operator: {"sts:ExternalId": "secret"}}))
    refuse(admin, admin_arn(admin), arn)
    refuse(admin, admin_arn(admin), arn, ExternalId="wrong")
    admin.assume(arn, ExternalId="secret")


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ({"StringEquals": {"sts:RoleSessionName": "tests"}}, True),
        ({"StringNotEquals": {"sts:RoleSessionName": "tests"}}, False),
        ({"StringNotEquals": {"sts:ExternalId": "x"}}, True),
        ({"StringEquals": {"aws:PrincipalAccount": "ACCOUNT"}}, True),
        ({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::ACCOUNT:user/admin"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}, False),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-nothing"}}, False),
        ({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-nothing"}}, True),
        ({"StringEquals": {"aws:PrincipalTag/Team": "core"}}, True),
        ({"StringEquals": {"aws:PrincipalTag/Team": "other"}}, False),
        ({"Null": {"aws:MultiFactorAuthAge": "true"}}, True),
        ({"Null": {"aws:MultiFactorAuthAge": "false"}}, False),
    ],
)
def test_conditions(admin: Keys, other: Keys, condition: dict[str, Any], allowed: bool) -> None:
    admin.client("iam").tag_user(UserName="admin", Tags=[{"Key": "Team", "Value": "core"}])
    text = trust({"AWS": admin.account}, **condition).replace('"ACCOUNT', f'"{admin.account}')
    arn = make_role(other, "role", text.replace("::ACCOUNT", f"::{admin.account}"))
    if allowed:
        admin.assume(arn)
    else:
        refuse(admin, admin_arn(admin), arn)


def test_a_deny_in_the_trust_policy_wins(admin: Keys, other: Keys) -> None:
    statements = [
        {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
        {"Effect": "Deny", "Principal": {"AWS": admin_arn(admin)}, "Action": "sts:*"},
    ]
    arn = make_role(other, "role", json.dumps({"Version": "2012-10-17", "Statement": statements}))
    refuse(admin, admin_arn(admin), arn, reason=" with an explicit deny in a resource-based policy")
    user = make_user(admin, "another", MAY)
    user.assume(arn)


def test_the_callers_own_account_must_allow_it(admin: Keys, other: Keys) -> None:
    user, caller = make_user(admin, "user"), f"arn:aws:iam::{admin.account}:user/user"
    abroad = make_role(other, "abroad", trust({"AWS": caller}))
    delegated = make_role(admin, "delegated", trust({"AWS": admin.account}))
    direct = make_role(admin, "direct", trust({"AWS": caller}))
    # Only a trust policy of the same account that names the user itself is enough alone.
    refuse(user, caller, abroad)
    refuse(user, caller, delegated)
    user.assume(direct)
    iam = admin.client("iam")
    iam.put_user_policy(UserName="user", PolicyName="may", PolicyDocument=allow("sts:AssumeRole", [abroad, delegated]))
    user.assume(abroad)
    user.assume(delegated)
    iam.put_user_policy(UserName="user", PolicyName="not", PolicyDocument=allow("sts:*", effect="Deny"))
    for arn in (abroad, delegated, direct):
        refuse(user, caller, arn, reason=" with an explicit deny in an identity-based policy")


def test_roles_and_their_sessions_as_principals(admin: Keys, other: Keys) -> None:
    first = make_role(admin, "first", trust({"AWS": admin.account}), MAY)
    by_role = make_role(other, "by-role", trust({"AWS": first}))
    session_arn = f"arn:aws:sts::{admin.account}:assumed-role/first/one"
    by_session = make_role(other, "by-session", trust({"AWS": session_arn}))
    one, two = admin.assume(first, "one"), admin.assume(first, "two")
    one.assume(by_role)
    two.assume(by_role)
    one.assume(by_session)
    refuse(two, f"arn:aws:sts::{admin.account}:assumed-role/first/two", by_session)
    refuse(admin, admin_arn(admin), by_role)


def test_mfa(admin: Keys, other: Keys) -> None:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}, "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}
    arn = make_role(other, "role", trust({"AWS": admin.account}, **condition))
    serial = f"arn:aws:iam::{admin.account}:mfa/admin"
    sts = admin.client("sts")
    refuse(admin, admin_arn(admin), arn)
    admin.assume(arn, SerialNumber=serial, TokenCode="123456")
    params = {"RoleArn": arn, "RoleSessionName": "tests"}
    message = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
    wrong = {**params, "SerialNumber": serial, "TokenCode": "000000"}
    refused(sts.assume_role, 403, "AccessDenied", message, **wrong)
    message = "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
    refused(sts.assume_role, 403, "AccessDenied", message, **params, TokenCode="123456")
    with_mfa = sts.get_session_token(SerialNumber=serial, TokenCode="123456")
    admin.session(with_mfa["Credentials"]).assume(arn)
    without = admin.session(sts.get_session_token()["Credentials"])
    refuse(without, admin_arn(admin), arn)
    # A session without MFA has the key, long-term keys have not: BoolIfExists tells them apart.
    if_exists = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}
    lenient = make_role(other, "lenient", trust({"AWS": admin.account}, **if_exists))
    admin.assume(lenient)
    refuse(without, admin_arn(admin), lenient)


def test_durations(admin: Keys) -> None:
    short = make_role(admin, "short", trust({"AWS": admin.account}), MAY)
    long = make_role(admin, "long", trust({"AWS": admin.account}), MAY, MaxSessionDuration=43200)
    sts = admin.client("sts")

    def refuse_duration(client: Any, seconds: int, message: str, arn: str) -> None:
        params = {"RoleArn": arn, "RoleSessionName": "tests", "DurationSeconds": seconds}
        refused(client.assume_role, 400, "ValidationError", message, **params)

    too_long = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    refuse_duration(sts, 3601, too_long, short)
    sts.assume_role(RoleArn=long, RoleSessionName="tests", DurationSeconds=43200)
    constraint = (
        "1 validation error detected: Value '{}' at 'durationSeconds' failed to satisfy constraint: Member must "
    )
    refuse_duration(sts, 899, constraint.format(899) + "have value greater than or equal to 900", long)
    refuse_duration(sts, 43201, constraint.format(43201) + "have value less than or equal to 43200", long)
    chained = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
    session = admin.assume(short)
    refuse_duration(session.client("sts"), 3601, chained, long)
    session.assume(long, DurationSeconds=3600)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        (
            {"RoleSessionName": "Session1:2"},
            "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member "
            "must satisfy regular expression pattern: [\\w+=,.@-]*",
        ),
        (
            {"RoleSessionName": "x"},
            "1 validation error detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must "
            "have length greater than or equal to 2",
        ),
        ({"RoleArn": "nothing-valid-in-here"}, "nothing-valid-in-here is invalid"),
        ({"RoleArn": "arn::b:::something/test-role"}, "arn::b:::something/test-role is invalid"),
        ({"RoleArn": "arn:a:a::aaaaaaaaaa:"}, "arn:a:a::aaaaaaaaaa: is invalid"),
        ({"RoleArn": "arn:a::::something/test-role"}, "arn:a::::something/test-role is invalid"),
        ({"RoleArn": "arn:a:::something/test-role"}, "arn:a:::something/test-role is invalid"),
    ],
)
def test_parameters_are_checked(admin: Keys, params: dict[str, str], message: str) -> None:
    params = {"RoleArn": f"arn:aws:iam::{admin.account}:role/x", "RoleSessionName": "tests", **params}
    refused(admin.client("sts").assume_role, 400, "ValidationError", message, **params)


def test_tags_and_source_identities(admin: Keys, other: Keys) -> None:
    actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    plain = make_role(admin, "plain", trust({"AWS": admin.account}), allow("sts:*"))
    first = make_role(admin, "first", trust({"AWS": admin.account}, actions), allow("sts:*"))
    condition = {"StringEquals": {"aws:PrincipalTag/team": "core", "aws:SourceIdentity": "me"}}
    second = make_role(other, "second", trust({"AWS": first}, actions, **condition))
    tags = [{"Key": "Team", "Value": "core"}]
    refuse(admin, admin_arn(admin), plain, "sts:TagSession", Tags=tags)
    refuse(admin, admin_arn(admin), plain, "sts:SetSourceIdentity", SourceIdentity="me")
    session = admin.assume(first, Tags=tags, TransitiveTagKeys=["Team"], SourceIdentity="me")
    session.assume(second)
    refuse(admin.assume(first), f"arn:aws:sts::{admin.account}:assumed-role/first/tests", second)

    def invalid(keys: Keys, message: str, **params: Any) -> None:
        params = {"RoleArn": first, "RoleSessionName": "tests", **params}
        refused(keys.client("sts").assume_role, 400, "InvalidParameterValue", message, **params)

    invalid(
        admin,
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        Tags=[*tags, {"Key": "team", "Value": "x"}],
    )
    invalid(
        admin,
        "The specified transitive tag key must be included in the requested tags.",
        Tags=tags,
        TransitiveTagKeys=["Other"],
    )
    invalid(
        session,
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the "
        "calling session.",
        Tags=[{"Key": "TEAM", "Value": "x"}],
    )


def test_a_new_role_may_not_be_seen_at_once(emulator: Emulator, admin: Keys, other: Keys) -> None:
    emulator.settings(other.account, iam_propagation_calls=2)
    arn = make_role(other, "role", trust({"AWS": admin.account}))
    for _ in range(2):
        refuse(admin, admin_arn(admin), arn)
    admin.assume(arn)
    update = {"RoleName": "role", "PolicyDocument": trust({"AWS": admin.account})}
    other.client("iam").update_assume_role_policy(**update)
    refuse(admin, admin_arn(admin), arn)
    emulator.settings(other.account, iam_propagation_calls=0, iam_propagation_seconds=3600.0)
    other.client("iam").update_assume_role_policy(**update)
    refuse(admin, admin_arn(admin), arn)
    emulator.settings(other.account, iam_propagation_seconds=0.0)
    admin.assume(arn)
