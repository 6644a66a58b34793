//! The settings of a bucket, which are there as long as the bucket is.

use std::fmt::Debug;
use std::future::Future;
use std::marker::PhantomData;

use tfplugin::composite::{Context, Fault, FaultKind, Found, Part};

use crate::aws::Aws;

/// A setting that every bucket has, be it AWS's default.
pub trait BucketSetting: Send + Sync + 'static {
    /// How it should be, and how it is.
    type Value: Clone + Debug + PartialEq + Send + Sync;

    /// What AWS calls it, for messages: `bucket versioning`.
    const KIND: &'static str;

    /// What tells it apart from the bucket's other settings, in its id.
    const NAME: &'static str;

    /// What is wrong with a want, found without asking AWS. Each a sentence.
    fn check(want: &Self::Value) -> Vec<String> {
        let _ = want;
        Vec::new()
    }

    /// What differs, in words: `versioning is off, should be on`.
    fn differences(want: &Self::Value, seen: &Self::Value) -> Vec<String>;

    /// How it is; `None` when there is no such bucket.
    fn get(cx: &Context<'_, Aws>, bucket: &str) -> impl Future<Output = Result<Option<Self::Value>, Fault>> + Send;

    /// Makes it as wanted. Called only when something differs.
    fn put(cx: &Context<'_, Aws>, bucket: &str, want: &Self::Value) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// A [`BucketSetting`] as a part. Its id is `bucket/setting`. It carries no mark: it is the bucket's.
///
/// # Guarantees
/// - A create writes only what is not as wanted already.
/// - A delete does nothing: the setting ends with its bucket. So a bucket that cannot be deleted keeps all of them.
pub struct Of<S>(PhantomData<fn() -> S>);

/// The bucket that a setting is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InBucket {
    /// Its name.
    pub bucket: String,
}

impl<S: BucketSetting> Part for Of<S> {
    type Cloud = Aws;
    type Key = InBucket;
    type Want = S::Value;
    type Seen = S::Value;

    const KIND: &'static str = S::KIND;
    const MARKED: bool = false;

    fn check(want: &S::Value) -> Vec<String> {
        S::check(want)
    }

    fn expect(_: &InBucket, want: &S::Value) -> Option<S::Value> {
        Some(want.clone())
    }

    fn differences(want: &S::Value, seen: &S::Value) -> Vec<String> {
        S::differences(want, seen)
    }

    async fn find(cx: &Context<'_, Aws>, key: &InBucket) -> Result<Option<Found<S::Value>>, Fault> {
        let seen = S::get(cx, &key.bucket).await?;
        Ok(seen.map(|seen| Found { id: id::<S>(&key.bucket), seen, mark: None }))
    }

    async fn create(cx: &Context<'_, Aws>, key: &InBucket, want: &S::Value) -> Result<String, Fault> {
        let seen = S::get(cx, &key.bucket).await?;
        // A bucket that does not show yet has none of its settings; writing waits for it.
        if seen.is_none_or(|seen| !S::differences(want, &seen).is_empty()) {
            S::put(cx, &key.bucket, want).await?;
        }
        Ok(id::<S>(&key.bucket))
    }

    async fn read(cx: &Context<'_, Aws>, id: &str) -> Result<Option<S::Value>, Fault> {
        S::get(cx, bucket_in(id)?).await
    }

    async fn update(cx: &Context<'_, Aws>, id: &str, seen: &S::Value, want: &S::Value) -> Result<(), Fault> {
        if S::differences(want, seen).is_empty() { Ok(()) } else { S::put(cx, bucket_in(id)?, want).await }
    }

    async fn delete(_: &Context<'_, Aws>, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}

fn id<S: BucketSetting>(bucket: &str) -> String {
    format!("{bucket}/{}", S::NAME)
}

fn bucket_in(id: &str) -> Result<&str, Fault> {
    let bucket = id.split_once('/').map(|(bucket, _)| bucket);
    bucket.ok_or_else(|| Fault::new(FaultKind::Bug, format!("`{id}` is not of the form bucket/setting")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::s3::versioning::Versioning;

    #[test]
    fn an_id_says_which_bucket() {
        let id = id::<Versioning>("acme-logs");
        assert_eq!(id, "acme-logs/versioning");
        assert_eq!(bucket_in(&id), Ok("acme-logs"));
        assert!(bucket_in("acme-logs").is_err());
    }
}
