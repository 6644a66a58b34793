"""Service-linked roles: one per service, of AWS's names, made for the service by itself or by the account."""

from __future__ import annotations

import json
import re
from typing import Any

from moto.iam.models import Role

from plinth_emulator import accounts, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, no_such_entity
from plinth_emulator.registry import check, operation
from plinth_emulator.services.iam import lookup

_PREFIX = "AWSServiceRoleFor"
_PATH = "/aws-service-role/"
_SERVICE = re.compile(r"[a-z0-9][a-z0-9.-]*\.amazonaws\.com")
# Names do not follow from the services' principals.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
_NAMES = {
    "access-analyzer": "AccessAnalyzer",
    "account": "AccountManagement",
    "agentless.inspector2": "AmazonInspector2Agentless",
    "application-autoscaling": "ApplicationAutoScaling",
    "autoscaling": "AutoScaling",
    "backup": "Backup",
    "batch": "Batch",
    "cloudtrail": "CloudTrail",
    "config": "Config",
    "config-conforms": "ConfigConforms",
    "config-multiaccountsetup": "ConfigMultiAccountSetup",
    "ec2.spot": "EC2Spot",
    "ecs": "ECS",
    "eks": "AmazonEKS",
    "eks-nodegroup": "AmazonEKSNodegroup",
    "elasticache": "ElastiCache",
    "elasticloadbalancing": "ElasticLoadBalancing",
    "es": "AmazonElasticsearchService",
    "fms": "FMS",
    "guardduty": "AmazonGuardDuty",
    "inspector2": "AmazonInspector2",
    "ipam": "IPAM",
    "logs": "LogDelivery",
    "macie": "AmazonMacie",
    "malware-protection.guardduty": "AmazonGuardDutyMalwareProtection",
    "organizations": "Organizations",
    "ram": "ResourceAccessManager",
    "rds": "RDS",
    "securityhub": "SecurityHub",
    "securitylake": "SecurityLake",
    "servicequotas": "ServiceQuotas",
    "spot": "EC2Spot",
    "ssm": "AmazonSSM",
    "sso": "SSO",
    "support": "Support",
    "transitgateway": "VPCTransitGateway",
    "trustedadvisor": "TrustedAdvisor",
    "vpc-lattice": "VpcLattice",
}
_WITH_SUFFIX = frozenset({"autoscaling"})


@operation("iam", "CreateServiceLinkedRole")
def create_service_linked_role(call: Call) -> dict[str, Any]:
    """Make the role of a service; a second one needs a suffix, which few services take."""
    service, suffix = call.params["AWSServiceName"], call.params.get("CustomSuffix")
    if not _SERVICE.fullmatch(service):
        raise AwsError("InvalidInput", f"{service} is not a valid service name.")
    short = service.removesuffix(".amazonaws.com")
    if suffix and short not in _WITH_SUFFIX:
        raise AwsError("InvalidInput", f"Custom suffix is not allowed for {service}")
    name = role_name(service) + (f"_{suffix}" if suffix else "")
    if name in _by_name(call.account):
        raise AwsError(
            "InvalidInput",
            f"Service role name {name} has been taken in this account, please try a different suffix.",
        )
    return {"Role": make(call.account, service, name, call.params.get("Description") or "")}


def role_name(service: str) -> str:
    """The name of a service's role: known, or made of the principal's words."""
    short = service.removesuffix(".amazonaws.com")
    return _PREFIX + (_NAMES.get(short) or "".join(word.capitalize() for word in re.split(r"[.-]", short)))


def make(account: str, service: str, name: str, description: str = "") -> Role:
    """The role itself, trusted by the service alone."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return accounts.iam(account).create_role(
        name,
        json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        f"{_PATH}{service}/",
        permissions_boundary=None,
        description=description,
        tags=[],
        max_session_duration="3600",
        linked_service=service,
    )


def ensure(account: str, service: str) -> None:
    """Make the role where it is missing, as services do when they are turned on."""
    if role_name(service) not in _by_name(account):
        make(account, service, role_name(service))


@operation("iam", "DeleteServiceLinkedRole")
def delete_service_linked_role(call: Call) -> dict[str, Any]:
    """Delete the role; the answer is a task, which is done at once: no service here holds on to its role."""
    role = lookup.role(call)
    if not role.path.startswith(_PATH):
        raise no_such_entity(f"The service-linked role with name {role.name} cannot be found.")
    service = role.path.removeprefix(_PATH).strip("/")
    accounts.iam(call.account).delete_role(role.name)
    task = f"task{_PATH}{service}/{role.name}/{role.id.lower()}"
    state.objects("service-linked role deletions", call.account)[task] = True
    return {"DeletionTaskId": task}


@operation("iam", "GetServiceLinkedRoleDeletionStatus")
def get_deletion_status(call: Call) -> dict[str, Any]:
    """A deletion that was asked for has succeeded."""
    task = call.params["DeletionTaskId"]
    if task not in state.objects("service-linked role deletions", call.account):
        raise no_such_entity(f"Deletion task id {task} cannot be found.")
    return {"Status": "SUCCEEDED"}


@check(
    "iam",
    "AttachRolePolicy",
    "DeleteRole",
    "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy",
    "DetachRolePolicy",
    "PutRolePermissionsBoundary",
    "PutRolePolicy",
    "UpdateAssumeRolePolicy",
)
def check_role_is_the_accounts_own(call: Call) -> None:
    """Service-linked roles are changed by their services only."""
    role = lookup.role(call)
    if role.path.startswith(_PATH):
        service = role.path.removeprefix(_PATH).strip("/")
        raise AwsError(
            "UnmodifiableEntity",
            f"Cannot perform the operation on the protected role '{role.name}' - this role is only modifiable by AWS "
            f"({service})",
        )


@check("iam", "CreateRole")
def check_path_is_not_reserved(call: Call) -> None:
    """The path of service-linked roles is AWS's own."""
    if (call.params.get("Path") or "/").startswith(_PATH):
        raise AwsError("ValidationError", "The path /aws-service-role/ is reserved for service-linked roles.", 400)


def _by_name(account: str) -> dict[str, Role]:
    return {role.name: role for role in accounts.iam(account).roles.values()}
