"""IAM roles: what AWS refuses, in AWS's words."""

from __future__ import annotations

import json

import pytest
from conftest import OTHER_REGION, TRUST_NOBODY, Keys, allow, make_role, make_user, refused, trust

NOBODY = json.dumps(TRUST_NOBODY)


def test_a_name_is_taken_whatever_its_case_and_path(admin: Keys, other: Keys) -> None:
    make_role(admin, "Auditor", NOBODY)
    iam = admin.client("iam", OTHER_REGION)
    for name, path in (("Auditor", "/"), ("auditor", "/"), ("AUDITOR", "/team/")):
        refused(
            iam.create_role,
            409,
            "EntityAlreadyExists",
            f"Role with name {name} already exists.",
            RoleName=name,
            Path=path,
            AssumeRolePolicyDocument=NOBODY,
        )
    make_role(other, "Auditor", NOBODY)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "This policy contains invalid Json"),
        ("[]", "Syntax errors in policy."),
        (json.dumps({"Version": "2012-10-17", "Statement": []}), "Syntax errors in policy."),
        (json.dumps({"Version": "2020-01-01", "Statement": TRUST_NOBODY["Statement"]}), "Syntax errors in policy."),
        (
            json.dumps({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}),
            "Missing required field Principal",
        ),
        (
            json.dumps({"Statement": [{**TRUST_NOBODY["Statement"][0], "Resource": "*"}]}),  # type: ignore[dict-item]
            "Has prohibited field Resource",
        ),
        (trust("*", "s3:GetObject"), "AssumeRole policy may only specify STS AssumeRole actions."),
        (trust("*", StringEqual={"sts:ExternalId": "x"}), "Invalid Condition type : StringEqual."),
        (
            trust({"AWS": "arn:aws:iam::999999999999:root"}),
            'Invalid principal in policy: "AWS":"arn:aws:iam::999999999999:root"',
        ),
        (trust({"AWS": "999999999999"}), 'Invalid principal in policy: "AWS":"999999999999"'),
        (trust({"AWS": "somebody"}), 'Invalid principal in policy: "AWS":"somebody"'),
        (trust({"Service": "ec2"}), 'Invalid principal in policy: "SERVICE":"ec2"'),
        (trust({"Federated": "github"}), 'Invalid principal in policy: "FEDERATED":"github"'),
    ],
)
def test_a_trust_policy_is_refused(admin: Keys, document: str, message: str) -> None:
    iam = admin.client("iam")
    create = {"RoleName": "role", "AssumeRolePolicyDocument": document}
    refused(iam.create_role, 400, "MalformedPolicyDocument", message, **create)
    make_role(admin, "role", NOBODY)
    update = {"RoleName": "role", "PolicyDocument": document}
    refused(iam.update_assume_role_policy, 400, "MalformedPolicyDocument", message, **update)


def test_a_principal_must_exist_in_its_account(admin: Keys, other: Keys) -> None:
    iam = admin.client("iam")
    for kind in ("role", "user"):
        arn = f"arn:aws:iam::{other.account}:{kind}/somebody"
        message = f'Invalid principal in policy: "AWS":"{arn}"'
        params = {"RoleName": f"for-{kind}", "AssumeRolePolicyDocument": trust({"AWS": arn})}
        refused(iam.create_role, 400, "MalformedPolicyDocument", message, **params)
    make_role(other, "somebody", NOBODY)
    make_user(other, "somebody")
    names = [f"arn:aws:iam::{other.account}:{kind}/somebody" for kind in ("role", "user")]
    session = f"arn:aws:sts::{other.account}:assumed-role/somebody/session"
    make_role(admin, "both", trust({"AWS": [*names, session, other.account, "*"]}))


