//! The KMS calls about a key.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_kms::types::KeyMetadata;
use futures_util::future::try_join_all;
use tfplugin::composite::{Context, Fault, FaultKind, Found};

use super::key::{KeySeen, KeyWant};
use super::key_tags::{self as tags, Tagged, Tags};
use super::{describe, is_alive, when_shown};
use crate::aws::{Aws, Ended, OrFault, Poll};
use crate::parts::found;
use crate::policy::Policy;

/// IAM shows a new role to KMS after some seconds; until then a policy that names it is refused as malformed, with the same
/// code as one that never will be right: <https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html>
const NEW_PRINCIPALS: Poll =
    Poll { first: Duration::from_secs(1), longest: Duration::from_secs(4), limit: Duration::from_secs(20) };

/// The only name that a key policy has.
const POLICY_NAME: &str = "default";

/// Keys whose tags are asked for at a time.
const AT_ONCE: usize = 8;

/// A key by its ARN or its alias, unless it waits for its deletion.
pub(super) async fn get(cx: &Context<'_, Aws>, key: &str) -> Result<Option<Found<KeySeen>>, Fault> {
    match describe(cx, key).await?.filter(is_alive) {
        Some(metadata) => Box::pin(look(cx, metadata)).await,
        None => Ok(None),
    }
}

async fn look(cx: &Context<'_, Aws>, metadata: KeyMetadata) -> Result<Option<Found<KeySeen>>, Fault> {
    let key_id = metadata.key_id.as_str();
    let kms = cx.cloud.kms(cx.place).await?;
    let policy = async {
        let call = kms.get_key_policy().key_id(key_id).policy_name(POLICY_NAME).send().await;
        found(call.or_fault("kms:GetKeyPolicy"))
    };
    let rotation = async {
        let call = kms.get_key_rotation_status().key_id(key_id).send().await;
        found(call.or_fault("kms:GetKeyRotationStatus"))
    };
    let (policy, rotation, tagged) = tokio::try_join!(policy, rotation, tagged(cx, key_id))?;
    let (Some(policy), Some(rotation), Some(tagged)) = (policy, rotation, tagged) else { return Ok(None) };
    let id = metadata.arn.clone().unwrap_or_default();
    let seen = KeySeen {
        key_id: metadata.key_id,
        arn: id.clone(),
        description: metadata.description.unwrap_or_default(),
        policy: Policy::of(policy.policy.as_deref().unwrap_or_default()),
        enabled: metadata.enabled,
        // What AWS says of keys that were never given another: every year.
        rotation_period_in_days: rotation.key_rotation_enabled.then(|| rotation.rotation_period_in_days.unwrap_or(365)),
        multi_region: metadata.multi_region.unwrap_or_default(),
        deletion_window_in_days: tagged.window,
        tags: tagged.tags,
    };
    Ok(Some(Found { id, seen, mark: tagged.mark }))
}

/// A key's tags; it has at most 50, and KMS shows 50 in one answer.
async fn tagged(cx: &Context<'_, Aws>, key_id: &str) -> Result<Option<Tagged>, Fault> {
    let kms = cx.cloud.kms(cx.place).await?;
    let answer = found(kms.list_resource_tags().key_id(key_id).send().await.or_fault("kms:ListResourceTags"))?;
    Ok(answer.map(|answer| tags::take(answer.tags)))
}

