//! What becomes of a bucket's objects with time.

use std::collections::BTreeMap;

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, ExpirationStatus, LifecycleExpiration, LifecycleRule,
    LifecycleRuleFilter, NoncurrentVersionExpiration, Transition, TransitionStorageClass,
};
use tfplugin::composite::{Context, Fault};

use super::bucket_setting::BucketSetting;
use super::{built, setting, settled};
use crate::aws::{Aws, OrFault};
use crate::parts::differences::Differences;

/// A lifecycle of one rule for all objects.
pub struct Lifecycle;

/// Days after which something happens to an object; `None` for never.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ages {
    /// By storage class, such as `GLACIER`: when an object moves there.
    pub transitions: BTreeMap<String, i32>,
    /// When an object is deleted; a bucket with versions keeps it as an old version.
    pub expiration_days: Option<i32>,
    /// When a version is deleted that was written over or deleted.
    pub noncurrent_version_expiration_days: Option<i32>,
    /// When the parts of an upload are deleted that was never completed.
    pub abort_incomplete_multipart_upload_days: Option<i32>,
    /// The ids of rules that say anything else: somebody else's.
    pub others: Vec<String>,
}

/// The id of the rule.
const RULE: &str = "plinth";

impl BucketSetting for Lifecycle {
    type Value = Ages;

    const KIND: &'static str = "bucket lifecycle";
    const NAME: &'static str = "lifecycle";

    fn differences(want: &Ages, seen: &Ages) -> Vec<String> {
        let days = |days: Option<i32>| days.map_or_else(|| "never".to_owned(), |days| format!("{days} days"));
        let moves = |ages: &Ages| {
            let moves: Vec<String> = ages.transitions.iter().map(|(class, days)| format!("{class} {days}")).collect();
            if moves.is_empty() { "none".to_owned() } else { moves.join(", ") }
        };
        let mut differences = Differences::new();
        differences.compare("transitions", moves(seen), moves(want));
        differences.compare("expiration", days(seen.expiration_days), days(want.expiration_days));
        differences.compare(
            "expiration of old versions",
            days(seen.noncurrent_version_expiration_days),
            days(want.noncurrent_version_expiration_days),
        );
        differences.compare(
            "end of incomplete uploads",
            days(seen.abort_incomplete_multipart_upload_days),
            days(want.abort_incomplete_multipart_upload_days),
        );
        for other in &seen.others {
            differences.push(format!("rule {other} should not be there"));
        }
        differences.into()
    }

    async fn get(cx: &Context<'_, Aws>, bucket: &str) -> Result<Option<Ages>, Fault> {
        let s3 = cx.cloud.s3(cx.place).await?;
        let call = s3.get_bucket_lifecycle_configuration().bucket(bucket).expected_bucket_owner(&cx.place.account_id);
        let answer = call.send().await.or_fault("s3:GetLifecycleConfiguration");
        setting(answer, Ages::default(), |answer| ages(answer.rules.unwrap_or_default()))
    }

    async fn put(cx: &Context<'_, Aws>, bucket: &str, want: &Ages) -> Result<(), Fault> {
        let s3 = cx.cloud.s3(cx.place).await?;
        let owner = &cx.place.account_id;
        let Some(rule) = rule(want)? else {
            let call = s3.delete_bucket_lifecycle().bucket(bucket).expected_bucket_owner(owner);
            return settled(cx, "s3:PutLifecycleConfiguration", || call.clone().send()).await.map(drop);
        };
        let call = s3
            .put_bucket_lifecycle_configuration()
            .bucket(bucket)
            .expected_bucket_owner(owner)
            .lifecycle_configuration(built(BucketLifecycleConfiguration::builder().rules(rule).build())?);
        settled(cx, "s3:PutLifecycleConfiguration", || call.clone().send()).await.map(drop)
    }
}

