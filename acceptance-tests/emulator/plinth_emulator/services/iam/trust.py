"""Trust policies: what IAM refuses to store. A principal must exist when a policy names it."""

from __future__ import annotations

import re
from typing import Any

from plinth_emulator import accounts, credentials, settings, state
from plinth_emulator.answers import Answer
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.policy import document, validation
from plinth_emulator.policy.document import as_list
from plinth_emulator.policy.principals import account_in
from plinth_emulator.registry import check, fixup, operation
from plinth_emulator.services.iam import lookup

_QUOTA = 2048
_IAM = re.compile(r"^arn:aws:iam::(?P<account>[0-9]{12}):(?P<kind>user|role)(?P<path>/(?:.*/)?)(?P<name>[^/]+)$")
_STS = re.compile(
    r"^arn:aws:sts::(?P<account>[0-9]{12}):(?P<kind>assumed-role|federated-user)/(?P<name>[^/]+)(?:/(?P<session>[^/]+))?$"
)
SERVICE = re.compile(r"^[a-z0-9.-]+\.(?:amazonaws\.com|amazonaws\.com\.cn|amazon\.com|aws\.internal)$")
_FEDERATED = re.compile(
    r"^(?:arn:aws:iam::[0-9]{12}:(?:oidc|saml)-provider/.+|cognito-identity\.amazonaws\.com|accounts\.google\.com"
    r"|www\.amazon\.com|graph\.facebook\.com)$"
)


@check("iam", "CreateRole")
def check_new_trust(call: Call) -> None:
    """The trust policy of a new role."""
    _check(call.params["AssumeRolePolicyDocument"])


@check("iam", "UpdateAssumeRolePolicy")
def check_changed_trust(call: Call) -> None:
    """A new trust policy of a role."""
    _check(call.params["PolicyDocument"])


@operation("iam", "UpdateAssumeRolePolicy")
def update_assume_role_policy(call: Call) -> dict[str, Any]:
    """Store the checked document; moto would refuse some that AWS takes, such as one without a version."""
    lookup.role(call).assume_role_policy_document = call.params["PolicyDocument"]
    return {}


@fixup("iam", "CreateRole", "UpdateAssumeRolePolicy")
def begin_propagation(call: Call, _: Answer) -> None:
    """IAM is eventually consistent: AssumeRole does not see the change yet."""
    changes = state.objects("trust changes", call.account)
    changes[call.params["RoleName"]] = [credentials.now(), settings.get("iam_propagation_calls", call.account)]


def propagated(account: str, role_name: str) -> bool:
    """Whether AssumeRole sees the role's trust policy already."""
    change = state.objects("trust changes", account).get(role_name)
    if change is None:
        return True
    if change[1] > 0:
        change[1] -= 1
        return False
    age = (credentials.now() - change[0]).total_seconds()
    return bool(age >= settings.get("iam_propagation_seconds", account))


def _check(text: str) -> None:
    statements = validation.trust_policy(text)
    for statement in statements:
        principal = statement.get("Principal", statement.get("NotPrincipal"))
        if isinstance(principal, dict):
            _check_principals(principal)
    if document.size(text) > _QUOTA:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for ACLSizePerRole: {_QUOTA}")


def _check_principals(principal: dict[str, Any]) -> None:
    checks = {"AWS": aws_exists, "Service": SERVICE.match, "Federated": _FEDERATED.match}
    for kind, names in principal.items():
        if kind == "CanonicalUser":
            continue
        if kind not in checks:
            raise validation.malformed(validation.SYNTAX)
        for name in as_list(names):
            if not isinstance(name, str):
                raise validation.malformed(validation.SYNTAX)
            if not checks[kind](name):
                raise validation.malformed(f'Invalid principal in policy: "{kind.upper()}":"{name}"')


def aws_exists(name: str) -> bool:
    """Whether there is an AWS principal of this name, for policies that name it."""
    if name == "*":
        return True
    account = account_in(name)
    if account is not None:
        return accounts.exists(account)
    match = _IAM.match(name) or _STS.match(name)
    if match is None or not accounts.exists(match["account"]):
        return False
    backend = accounts.iam(match["account"])
    if match["kind"] == "role":
        return any(role.arn == name for role in list(backend.roles.values()))
    if match["kind"] == "user":
        return any(user.arn == name for user in list(backend.users.values()))
    if match["kind"] == "assumed-role":
        # AWS takes a session's ARN before there is such a session; only the role must exist.
        return bool(match["session"]) and any(role.name == match["name"] for role in list(backend.roles.values()))
    return True
