"""Organizations: trusted access, delegated administrators, tags, the resource policy, and what nobody answers."""

from __future__ import annotations

from conftest import Keys, refused
from organizations import NO_ACCESS, member, root, vend

from plinth_emulator import registry, services

SERVICE = "guardduty.amazonaws.com"
CONSTRAINT = 400, "ConstraintViolationException"


def test_trusted_access(management: Keys) -> None:
    client = management.client("organizations")
    for _ in range(2):
        client.enable_aws_service_access(ServicePrincipal=SERVICE)
    client.enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")

    def enabled() -> list[str]:
        pages = client.get_paginator("list_aws_service_access_for_organization").paginate(MaxResults=1)
        return [item["ServicePrincipal"] for page in pages for item in page["EnabledServicePrincipals"]]

    assert enabled() == [SERVICE, "iam.amazonaws.com"]
    for _ in range(2):
        client.disable_aws_service_access(ServicePrincipal=SERVICE)
    assert enabled() == ["iam.amazonaws.com"]
    message = "You specified an unrecognized service principal."
    unknown = "nothing.amazonaws.com"
    error = refused(client.enable_aws_service_access, 400, "InvalidInputException", message, ServicePrincipal=unknown)
    assert error.response["Reason"] == "UNRECOGNIZED_SERVICE_PRINCIPAL"


def test_delegated_administrators(management: Keys) -> None:
    client, account = management.client("organizations"), vend(management, "security")
    params = {"AccountId": account, "ServicePrincipal": SERVICE}
    register, deregister = client.register_delegated_administrator, client.deregister_delegated_administrator
    message = "You must enable service access before you register a delegated administrator."
    error = refused(register, *CONSTRAINT, message, **params)
    assert error.response["Reason"] == "SERVICE_ACCESS_NOT_ENABLED"
    client.enable_aws_service_access(ServicePrincipal=SERVICE)
    message = "The provided account is not a registered delegated administrator for your organization."
    refused(deregister, 400, "AccountNotRegisteredException", message, **params)
    refused(
        client.list_delegated_services_for_account, 400, "AccountNotRegisteredException", message, AccountId=account
    )
    register(**params)
    message = "The provided account is already a delegated administrator for your organization."
    refused(register, 400, "AccountAlreadyRegisteredException", message, **params)
    message = "You cannot register master account/yourself as delegated administrator for your organization."
    error = refused(register, *CONSTRAINT, message, **{**params, "AccountId": management.account})
    assert error.response["Reason"] == "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR"
    administrators = client.list_delegated_administrators(ServicePrincipal=SERVICE)["DelegatedAdministrators"]
    assert [(item["Id"], item["Name"]) for item in administrators] == [(account, "security")]
    other = client.list_delegated_administrators(ServicePrincipal="iam.amazonaws.com")
    assert other["DelegatedAdministrators"] == []
    services = client.list_delegated_services_for_account(AccountId=account)["DelegatedServices"]
    assert [item["ServicePrincipal"] for item in services] == [SERVICE]
    # Its administrator keeps the service on, and the account in the organization.
    message = "You must first deregister all delegated administrators of this service."
    error = refused(client.disable_aws_service_access, *CONSTRAINT, message, ServicePrincipal=SERVICE)
    assert error.response["Reason"] == "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE"
    message = (
        "You must first deregister the account as a delegated administrator before you can remove it from the "
        "organization."
    )
    for method in (client.remove_account_from_organization, client.close_account):
        refused(method, *CONSTRAINT, message, AccountId=account)
    keys = member(management, account).client("organizations")
    assert keys.list_accounts()["Accounts"]
    deregister(**params)
    refused(keys.list_accounts, *NO_ACCESS)
    client.disable_aws_service_access(ServicePrincipal=SERVICE)


