"""Who may call IAM, STS and Organizations."""

from __future__ import annotations

import pytest
from conftest import Emulator, Keys, allow, make_role, make_user, refused, trust

SELF = "because no identity-based policy allows the"


def denied(user: str, action: str, resource: str, reason: str) -> tuple[int, str, str]:
    sentence = f"User: {user} is not authorized to perform: {action} on resource: {resource} {reason}"
    return 403, "AccessDenied", sentence


def test_a_user_without_policies_may_nothing(admin: Keys) -> None:
    user = make_user(admin, "nobody")
    arn = f"arn:aws:iam::{admin.account}:user/nobody"
    role = f"arn:aws:iam::{admin.account}:role/team/new"
    refused(
        user.client("iam").create_role,
        *denied(arn, "iam:CreateRole", role, f"{SELF} iam:CreateRole action"),
        RoleName="new",
        Path="/team/",
        AssumeRolePolicyDocument=trust("*"),
    )
    roles = f"arn:aws:iam::{admin.account}:role/"
    refused(user.client("iam").list_roles, *denied(arn, "iam:ListRoles", roles, f"{SELF} iam:ListRoles action"))
    assert user.client("sts").get_caller_identity()["Arn"] == arn


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        (allow("*"), True),
        (allow("iam:Get*"), True),
        (allow("IAM:getrole"), True),
        (allow("iam:List*"), False),
        (allow("iam:GetRole", "arn:aws:iam::*:role/target"), True),
        (allow("iam:GetRole", "arn:aws:iam::*:role/targ?t"), True),
        (allow("iam:GetRole", "arn:aws:iam::*:role/another"), False),
        (allow("iam:GetRole", StringEquals={"aws:username": "user"}), True),
        (allow("iam:GetRole", StringEquals={"aws:username": "another"}), False),
        (allow("iam:GetRole", StringNotEquals={"aws:username": "another"}), True),
        (allow("iam:GetRole", StringLike={"aws:PrincipalArn": "arn:aws:iam::*:user/us*"}), True),
        (allow("iam:GetRole", Bool={"aws:MultiFactorAuthPresent": "true"}), False),
        (allow("iam:GetRole", BoolIfExists={"aws:MultiFactorAuthPresent": "true"}), True),
        (allow("iam:GetRole", Null={"aws:MultiFactorAuthPresent": "true"}), True),
        (allow("iam:GetRole", Bool={"aws:SecureTransport": "true"}), True),
        (allow("iam:GetRole", NumericLessThan={"aws:MultiFactorAuthAge": "60"}), False),
        (allow("iam:GetRole", DateGreaterThan={"aws:CurrentTime": "2020-01-01T00:00:00Z"}), True),
        (allow("iam:GetRole", IpAddress={"aws:SourceIp": "127.0.0.0/8"}), True),
        (allow("iam:GetRole", **{"ForAnyValue:StringEquals": {"aws:TagKeys": ["x"]}}), False),
        (allow("iam:GetRole", **{"ForAllValues:StringEquals": {"aws:TagKeys": ["x"]}}), True),
        (allow("iam:GetRole", "arn:aws:iam::*:role/${aws:username}-target"), False),
    ],
)
def test_identity_policies(admin: Keys, policy: str, allowed: bool) -> None:
    arn = make_role(admin, "target", trust("*"))
    user = make_user(admin, "user", policy)
    if allowed:
        user.client("iam").get_role(RoleName="target")
    else:
        caller = f"arn:aws:iam::{admin.account}:user/user"
        reason = f"{SELF} iam:GetRole action"
        refused(user.client("iam").get_role, *denied(caller, "iam:GetRole", arn, reason), RoleName="target")


def test_an_explicit_deny_wins(admin: Keys) -> None:
    arn = make_role(admin, "target", trust("*"))
    user = make_user(admin, "user", allow("*"), allow("iam:GetRole", effect="Deny"))
    caller, reason = f"arn:aws:iam::{admin.account}:user/user", "with an explicit deny in an identity-based policy"
    refused(user.client("iam").get_role, *denied(caller, "iam:GetRole", arn, reason), RoleName="target")


