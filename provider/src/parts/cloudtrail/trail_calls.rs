//! The calls about trails.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_cloudtrail::types::{InsightSelector, InsightType, Tag, Trail as Answer};
use tfplugin::composite::{Context, Fault, FaultKind};

use super::trail::{LogGroup, TrailSeen, TrailWant};
use crate::aws::arn::Arn;
use crate::aws::{Aws, Ended, OrFault, Poll};

/// A new role cannot be assumed for some seconds, nor does a new key or bucket policy count at once; `CloudTrail` tries
/// them all before it takes a trail.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency>
const NEW_ROLE: Poll =
    Poll { first: Duration::from_secs(1), longest: Duration::from_secs(4), limit: Duration::from_secs(20) };

/// The trail of this name whose home is the context's region. One of another account's is none, unless it is the
/// organization's.
async fn find(cx: &Context<'_, Aws>, name: &str) -> Result<Option<Answer>, Fault> {
    let cloudtrail = cx.cloud.cloudtrail(cx.place).await?;
    let answer =
        cloudtrail.describe_trails().include_shadow_trails(true).send().await.or_fault("cloudtrail:DescribeTrails");
    let is_it = |trail: &Answer| {
        let account_id = trail.trail_arn.as_deref().and_then(Arn::parse).map(|arn| arn.account_id);
        trail.name.as_deref() == Some(name)
            && trail.home_region.as_deref() == Some(cx.place.region.as_str())
            && (account_id == Some(cx.place.account_id.as_str()) || trail.is_organization_trail == Some(true))
    };
    let found: Vec<Answer> = answer?.trail_list.unwrap_or_default().into_iter().filter(is_it).collect();
    // The account's own goes first.
    let is_organizations = |trail: &Answer| trail.is_organization_trail == Some(true);
    Ok(found.into_iter().min_by_key(is_organizations))
}

/// The ARN of a trail, if there is one.
pub(super) async fn arn(cx: &Context<'_, Aws>, name: &str) -> Result<Option<String>, Fault> {
    Ok(find(cx, name).await?.and_then(|trail| trail.trail_arn))
}

/// How a trail looks.
pub(super) async fn get(cx: &Context<'_, Aws>, name: &str) -> Result<Option<TrailSeen>, Fault> {
    let Some(trail) = find(cx, name).await? else { return Ok(None) };
    let arn = trail.trail_arn.clone().unwrap_or_default();
    let cloudtrail = cx.cloud.cloudtrail(cx.place).await?;
    let (status, insights, tags) = tokio::join!(
        cloudtrail.get_trail_status().name(&arn).send(),
        async {
            // Asking a trail without Insights for them is an error.
            if trail.has_insight_selectors != Some(true) {
                return Ok(BTreeSet::new());
            }
            let answer = cloudtrail.get_insight_selectors().trail_name(&arn).send().await;
            let selectors = answer.or_fault("cloudtrail:GetInsightSelectors")?.insight_selectors.unwrap_or_default();
            let kinds = selectors.into_iter().filter_map(|selector| selector.insight_type);
            Ok::<_, Fault>(kinds.map(|kind| kind.as_str().to_owned()).collect())
        },
        cloudtrail.list_tags().resource_id_list(&arn).send(),
    );
    let status = match status.or_fault("cloudtrail:GetTrailStatus") {
        Err(fault) if fault.kind == FaultKind::NotFound => return Ok(None),
        status => status?,
    };
    let lists = tags.or_fault("cloudtrail:ListTags")?.resource_tag_list.unwrap_or_default();
    let tags = lists.into_iter().flat_map(|list| list.tags_list.unwrap_or_default());
    let tags = tags.filter(|tag| !tag.key.starts_with("aws:")).map(|tag| (tag.key, tag.value.unwrap_or_default()));
    let looks = looks(trail, insights?, tags.collect());
    Ok(Some(TrailSeen { arn, is_logging: status.is_logging == Some(true), looks }))
}

fn looks(trail: Answer, insights: BTreeSet<String>, tags: BTreeMap<String, String>) -> TrailWant {
    let text = |text: Option<String>| text.filter(|text| !text.is_empty());
    // The ARN of a log group ends in `:*` here.
    let group = text(trail.cloud_watch_logs_log_group_arn);
    let log_group = group.map(|arn| LogGroup {
        arn: arn.trim_end_matches(":*").to_owned(),
        role_arn: trail.cloud_watch_logs_role_arn.unwrap_or_default(),
    });
    TrailWant {
        is_organization_trail: trail.is_organization_trail == Some(true),
        is_multi_region_trail: trail.is_multi_region_trail == Some(true),
        enable_log_file_validation: trail.log_file_validation_enabled == Some(true),
        bucket: trail.s3_bucket_name.unwrap_or_default(),
        prefix: text(trail.s3_key_prefix),
        kms_key_arn: text(trail.kms_key_id),
        log_group,
        insights,
        tags,
    }
}

