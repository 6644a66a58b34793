"""Organizations: policies, their documents and their attachments."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Emulator, Keys, refused
from organizations import root, vend

SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
DENY = {"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}
DENY_RESOURCE = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
MALFORMED = "The provided policy document does not meet the requirements of the specified policy type."
NOT_ENABLED = 400, "PolicyTypeNotEnabledException", "This operation can be performed only for enabled policy types."
CONSTRAINT = 400, "ConstraintViolationException"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def create(keys: Keys, name: str, kind: str = SCP, content: str | None = None) -> str:
    default = document(DENY_RESOURCE if kind == RCP else DENY)
    answer = keys.client("organizations").create_policy(
        Name=name, Type=kind, Content=content or default, Description="of tests"
    )
    return str(answer["Policy"]["PolicySummary"]["Id"])


def attached(keys: Keys, target: str, kind: str = SCP) -> list[str]:
    answer = keys.client("organizations").list_policies_for_target(TargetId=target, Filter=kind)
    return [policy["Name"] for policy in answer["Policies"]]


def enable(keys: Keys, *kinds: str) -> str:
    target = root(keys)
    for kind in kinds:
        keys.client("organizations").enable_policy_type(RootId=target, PolicyType=kind)
    return target


def test_types_are_enabled_and_disabled(management: Keys) -> None:
    client, target, account = management.client("organizations"), root(management), vend(management, "dev")
    unit = client.create_organizational_unit(ParentId=target, Name="a")["OrganizationalUnit"]["Id"]
    assert client.list_roots()["Roots"][0]["PolicyTypes"] == []
    assert attached(management, target) == []
    answer = client.enable_policy_type(RootId=target, PolicyType=SCP)["Root"]
    assert answer["PolicyTypes"] == [{"Type": SCP, "Status": "ENABLED"}]
    message = "The specified policy type is already enabled."
    refused(client.enable_policy_type, 400, "PolicyTypeAlreadyEnabledException", message, RootId=target, PolicyType=SCP)
    inner = client.create_organizational_unit(ParentId=unit, Name="b")["OrganizationalUnit"]["Id"]
    everything = [target, unit, inner, account, vend(management, "later"), management.account]
    assert [attached(management, item) for item in everything] == [["FullAWSAccess"]] * len(everything)
    targets = client.list_targets_for_policy(PolicyId="p-FullAWSAccess")["Targets"]
    assert sorted(item["TargetId"] for item in targets) == sorted(everything)
    assert {item["Type"] for item in targets} == {"ROOT", "ORGANIZATIONAL_UNIT", "ACCOUNT"}
    policy = create(management, "deny")
    client.attach_policy(PolicyId=policy, TargetId=unit)
    client.disable_policy_type(RootId=target, PolicyType=SCP)
    refused(client.disable_policy_type, *NOT_ENABLED, RootId=target, PolicyType=SCP)
    refused(client.attach_policy, *NOT_ENABLED, PolicyId=policy, TargetId=unit)
    # What was attached is lost; the policy stays.
    client.enable_policy_type(RootId=target, PolicyType=SCP)
    assert attached(management, unit) == ["FullAWSAccess"]
    assert client.list_policies(Filter=SCP)["Policies"][1]["Name"] == "deny"
    message = "You specified a root that doesn't exist."
    refused(client.enable_policy_type, 400, "RootNotFoundException", message, RootId="r-zzzzz", PolicyType=SCP)


def test_a_type_is_pending_for_a_while(emulator: Emulator, management: Keys) -> None:
    emulator.settings(management.account, policy_type_seconds=3600)
    enable(management, SCP)

    def state() -> str:
        return str(management.client("organizations").list_roots()["Roots"][0]["PolicyTypes"][0]["Status"])

    assert state() == "PENDING_ENABLE"
    emulator.settings(management.account, policy_type_seconds=0)
    assert state() == "ENABLED"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (RCP, document(DENY_RESOURCE)),
        ("TAG_POLICY", '{"tags": {"CostCenter": {"tag_key": {"@@assign": "CostCenter"}}}}'),
        ("BACKUP_POLICY", '{"plans": {"p": {"regions": {"@@assign": ["eu-west-1"]}}}}'),
        ("AISERVICES_OPT_OUT_POLICY", '{"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}}'),
        (
            "DECLARATIVE_POLICY_EC2",
            '{"ec2_attributes": {"serial_console_access": {"status": {"@@assign": "disabled"}}}}',
        ),
        ("CHATBOT_POLICY", '{"chatbots": {"platforms": {"slack": {"client": {"@@assign": "disabled"}}}}}'),
        ("SECURITYHUB_POLICY", '{"securityhub": {"enable_in_regions": {"@@assign": ["ALL_SUPPORTED"]}}}'),
    ],
)
def test_every_type_has_policies(management: Keys, kind: str, content: str) -> None:
    client, target = management.client("organizations"), enable(management, kind)
    policy = create(management, "p", kind, content)
    client.attach_policy(PolicyId=policy, TargetId=target)
    assert attached(management, target, kind)[-1] == "p"
    described = client.describe_policy(PolicyId=policy)["Policy"]
    organization = client.describe_organization()["Organization"]["Id"]
    assert described["Content"] == content
    assert described["PolicySummary"] == {
        "Id": policy,
        "Arn": f"arn:aws:organizations::{management.account}:policy/{organization}/{kind.lower()}/{policy}",
        "Name": "p",
        "Description": "of tests",
        "Type": kind,
        "AwsManaged": False,
    }
    client.detach_policy(PolicyId=policy, TargetId=target)
    client.delete_policy(PolicyId=policy)
    message = "You specified a policy that doesn't exist."
    refused(client.describe_policy, 400, "PolicyNotFoundException", message, PolicyId=policy)
    if kind != RCP:
        wrong = document(DENY)
        params = {"Name": "q", "Type": kind, "Content": wrong, "Description": ""}
        refused(client.create_policy, 400, "MalformedPolicyDocumentException", MALFORMED, **params)


def test_policies_attach_once(management: Keys) -> None:
    client, target = management.client("organizations"), enable(management, SCP)
    policy = create(management, "deny")
    client.attach_policy(PolicyId=policy, TargetId=target)
    message = "The selected policy is already attached to the specified target."
    attach = client.attach_policy
    refused(attach, 400, "DuplicatePolicyAttachmentException", message, PolicyId=policy, TargetId=target)
    message = (
        "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before "
        "performing this operation."
    )
    refused(client.delete_policy, 400, "PolicyInUseException", message, PolicyId=policy)
    client.detach_policy(PolicyId=policy, TargetId=target)
    message = "The policy isn't attached to the specified target in the specified root."
    refused(client.detach_policy, 400, "PolicyNotAttachedException", message, PolicyId=policy, TargetId=target)
    message = "You specified a target that doesn't exist."
    refused(attach, 400, "TargetNotFoundException", message, PolicyId=policy, TargetId="000000000001")
    message = "You specified a policy that doesn't exist."
    refused(attach, 400, "PolicyNotFoundException", message, PolicyId="p-00000000", TargetId=target)
    client.delete_policy(PolicyId=policy)


def test_one_policy_stays(management: Keys) -> None:
    client, target = management.client("organizations"), enable(management, SCP, RCP)
    message = (
        "You cannot remove the last policy attached to the specified target. You must have at least one attached at "
        "all times."
    )
    error = refused(client.detach_policy, *CONSTRAINT, message, PolicyId="p-FullAWSAccess", TargetId=target)
    assert error.response["Reason"] == "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"
    allow = create(management, "allow", content=document({"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}))
    client.attach_policy(PolicyId=allow, TargetId=target)
    client.detach_policy(PolicyId="p-FullAWSAccess", TargetId=target)
    assert attached(management, target) == ["allow"]
    client.attach_policy(PolicyId=create(management, "rcp", RCP), TargetId=target)
    error = refused(
        client.detach_policy,
        400,
        "InvalidInputException",
        "You can't detach this policy.",
        PolicyId="p-RCPFullAWSAccess",
        TargetId=target,
    )
    assert error.response["Reason"] == "NON_DETACHABLE_POLICY"


@pytest.mark.parametrize(("kind", "own"), [(SCP, 9), (RCP, 4)])
def test_a_target_has_few_policies(management: Keys, kind: str, own: int) -> None:
    client, target = management.client("organizations"), enable(management, kind)
    policies = [create(management, f"p{number}", kind) for number in range(own + 3)]

    def attach(policy: str) -> str:
        try:
            client.attach_policy(PolicyId=policy, TargetId=target)
        except ClientError as error:
            return str(error.response["Reason"])
        return "attached"

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(attach, policies))
    # AWS's own policy is the first.
    assert answers == ["MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"] * 3 + ["attached"] * own
    assert len(attached(management, target, kind)) == own + 1


@pytest.mark.parametrize(("kind", "limit"), [(SCP, 10_240), (RCP, 5_120)])
def test_documents_have_a_size(management: Keys, kind: str, limit: int) -> None:
    client, text = management.client("organizations"), document(DENY_RESOURCE if kind == RCP else DENY)
    # White space counts: what the API is given is stored as it is.
    create(management, "fits", kind, text + " " * (limit - len(text)))
    params = {"Name": "p", "Type": kind, "Description": "", "Content": text + " " * (limit - len(text) + 1)}
    error = refused(client.create_policy, *CONSTRAINT, "You have exceeded the maximum policy size.", **params)
    assert error.response["Reason"] == "POLICY_CONTENT_LIMIT_EXCEEDED"
    policy = create(management, "other", kind)
    update = client.update_policy
    refused(
        update, *CONSTRAINT, "You have exceeded the maximum policy size.", PolicyId=policy, Content=params["Content"]
    )


def test_names_are_unique_and_changes_are_whole(management: Keys) -> None:
    client, policy = management.client("organizations"), create(management, "deny")
    duplicate = 400, "DuplicatePolicyException", "A policy with the same name already exists."
    refused(client.create_policy, *duplicate, Name="deny", Type=SCP, Content=document(DENY), Description="")
    other = create(management, "other")
    refused(client.update_policy, *duplicate, PolicyId=other, Name="deny")
    malformed = 400, "MalformedPolicyDocumentException", MALFORMED
    refused(client.update_policy, *malformed, PolicyId=policy, Name="new", Content="{")
    assert client.describe_policy(PolicyId=policy)["Policy"]["PolicySummary"]["Name"] == "deny"
    updated = client.update_policy(PolicyId=policy, Name="new", Description="")["Policy"]["PolicySummary"]
    assert (updated["Name"], updated["Description"]) == ("new", "")


def test_policies_of_aws_stay_as_they_are(management: Keys) -> None:
    client, full = management.client("organizations"), "p-FullAWSAccess"
    immutable = 400, "InvalidInputException", "You can't modify a policy that is managed by AWS."
    for method, params in ((client.update_policy, {"Name": "x"}), (client.delete_policy, {})):
        error = refused(method, *immutable, PolicyId=full, **params)
        assert error.response["Reason"] == "IMMUTABLE_POLICY"
    summary = client.describe_policy(PolicyId=full)["Policy"]["PolicySummary"]
    assert summary["AwsManaged"]
    assert summary["Arn"] == f"arn:aws:organizations::aws:policy/service_control_policy/{full}"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        "{}",
        '{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}',
        document(),
        json.dumps({"Statement": [DENY]}),
        json.dumps({"Version": "2008-10-17", "Statement": [DENY]}),
        document(DENY_RESOURCE),
        document({**DENY, "Effect": "deny"}),
        document({**DENY, "NotAction": "s3:*"}),
        document({**DENY, "Action": "LeaveOrganization"}),
        document({**DENY, "Action": []}),
        document({"Effect": "Deny", "Action": "s3:*"}),
        document({**DENY, "Resource": "bucket"}),
        document({**DENY, "Condition": {"StringMatches": {"aws:a": "b"}}}),
        document({**DENY, "Sid": "a"}, {**DENY, "Sid": "a"}),
    ],
)
def test_malformed_service_control_policies(management: Keys, content: str) -> None:
    params = {"Name": "p", "Type": SCP, "Description": "", "Content": content}
    if content:
        malformed = 400, "MalformedPolicyDocumentException", MALFORMED
    else:
        malformed = 400, "InvalidInputException", "You specified a value that is shorter than the minimum length."
    refused(management.client("organizations").create_policy, *malformed, **params)


@pytest.mark.parametrize(
    "statement",
    [
        DENY,
        {**DENY_RESOURCE, "Effect": "Allow"},
        {**DENY_RESOURCE, "Principal": {"AWS": "111122223333"}},
        {**DENY_RESOURCE, "Action": "*"},
        {"Effect": "Deny", "Principal": "*", "NotAction": "s3:*", "Resource": "*"},
    ],
)
def test_malformed_resource_control_policies(management: Keys, statement: dict[str, Any]) -> None:
    params = {"Name": "p", "Type": RCP, "Description": "", "Content": document(statement)}
    create_policy = management.client("organizations").create_policy
    refused(create_policy, 400, "MalformedPolicyDocumentException", MALFORMED, **params)


def test_well_formed_policies(management: Keys) -> None:
    create(
        management,
        "not resource",
        content=document({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::a"}),
    )
    condition = {
        "StringNotEquals": {"aws:RequestedRegion": ["eu-west-1"]},
        "ArnNotLike": {"aws:PrincipalArn": ["arn:a"]},
    }
    create(
        management,
        "regions",
        content=document(
            {"Sid": "Regions", "Effect": "Deny", "NotAction": ["iam:*"], "Resource": "*", "Condition": condition}
        ),
    )
    create(management, "one statement", content=json.dumps({"Version": "2012-10-17", "Statement": DENY}))


def test_without_all_features_there_are_no_policies(admin: Keys) -> None:
    client = admin.client("organizations")
    client.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    message = "You can't use the specified policy type with the feature set currently enabled for this organization."
    not_available = 400, "PolicyTypeNotAvailableForOrganizationException", message
    refused(client.enable_policy_type, *not_available, RootId=root(admin), PolicyType=SCP)
    params = {"Name": "p", "Type": SCP, "Description": "", "Content": document(DENY)}
    refused(client.create_policy, *not_available, **params)
    assert client.enable_all_features()["Handshake"]["Action"] == "ENABLE_ALL_FEATURES"
    enable(admin, SCP)
    message = "The organization already has all features enabled."
    error = refused(client.enable_all_features, 400, "HandshakeConstraintViolationException", message)
    assert error.response["Reason"] == "ORGANIZATION_ALREADY_HAS_ALL_FEATURES"