def test_groups_managed_policies_and_variables(admin: Keys) -> None:
    iam = admin.client("iam")
    user = make_user(admin, "user")
    make_role(admin, "user-target", trust("*"))
    iam.create_group(GroupName="group")
    iam.add_user_to_group(GroupName="group", UserName="user")
    document = allow("iam:GetRole", "arn:aws:iam::*:role/${aws:username}-target")
    arn = iam.create_policy(PolicyName="p", PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="group", PolicyArn=arn)
    user.client("iam").get_role(RoleName="user-target")


def test_a_boundary_limits_a_role(admin: Keys) -> None:
    iam = admin.client("iam")
    boundary = iam.create_policy(PolicyName="boundary", PolicyDocument=allow(["iam:List*", "sts:*"]))["Policy"]["Arn"]
    arn = make_role(admin, "role", trust({"AWS": admin.account}), allow("*"), PermissionsBoundary=boundary)
    session = admin.assume(arn)
    session.client("iam").list_roles()
    caller = f"arn:aws:sts::{admin.account}:assumed-role/role/tests"
    reason = "because no permissions boundary allows the iam:GetRole action"
    refused(session.client("iam").get_role, *denied(caller, "iam:GetRole", arn, reason), RoleName="role")


def test_a_session_policy_limits_a_session(admin: Keys) -> None:
    arn = make_role(admin, "role", trust({"AWS": admin.account}), allow("*"))
    session = admin.assume(arn, Policy=allow("iam:ListRoles"))
    session.client("iam").list_roles()
    caller = f"arn:aws:sts::{admin.account}:assumed-role/role/tests"
    reason = "because no session policy allows the iam:GetRole action"
    refused(session.client("iam").get_role, *denied(caller, "iam:GetRole", arn, reason), RoleName="role")
    managed = admin.assume(arn, PolicyArns=[{"arn": "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}])
    managed.client("iam").get_role(RoleName="role")


def test_tagging_at_creation_is_a_permission_of_its_own(admin: Keys) -> None:
    user = make_user(admin, "user", allow("iam:CreateRole"))
    arn = f"arn:aws:iam::{admin.account}:role/new"
    caller = f"arn:aws:iam::{admin.account}:user/user"
    params = {"RoleName": "new", "AssumeRolePolicyDocument": trust("*")}
    reason = f"{SELF} iam:TagRole action"
    tags = [{"Key": "a", "Value": "b"}]
    refused(user.client("iam").create_role, *denied(caller, "iam:TagRole", arn, reason), **params, Tags=tags)
    user.client("iam").create_role(**params)


def test_a_role_made_again_is_another_role(admin: Keys) -> None:
    iam = admin.client("iam")
    document = trust({"AWS": admin.account})
    arn = make_role(admin, "role", document, allow("*"))
    session = admin.assume(arn)
    iam.delete_role_policy(RoleName="role", PolicyName="inline-0")
    iam.delete_role(RoleName="role")
    make_role(admin, "role", document, allow("*"))
    caller = f"arn:aws:sts::{admin.account}:assumed-role/role/tests"
    roles = f"arn:aws:iam::{admin.account}:role/"
    refused(session.client("iam").list_roles, *denied(caller, "iam:ListRoles", roles, f"{SELF} iam:ListRoles action"))


def test_the_root_user_may_everything_but_assume_roles(emulator: Emulator) -> None:
    root = emulator.account(principal="root")
    identity = root.client("sts").get_caller_identity()
    assert identity["Arn"] == f"arn:aws:iam::{root.account}:root"
    assert identity["UserId"] == root.account
    arn = make_role(root, "role", trust({"AWS": root.account}))
    message = "Roles may not be assumed by root accounts."
    refused(root.client("sts").assume_role, 403, "AccessDenied", message, RoleArn=arn, RoleSessionName="tests")
