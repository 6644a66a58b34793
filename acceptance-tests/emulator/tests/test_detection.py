"""Access Analyzer, Inspector and Macie: enabled once, and administered for the organization."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from conftest import OTHER_REGION, REGION, Emulator, Keys, refused
from organizations import member, vend


def test_an_account_has_one_analyzer_of_a_type(admin: Keys) -> None:
    analyzer = admin.client("accessanalyzer")
    arn = analyzer.create_analyzer(analyzerName="a", type="ACCOUNT", tags={"k": "v"})["arn"]
    with pytest.raises(ClientError, match="ConflictException"):
        analyzer.create_analyzer(analyzerName="a", type="ACCOUNT")
    error = pytest.raises(ClientError, analyzer.create_analyzer, analyzerName="b", type="ACCOUNT").value.response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == (
        "ServiceQuotaExceededException",
        402,
    )
    analyzer.create_analyzer(analyzerName="unused", type="ACCOUNT_UNUSED_ACCESS")
    shown = analyzer.get_analyzer(analyzerName="unused")["analyzer"]
    assert shown["configuration"]["unusedAccess"]["unusedAccessAge"] == 90
    assert analyzer.list_tags_for_resource(resourceArn=arn)["tags"] == {"k": "v"}
    listed = analyzer.list_analyzers(type="ACCOUNT")["analyzers"]
    assert [(item["name"], item["status"]) for item in listed] == [("a", "ACTIVE")]
    assert admin.client("accessanalyzer", OTHER_REGION).list_analyzers()["analyzers"] == []
    analyzer.delete_analyzer(analyzerName="a")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        analyzer.get_analyzer(analyzerName="a")
    with pytest.raises(ClientError, match="ValidationException"):
        analyzer.create_analyzer(analyzerName="1 a", type="ACCOUNT")


def test_an_organizations_analyzer_needs_an_administrator(management: Keys) -> None:
    security = member(management, vend(management, "security"))
    analyzer, organizations = security.client("accessanalyzer"), management.client("organizations")
    with pytest.raises(ClientError, match="ValidationException"):
        analyzer.create_analyzer(analyzerName="all", type="ORGANIZATION")
    service = "access-analyzer.amazonaws.com"
    organizations.enable_aws_service_access(ServicePrincipal=service)
    with pytest.raises(ClientError, match="ValidationException"):
        analyzer.create_analyzer(analyzerName="all", type="ORGANIZATION")
    organizations.register_delegated_administrator(AccountId=security.account, ServicePrincipal=service)
    analyzer.create_analyzer(analyzerName="all", type="ORGANIZATION")


def test_inspector_enables_kinds_of_resources(emulator: Emulator, admin: Keys) -> None:
    inspector = admin.client("inspector2")

    def status() -> dict[str, str]:
        (shown,) = inspector.batch_get_account_status()["accounts"]
        kinds = {name: each["status"] for name, each in shown["resourceState"].items()}
        return {"all": shown["state"]["status"], **kinds}

    assert status()["all"] == status()["ec2"] == "DISABLED"
    with pytest.raises(ClientError, match="ValidationException"):
        inspector.enable(resourceTypes=["LAMBDA_CODE"])
    emulator.settings(admin.account, inspector_seconds=60)
    answer = inspector.enable(resourceTypes=["EC2", "ECR"])
    assert answer["accounts"][0]["status"] == "ENABLING" and answer["failedAccounts"] == []
    emulator.settings(admin.account, inspector_seconds=0)
    inspector.disable(resourceTypes=["EC2", "ECR"])
    inspector.enable(resourceTypes=["EC2"])
    assert status() == {
        "all": "ENABLED",
        "ec2": "ENABLED",
        "ecr": "DISABLED",
        "lambda": "DISABLED",
        "lambdaCode": "DISABLED",
        "codeRepository": "DISABLED",
    }
    (failed,) = inspector.enable(accountIds=["111111111111"], resourceTypes=["EC2"])["failedAccounts"]
    assert failed["errorCode"] == "ACCESS_DENIED"


def test_inspectors_administrator_enables_members(management: Keys) -> None:
    security, workload = member(management, vend(management, "security")), member(management, vend(management, "work"))
    chief, inspector = management.client("inspector2"), security.client("inspector2")
    with pytest.raises(ClientError, match="AccessDeniedException"):
        inspector.update_organization_configuration(autoEnable={"ec2": True, "ecr": True})
    chief.enable_delegated_admin_account(delegatedAdminAccountId=security.account)
    with pytest.raises(ClientError, match="ConflictException"):
        chief.enable_delegated_admin_account(delegatedAdminAccountId=security.account)
    inspector.associate_member(accountId=workload.account)
    inspector.enable(accountIds=[workload.account], resourceTypes=["EC2"])
    inspector.update_organization_configuration(autoEnable={"ec2": True, "ecr": False})
    late = member(management, vend(management, "late"))
    (shown,) = late.client("inspector2").batch_get_account_status()["accounts"]
    assert shown["resourceState"]["ec2"]["status"] == "ENABLED"
    assert {item["accountId"] for item in inspector.list_members()["members"]} == {workload.account, late.account}
    with pytest.raises(ClientError, match="AccessDeniedException"):
        workload.client("inspector2").disable()


def test_macie_is_enabled_once(admin: Keys) -> None:
    macie = admin.client("macie2")
    refused(macie.get_macie_session, 403, "AccessDeniedException", "Macie is not enabled.")
    macie.enable_macie(findingPublishingFrequency="ONE_HOUR")
    refused(macie.enable_macie, 409, "ConflictException", "Macie has already been enabled.")
    macie.update_macie_session(status="PAUSED")
    shown = macie.get_macie_session()
    assert (shown["status"], shown["findingPublishingFrequency"]) == ("PAUSED", "ONE_HOUR")
    macie.disable_macie()
    refused(macie.disable_macie, 403, "AccessDeniedException", "Macie is not enabled.")


def test_macies_export_ends_with_a_configuration_of_nothing(admin: Keys) -> None:
    macie, name = admin.client("macie2"), f"macie-{admin.account}"
    macie.enable_macie()
    admin.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    key = admin.client("kms").create_key()["KeyMetadata"]["Arn"]
    destination = {"bucketName": name, "kmsKeyArn": key}
    macie.put_classification_export_configuration(configuration={"s3Destination": destination})
    assert macie.get_classification_export_configuration()["configuration"] == {"s3Destination": destination}
    macie.put_classification_export_configuration(configuration={})
    assert "configuration" not in macie.get_classification_export_configuration()


def test_macies_administrator_enables_members(management: Keys) -> None:
    security, workload = member(management, vend(management, "security")), member(management, vend(management, "work"))
    management.client("macie2").enable_organization_admin_account(adminAccountId=security.account)
    macie = security.client("macie2")
    assert macie.get_macie_session()["status"] == "ENABLED"
    macie.update_organization_configuration(autoEnable=True)
    assert macie.describe_organization_configuration()["autoEnable"] is True
    macie.create_member(account={"accountId": workload.account, "email": "x@example.com"})
    assert workload.client("macie2").get_macie_session()["status"] == "ENABLED"
    with pytest.raises(ClientError, match="ConflictException"):
        workload.client("macie2").disable_macie()
    late = member(management, vend(management, "late"))
    assert late.client("macie2").get_macie_session()["status"] == "ENABLED"


def test_what_nobody_answers_is_said_so(admin: Keys) -> None:
    for service, ask, params in (
        ("accessanalyzer", "list_findings", {"analyzerArn": "arn:aws:access-analyzer:eu-west-1:1:analyzer/x"}),
        ("guardduty", "list_findings", {"DetectorId": "x"}),
        ("guardduty", "create_filter", {"DetectorId": "x", "Name": "x", "FindingCriteria": {}}),
        ("securityhub", "enable_security_hub_v2", {}),
        ("macie2", "list_findings", {}),
        ("config", "put_remediation_configurations", {"RemediationConfigurations": []}),
        ("detective", "list_graphs", {}),
    ):
        name = "".join(part.capitalize() for part in ask.split("_"))
        message = f"The emulator does not implement {service}:{name}."
        refused(getattr(admin.client(service), ask), 501, "NotImplemented", message, **params)


def test_findings_are_of_a_hub_that_is_on(admin: Keys) -> None:
    hub = admin.client("securityhub")
    message = f"Account {admin.account} is not subscribed to AWS Security Hub"
    refused(hub.get_findings, 401, "InvalidAccessException", message)
    hub.enable_security_hub(EnableDefaultStandards=False)
    assert hub.get_findings()["Findings"] == []
