//! What S3's operations are called, whose requests have only a method, a subresource and the names of bucket and object.

use hyper::http::request::Parts;

/// Methods, what they are asked of, and operations, as S3's and S3 Control's API references have them. What is not here is
/// called by what it is asked of: `PUT bucket?acl`.
const OPERATIONS: &[(&str, &str, &str)] = &[
    ("GET", "service", "ListBuckets"),
    ("PUT", "bucket", "CreateBucket"),
    ("DELETE", "bucket", "DeleteBucket"),
    ("HEAD", "bucket", "HeadBucket"),
    ("GET", "bucket?encryption", "GetBucketEncryption"),
    ("PUT", "bucket?encryption", "PutBucketEncryption"),
    ("GET", "bucket?lifecycle", "GetBucketLifecycleConfiguration"),
    ("PUT", "bucket?lifecycle", "PutBucketLifecycleConfiguration"),
    ("DELETE", "bucket?lifecycle", "DeleteBucketLifecycle"),
    ("GET", "bucket?logging", "GetBucketLogging"),
    ("PUT", "bucket?logging", "PutBucketLogging"),
    ("GET", "bucket?object-lock", "GetObjectLockConfiguration"),
    ("PUT", "bucket?object-lock", "PutObjectLockConfiguration"),
    ("GET", "bucket?ownershipControls", "GetBucketOwnershipControls"),
    ("PUT", "bucket?ownershipControls", "PutBucketOwnershipControls"),
    ("GET", "bucket?policy", "GetBucketPolicy"),
    ("PUT", "bucket?policy", "PutBucketPolicy"),
    ("DELETE", "bucket?policy", "DeleteBucketPolicy"),
    ("GET", "bucket?publicAccessBlock", "GetPublicAccessBlock"),
    ("PUT", "bucket?publicAccessBlock", "PutPublicAccessBlock"),
    ("GET", "bucket?tagging", "GetBucketTagging"),
    ("PUT", "bucket?tagging", "PutBucketTagging"),
    ("GET", "bucket?versioning", "GetBucketVersioning"),
    ("PUT", "bucket?versioning", "PutBucketVersioning"),
    ("GET", "bucket?versions", "ListObjectVersions"),
    ("POST", "bucket?delete", "DeleteObjects"),
    ("GET", "object", "GetObject"),
    ("PUT", "object", "PutObject"),
    ("DELETE", "object", "DeleteObject"),
];

/// The operation of a request to S3, without the names of bucket and object, which differ from test to test.
pub(super) fn operation(head: &Parts) -> String {
    let segments = head.uri.path().split('/').filter(|segment| !segment.is_empty()).count();
    let what = ["service", "bucket"].get(segments).unwrap_or(&"object");
    let query = head.uri.query().unwrap_or_default();
    // A subresource has no value; the SDK's own marks and what lists are filtered by have one.
    let names = query.split('&').map(|pair| pair.strip_suffix('=').unwrap_or(pair));
    let asked = match names.into_iter().find(|name| !name.is_empty() && !name.contains('=')) {
        Some(subresource) => format!("{what}?{subresource}"),
        None => (*what).to_owned(),
    };
    let found = OPERATIONS.iter().find(|(method, of, _)| *method == head.method.as_str() && *of == asked);
    found.map_or_else(|| format!("{} {asked}", head.method), |(.., operation)| (*operation).to_owned())
}
