//! The archive's own key, where it has one.

use std::collections::BTreeSet;

use tfplugin::composite::{Graph, Many, Maybe};
use tfplugin::model::{Field, Named};

use super::access::{Access, key_policy};
use super::{LogArchive, text};
use crate::parts::kms::alias::{Alias, AliasKey, AliasTarget};
use crate::parts::kms::key::{Key, KeyKey, KeyWant};

/// The address of the key.
pub(super) const ADDRESS: &str = "key/main";

/// What decides whether there is one.
type Fields = (Field<LogArchive, String>, Field<LogArchive, Option<String>>);
type Only = fn(&str, (String, Option<String>)) -> Option<String>;

/// The instance of a part that comes with an own key.
pub(super) type WithKey<P> = Maybe<P, Fields, Only>;

/// What others are wired to.
pub(super) struct OwnKey {
    pub(super) key: WithKey<Key>,
    /// The key with its name.
    pub(super) named: WithKey<Alias>,
}

/// Whether the archive has a key of its own.
pub(super) fn is_own(sse_algorithm: &str, kms_master_key_arn: Option<&str>) -> bool {
    sse_algorithm == "aws:kms" && kms_master_key_arn.is_none()
}

fn alias_of(bucket: &str) -> String {
    format!("alias/{bucket}")
}

pub(super) fn declare(g: &mut Graph<LogArchive>) -> OwnKey {
    let f = LogArchive::fields();
    let tags_all = f.common.global.tags_all;
    let own = (f.sse_algorithm, f.kms_master_key_arn);
    let names = |(algorithm, arn): (String, Option<String>)| -> BTreeSet<String> {
        is_own(&algorithm, arn.as_deref()).then(|| Key::NAME.to_owned()).into_iter().collect()
    };
    let who = (f.common.global.account_id, f.organization_id, f.sources, f.readers);
    let key: Many<Key> = g
        .parts::<Key>("key")
        .names(own, names)
        .owner(f.bucket, |bucket| KeyKey { alias_name: alias_of(&text(bucket)) })
        .want((who, f.bucket, f.deletion_window_in_days, tags_all), |_, (who, bucket, window, tags)| {
            let (account_id, organization_id, sources, readers) = who;
            let access =
                Access { organization_id: text(organization_id), sources, readers: readers.unwrap_or_default() };
            Some(KeyWant {
                description: format!("Logs in {}", text(bucket)),
                policy: key_policy(&text(account_id), &access),
                rotation_period_in_days: Some(365),
                multi_region: false,
                deletion_window_in_days: i32::try_from(window).unwrap_or(30),
                tags: tags.0.unwrap_or_default(),
            })
        })
        .fill(f.deletion_window_in_days, f.deletion_window_in_days, |all, now| {
            all.get(Key::NAME).and_then(|key| key.deletion_window_in_days).map_or(now, i64::from)
        })
        .at(f.readers, false)
        .add();
    let alias: Many<Alias> = g
        .parts::<Alias>("key_alias")
        .names(own, names)
        .owner((key.maybe((), |_, ()| Some(Key::NAME.to_owned())), f.bucket), |(_, bucket)| AliasKey {
            alias_name: alias_of(&text(bucket)),
        })
        .want(key.same(), |_, key| Some(AliasTarget { key_id: key.key_id }))
        .at(f.bucket, false)
        .add();
    OwnKey { key: key.maybe(own, ONLY), named: alias.maybe(own, ONLY) }
}

const ONLY: Only = |_, (algorithm, arn)| is_own(&algorithm, arn.as_deref()).then(|| Key::NAME.to_owned());
