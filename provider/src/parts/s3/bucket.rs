//! A bucket, without its settings.

use std::collections::BTreeMap;

use tfplugin::composite::{Context, Fault, FaultKind, Found, Mark, Part, Status};

use super::bucket_calls as calls;
use crate::aws::Aws;
use crate::aws::arn::partition_of;
use crate::parts::differences::Differences;

/// A general purpose bucket. Its id is its name, which is unique over all accounts.
///
/// # Guarantees
/// - It is made with its tags and its marks in one call.
/// - A bucket that exists is never taken for a new one, also not in us-east-1, where S3 answers as if it were.
/// - A bucket that is not empty is not deleted, unless it was to be emptied: its tag `plinth:force-destroy` says so.
pub struct Bucket;

/// What identifies a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketKey {
    /// Its name.
    pub bucket: String,
}

/// How a bucket should look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketWant {
    /// Whether it is emptied before it is deleted.
    pub force_destroy: bool,
    /// Whether it is made with object lock; see [`ObjectLock`](super::object_lock::ObjectLock) for later.
    pub object_lock: bool,
    /// Tags, without marks.
    pub tags: BTreeMap<String, String>,
}

/// How a bucket looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketSeen {
    /// Its name.
    pub bucket: String,
    /// `arn:aws:s3:::acme-logs`
    pub arn: String,
    /// Whether it is emptied before it is deleted.
    pub force_destroy: bool,
    /// Tags, without marks and without those of AWS's own.
    pub tags: BTreeMap<String, String>,
}

/// Tags per bucket: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html>. Four are Plinth's.
const MOST_TAGS: usize = 50 - 4;

impl Part for Bucket {
    type Cloud = Aws;
    type Key = BucketKey;
    type Want = BucketWant;
    type Seen = BucketSeen;

    const KIND: &'static str = "S3 bucket";
    const MARKED: bool = true;
    const SETTLE: Option<&'static str> = Some("S3 bucket");
    const ADOPTS: bool = true;

    fn check(want: &BucketWant) -> Vec<String> {
        let count = want.tags.len();
        let problem =
            format!("The bucket has {count} tags; AWS takes 50, of which Plinth needs four for its own marks.");
        if count > MOST_TAGS { vec![problem] } else { Vec::new() }
    }

    fn differences(want: &BucketWant, seen: &BucketSeen) -> Vec<String> {
        let mut differences = Differences::new();
        differences.compare("force_destroy", seen.force_destroy, want.force_destroy);
        differences.compare_tags(&seen.tags, &want.tags);
        differences.into()
    }

    async fn find(cx: &Context<'_, Aws>, key: &BucketKey) -> Result<Option<Found<BucketSeen>>, Fault> {
        let tags = calls::tags(cx, &key.bucket).await?;
        Ok(tags.map(|tags| {
            let (seen, mark) = seen(cx, &key.bucket, tags);
            Found { id: key.bucket.clone(), seen, mark }
        }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &BucketKey, want: &BucketWant) -> Result<String, Fault> {
        // In us-east-1 S3 answers well for a bucket that the account has already. Another account's does not show itself.
        match calls::tags(cx, &key.bucket).await {
            Ok(Some(_)) => {
                let message = format!("the account has a bucket {}", key.bucket);
                return Err(Fault::new(FaultKind::AlreadyExists, message));
            }
            Err(fault) if fault.kind != FaultKind::Denied => return Err(fault),
            Ok(None) | Err(_) => {}
        }
        let mut tags = wanted(want);
        tags.extend(marks(cx.mark, cx));
        calls::create(cx, &key.bucket, want.object_lock, &tags).await?;
        Ok(key.bucket.clone())
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<BucketSeen>, Fault> {
        Ok(calls::tags(cx, id).await?.map(|tags| seen(cx, id, tags).0))
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &BucketSeen, want: &BucketWant) -> Result<(), Fault> {
        calls::retag(cx, id, |tags| {
            tags.retain(|key, _| key != calls::FORCE_TAG && !seen.tags.contains_key(key));
            tags.extend(wanted(want));
        })
        .await
    }

    async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        calls::delete(cx, id).await
    }

    async fn settle(cx: &Context<'_, Aws>, ids: &[String]) -> Result<(), Fault> {
        for id in ids {
            let ready = (Mark::STATUS_TAG.to_owned(), Status::Ready.as_str().to_owned());
            calls::retag(cx, id, |tags| tags.extend([ready])).await?;
        }
        Ok(())
    }

    async fn adopt(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
        let mark = Mark { resource: cx.mark.resource.clone(), status: Status::Ready };
        calls::retag(cx, id, |tags| tags.extend(marks(&mark, cx))).await
    }
}

type Tags = BTreeMap<String, String>;

/// The person's tags, and whether the bucket is to be emptied.
fn wanted(want: &BucketWant) -> Tags {
    let mut tags = want.tags.clone();
    if want.force_destroy {
        tags.insert(calls::FORCE_TAG.to_owned(), "true".to_owned());
    }
    tags
}

fn marks(mark: &Mark, cx: &Context<'_, Aws>) -> Tags {
    let mut tags: Tags = mark.tags().into();
    tags.insert(Mark::PART_TAG.to_owned(), cx.part.to_owned());
    tags
}

fn seen(cx: &Context<'_, Aws>, bucket: &str, mut tags: Tags) -> (BucketSeen, Option<Mark>) {
    tags.retain(|key, _| !key.starts_with("aws:"));
    let mark = Mark::take(&mut tags);
    let force_destroy = tags.remove(calls::FORCE_TAG).as_deref() == Some("true");
    let arn = arn(&cx.place.region, bucket);
    (BucketSeen { bucket: bucket.to_owned(), arn, force_destroy, tags }, mark)
}

/// The ARN of a bucket.
pub fn arn(region: &str, bucket: &str) -> String {
    format!("arn:{}:s3:::{bucket}", partition_of(region))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_named() {
        let want =
            BucketWant { force_destroy: false, object_lock: false, tags: [("a".to_owned(), "b".to_owned())].into() };
        let seen = BucketSeen {
            bucket: "logs".to_owned(),
            arn: arn("cn-north-1", "logs"),
            force_destroy: true,
            tags: Tags::new(),
        };
        assert_eq!(
            Bucket::differences(&want, &seen),
            ["force_destroy is true, should be false", "tag a is missing, should be \"b\""]
        );
        assert_eq!(seen.arn, "arn:aws-cn:s3:::logs");
    }

    #[test]
    fn too_many_tags_are_said() {
        let want = |count: usize| BucketWant {
            force_destroy: false,
            object_lock: false,
            tags: (0..count).map(|n| (n.to_string(), String::new())).collect(),
        };
        assert_eq!((Bucket::check(&want(46)).len(), Bucket::check(&want(47)).len()), (0, 1));
    }
}
