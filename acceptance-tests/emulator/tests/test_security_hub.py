"""Security Hub's hub, standards, controls and administrator."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import OTHER_REGION, REGION, Emulator, Keys, refused
from organizations import member, vend

FSBP = f"arn:aws:securityhub:{REGION}::standards/aws-foundational-security-best-practices/v/1.0.0"
CIS = f"arn:aws:securityhub:{REGION}::standards/cis-aws-foundations-benchmark/v/3.0.0"


def statuses(keys: Keys) -> dict[str, str]:
    shown = keys.client("securityhub").get_enabled_standards()["StandardsSubscriptions"]
    return {item["StandardsArn"]: item["StandardsStatus"] for item in shown}


def test_the_hub_is_enabled_once(admin: Keys) -> None:
    hub = admin.client("securityhub")
    off = f"Account {admin.account} is not subscribed to AWS Security Hub"
    for ask in (hub.describe_hub, hub.get_enabled_standards, hub.describe_standards, hub.list_finding_aggregators):
        refused(ask, 401, "InvalidAccessException", off)
    hub.enable_security_hub(EnableDefaultStandards=False, Tags={"a": "b"})
    message = "Account is already subscribed to Security Hub"
    refused(hub.enable_security_hub, 409, "ResourceConflictException", message)
    shown = hub.describe_hub()
    assert shown["AutoEnableControls"] is True and shown["ControlFindingGenerator"] == "SECURITY_CONTROL"
    assert hub.list_tags_for_resource(ResourceArn=shown["HubArn"])["Tags"] == {"a": "b"}
    with pytest.raises(ClientError, match="InvalidAccessException"):
        admin.client("securityhub", OTHER_REGION).describe_hub()
    hub.disable_security_hub()
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        hub.disable_security_hub()


def test_standards_are_pending_then_ready(emulator: Emulator, admin: Keys) -> None:
    hub = admin.client("securityhub")
    hub.enable_security_hub()
    assert statuses(admin)[FSBP] == "READY" and len(statuses(admin)) == 2
    emulator.settings(admin.account, security_hub_standards_seconds=60)
    request = [{"StandardsArn": CIS}]
    (made,) = hub.batch_enable_standards(StandardsSubscriptionRequests=request)["StandardsSubscriptions"]
    assert made["StandardsStatus"] == "PENDING"
    assert hub.batch_enable_standards(StandardsSubscriptionRequests=request)["StandardsSubscriptions"] == [made]
    emulator.settings(admin.account, security_hub_standards_seconds=0)
    ended = hub.batch_disable_standards(StandardsSubscriptionArns=[made["StandardsSubscriptionArn"]])
    assert ended["StandardsSubscriptions"][0]["StandardsStatus"] == "DELETING"
    assert CIS not in statuses(admin)
    with pytest.raises(ClientError, match="InvalidInputException"):
        hub.batch_enable_standards(StandardsSubscriptionRequests=[{"StandardsArn": "arn:aws:securityhub:::ruleset/x"}])


def test_controls_are_switched_with_a_reason(admin: Keys) -> None:
    hub = admin.client("securityhub")
    hub.enable_security_hub()

    def switch(status: str, standard: str = FSBP, **reason: Any) -> list[Any]:
        update = {"StandardsArn": standard, "SecurityControlId": "IAM.6", "AssociationStatus": status, **reason}
        answer = hub.batch_update_standards_control_associations(StandardsControlAssociationUpdates=[update])
        return list(answer["UnprocessedAssociationUpdates"])

    def status() -> str:
        asked = [{"StandardsArn": FSBP, "SecurityControlId": "IAM.6"}]
        answer = hub.batch_get_standards_control_associations(StandardsControlAssociationIds=asked)
        return str(answer["StandardsControlAssociationDetails"][0]["AssociationStatus"])

    assert switch("DISABLED")[0]["ErrorCode"] == "INVALID_INPUT"
    assert switch("DISABLED", CIS, UpdatedReason="root users have no credentials")[0]["ErrorCode"] == "NOT_FOUND"
    assert switch("DISABLED", UpdatedReason="root users have no credentials") == [] and status() == "DISABLED"
    assert switch("ENABLED") == [] and status() == "ENABLED"


def test_one_aggregator_for_all_regions(admin: Keys) -> None:
    for region in (REGION, OTHER_REGION):
        admin.client("securityhub", region).enable_security_hub(EnableDefaultStandards=False)
    hub = admin.client("securityhub")
    made = hub.create_finding_aggregator(RegionLinkingMode="ALL_REGIONS")
    with pytest.raises(ClientError, match="LimitExceededException"):
        admin.client("securityhub", OTHER_REGION).create_finding_aggregator(RegionLinkingMode="ALL_REGIONS")
    with pytest.raises(ClientError, match="InvalidInputException"):
        hub.update_finding_aggregator(
            FindingAggregatorArn=made["FindingAggregatorArn"], RegionLinkingMode="SPECIFIED_REGIONS"
        )
    hub.delete_finding_aggregator(FindingAggregatorArn=made["FindingAggregatorArn"])
    assert hub.list_finding_aggregators()["FindingAggregators"] == []


def test_an_administrator_configures_the_organization(management: Keys) -> None:
    security, workload = member(management, vend(management, "security")), member(management, vend(management, "work"))
    chief, hub = management.client("securityhub"), security.client("securityhub")
    with pytest.raises(ClientError, match="InvalidAccessException"):
        hub.enable_organization_admin_account(AdminAccountId=security.account)
    for _ in range(2):
        chief.enable_organization_admin_account(AdminAccountId=security.account)
    with pytest.raises(ClientError, match="already the delegated administrator"):
        chief.enable_organization_admin_account(AdminAccountId=workload.account)
    assert hub.describe_organization_configuration()["OrganizationConfiguration"]["ConfigurationType"] == "LOCAL"
    central = {"ConfigurationType": "CENTRAL"}
    with pytest.raises(ClientError, match="requires a finding aggregator"):
        hub.update_organization_configuration(
            AutoEnable=False, AutoEnableStandards="NONE", OrganizationConfiguration=central
        )
    hub.update_organization_configuration(AutoEnable=True, AutoEnableStandards="NONE")
    hub.create_members(AccountDetails=[{"AccountId": workload.account}])
    late = member(management, vend(management, "late"))
    late.client("securityhub").describe_hub()
    shown = hub.list_members()["Members"]
    assert {item["AccountId"] for item in shown} == {workload.account, late.account}
    with pytest.raises(ClientError, match="InvalidInputException"):
        workload.client("securityhub").disable_security_hub()
    hub.update_organization_configuration(AutoEnable=False, AutoEnableStandards="NONE")
    hub.create_finding_aggregator(RegionLinkingMode="ALL_REGIONS")
    hub.update_organization_configuration(
        AutoEnable=False, AutoEnableStandards="NONE", OrganizationConfiguration=central
    )
    assert hub.describe_organization_configuration()["OrganizationConfiguration"]["ConfigurationType"] == "CENTRAL"


def test_an_administrators_hub_stays_on(management: Keys) -> None:
    security = member(management, vend(management, "security"))
    chief, hub = management.client("securityhub"), security.client("securityhub")
    chief.enable_organization_admin_account(AdminAccountId=security.account)
    message = "Cannot disable Security Hub on the Security Hub administrator"
    refused(hub.disable_security_hub, 400, "InvalidInputException", message)
    chief.disable_organization_admin_account(AdminAccountId=security.account)
    hub.disable_security_hub()