def test_a_trust_policy_needs_no_version(admin: Keys) -> None:
    document = {"Statement": TRUST_NOBODY["Statement"]}
    make_role(admin, "role", json.dumps(document))
    iam = admin.client("iam")
    for changed in (document, {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sts:*"}]}):
        iam.update_assume_role_policy(RoleName="role", PolicyDocument=json.dumps(changed))
        assert iam.get_role(RoleName="role")["Role"]["AssumeRolePolicyDocument"] == changed


def test_a_trust_policy_has_a_quota(admin: Keys) -> None:
    message = "Cannot exceed quota for ACLSizePerRole: 2048"
    padded = json.loads(NOBODY)
    padded["Statement"][0]["Sid"] = "x" * 1900
    # White space does not count.
    make_role(admin, "fits", json.dumps(padded, indent=40))
    padded["Statement"][0]["Sid"] = "x" * 2000
    params = {"RoleName": "role", "AssumeRolePolicyDocument": json.dumps(padded)}
    refused(admin.client("iam").create_role, 409, "LimitExceeded", message, **params)
    update = {"RoleName": "fits", "PolicyDocument": json.dumps(padded)}
    refused(admin.client("iam").update_assume_role_policy, 409, "LimitExceeded", message, **update)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        (
            {"RoleName": "no spaces"},
            "1 validation error detected: Value 'no spaces' at 'roleName' failed to satisfy constraint: Member must "
            "satisfy regular expression pattern: [\\w+=,.@-]+",
        ),
        (
            {"RoleName": "x" * 65},
            f"1 validation error detected: Value '{'x' * 65}' at 'roleName' failed to satisfy constraint: Member must "
            "have length less than or equal to 64",
        ),
        (
            {"RoleName": "role", "MaxSessionDuration": 3599},
            "1 validation error detected: Value '3599' at 'maxSessionDuration' failed to satisfy constraint: Member "
            "must have value greater than or equal to 3600",
        ),
        (
            {"RoleName": "role", "MaxSessionDuration": 43201},
            "1 validation error detected: Value '43201' at 'maxSessionDuration' failed to satisfy constraint: Member "
            "must have value less than or equal to 43200",
        ),
        (
            {"RoleName": "role", "Path": "team"},
            "1 validation error detected: Value 'team' at 'path' failed to satisfy constraint: Member must satisfy "
            "regular expression pattern: (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)",
        ),
        (
            {"RoleName": "role", "PermissionsBoundary": "no-such-boundary-policy"},
            "Invalid ARN: Could not be parsed!",
        ),
        (
            {"RoleName": "role", "Tags": [{"Key": "a!", "Value": "b"}]},
            "1 validation error detected: Value 'a!' at 'tags.1.member.key' failed to satisfy constraint: Member must "
            "satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
        ),
    ],
)
def test_parameters_are_checked(admin: Keys, params: dict[str, object], message: str) -> None:
    params = {"AssumeRolePolicyDocument": NOBODY, **params}
    refused(admin.client("iam").create_role, 400, "ValidationError", message, **params)


def test_session_durations_are_kept(admin: Keys) -> None:
    iam = admin.client("iam")
    make_role(admin, "role", NOBODY, Description="first", MaxSessionDuration=7200)
    iam.update_role(RoleName="role", MaxSessionDuration=43200)
    role = iam.get_role(RoleName="role")["Role"]
    assert (role["MaxSessionDuration"], role["Description"]) == (43200, "first")
    iam.update_role(RoleName="role", Description="second")
    role = iam.get_role(RoleName="role")["Role"]
    assert (role["MaxSessionDuration"], role["Description"]) == (43200, "second")


def test_a_boundary_must_exist(admin: Keys) -> None:
    iam, arn = admin.client("iam"), f"arn:aws:iam::{admin.account}:policy/boundary"
    message = f"Scope ARN: {arn} does not exist or is not attachable."
    params = {"RoleName": "role", "AssumeRolePolicyDocument": NOBODY, "PermissionsBoundary": arn}
    refused(iam.create_role, 404, "NoSuchEntity", message, **params)
    iam.create_policy(PolicyName="boundary", PolicyDocument=allow("s3:*"))
    iam.create_role(**params)
    assert iam.get_role(RoleName="role")["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == arn
    refused(
        iam.put_role_permissions_boundary,
        404,
        "NoSuchEntity",
        f"Scope ARN: {arn}-2 does not exist or is not attachable.",
        RoleName="role",
        PermissionsBoundary=f"{arn}-2",
    )
    refused(iam.delete_policy, 409, "DeleteConflict", "Cannot delete a policy attached to entities.", PolicyArn=arn)


def test_inline_policies(admin: Keys) -> None:
    iam = admin.client("iam")
    make_role(admin, "role", NOBODY)
    put = {"RoleName": "role", "PolicyName": "one"}
    malformed = 400, "MalformedPolicyDocument"
    refused(iam.put_role_policy, *malformed, "This policy contains invalid Json", **put, PolicyDocument="{")
    refused(
        iam.put_role_policy,
        *malformed,
        "Syntax errors in policy.",
        **put,
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{"Action": "s3:*", "Resource": "*"}]}),
    )
    big = allow(["s3:" + "x" * 100 + str(index) for index in range(60)])
    iam.put_role_policy(**put, PolicyDocument=big)
    # The quota is for all of a role's policies together; replacing one counts once.
    iam.put_role_policy(**put, PolicyDocument=big)
    message = "Maximum policy size of 10240 bytes exceeded for role role"
    refused(iam.put_role_policy, 409, "LimitExceeded", message, RoleName="role", PolicyName="two", PolicyDocument=big)
    for method in (iam.get_role_policy, iam.delete_role_policy):
        message = "The role policy with name two cannot be found."
        refused(method, 404, "NoSuchEntity", message, RoleName="role", PolicyName="two")