def test_tags(management: Keys) -> None:
    client, target = management.client("organizations"), root(management)
    client.tag_resource(ResourceId=target, Tags=[{"Key": f"k{n}", "Value": "v"} for n in range(49)])
    client.tag_resource(ResourceId=target, Tags=[{"Key": "k0", "Value": "w"}, {"Key": "last", "Value": ""}])
    pages = client.get_paginator("list_tags_for_resource").paginate(ResourceId=target)
    tags = {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}
    assert (len(tags), tags["k0"], tags["last"]) == (50, "w", "")
    message = "You have exceeded the number of tags allowed on the specified resource."
    error = refused(client.tag_resource, *CONSTRAINT, message, ResourceId=target, Tags=[{"Key": "more", "Value": ""}])
    assert error.response["Reason"] == "MAX_TAG_LIMIT_EXCEEDED"
    client.untag_resource(ResourceId=target, TagKeys=["k0", "absent"])
    twice = [{"Key": "a", "Value": "b"}] * 2
    message = "You specified a tag key more than once."
    refused(client.tag_resource, 400, "InvalidInputException", message, ResourceId=target, Tags=twice)
    message = "You specified a tag key that is reserved for AWS."
    own = [{"Key": "aws:a", "Value": "b"}]
    refused(client.tag_resource, 400, "InvalidInputException", message, ResourceId=target, Tags=own)
    message = "You specified a target that doesn't exist."
    refused(client.list_tags_for_resource, 400, "TargetNotFoundException", message, ResourceId="000000000001")


def test_resource_policy(management: Keys) -> None:
    client = management.client("organizations")
    message = "We can't find a resource policy request with the parameter that you specified."
    absent = 400, "ResourcePolicyNotFoundException", message
    refused(client.describe_resource_policy, *absent)
    content = '{"Version": "2012-10-17", "Statement": []}'
    made = client.put_resource_policy(Content=content, Tags=[{"Key": "a", "Value": "b"}])["ResourcePolicy"]
    again = client.put_resource_policy(Content=content + " ")["ResourcePolicy"]
    assert again["ResourcePolicySummary"] == made["ResourcePolicySummary"]
    assert client.describe_resource_policy()["ResourcePolicy"]["Content"] == content + " "
    tags = client.list_tags_for_resource(ResourceId=made["ResourcePolicySummary"]["Id"])["Tags"]
    assert tags == [{"Key": "a", "Value": "b"}]
    message = "The provided resource policy is not valid."
    refused(client.put_resource_policy, 400, "InvalidInputException", message, Content="{")
    client.delete_resource_policy()
    refused(client.delete_resource_policy, *absent)


def test_units_are_five_levels_deep(management: Keys) -> None:
    client, parent = management.client("organizations"), root(management)
    for level in range(5):
        answer = client.create_organizational_unit(ParentId=parent, Name=f"level {level}")["OrganizationalUnit"]
        parent = answer["Id"]
    assert answer["Path"].count("/") == 7
    message = "You have exceeded the allowed depth of organizational units."
    error = refused(client.create_organizational_unit, *CONSTRAINT, message, ParentId=parent, Name="x")
    assert error.response["Reason"] == "OU_DEPTH_LIMIT_EXCEEDED"


def test_units_are_listed_in_pages(management: Keys) -> None:
    client, parent = management.client("organizations"), root(management)
    for number in range(21):
        client.create_organizational_unit(ParentId=parent, Name=f"u{number}")
    first = client.list_organizational_units_for_parent(ParentId=parent)
    assert len(first["OrganizationalUnits"]) == 20
    rest = client.list_organizational_units_for_parent(ParentId=parent, NextToken=first["NextToken"])
    assert [unit["Name"] for unit in rest["OrganizationalUnits"]] == ["u20"]
    assert "NextToken" not in rest
    assert len(client.list_children(ParentId=parent, ChildType="ORGANIZATIONAL_UNIT")["Children"]) == 20


def test_nobody_answers_for_the_rest(management: Keys) -> None:
    client = management.client("organizations")
    services.load()
    answered = 0
    for name in client.meta.service_model.operation_names:
        if ("organizations", name) in registry.HANDLERS:
            answered += 1
        else:
            assert ("organizations", name) in registry.UNANSWERED, name
    assert answered >= 45
    message = "The emulator does not implement organizations:ListHandshakesForOrganization."
    refused(client.list_handshakes_for_organization, 501, "NotImplemented", message)
