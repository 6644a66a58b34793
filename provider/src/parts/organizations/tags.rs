//! Tags of roots, organizational units, accounts and policies.

use std::collections::BTreeMap;

use aws_sdk_organizations::types::Tag;
use tfplugin::composite::{Context, Fault, FaultKind, Mark};

use super::in_turn;
use crate::aws::{Aws, OrFault};

/// The person's own tags, by key.
pub type Tags = BTreeMap<String, String>;

/// Tags per object: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>. Two are the
/// mark.
const MOST: usize = 50 - 2;

/// What is wrong with tags.
pub fn check(tags: &Tags) -> Vec<String> {
    if tags.len() <= MOST {
        return Vec::new();
    }
    vec![format!("It has {} tags; AWS takes 50, of which Plinth needs two for its own marks.", tags.len())]
}

/// The person's tags with the mark, as a create call takes them.
///
/// # Errors
/// A defect: a tag without a key.
pub fn marked(cx: &Context<'_, Aws>, tags: &Tags) -> Result<Vec<Tag>, Fault> {
    let mut tags = tags.clone();
    tags.extend(cx.mark.tags());
    sdk(&tags)
}

/// The tags of an object, by its id (`r-…`, `ou-…`, an account's, `p-…`), and its mark. Those of AWS's own are left out,
/// since nobody can change them.
///
/// # Errors
/// What AWS answers; `NotFound` when there is no such object.
pub async fn of(aws: &Aws, account_id: &str, id: &str) -> Result<(Tags, Option<Mark>), Fault> {
    let client = aws.organizations(account_id).await?;
    let pages = client.list_tags_for_resource().resource_id(id).into_paginator().items().send();
    let tags = pages.collect::<Result<Vec<_>, _>>().await.or_fault("organizations:ListTagsForResource")?;
    let tags = tags.into_iter().map(|tag| (tag.key, tag.value));
    let mut tags: Tags = tags.filter(|(key, _)| !key.starts_with("aws:")).collect();
    let mark = Mark::take(&mut tags);
    Ok((tags, mark))
}

/// Adds tags, or replaces those of the same keys.
///
/// # Errors
/// What AWS answers.
pub async fn add(cx: &Context<'_, Aws>, account_id: &str, id: &str, tags: &Tags) -> Result<(), Fault> {
    if tags.is_empty() {
        return Ok(());
    }
    let client = cx.cloud.organizations(account_id).await?;
    let call = client.tag_resource().resource_id(id).set_tags(Some(sdk(tags)?));
    in_turn(cx, || async { call.clone().send().await.or_fault("organizations:TagResource") }).await.map(drop)
}

/// Makes the tags those that are wanted. The mark stays as it is.
///
/// # Errors
/// What AWS answers.
pub async fn change(cx: &Context<'_, Aws>, account_id: &str, id: &str, seen: &Tags, want: &Tags) -> Result<(), Fault> {
    let surplus: Vec<String> = seen.keys().filter(|key| !want.contains_key(*key)).cloned().collect();
    remove(cx, account_id, id, surplus).await?;
    let differ = want.iter().filter(|(key, value)| seen.get(*key) != Some(value));
    add(cx, account_id, id, &differ.map(|(key, value)| (key.clone(), value.clone())).collect()).await
}

/// Takes tags off.
///
/// # Errors
/// What AWS answers.
pub async fn remove(cx: &Context<'_, Aws>, account_id: &str, id: &str, keys: Vec<String>) -> Result<(), Fault> {
    if keys.is_empty() {
        return Ok(());
    }
    let client = cx.cloud.organizations(account_id).await?;
    let call = client.untag_resource().resource_id(id).set_tag_keys(Some(keys));
    in_turn(cx, || async { call.clone().send().await.or_fault("organizations:UntagResource") }).await.map(drop)
}

/// What differs, in words.
pub fn differences(want: &Tags, seen: &Tags) -> Vec<String> {
    let missing = want.iter().filter_map(|(key, value)| match seen.get(key) {
        Some(other) if other == value => None,
        Some(other) => Some(format!("tag {key} is {other:?}, should be {value:?}")),
        None => Some(format!("tag {key} is missing, should be {value:?}")),
    });
    let surplus = seen.iter().filter(|(key, _)| !want.contains_key(*key));
    missing.chain(surplus.map(|(key, value)| format!("tag {key} is {value:?}, should not be there"))).collect()
}

fn sdk(tags: &Tags) -> Result<Vec<Tag>, Fault> {
    let tags = tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
    tags.collect::<Result<_, _>>().map_err(|error| Fault::new(FaultKind::Bug, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn each_difference_is_named() {
        let (want, seen) = (tags(&[("a", "1"), ("b", "2"), ("c", "3")]), tags(&[("a", "1"), ("b", "x"), ("d", "4")]));
        assert_eq!(
            differences(&want, &seen),
            [
                "tag b is \"x\", should be \"2\"",
                "tag c is missing, should be \"3\"",
                "tag d is \"4\", should not be there"
            ]
        );
        assert_eq!(differences(&want, &want), [""; 0]);
    }

    #[test]
    fn two_tags_are_the_mark() {
        let many = |count: usize| (0..count).map(|n| (n.to_string(), String::new())).collect::<Tags>();
        assert_eq!((check(&many(48)).len(), check(&many(49)).len()), (0, 1));
    }
}