def test_documents_come_url_encoded(admin: Keys) -> None:
    make_role(admin, "role", NOBODY, allow("s3:*"))
    iam = admin.client("iam")
    texts: list[str] = []
    iam.meta.events.register("after-call.iam.*", lambda http_response, **_: texts.append(http_response.text))
    assert iam.get_role(RoleName="role")["Role"]["AssumeRolePolicyDocument"] == TRUST_NOBODY
    assert iam.get_role_policy(RoleName="role", PolicyName="inline-0")["PolicyDocument"] == json.loads(allow("s3:*"))
    assert all("%7B%22Version%22%3A" in text for text in texts)


def test_missing_roles_are_named(admin: Keys) -> None:
    iam, missing = admin.client("iam"), (404, "NoSuchEntity", "The role with name gone cannot be found.")
    for method, params in (
        ("get_role", {}),
        ("delete_role", {}),
        ("list_role_policies", {}),
        ("list_attached_role_policies", {}),
        ("list_role_tags", {}),
        ("tag_role", {"Tags": [{"Key": "a", "Value": "b"}]}),
        ("update_role", {"Description": "d"}),
        ("update_assume_role_policy", {"PolicyDocument": NOBODY}),
        ("put_role_policy", {"PolicyName": "p", "PolicyDocument": allow("*")}),
    ):
        refused(getattr(iam, method), *missing, RoleName="gone", **params)


def test_a_role_is_deleted_last(admin: Keys) -> None:
    iam = admin.client("iam")
    make_role(admin, "role", NOBODY, allow("s3:*"))
    policy = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    iam.attach_role_policy(RoleName="role", PolicyArn=policy)
    iam.create_instance_profile(InstanceProfileName="profile")
    iam.add_role_to_instance_profile(InstanceProfileName="profile", RoleName="role")
    conflict = 409, "DeleteConflict"
    message = "Cannot delete entity, must remove roles from instance profile first."
    refused(iam.delete_role, *conflict, message, RoleName="role")
    profiles = iam.list_instance_profiles_for_role(RoleName="role")["InstanceProfiles"]
    assert [profile["InstanceProfileName"] for profile in profiles] == ["profile"]
    iam.remove_role_from_instance_profile(InstanceProfileName="profile", RoleName="role")
    refused(iam.delete_role, *conflict, "Cannot delete entity, must detach all policies first.", RoleName="role")
    iam.detach_role_policy(RoleName="role", PolicyArn=policy)
    refused(iam.delete_role, *conflict, "Cannot delete entity, must delete policies first.", RoleName="role")
    iam.delete_role_policy(RoleName="role", PolicyName="inline-0")
    iam.delete_role(RoleName="role")


def test_tags(admin: Keys) -> None:
    iam = admin.client("iam")
    twice = [{"Key": "Team", "Value": "a"}, {"Key": "team", "Value": "b"}]
    message = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    params = {"RoleName": "role", "AssumeRolePolicyDocument": NOBODY}
    refused(iam.create_role, 400, "InvalidInput", message, **params, Tags=twice)
    make_role(admin, "role", NOBODY, Tags=twice[:1])
    refused(iam.tag_role, 400, "InvalidInput", message, RoleName="role", Tags=twice)
    iam.tag_role(RoleName="role", Tags=twice[1:])
    assert iam.list_role_tags(RoleName="role")["Tags"] == twice[1:]
    many = [{"Key": f"key-{index:02}", "Value": ""} for index in range(50)]
    message = "Cannot exceed quota for TagsPerRole: 50"
    refused(iam.tag_role, 409, "LimitExceeded", message, RoleName="role", Tags=many)
    iam.tag_role(RoleName="role", Tags=many[:49])
    message = "Invalid tag key. System tags cannot be added/updated by requester."
    system = [{"Key": "aws:team", "Value": "x"}]
    refused(iam.tag_role, 400, "InvalidInput", message, RoleName="role", Tags=system)


def test_lists_come_in_pages(admin: Keys) -> None:
    iam = admin.client("iam")
    for index in range(4):
        make_role(admin, f"role-{index}", NOBODY)
        iam.put_role_policy(RoleName="role-0", PolicyName=f"p-{index}", PolicyDocument=allow("s3:*"))
        arn = iam.create_policy(PolicyName=f"managed-{index}", PolicyDocument=allow("s3:*"))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="role-0", PolicyArn=arn)
        iam.tag_role(RoleName="role-0", Tags=[{"Key": f"k{index}", "Value": "v"}])

    def pages(operation: str, **params: str) -> list[int]:
        results = iam.get_paginator(operation).paginate(**params, PaginationConfig={"PageSize": 2})
        key = iam.get_paginator(operation).result_keys[0].expression
        return [len(result[key]) for result in results]

    assert pages("list_roles") == [2, 2]
    assert pages("list_role_policies", RoleName="role-0") == [2, 2]
    assert pages("list_attached_role_policies", RoleName="role-0") == [2, 2]
    assert pages("list_role_tags", RoleName="role-0") == [2, 2]
    assert pages("list_policies", Scope="Local") == [2, 2]
    refused(iam.list_policies, 400, "ValidationError", "Invalid Marker.", Marker="elsewhere")