/// Makes a trail, which does not log yet. Returns its ARN.
pub(super) async fn create(cx: &Context<'_, Aws>, name: &str, want: &TrailWant) -> Result<String, Fault> {
    const OPERATION: &str = "cloudtrail:CreateTrail";
    let cloudtrail = cx.cloud.cloudtrail_once(cx.place).await?;
    let tags = want.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
    let tags = tags.collect::<Result<Vec<_>, _>>();
    let tags = tags.map_err(|error| Fault::new(FaultKind::Bug, format!("the tags could not be built: {error}")))?;
    let call = cloudtrail
        .create_trail()
        .name(name)
        .s3_bucket_name(&want.bucket)
        .set_s3_key_prefix(want.prefix.clone())
        .include_global_service_events(true)
        .is_multi_region_trail(want.is_multi_region_trail)
        .is_organization_trail(want.is_organization_trail)
        .enable_log_file_validation(want.enable_log_file_validation)
        .set_cloud_watch_logs_log_group_arn(want.log_group.as_ref().map(|group| format!("{}:*", group.arn)))
        .set_cloud_watch_logs_role_arn(want.log_group.as_ref().map(|group| group.role_arn.clone()))
        .set_kms_key_id(want.kms_key_arn.clone())
        .set_tags_list(Some(tags));
    let made = when_tried(cx, || async { call.clone().send().await.or_fault(OPERATION) }).await?;
    made.trail_arn.ok_or_else(|| Fault {
        operation: OPERATION.to_owned(),
        ..Fault::new(FaultKind::Uncertain, "the answer names no trail")
    })
}

/// Changes a trail. Empty text takes a setting away.
pub(super) async fn update(cx: &Context<'_, Aws>, arn: &str, want: &TrailWant) -> Result<(), Fault> {
    let cloudtrail = cx.cloud.cloudtrail(cx.place).await?;
    let group = want.log_group.as_ref();
    let call = cloudtrail
        .update_trail()
        .name(arn)
        .s3_bucket_name(&want.bucket)
        .s3_key_prefix(want.prefix.clone().unwrap_or_default())
        .include_global_service_events(true)
        .is_multi_region_trail(want.is_multi_region_trail)
        .is_organization_trail(want.is_organization_trail)
        .enable_log_file_validation(want.enable_log_file_validation)
        .cloud_watch_logs_log_group_arn(group.map_or_else(String::new, |group| format!("{}:*", group.arn)))
        .cloud_watch_logs_role_arn(group.map_or_else(String::new, |group| group.role_arn.clone()))
        .kms_key_id(want.kms_key_arn.clone().unwrap_or_default());
    when_tried(cx, || async { call.clone().send().await.or_fault("cloudtrail:UpdateTrail") }).await.map(drop)
}

/// Calls until what is new is known to `CloudTrail`.
async fn when_tried<T, F>(cx: &Context<'_, Aws>, call: impl Fn() -> F) -> Result<T, Fault>
where
    F: Future<Output = Result<T, Fault>>,
{
    let mut wait = NEW_ROLE.begin();
    loop {
        let fault = match call().await {
            Err(fault) if fault.kind == FaultKind::Invalid => fault,
            end => return end,
        };
        match wait.pause(cx.cancel).await {
            Ok(()) => tracing::debug!(%fault, "refused; a role or a policy may be too new"),
            Err(Ended::Late) => return Err(fault),
            Err(Ended::Cancelled) => return Err(Fault::cancelled("CloudTrail to know a new role or policy")),
        }
    }
}

/// Sets the selectors of Insights; none turns Insights off.
pub(super) async fn put_insights(cx: &Context<'_, Aws>, arn: &str, kinds: &BTreeSet<String>) -> Result<(), Fault> {
    let cloudtrail = cx.cloud.cloudtrail(cx.place).await?;
    let selector = |kind: &String| InsightSelector::builder().insight_type(InsightType::from(kind.as_str())).build();
    let selectors = kinds.iter().map(selector).collect();
    let call = cloudtrail.put_insight_selectors().trail_name(arn).set_insight_selectors(Some(selectors)).send().await;
    call.or_fault("cloudtrail:PutInsightSelectors").map(drop)
}

/// Adds the tags that are missing.
pub(super) async fn tag(
    cx: &Context<'_, Aws>,
    arn: &str,
    seen: &BTreeMap<String, String>,
    want: &BTreeMap<String, String>,
) -> Result<(), Fault> {
    let missing = want.iter().filter(|(key, value)| seen.get(*key) != Some(value));
    let missing = missing.filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok());
    let missing: Vec<Tag> = missing.collect();
    if missing.is_empty() {
        return Ok(());
    }
    let cloudtrail = cx.cloud.cloudtrail(cx.place).await?;
    let call = cloudtrail.add_tags().resource_id(arn).set_tags_list(Some(missing)).send().await;
    call.or_fault("cloudtrail:AddTags").map(drop)
}
