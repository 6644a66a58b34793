"""S3: bucket policies with their principals and conditions, and sub-resources that moto takes for something else."""

from __future__ import annotations

from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from plinth_emulator import call as calls
from plinth_emulator.policy import conditions, context, document, principals
from plinth_emulator.policy.evaluation import acts, concerns
from plinth_emulator.policy.matching import Context
from plinth_emulator.principals import Principal
from plinth_emulator.registry import unanswered

_LOGGING = "logging.s3.amazonaws.com"

# moto answers these PUTs as CreateBucket.
unanswered(
    "s3",
    "PutBucketAnalyticsConfiguration",
    "PutBucketIntelligentTieringConfiguration",
    "PutBucketMetricsConfiguration",
    "PutBucketRequestPayment",
)


def get_permission(bucket: FakeBucket, action: str, resource: str) -> PermissionResult:
    """What a bucket's policy says. Secure transport counts as given: AWS has no plain http to test against, we have
    nothing else, and the usual policy of a log or state bucket denies everything that comes without.
    """
    if bucket.policy is None:
        return PermissionResult.NEUTRAL
    call = calls.current.get()
    caller = call.principal if call is not None else None
    keys: Context = {"aws:securetransport": ["true"]}
    if call is not None and caller is not None:
        keys = context.of_caller(caller, call.region)
    result = PermissionResult.NEUTRAL
    for statement in document.statements(bucket.policy.decode()):
        if not (acts(statement, action) and concerns(statement, resource, keys) and _names(statement, caller)):
            continue
        if not conditions.hold(statement, keys):
            continue
        if statement.get("Effect") == "Deny":
            return PermissionResult.DENIED
        result = PermissionResult.PERMITTED
    return result


def _names(statement: dict[str, Any], caller: Principal | None) -> bool:
    if caller is not None:
        return bool(principals.named(statement, caller))
    principal = statement.get("Principal")
    return principal == "*" or (isinstance(principal, dict) and "*" in document.as_list(principal.get("AWS")))


def logs_are_allowed(target_bucket: FakeBucket, target_prefix: str | None) -> bool:
    """Whether a bucket's policy lets S3 deliver access logs. moto fails on a policy whose principal is `*`."""
    if not target_bucket.policy:
        return False
    resource = f"arn:aws:s3:::{target_bucket.name}/{target_prefix or ''}2026-01-01-00-00-00-0000000000000000"
    return any(
        statement.get("Effect") == "Allow"
        and isinstance(statement.get("Principal"), dict)
        and _LOGGING in document.as_list(statement["Principal"].get("Service"))
        and acts(statement, "s3:PutObject")
        and concerns(statement, resource, {})
        for statement in document.statements(target_bucket.policy.decode())
    )


FakeBucket._log_permissions_enabled_policy = staticmethod(logs_are_allowed)  # type: ignore[method-assign]
FakeBucket.get_permission = get_permission  # type: ignore[method-assign]
