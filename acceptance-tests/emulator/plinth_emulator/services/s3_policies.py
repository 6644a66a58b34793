"""S3: bucket policies that it refuses to store, because they are malformed, or public where public ones are blocked."""

from __future__ import annotations

import json
from typing import Any

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, access_denied
from plinth_emulator.policy import conditions
from plinth_emulator.policy.document import as_list
from plinth_emulator.policy.matching import like
from plinth_emulator.registry import check
from plinth_emulator.services import s3_buckets, s3control
from plinth_emulator.services.iam import trust

_ELEMENTS = {
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
}
# Conditions that tie a statement for everybody to somebody.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
_TIES = {
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
}
_LIMIT = 20 * 1024


def _malformed(message: str) -> AwsError:
    return AwsError("MalformedPolicy", message, 400)


@check("s3", "PutBucketPolicy")
def check_policy(call: Call) -> None:
    """In the order of AWS: the bucket, the document, then whether it is public."""
    bucket = s3_buckets.bucket(call)
    text = call.params.get("Policy")
    text = text.decode() if isinstance(text, bytes) else str(text or "")
    statements = _statements(text)
    for statement in statements:
        _check(statement, bucket.name)
    if len(text.encode()) > _LIMIT:
        raise _malformed("Policy document exceeds the maximum allowed size of 20480 bytes")
    own = bucket.public_access_block
    blocked = own is not None and own.block_public_policy in (True, "true", "TRUE")
    if s3control.public_access_block(bucket.account_id).get("BlockPublicPolicy") or blocked:
        if any(_is_public(statement) for statement in statements):
            raise access_denied(
                f"User: {call.caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "
                f'"arn:aws:s3:::{bucket.name}" because public policies are prevented by the BlockPublicPolicy setting in '
                "S3 Block Public Access."
            )


def _statements(text: str) -> list[Any]:
    if not text.startswith("{"):
        raise _malformed("Policies must be valid JSON and the first byte must be '{'")
    try:
        parsed = json.loads(text)
    except ValueError:
        raise _malformed("Policies must be valid JSON and the first byte must be '{'") from None
    if not parsed.keys() <= {"Version", "Id", "Statement"}:
        unknown = min(parsed.keys() - {"Version", "Id", "Statement"})
        raise _malformed(f"Unknown field {unknown}")
    if parsed.get("Version", "2008-10-17") not in ("2008-10-17", "2012-10-17"):
        raise _malformed("The policy must contain a valid version string")
    if not parsed.get("Statement"):
        raise _malformed("Missing required field Statement")
    return as_list(parsed["Statement"])


def _check(statement: Any, bucket: str) -> None:
    if not isinstance(statement, dict):
        raise _malformed("This policy contains invalid Json")
    if not statement.keys() <= _ELEMENTS:
        raise _malformed(f"Unknown field {min(statement.keys() - _ELEMENTS)}")
    for name in ("Effect", "Principal", "Action", "Resource"):
        if not statement.get(name) and not statement.get(f"Not{name}"):
            raise _malformed(f"Missing required field {name}")
    if statement["Effect"] not in ("Allow", "Deny"):
        raise _malformed(f"Invalid effect: {statement['Effect']}")
    _check_principal(statement.get("Principal", statement.get("NotPrincipal")))
    actions = as_list(statement.get("Action", statement.get("NotAction")))
    if not all(action == "*" or (isinstance(action, str) and action.lower().startswith("s3:")) for action in actions):
        raise _malformed("Policy has invalid action")
    resources = as_list(statement.get("Resource", statement.get("NotResource")))
    arn = f"arn:aws:s3:::{bucket}"
    if not all(isinstance(item, str) and _is_here(item, arn) for item in resources):
        raise _malformed("Policy has invalid resource")
    if (
        "Action" in statement
        and "Resource" in statement
        and not all(_applies(each, resources, arn) for each in actions)
    ):
        raise _malformed("Action does not apply to any resource(s) in statement")
    condition = statement.get("Condition") or {}
    if not isinstance(condition, dict) or not all(isinstance(block, dict) for block in condition.values()):
        raise _malformed("This policy contains invalid Json")
    for operator, block in condition.items():
        if not conditions.known(operator):
            raise _malformed(f"Invalid Condition type : {operator}")
        if not all(":" in key for key in block):
            raise _malformed("Policy has an invalid condition key")


def _is_here(resource: str, arn: str) -> bool:
    """Whether a resource is the bucket, or something in it; wildcards may stand for parts of the bucket's name."""
    path, _, _ = resource.partition("/")
    return like(path, arn)


def _applies(action: str, resources: list[str], arn: str) -> bool:
    """Whether an action is about what the resources are: objects, or the bucket."""
    if "*" in action or "?" in action:
        return True
    name = action.partition(":")[2]
    in_bucket = "Object" in name and not name.startswith(("ListBucket", "GetBucket", "PutBucket"))
    in_bucket = in_bucket or name in ("AbortMultipartUpload", "ListMultipartUploadParts")
    wanted = f"{arn}/x" if in_bucket else arn
    if in_bucket:
        return any("/" in item or item.endswith("*") for item in resources)
    return any("/" not in item or like(item, wanted) for item in resources)


def _check_principal(principal: Any) -> None:
    if principal == "*":
        return
    if not isinstance(principal, dict):
        raise _malformed("Invalid policy syntax.")
    for kind, names in principal.items():
        for name in as_list(names):
            exists: Any = {
                "AWS": trust.aws_exists,
                "Service": trust.SERVICE.match,
                "Federated": bool,
                "CanonicalUser": bool,
            }.get(kind)
            if exists is None or not isinstance(name, str) or not exists(name):
                raise _malformed("Invalid principal in policy")


def _is_public(statement: dict[str, Any]) -> bool:
    if statement.get("Effect") != "Allow":
        return False
    principal = statement.get("Principal")
    everybody = principal == "*" or (isinstance(principal, dict) and "*" in as_list(principal.get("AWS")))
    if not everybody and "NotPrincipal" not in statement:
        return False
    for operator, block in (statement.get("Condition") or {}).items():
        if "Not" in operator or operator.endswith("IfExists"):
            continue
        for key, values in block.items():
            if key.lower() in _TIES and not any(value in ("*", "0.0.0.0/0", "::/0") for value in as_list(values)):
                return False
    return True