/// The resource's own key, by its marks. KMS has no list by tags, so the tags of every key of the account and region are
/// asked for, but for those of AWS's own.
pub(super) async fn marked(cx: &Context<'_, Aws>) -> Result<Option<Found<KeySeen>>, Fault> {
    let kind = |part: &str| part.split('/').next().unwrap_or_default().to_owned();
    let mut ours = BTreeSet::new();
    for ids in own_keys(cx).await?.chunks(AT_ONCE) {
        let all = try_join_all(ids.iter().map(async |id| match tagged(cx, id).await {
            // A policy that shows us nothing is not ours: KMS stores none that locks out who makes the key.
            Err(fault) if fault.kind == FaultKind::Denied => {
                tracing::debug!(%fault, key = id, "the key does not show its tags");
                Ok(None)
            }
            end => end,
        }));
        for (id, tagged) in ids.iter().zip(all.await?) {
            let is_ours = tagged.is_some_and(|tagged| {
                kind(&tagged.part) == kind(cx.part) && tagged.mark.is_some_and(|mark| mark.resource == cx.mark.resource)
            });
            if is_ours {
                ours.insert(id.clone());
            }
        }
    }
    for id in ours {
        if let Some(found) = get(cx, &id).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The ids of the keys that people made: AWS's own are those that an alias `alias/aws/…` leads to.
async fn own_keys(cx: &Context<'_, Aws>) -> Result<Vec<String>, Fault> {
    let kms = cx.cloud.kms(cx.place).await?;
    let aliases = async {
        let aliases = kms.list_aliases().into_paginator().items().send();
        aliases.collect::<Result<Vec<_>, _>>().await.or_fault("kms:ListAliases")
    };
    let keys = async {
        let keys = kms.list_keys().into_paginator().items().send();
        keys.collect::<Result<Vec<_>, _>>().await.or_fault("kms:ListKeys")
    };
    let (aliases, keys) = tokio::try_join!(aliases, keys)?;
    let is_aws = |name: Option<&str>| name.is_some_and(|name| name.starts_with("alias/aws/"));
    let of_aws = aliases.into_iter().filter(|alias| is_aws(alias.alias_name.as_deref()));
    let of_aws: BTreeSet<String> = of_aws.filter_map(|alias| alias.target_key_id).collect();
    Ok(keys.into_iter().filter_map(|key| key.key_id).filter(|id| !of_aws.contains(id)).collect())
}

pub(super) async fn create(cx: &Context<'_, Aws>, want: &KeyWant) -> Result<String, Fault> {
    const OPERATION: &str = "kms:CreateKey";
    let kms = cx.cloud.kms_once(cx.place).await?;
    let mut tags = tags::with_window(&want.tags, want.deletion_window_in_days);
    tags.extend(tags::marks(cx.mark, cx));
    let call = kms
        .create_key()
        .set_description((!want.description.is_empty()).then(|| want.description.clone()))
        .policy(want.policy.minified())
        .multi_region(want.multi_region)
        .set_tags(Some(tags::sdk(&tags)?));
    let answer = patiently(cx, &want.policy, OPERATION, || call.clone().send()).await?;
    let id = answer.key_metadata.and_then(|key| key.arn).ok_or_else(|| Fault {
        operation: OPERATION.to_owned(),
        ..Fault::new(FaultKind::Uncertain, "the answer does not say the new key's ARN")
    })?;
    // The key is there now; what fails from here on must not lose it.
    let end = rotate(cx, &id, None, want.rotation_period_in_days).await;
    end.map_err(|fault| Fault { kind: FaultKind::Uncertain, ..fault })?;
    Ok(id)
}

/// Makes a call that stores a policy, and repeats it for a while when the policy names roles or users that may be too new.
async fn patiently<T, R, F>(
    cx: &Context<'_, Aws>,
    policy: &Policy,
    operation: &str,
    call: impl Fn() -> F,
) -> Result<T, Fault>
where
    R: OrFault<T>,
    F: Future<Output = R>,
{
    let mut wait = policy.names_identities().then(|| NEW_PRINCIPALS.begin());
    loop {
        let fault = match call().await.or_fault(operation) {
            Ok(answer) => return Ok(answer),
            Err(fault) if fault.kind != FaultKind::Invalid => return Err(fault),
            Err(fault) => fault,
        };
        let hint = "Check that the roles and users that the key policy names exist, and that it lets the provider's own \
                    role change it again";
        let Some(wait) = wait.as_mut() else { return Err(fault.hint(hint)) };
        tracing::debug!(%fault, "refused; a principal may be too new");
        match wait.pause(cx.cancel).await {
            Ok(()) => {}
            Err(Ended::Late) => return Err(fault.hint(hint)),
            Err(Ended::Cancelled) => return Err(Fault::cancelled("the key policy's principals to be known to KMS")),
        }
    }
}

pub(super) async fn update(cx: &Context<'_, Aws>, id: &str, seen: &KeySeen, want: &KeyWant) -> Result<(), Fault> {
    let kms = cx.cloud.kms(cx.place).await?;
    // A disabled key refuses other changes.
    if !seen.enabled {
        kms.enable_key().key_id(id).send().await.or_fault("kms:EnableKey")?;
    }
    if seen.policy != want.policy {
        let call = kms.put_key_policy().key_id(id).policy_name(POLICY_NAME).policy(want.policy.minified());
        patiently(cx, &want.policy, "kms:PutKeyPolicy", || call.clone().send()).await?;
    }
    if seen.description != want.description {
        let call = kms.update_key_description().key_id(id).description(&want.description);
        call.send().await.or_fault("kms:UpdateKeyDescription")?;
    }
    rotate(cx, id, seen.rotation_period_in_days, want.rotation_period_in_days).await?;
    let surplus: Vec<String> = seen.tags.keys().filter(|key| !want.tags.contains_key(*key)).cloned().collect();
    if !surplus.is_empty() {
        let call = kms.untag_resource().key_id(id).set_tag_keys(Some(surplus));
        call.send().await.or_fault("kms:UntagResource")?;
    }
    let mut missing = want.tags.clone();
    missing.retain(|key, value| seen.tags.get(key) != Some(value));
    if seen.deletion_window_in_days != Some(want.deletion_window_in_days) {
        missing = tags::with_window(&missing, want.deletion_window_in_days);
    }
    if missing.is_empty() { Ok(()) } else { tag(cx, id, &missing).await }
}

/// Turns rotation on or off. To turn it on again with another period changes the period.
async fn rotate(cx: &Context<'_, Aws>, id: &str, seen: Option<i32>, want: Option<i32>) -> Result<(), Fault> {
    if seen == want {
        return Ok(());
    }
    let kms = cx.cloud.kms(cx.place).await?;
    if want.is_none() {
        return kms.disable_key_rotation().key_id(id).send().await.or_fault("kms:DisableKeyRotation").map(drop);
    }
    let call = kms.enable_key_rotation().key_id(id).set_rotation_period_in_days(want);
    when_shown(cx, "kms:EnableKeyRotation", || call.clone().send()).await.map(drop)
}

pub(super) async fn tag(cx: &Context<'_, Aws>, id: &str, tags: &Tags) -> Result<(), Fault> {
    let kms = cx.cloud.kms(cx.place).await?;
    let call = kms.tag_resource().key_id(id).set_tags(Some(tags::sdk(tags)?));
    call.send().await.or_fault("kms:TagResource").map(drop)
}

/// Schedules a key's deletion. One that waits for it already refuses that, and is as wanted.
pub(super) async fn delete(cx: &Context<'_, Aws>, id: &str) -> Result<(), Fault> {
    if describe(cx, id).await?.is_none_or(|key| !is_alive(&key)) {
        return Ok(());
    }
    let window = tagged(cx, id).await?.and_then(|tagged| tagged.window);
    let kms = cx.cloud.kms(cx.place).await?;
    let call = kms.schedule_key_deletion().key_id(id).set_pending_window_in_days(window).send().await;
    match found(call.or_fault("kms:ScheduleKeyDeletion")) {
        // A call whose answer was lost took effect.
        Err(fault) if fault.kind == FaultKind::Conflict => match describe(cx, id).await? {
            Some(key) if is_alive(&key) => Err(fault),
            _ => Ok(()),
        },
        end => end.map(drop),
    }
}