/// The rule; `None` where nothing ever happens, since S3 takes no empty rule.
fn rule(want: &Ages) -> Result<Option<LifecycleRule>, Fault> {
    if (Ages { others: Vec::new(), ..want.clone() }) == Ages::default() {
        return Ok(None);
    }
    let transitions = want.transitions.iter().map(|(class, days)| {
        Transition::builder().storage_class(TransitionStorageClass::from(class.as_str())).days(*days).build()
    });
    let transitions: Vec<Transition> = transitions.collect();
    let expiration = want.expiration_days.map(|days| LifecycleExpiration::builder().days(days).build());
    let noncurrent = want.noncurrent_version_expiration_days;
    let noncurrent = noncurrent.map(|days| NoncurrentVersionExpiration::builder().noncurrent_days(days).build());
    let abort = want.abort_incomplete_multipart_upload_days;
    let abort = abort.map(|days| AbortIncompleteMultipartUpload::builder().days_after_initiation(days).build());
    let rule = LifecycleRule::builder()
        .id(RULE)
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().prefix("").build())
        .set_transitions((!transitions.is_empty()).then_some(transitions))
        .set_expiration(expiration)
        .set_noncurrent_version_expiration(noncurrent)
        .set_abort_incomplete_multipart_upload(abort)
        .build();
    built(rule).map(Some)
}

fn ages(rules: Vec<LifecycleRule>) -> Ages {
    let mut ages = Ages::default();
    for rule in rules {
        match own(&rule) {
            Some(own) => ages = Ages { others: std::mem::take(&mut ages.others), ..own },
            None => ages.others.push(rule.id.unwrap_or_else(|| "without an ID".to_owned())),
        }
    }
    ages
}

/// What the rule says, if it is one that [`rule`] makes.
fn own(seen: &LifecycleRule) -> Option<Ages> {
    let filter = seen.filter.as_ref();
    let prefix = filter.and_then(|filter| filter.prefix.as_deref()).unwrap_or_default();
    let narrows = filter.is_some_and(|filter| {
        filter.tag.is_some()
            || filter.and.is_some()
            || filter.object_size_greater_than.is_some()
            || filter.object_size_less_than.is_some()
    });
    let is_plain = seen.id.as_deref() == Some(RULE)
        && seen.status == ExpirationStatus::Enabled
        && prefix.is_empty()
        && !narrows
        && seen.noncurrent_version_transitions.as_ref().is_none_or(Vec::is_empty);
    if !is_plain {
        return None;
    }
    let transitions = seen.transitions.iter().flatten();
    let transitions = transitions.map(|one| Some((one.storage_class.as_ref()?.as_str().to_owned(), one.days?)));
    Some(Ages {
        transitions: transitions.collect::<Option<_>>()?,
        expiration_days: seen.expiration.as_ref().and_then(|expiration| expiration.days),
        noncurrent_version_expiration_days: seen
            .noncurrent_version_expiration
            .as_ref()
            .and_then(|it| it.noncurrent_days),
        abort_incomplete_multipart_upload_days: seen
            .abort_incomplete_multipart_upload
            .as_ref()
            .and_then(|abort| abort.days_after_initiation),
        others: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want() -> Ages {
        Ages {
            transitions: [("GLACIER".to_owned(), 90)].into(),
            expiration_days: Some(730),
            noncurrent_version_expiration_days: Some(30),
            abort_incomplete_multipart_upload_days: Some(7),
            others: Vec::new(),
        }
    }

    #[test]
    fn a_rule_says_what_was_wanted() {
        for want in [want(), Ages { expiration_days: None, transitions: BTreeMap::new(), ..want() }] {
            assert_eq!(ages(rule(&want).unwrap().into_iter().collect()), want);
        }
        assert!(rule(&Ages::default()).unwrap().is_none());
        assert_eq!(ages(Vec::new()), Ages::default());
    }

    #[test]
    fn rules_of_others_are_seen() {
        let mine = rule(&want()).unwrap().unwrap();
        let (mut other, mut narrow) = (mine.clone(), mine.clone());
        other.id = Some("theirs".to_owned());
        narrow.filter = Some(LifecycleRuleFilter::builder().prefix("a/").build());
        let seen = ages(vec![other, mine]);
        assert_eq!(Lifecycle::differences(&want(), &seen), ["rule theirs should not be there"]);
        assert_eq!(ages(vec![narrow]).others, ["plinth"]);
    }

    #[test]
    fn each_difference_is_named() {
        assert_eq!(
            Lifecycle::differences(&want(), &Ages::default()),
            [
                "transitions is none, should be GLACIER 90",
                "expiration is never, should be 730 days",
                "expiration of old versions is never, should be 30 days",
                "end of incomplete uploads is never, should be 7 days",
            ]
        );
    }
}
