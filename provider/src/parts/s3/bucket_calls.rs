//! The S3 calls about a bucket itself.

use std::collections::BTreeMap;

use aws_sdk_s3::types::{
    BucketLocationConstraint, CreateBucketConfiguration, Delete, DeleteMarkerEntry, ObjectIdentifier, ObjectVersion,
    Tag, Tagging,
};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::{built, setting, settled};
use crate::aws::error::unsuccessful;
use crate::aws::s3_codes::is_not_empty;
use crate::aws::{Aws, OrFault};
use crate::parts::found;

type Tags = BTreeMap<String, String>;

/// Says that a bucket is emptied before it is deleted. An object is deleted by its id alone, without the configuration that
/// knows.
pub(super) const FORCE_TAG: &str = "plinth:force-destroy";

/// All tags of a bucket of the account; `None` when it has no such bucket.
pub(super) async fn tags(cx: &Context<'_, Aws>, bucket: &str) -> Result<Option<Tags>, Fault> {
    let s3 = cx.cloud.s3(cx.place).await?;
    let call = s3.get_bucket_tagging().bucket(bucket).expected_bucket_owner(&cx.place.account_id);
    let answer = call.send().await.or_fault("s3:GetBucketTagging");
    setting(answer, Tags::new(), |answer| answer.tag_set.into_iter().map(|tag| (tag.key, tag.value)).collect())
}

pub(super) async fn create(cx: &Context<'_, Aws>, bucket: &str, object_lock: bool, tags: &Tags) -> Result<(), Fault> {
    let region = cx.place.region.as_str();
    let mut configuration = CreateBucketConfiguration::builder().set_tags(Some(sdk(tags)?));
    // The one region that S3 does not take as a constraint:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    if region != "us-east-1" {
        configuration = configuration.location_constraint(BucketLocationConstraint::from(region));
    }
    let s3 = cx.cloud.s3_once(cx.place).await?;
    let call = s3
        .create_bucket()
        .bucket(bucket)
        .create_bucket_configuration(configuration.build())
        .set_object_lock_enabled_for_bucket(object_lock.then_some(true));
    settled(cx, "s3:CreateBucket", || call.clone().send()).await.map(drop)
}

/// Changes the tags of a bucket. S3 takes all of them or none, so those of others are read before and written again.
pub(super) async fn retag(cx: &Context<'_, Aws>, bucket: &str, change: impl FnOnce(&mut Tags)) -> Result<(), Fault> {
    let before = tags(cx, bucket).await?.unwrap_or_default();
    let mut after = before.clone();
    change(&mut after);
    if after == before {
        return Ok(());
    }
    let s3 = cx.cloud.s3(cx.place).await?;
    let call = s3
        .put_bucket_tagging()
        .bucket(bucket)
        .expected_bucket_owner(&cx.place.account_id)
        .tagging(built(Tagging::builder().set_tag_set(Some(sdk(&after)?)).build())?);
    settled(cx, "s3:PutBucketTagging", || call.clone().send()).await.map(drop)
}

/// Deletes a bucket that is empty, or that its tag says to empty.
pub(super) async fn delete(cx: &Context<'_, Aws>, bucket: &str) -> Result<(), Fault> {
    let Some(tags) = tags(cx, bucket).await? else { return Ok(()) };
    if tags.get(FORCE_TAG).map(String::as_str) == Some("true") {
        empty(cx, bucket).await?;
    }
    let s3 = cx.cloud.s3(cx.place).await?;
    let call = s3.delete_bucket().bucket(bucket).expected_bucket_owner(&cx.place.account_id);
    match found(call.send().await.or_fault("s3:DeleteBucket")) {
        Err(fault) if is_not_empty(&fault) && !tags.contains_key(FORCE_TAG) => {
            let message = format!("bucket {bucket} is not empty, and what is in it would be lost");
            let fault = Fault { kind: FaultKind::Invalid, message, ..fault };
            Err(fault.hint(
                "To delete it with everything in it, set `force_destroy = true`, apply, and destroy again. To keep it, take \
                 it out of Terraform's state: `terraform state rm`",
            ))
        }
        end => end.map(drop),
    }
}

/// Deletes all objects with all their versions, some hundreds at a time.
async fn empty(cx: &Context<'_, Aws>, bucket: &str) -> Result<(), Fault> {
    const OPERATION: &str = "s3:DeleteObjectVersion";
    let s3 = cx.cloud.s3(cx.place).await?;
    let owner = &cx.place.account_id;
    loop {
        let call = s3.list_object_versions().bucket(bucket).expected_bucket_owner(owner);
        let answer = call.send().await.or_fault("s3:ListBucketVersions")?;
        let versions = answer.versions.unwrap_or_default().into_iter().map(version);
        let markers = answer.delete_markers.unwrap_or_default().into_iter().map(marker);
        let objects: Vec<Option<ObjectIdentifier>> = versions.chain(markers).collect::<Result<_, _>>()?;
        let objects: Vec<ObjectIdentifier> = objects.into_iter().flatten().collect();
        if objects.is_empty() {
            return Ok(());
        }
        if cx.cancel.is_cancelled() {
            return Err(Fault::cancelled(format!("bucket {bucket} to be emptied")));
        }
        let delete = built(Delete::builder().set_objects(Some(objects)).quiet(true).build())?;
        // What is locked in the mode GOVERNANCE goes, for whoever may bypass it; in the mode COMPLIANCE nothing goes.
        let call = s3.delete_objects().bucket(bucket).expected_bucket_owner(owner).delete(delete);
        let answer = call.bypass_governance_retention(true).send().await.or_fault(OPERATION)?;
        if let Some(error) = answer.errors.unwrap_or_default().into_iter().next() {
            let fault = unsuccessful(OPERATION, error.code.as_deref(), error.message.as_deref());
            let message = format!("{}, of {} in bucket {bucket}", fault.message, error.key.unwrap_or_default());
            return Err(Fault { message, ..fault });
        }
    }
}

type Identified = Result<Option<ObjectIdentifier>, Fault>;

fn version(version: ObjectVersion) -> Identified {
    identifier(version.key, version.version_id)
}

fn marker(marker: DeleteMarkerEntry) -> Identified {
    identifier(marker.key, marker.version_id)
}

fn identifier(key: Option<String>, version_id: Option<String>) -> Identified {
    let Some(key) = key else { return Ok(None) };
    built(ObjectIdentifier::builder().key(key).set_version_id(version_id).build()).map(Some)
}

fn sdk(tags: &Tags) -> Result<Vec<Tag>, Fault> {
    tags.iter().map(|(key, value)| built(Tag::builder().key(key).value(value).build())).collect()
}
