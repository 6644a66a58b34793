"""S3: names and defaults of new buckets, who may configure a bucket, and configurations that S3 refuses."""

from __future__ import annotations

import re
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, PublicAccessBlock, s3_backends

from plinth_emulator import delivery
from plinth_emulator.answers import Answer
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, access_denied
from plinth_emulator.registry import check, fixup

_NAME = re.compile(r"(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?<!-s3alias)(?<!--ol-s3)")
_ADDRESS = re.compile(r"[0-9]+(\.[0-9]+){3}")
_ENFORCED = "BucketOwnerEnforced"
# Operations whose permission has another name than they have.
_ACTIONS = {
    "HeadBucket": "ListBucket",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
}


def bucket(call: Call) -> FakeBucket:
    """The bucket that a call names, whose account it may be."""
    found = delivery.bucket(str(call.params.get("Bucket") or ""))
    if found is None:
        raise AwsError(
            "NoSuchBucket", "The specified bucket does not exist", 404, BucketName=str(call.params.get("Bucket"))
        )
    return found


@check("s3", "*")
def check_owner(call: Call) -> None:
    """Other accounts may do with a bucket what its policy allows them; objects are moto's to decide about."""
    name = call.params.get("Bucket")
    if not name or call.principal is None or call.operation == "CreateBucket":
        return
    owner = s3_backends.bucket_accounts.get(name)
    if owner is None:
        return
    expected = call.params.get("ExpectedBucketOwner")
    if expected and not re.fullmatch("[0-9]{12}", expected):
        message = f"The value of the expected bucket owner parameter must be an AWS Account ID... [{expected}]"
        raise AwsError("InvalidBucketOwnerAWSAccountID", message, 400)
    if expected and expected != owner[1]:
        raise access_denied("Access Denied")
    if owner[1] == call.account or call.params.get("Key") or "Object" in call.operation.removeprefix("ListObject"):
        return
    action = f"s3:{_ACTIONS.get(call.operation, call.operation)}"
    found = bucket(call)
    if found.get_permission(action, f"arn:aws:s3:::{name}") is not PermissionResult.PERMITTED:
        raise access_denied("Access Denied")


@check("s3", "CreateBucket")
def check_new_bucket(call: Call) -> None:
    """Names follow rules; ACLs need an ownership that knows them."""
    name = str(call.params.get("Bucket") or "")
    if not _NAME.fullmatch(name) or _ADDRESS.fullmatch(name) or ".." in name:
        raise AwsError("InvalidBucketName", "The specified bucket is not valid.", 400, BucketName=name)
    ownership = call.params.get("ObjectOwnership") or _ENFORCED
    if ownership not in (_ENFORCED, "BucketOwnerPreferred", "ObjectWriter"):
        raise AwsError("InvalidArgument", f"Invalid x-amz-object-ownership header: {ownership}", 400)
    grants = ("GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP")
    has_acl = (call.params.get("ACL") or "private") != "private" or any(call.params.get(grant) for grant in grants)
    if has_acl and ownership == _ENFORCED:
        raise AwsError(
            "InvalidBucketAclWithObjectOwnership",
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
            400,
        )


@fixup("s3", "CreateBucket")
def give_defaults(call: Call, _: Answer) -> None:
    """Public access blocked, no ACLs, encryption with S3's own keys: since 2023 every new bucket has them.

    In us-east-1 CreateBucket succeeds for a bucket that one owns; it stays as it is then.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
    """
    made = bucket(call)
    if getattr(made, "plinth_defaults", False):
        return
    made.plinth_defaults = True  # type: ignore[attr-defined]
    made.public_access_block = PublicAccessBlock(True, True, True, True)
    made.ownership_rule = made.ownership_rule or _ENFORCED  # type: ignore[assignment]
    made.encryption = default_encryption()
    tags = (call.params.get("CreateBucketConfiguration") or {}).get("Tags")
    if tags:
        s3_backends[call.account]["aws"].put_bucket_tagging(made.name, {tag["Key"]: tag["Value"] for tag in tags})


def default_encryption() -> dict[str, Any]:
    """Encryption that nobody chose, as moto keeps it."""
    return {"Rule": {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": "false"}}


@check("s3", "PutBucketEncryption")
def check_encryption(call: Call) -> None:
    """A key goes with KMS only."""
    bucket(call)
    rules = (call.params.get("ServerSideEncryptionConfiguration") or {}).get("Rules") or []
    for rule in rules:
        default = rule.get("ApplyServerSideEncryptionByDefault") or {}
        if default.get("KMSMasterKeyID") and default.get("SSEAlgorithm") not in ("aws:kms", "aws:kms:dsse"):
            raise AwsError(
                "InvalidArgument",
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                400,
            )


@fixup("s3", "DeleteBucketEncryption")
def encrypt_by_default(call: Call, _: Answer) -> None:
    """Every bucket is encrypted somehow."""
    bucket(call).encryption = default_encryption()


@check("s3", "PutBucketVersioning")
def check_versioning(call: Call) -> None:
    """Object lock needs versions."""
    status = (call.params.get("VersioningConfiguration") or {}).get("Status")
    if status is None:
        message = "The Versioning element must be specified"
        raise AwsError("IllegalVersioningConfigurationException", message, 400)
    if status == "Suspended" and bucket(call).object_lock_enabled:
        raise AwsError(
            "InvalidBucketState",
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
            409,
        )


@fixup("s3", "GetBucketVersioning")
def name_versioning(_: Call, answer: Answer) -> Answer:
    """moto calls the document by another name than AWS, which some SDKs do not read."""
    body = answer.body.replace(b"GetBucketVersioningResponse", b"VersioningConfiguration")
    headers = [(name, value) for name, value in answer.headers if name.lower() != "content-length"]
    return Answer(answer.status, [*headers, ("Content-Length", str(len(body)))], body)


@check("s3", "PutObjectLockConfiguration")
def check_lock(call: Call) -> None:
    """Object lock needs versions."""
    found = bucket(call)
    if not found.is_versioned:
        message = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"
        raise AwsError("InvalidBucketState", message, 409)
    # moto takes the lock only for buckets that were made with it; AWS has taken it for others since 2023.
    found.object_lock_enabled = True


@check("s3", "PutBucketAcl")
def check_acl(call: Call) -> None:
    """Buckets without ACLs take only what they have anyway."""
    acl = call.params.get("ACL")
    if bucket(call).ownership_rule == _ENFORCED and acl not in ("private", "bucket-owner-full-control"):
        raise AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs", 400)
