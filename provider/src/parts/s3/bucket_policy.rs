//! A bucket's policy.

use std::time::Duration;

use tfplugin::composite::{Context, Fault, FaultKind};

use super::bucket_setting::BucketSetting;
use super::{setting, settled};
use crate::aws::{Aws, Ended, OrFault, Poll};
use crate::policy::{Kind, Policy, limits};

/// Who may do what with a bucket, beside what IAM policies of its own account say.
pub struct BucketPolicy;

/// IAM shows a new role to S3 after some seconds; until then a policy that names it is refused as malformed:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html>
const NEW_PRINCIPALS: Poll =
    Poll { first: Duration::from_secs(1), longest: Duration::from_secs(4), limit: Duration::from_secs(20) };

impl BucketSetting for BucketPolicy {
    type Value = Option<Policy>;

    const KIND: &'static str = "bucket policy";
    const NAME: &'static str = "policy";

    fn check(want: &Option<Policy>) -> Vec<String> {
        let Some(policy) = want else { return Vec::new() };
        let problems = policy.problems(Kind::Resource).into_iter();
        let mut problems: Vec<String> = problems.map(|problem| format!("Bucket policy: {problem}")).collect();
        let size = policy.minified().len();
        if size > limits::BUCKET {
            problems.push(format!(
                "The bucket policy has {size} bytes; AWS takes {}. Name fewer principals: whole accounts, or roles by a \
                 path of their own.",
                limits::BUCKET
            ));
        }
        problems
    }

    fn differences(want: &Option<Policy>, seen: &Option<Policy>) -> Vec<String> {
        let words = |policy: &Option<Policy>| policy.as_ref().map_or_else(|| "none".to_owned(), Policy::minified);
        if want == seen { Vec::new() } else { vec![format!("policy is {}, should be {}", words(seen), words(want))] }
    }

    async fn get(cx: &Context<'_, Aws>, bucket: &str) -> Result<Option<Option<Policy>>, Fault> {
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3.get_bucket_policy().bucket(bucket).expected_bucket_owner(&cx.place.account_id);
        let answer = call.send().await.or_fault("s3:GetBucketPolicy");
        setting(answer, None, |answer| answer.policy.map(|text| Policy::of(&text)))
    }

    async fn put(cx: &Context<'_, Aws>, bucket: &str, want: &Option<Policy>) -> Result<(), Fault> {
        let s3 = cx.cloud.s3(cx.place).await?;
        let owner = &cx.place.account_id;
        let Some(policy) = want else {
            let call = s3.delete_bucket_policy().bucket(bucket).expected_bucket_owner(owner);
            return settled(cx, "s3:DeleteBucketPolicy", || call.clone().send()).await.map(drop);
        };
        let call = s3.put_bucket_policy().bucket(bucket).expected_bucket_owner(owner).policy(policy.minified());
        let mut wait = policy.names_identities().then(|| NEW_PRINCIPALS.begin());
        loop {
            let fault = match settled(cx, "s3:PutBucketPolicy", || call.clone().send()).await {
                Ok(_) => return Ok(()),
                Err(fault) if fault.kind != FaultKind::Invalid => return Err(fault),
                Err(fault) => fault,
            };
            let Some(wait) = wait.as_mut() else { return Err(fault) };
            tracing::debug!(%fault, "refused; a principal may be too new");
            match wait.pause(cx.cancel).await {
                Ok(()) => {}
                Err(Ended::Late) => {
                    return Err(fault.hint("Check that the roles and users that the bucket policy names exist"));
                }
                Err(Ended::Cancelled) => {
                    return Err(Fault::cancelled("the bucket policy's principals to be known to S3"));
                }
            }
        }
    }
}
