"""Managed policies."""

from __future__ import annotations

import json

from conftest import TRUST_NOBODY, Keys, allow, make_role, make_user, refused

NOBODY = json.dumps(TRUST_NOBODY)


def test_awss_own_policies_are_there(admin: Keys) -> None:
    iam = admin.client("iam")
    for name in ("AdministratorAccess", "ReadOnlyAccess", "job-function/ViewOnlyAccess", "job-function/Billing"):
        arn = f"arn:aws:iam::aws:policy/{name}"
        policy = iam.get_policy(PolicyArn=arn)["Policy"]
        version = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
        assert version["Document"]["Version"] == "2012-10-17"


def test_attachments(admin: Keys) -> None:
    iam = admin.client("iam")
    make_role(admin, "role", NOBODY)
    missing = f"arn:aws:iam::{admin.account}:policy/missing"
    message = f"Policy {missing} does not exist or is not attachable."
    refused(iam.attach_role_policy, 404, "NoSuchEntity", message, RoleName="role", PolicyArn=missing)
    message = "Invalid ARN: Could not be parsed!"
    refused(
        iam.attach_role_policy, 400, "ValidationError", message, RoleName="role", PolicyArn="a-policy-name-and-no-arn"
    )
    arns = [iam.create_policy(PolicyName=f"p{i}", PolicyDocument=allow("s3:*"))["Policy"]["Arn"] for i in range(11)]
    for arn in arns[:10]:
        iam.attach_role_policy(RoleName="role", PolicyArn=arn)
    message = "Cannot exceed quota for PoliciesPerRole: 10"
    refused(iam.attach_role_policy, 409, "LimitExceeded", message, RoleName="role", PolicyArn=arns[10])
    # Attaching again is no error, and counts once.
    iam.attach_role_policy(RoleName="role", PolicyArn=arns[0])
    assert iam.get_policy(PolicyArn=arns[0])["Policy"]["AttachmentCount"] == 1
    message = f"Policy {arns[10]} was not found."
    refused(iam.detach_role_policy, 404, "NoSuchEntity", message, RoleName="role", PolicyArn=arns[10])
    entities = iam.list_entities_for_policy(PolicyArn=arns[0])
    assert [role["RoleName"] for role in entities["PolicyRoles"]] == ["role"]


def test_documents_sizes_and_names(admin: Keys) -> None:
    iam = admin.client("iam")
    message = "This policy contains invalid Json"
    refused(iam.create_policy, 400, "MalformedPolicyDocument", message, PolicyName="p", PolicyDocument="{]")
    big = allow(["s3:" + "x" * 100 + str(index) for index in range(60)])
    message = "Cannot exceed quota for PolicySize: 6144"
    refused(iam.create_policy, 409, "LimitExceeded", message, PolicyName="p", PolicyDocument=big)
    arn = iam.create_policy(PolicyName="p", PolicyDocument=allow("s3:*"))["Policy"]["Arn"]
    refused(iam.create_policy_version, 409, "LimitExceeded", message, PolicyArn=arn, PolicyDocument=big)
    message = "A policy called P already exists. Duplicate names are not allowed."
    refused(iam.create_policy, 409, "EntityAlreadyExists", message, PolicyName="P", PolicyDocument=allow("s3:*"))


def test_a_policy_is_deleted_last(admin: Keys) -> None:
    iam = admin.client("iam")
    make_user(admin, "user")
    arn = iam.create_policy(PolicyName="p", PolicyDocument=allow("s3:*"))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="user", PolicyArn=arn)
    refused(iam.delete_policy, 409, "DeleteConflict", "Cannot delete a policy attached to entities.", PolicyArn=arn)
    iam.detach_user_policy(UserName="user", PolicyArn=arn)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=allow("ec2:*"), SetAsDefault=True)
    message = (
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The "
        "default version is deleted with the policy."
    )
    refused(iam.delete_policy, 409, "DeleteConflict", message, PolicyArn=arn)
    iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
    iam.delete_policy(PolicyArn=arn)
    for method in (iam.delete_policy, iam.get_policy):
        refused(method, 404, "NoSuchEntity", f"Policy {arn} was not found.", PolicyArn=arn)


def test_missing_users_and_groups_are_named(admin: Keys) -> None:
    iam = admin.client("iam")
    refused(iam.get_user, 404, "NoSuchEntity", "The user with name gone cannot be found.", UserName="gone")
    refused(iam.get_group, 404, "NoSuchEntity", "The group with name gone cannot be found.", GroupName="gone")
    message = "Instance Profile gone cannot be found."
    refused(iam.get_instance_profile, 404, "NoSuchEntity", message, InstanceProfileName="gone")
