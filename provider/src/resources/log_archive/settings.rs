//! The bucket's settings, which go with the bucket: a destroy that cannot delete it leaves them in the state, as they are at AWS.

use tfplugin::composite::{Graph, Handle};
use tfplugin::model::{Named, Out};

use super::access::{Access, bucket_policy, recognize};
use super::key::WithKey;
use super::retention::{self, AccessLogging, ObjectLock};
use super::{LogArchive, text};
use crate::parts::kms::key::Key;
use crate::parts::s3::access_logging::{AccessLogTarget, AccessLogging as AccessLoggingPart};
use crate::parts::s3::bucket::{self, Bucket, BucketSeen};
use crate::parts::s3::bucket_policy::BucketPolicy;
use crate::parts::s3::bucket_setting::{InBucket, Of};
use crate::parts::s3::encryption::{Encryption, EncryptionKeys};
use crate::parts::s3::lifecycle::Lifecycle;
use crate::parts::s3::object_lock::ObjectLock as ObjectLockPart;
use crate::parts::s3::ownership::Ownership;
use crate::parts::s3::public_access_block::{Blocked, PublicAccessBlock};
use crate::parts::s3::versioning::Versioning;

fn of(bucket: BucketSeen) -> InBucket {
    InBucket { bucket: bucket.bucket }
}

pub(super) fn declare(g: &mut Graph<LogArchive>, bucket: Handle<Bucket>, key: WithKey<Key>) {
    let f = LogArchive::fields();
    let region = f.common.region;
    g.part::<Of<PublicAccessBlock>>("public_access_block").key(bucket, of).want((), |()| Blocked::ALL).with_anchor().add();
    g.part::<Of<Ownership>>("ownership_controls").key(bucket, of).want((), |()| Ownership::ENFORCED.to_owned()).with_anchor().add();
    let versioning = g
        .part::<Of<Versioning>>("versioning")
        .key(bucket, of)
        .want(f.versioning, |on| on)
        .fill(f.versioning, |on| Some(*on))
        .at(f.versioning)
        .with_anchor()
        .add();
    g.part::<Of<Encryption>>("encryption")
        .key(bucket, of)
        .want((f.sse_algorithm, f.kms_master_key_arn, key), |(algorithm, given, own)| {
            let key = given.or_else(|| own.map(|key| key.arn));
            key.filter(|_| algorithm == "aws:kms").map_or(EncryptionKeys::S3, EncryptionKeys::Kms)
        })
        .fill(f.sse_algorithm, |seen| match seen {
            EncryptionKeys::S3 => Some("AES256".to_owned()),
            EncryptionKeys::Kms(_) => Some("aws:kms".to_owned()),
            EncryptionKeys::Other(_) => None,
        })
        .fill(f.kms_key_arn, |seen| match seen {
            EncryptionKeys::S3 => Some(Out(None)),
            EncryptionKeys::Kms(arn) => Some(Out::known(arn.clone())),
            EncryptionKeys::Other(_) => None,
        })
        .at(f.sse_algorithm)
        .with_anchor()
        .add();
    // S3 takes a lock only where there are versions.
    g.part::<Of<ObjectLockPart>>("object_lock")
        .key((bucket, versioning), |(bucket, _)| of(bucket))
        .want(f.object_lock, |lock| lock.map(ObjectLock::retention))
        .fill(f.object_lock, |seen| Some(seen.as_ref().map(ObjectLock::of)))
        .at(f.object_lock)
        .with_anchor()
        .add();
    g.part::<Of<Lifecycle>>("lifecycle")
        .key(bucket, of)
        .want(f.retention, |retention| retention::ages(retention.as_ref()))
        .fill(f.retention, retention::recognized)
        .at(f.retention)
        .with_anchor()
        .add();
    g.part::<Of<BucketPolicy>>("policy")
        .key(bucket, of)
        .want(
            (region, f.bucket, f.organization_id, f.sources, f.readers),
            |(region, bucket, organization_id, sources, readers)| {
                let access =
                    Access { organization_id: text(organization_id), sources, readers: readers.unwrap_or_default() };
                Some(bucket_policy(&bucket::arn(&text(region), &text(bucket)), &access))
            },
        )
        .fill(f.organization_id, |seen| Some(Out::known(recognize(seen.as_ref()?)?.organization_id)))
        .fill(f.sources, |seen| Some(recognize(seen.as_ref()?)?.sources))
        .fill(f.readers, |seen| Some(Some(recognize(seen.as_ref()?)?.readers)))
        .at(f.readers)
        .with_anchor()
        .add();
    g.part::<Of<AccessLoggingPart>>("access_logging")
        .key(bucket, of)
        .want(f.access_logging, |logging| {
            logging.map(|to| AccessLogTarget { bucket: to.bucket, prefix: to.prefix })
        })
        .fill(f.access_logging, |seen| {
            let logging = |to: &AccessLogTarget| AccessLogging { bucket: to.bucket.clone(), prefix: to.prefix.clone() };
            Some(seen.as_ref().map(logging))
        })
        .at(f.access_logging)
        .with_anchor()
        .add();
}
